import datetime as dt
import threading

from guide.model.reminders import Backlog, Message, Outcome, Result, Subscriber
from guide.state import instance, marks, outbox, sign_ups
from tests.state.builders import EVENING, HOUR, MACHINE, MINUTE, STARTS, World, listing

AT_2040 = "ocs-city@2017-06-01T18:40:00Z"
ADA = "ada@example.org"
HALF = 30 * MINUTE


def queued(world: World, *people: str) -> list[Subscriber]:
    """Let the reminder of 20:40 be due to people, its messages in the outbox."""
    world.publish(listing())
    subscribed = [world.subscribe(email) for email in people or (ADA,)]
    world.now = STARTS - HALF
    world.expand()
    return subscribed


def names(messages: list[Message]) -> list[str]:
    return [one.subscriber.email.partition("@")[0] for one in messages]


def test_a_claimed_message_holds_all_that_a_sender_needs(world: World) -> None:
    (ada,) = queued(world)
    (message,) = world.claim()
    assert message == Message(
        id=message.id,
        kind="airing",
        reference="a1",
        lead="30m",
        told=AT_2040,
        told_before="",
        subscriber=ada,
        expires=STARTS,
        attempt=1,
        lease=1,
        job=message.job,
    )
    assert message.job > 0


def test_what_is_leased_is_not_claimed_again(world: World) -> None:
    queued(world)
    assert len(world.claim()) == 1
    assert world.claim(owner="two") == []


def test_confirmations_come_first_then_the_soonest_deadline(world: World) -> None:
    world.publish(listing("later", starts=STARTS + MINUTE), listing("sooner"))
    world.subscribe()
    world.now = STARTS - 29 * MINUTE
    world.expand()
    with world.database.writing() as tx:
        ask(tx, world, "new@example.org")
    assert [one.kind for one in world.claim(1)] == ["confirm"]
    assert [one.reference for one in world.claim()] == ["sooner", "later"]


def ask(tx: object, world: World, email: str) -> None:
    sign_ups.request_sign_up(
        tx,  # type: ignore[arg-type]  # opaque to everybody but state
        email=email,
        zone="Europe/Paris",
        language="fr",
        target="series/missions",
        kinds=["airing"],
        leads=["30m"],
        network=email,
        machine_now=world.machine_now,
    )


def test_a_limit_is_kept(world: World) -> None:
    queued(world, "a@example.org", "b@example.org", "c@example.org")
    assert [len(world.claim(2)), len(world.claim(2)), len(world.claim(2))] == [2, 1, 0]


def test_a_lease_that_is_over_is_claimed_anew_with_a_higher_number(world: World) -> None:
    queued(world)
    (first,) = world.claim()
    world.machine_now += MINUTE
    assert world.outbox.sweep(now=world.now, machine_now=world.machine_now) == 1
    (second,) = world.claim(owner="two")
    assert (first.lease, second.lease, second.attempt) == (1, 2, 1)


def test_a_stale_lease_may_not_submit(world: World) -> None:
    queued(world)
    stale = world.claim()
    world.machine_now += MINUTE
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    fresh = world.claim(owner="two")
    assert world.submit(stale) == []
    assert world.submit(fresh) == fresh


def test_a_lease_that_is_over_but_not_swept_may_not_submit(world: World) -> None:
    queued(world)
    messages = world.claim()
    world.machine_now += MINUTE
    assert world.submit(messages) == []


def test_a_mark_under_a_stale_lease_changes_nothing(world: World) -> None:
    queued(world)
    (stale,) = world.submit(world.claim())
    world.machine_now += MINUTE
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    world.submit(world.claim(owner="two"))
    for outcome in Outcome:
        world.record(Result(stale, outcome, 599, "late"))
    assert world.states() == ["submitting"]


def test_a_late_250_spares_a_double_while_nobody_else_has_the_lease(world: World) -> None:
    queued(world)
    (message,) = world.submit(world.claim())
    world.machine_now += MINUTE
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    assert world.states() == ["retry"]
    world.record(Result(message, Outcome.SENT, 250))
    assert world.states() == ["sent"]


def test_lost_while_submitting_a_message_is_tried_again_but_not_for_ever(world: World) -> None:
    queued(world)
    for _ in range(1 + marks.MOST_LOST):
        assert len(world.submit(world.claim())) == 1
        world.machine_now += MINUTE
        world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    assert world.states() == ["failed"]


def test_without_an_answer_a_message_is_tried_once_more(world: World) -> None:
    queued(world)
    (first,) = world.submit(world.claim())
    world.record(Result(first, Outcome.UNKNOWN))
    assert world.states() == ["retry"]
    (second,) = world.submit(world.claim())
    assert second.attempt == 2
    world.record(Result(second, Outcome.UNKNOWN))
    assert world.states() == ["failed"]


def test_a_retry_waits_for_its_time(world: World) -> None:
    queued(world)
    (message,) = world.submit(world.claim())
    later = world.machine_now + 30 * dt.timedelta(seconds=1)
    world.record(Result(message, Outcome.RETRY, 450, "greylisted", not_before=later))
    assert world.claim() == []
    world.machine_now = later
    assert [one.attempt for one in world.claim()] == [2]


def test_a_refusal_for_good_is_not_tried_again(world: World) -> None:
    queued(world)
    (message,) = world.submit(world.claim())
    world.record(Result(message, Outcome.FAILED, 550, "no such user"))
    assert world.states() == ["failed"]
    assert world.claim() == []


def test_results_and_next_marks_go_in_one_round(world: World) -> None:
    queued(world, "a@example.org", "b@example.org")
    one, two = world.claim()
    (now_one,) = world.submit([one])
    allowed = world.outbox.round(
        [Result(now_one, Outcome.SENT, 250)], [two], now=world.now, machine_now=world.machine_now
    )
    assert allowed == [two]
    assert sorted(world.states()) == ["sent", "submitting"]


def test_a_round_repeated_answers_the_same(world: World) -> None:
    queued(world, "a@example.org", "b@example.org")
    one, two = world.claim()
    world.submit([one])
    results = [Result(one, Outcome.SENT, 250)]
    for _ in range(2):
        allowed = world.outbox.round(results, [two], now=world.now, machine_now=world.machine_now)
        assert allowed == [two]
    assert sorted(world.states()) == ["sent", "submitting"]


def test_an_empty_round_is_fine(world: World) -> None:
    assert world.submit([]) == []
    world.outbox.release([])


def test_what_is_given_back_can_be_claimed_at_once(world: World) -> None:
    queued(world)
    messages = world.claim()
    world.outbox.release(messages)
    assert [one.attempt for one in world.claim()] == [1]


def test_what_is_submitted_cannot_be_given_back(world: World) -> None:
    queued(world)
    messages = world.submit(world.claim())
    world.outbox.release(messages)
    assert world.states() == ["submitting"]


def test_at_the_start_of_the_airing_its_reminders_expire(world: World) -> None:
    queued(world, "a@example.org", "b@example.org", "c@example.org")
    (leased,) = world.claim(1)
    world.now = STARTS
    assert world.submit([leased]) == []
    assert world.claim(1) == []
    assert world.states() == ["expired"] * 3


def test_the_sweeper_expires_what_nobody_claims(world: World) -> None:
    queued(world)
    world.now = STARTS
    assert world.outbox.sweep(now=world.now, machine_now=world.machine_now) == 1
    assert world.states() == ["expired"]


def test_leaving_suppresses_what_is_queued(world: World) -> None:
    ada, _ = queued(world, "ada@example.org", "bob@example.org")
    assert world.unsubscribe(ada)
    assert sorted(world.states()) == ["queued", "suppressed"]
    assert names(world.claim()) == ["bob"]


def test_leaving_suppresses_what_is_leased(world: World) -> None:
    ada, _ = queued(world, "ada@example.org", "bob@example.org")
    leased = world.claim()
    assert world.unsubscribe(ada)
    assert names(world.submit(leased)) == ["bob"]
    assert sorted(world.states()) == ["submitting", "suppressed"]


def test_a_suppressed_address_is_written_to_no_more(world: World) -> None:
    queued(world, "ada@example.org", "bob@example.org")
    with world.database.writing() as tx:
        for address in ("ada@example.org", "eve@example.org"):
            refused = instance.hashed(tx, address)
            outbox.suppress(tx, refused, reason="bounce", machine_now=MACHINE)
        ask(tx, world, "Eve@example.org")
    assert names(world.claim()) == ["bob"]
    assert sorted(world.states()) == ["leased", "suppressed"]


def test_a_confirmation_lives_on_the_machines_time(world: World) -> None:
    with world.database.writing() as tx:
        ask(tx, world, ADA)
    world.now = EVENING + 10_000 * HOUR
    (confirmation,) = world.claim()
    assert (confirmation.kind, confirmation.job) == ("confirm", 0)
    assert confirmation.expires == MACHINE + 48 * HOUR
    assert confirmation.subscriber == Subscriber("", ADA, "Europe/Paris", "fr", 0)
    world.outbox.release([confirmation])
    world.machine_now += 48 * HOUR
    assert world.claim() == []


def test_with_the_machines_clock_set_back_nothing_stays_under_a_lease(world: World) -> None:
    queued(world)
    world.claim()
    world.machine_now -= 2 * HOUR
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    assert len(world.claim(owner="two")) == 1


def test_the_backlog_counts_and_knows_the_oldest(world: World) -> None:
    queued(world, *(f"p{n}@example.org" for n in range(4)))
    world.later(2 * MINUTE)
    first, second = world.claim(2)
    world.submit([first])
    assert world.outbox.backlog(now=world.now, machine_now=world.machine_now) == Backlog(
        queued=2, leased=1, submitting=1, age=2 * MINUTE
    )
    world.record(Result(first, Outcome.RETRY))
    world.outbox.release([second])
    assert world.outbox.backlog(now=world.now, machine_now=world.machine_now) == Backlog(
        queued=3, retrying=1, age=2 * MINUTE
    )


def test_two_claimers_never_share_a_message(world: World) -> None:
    queued(world, *(f"p{n}@example.org" for n in range(8)))
    with world.database.writing() as tx:
        tx.exec_driver_sql(
            "INSERT INTO outbox (subscriber, sign_up, state, since, expires, deadline)"
            " SELECT subscriber, '', 'queued', since, expires, deadline"
            " FROM outbox, (SELECT id AS n FROM outbox) AS times, (SELECT id AS m FROM outbox) AS"
            " more WHERE job IS NOT NULL"
        )
        tx.exec_driver_sql("UPDATE outbox SET expires = expires + 1000000000000000")
    claimed: list[list[int]] = [[], [], []]
    together = threading.Barrier(len(claimed))

    def take(mine: list[int]) -> None:
        together.wait()
        while some := world.claim(20, owner=str(id(mine))):
            mine += [one.id for one in some]

    threads = [threading.Thread(target=take, args=[mine]) for mine in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [one for mine in claimed for one in mine]
    assert len(every) > 1000
    assert len(every) == len(set(every))


def test_old_confirmations_are_forgotten(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    world.later(31 * 24 * HOUR)
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    with world.database.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one() == 0
