import datetime as dt

from guide.model.listing import Listing
from guide.model.reminders import Outcome, Result
from guide.state import instance, outbox, reminder_jobs
from tests.state.builders import (
    DAY,
    HOUR,
    MAX,
    MINUTE,
    STARTS,
    World,
    cancelled,
    listing,
    moved,
)

AT_2040 = "ocs-city@2017-06-01T18:40:00Z"
AT_2055 = "ocs-city@2017-06-01T18:55:00Z"
AT_2200 = "ocs-city@2017-06-01T20:00:00Z"
ADA = "ada@example.org"
BOB = "bob@example.org"
QUARTER = 15 * MINUTE


def told(world: World, *, lead: str = "1h") -> Listing:
    """Let Ada be told, an hour before, of 20:40."""
    first = listing()
    world.now = STARTS - 2 * HOUR
    world.publish(first)
    world.subscribe(ADA, leads=[lead])
    world.now = STARTS - HOUR
    assert world.send() == [("airing", ADA, AT_2040)]
    return first


def test_whoever_was_told_gets_one_notice_ten_minutes_later(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + QUARTER))
    assert world.send() == []
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]
    world.later(MINUTE)
    world.publish(*world.listings)
    assert world.send() == []


def test_a_notice_says_what_was_told_before(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    world.expand()
    (notice,) = world.claim()
    assert (notice.told_before, notice.told, notice.reference) == (AT_2040, AT_2055, "a1")


def test_moved_back_before_the_notice_there_is_none(world: World) -> None:
    first = told(world)
    away = moved(first, STARTS + QUARTER)
    world.publish(away)
    world.later(5 * MINUTE)
    world.publish(moved(away, STARTS))
    world.later(10 * MINUTE)
    assert world.send() == []


def test_moved_back_after_the_notice_there_is_another(world: World) -> None:
    first = told(world)
    away = moved(first, STARTS + QUARTER)
    world.publish(away)
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]
    world.publish(moved(away, STARTS))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2040)]


def test_two_moves_within_ten_minutes_are_one_notice(world: World) -> None:
    first = told(world)
    away = moved(first, STARTS + QUARTER)
    world.publish(away)
    world.later(5 * MINUTE)
    world.publish(moved(away, STARTS + 80 * MINUTE))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2200)]


def test_the_cancelled_are_told_to_whoever_was_told_and_nobody_else(world: World) -> None:
    told(world)
    world.subscribe(BOB, leads=["5m"])
    world.publish(cancelled(listing()))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, "cancelled")]
    world.now = STARTS - 5 * MINUTE
    assert world.send() == []


def test_restored_after_its_notice_the_airing_is_told_again(world: World) -> None:
    first = told(world)
    off = cancelled(first)
    world.publish(off)
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, "cancelled")]
    world.publish(moved(off, STARTS))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2040)]


def test_an_airing_that_lost_its_time_is_told_so(world: World) -> None:
    first = told(world)
    world.publish(moved(first, None))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, "undated")]


def test_another_channel_is_a_move(world: World) -> None:
    told(world)
    world.publish(listing(channel=MAX, sequence=1))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, "ocs-max@2017-06-01T18:40:00Z")]


def test_near_the_start_a_notice_does_not_wait(world: World) -> None:
    first = told(world)
    world.now = STARTS - 5 * MINUTE
    world.publish(moved(first, STARTS + 2 * HOUR))
    assert world.send() == [("changed", ADA, "ocs-city@2017-06-01T20:40:00Z")]


def test_a_new_start_within_ten_minutes_is_told_at_once(world: World) -> None:
    first = told(world)
    world.publish(moved(first, world.now + 8 * MINUTE))
    assert [kind for kind, _, _ in world.send()] == ["changed"]


def test_a_mail_under_way_at_the_move_is_followed_by_a_notice(world: World) -> None:
    first = listing()
    world.now = STARTS - 2 * HOUR
    world.publish(first)
    world.subscribe(leads=["1h"])
    world.now = STARTS - HOUR
    world.expand()
    (reminder,) = world.submit(world.claim())
    world.publish(moved(first, STARTS + QUARTER))
    assert world.states() == ["submitting"]
    world.record(Result(reminder, Outcome.SENT, 250))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]


def test_a_mail_refused_for_now_at_the_move_is_not_tried_again(world: World) -> None:
    first = listing()
    world.now = STARTS - 2 * HOUR
    world.publish(first)
    world.subscribe(leads=["1h"])
    world.now = STARTS - HOUR
    world.expand()
    (reminder,) = world.submit(world.claim())
    world.publish(moved(first, STARTS + QUARTER))
    world.record(Result(reminder, Outcome.RETRY, 450))
    assert world.claim() == []
    assert world.states() == ["superseded"]
    world.later(10 * MINUTE)
    assert world.send() == []


def test_a_mail_that_may_have_arrived_counts_as_told(world: World) -> None:
    first = listing()
    world.now = STARTS - 2 * HOUR
    world.publish(first)
    world.subscribe(leads=["1h"])
    world.now = STARTS - HOUR
    world.expand()
    (reminder,) = world.submit(world.claim())
    world.record(Result(reminder, Outcome.UNKNOWN))
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]


def test_the_new_reminder_stays_away_where_the_notice_just_told_the_same(world: World) -> None:
    first = told(world, lead="1h")
    world.now = STARTS - 50 * MINUTE
    world.publish(moved(first, STARTS + QUARTER))
    world.later(5 * MINUTE)
    # The reminder of 20:55 is due, but Ada is owed the notice.
    assert world.send() == []
    world.later(5 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]
    world.later(20 * MINUTE)
    assert world.send() == []


def test_a_reminder_long_after_the_notice_goes(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + DAY))
    world.later(10 * MINUTE)
    assert [kind for kind, _, _ in world.send()] == ["changed"]
    world.now = STARTS + DAY - HOUR
    assert [kind for kind, _, _ in world.send()] == ["airing"]


def test_who_was_reminded_of_the_new_time_before_the_notice_gets_none(world: World) -> None:
    first = told(world)
    world.subscribe(BOB, leads=["55m"])
    world.later(MINUTE)
    world.publish(moved(first, STARTS + 5 * MINUTE))
    world.later(9 * MINUTE)
    assert [address for _, address, _ in world.send()] == [BOB]
    world.later(MINUTE)
    assert [address for _, address, _ in world.send()] == [ADA]


def test_planning_again_does_not_put_a_notice_off(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + QUARTER))
    world.later(5 * MINUTE)
    world.publish(*world.listings)
    world.later(5 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]


def test_who_was_not_told_gets_the_new_reminder_and_no_notice(world: World) -> None:
    first = told(world)
    world.subscribe(BOB, leads=["30m"])
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]
    world.now = STARTS - QUARTER
    assert world.send() == [("airing", BOB, AT_2055)]


def test_an_airing_that_is_over_is_told_nothing_of(world: World) -> None:
    first = told(world)
    world.now = STARTS + 2 * HOUR
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    assert world.send() == []


def test_moved_into_the_past_whoever_still_expects_it_is_told(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS - DAY))
    assert world.send() == [("changed", ADA, "ocs-city@2017-05-31T18:40:00Z")]


def test_whoever_left_gets_no_notice(world: World) -> None:
    first = listing()
    world.now = STARTS - 2 * HOUR
    world.publish(first)
    ada = world.subscribe(leads=["1h"])
    world.now = STARTS - HOUR
    world.send()
    world.publish(moved(first, STARTS + QUARTER))
    world.unsubscribe(ada)
    world.later(10 * MINUTE)
    assert world.send() == []


def test_a_notice_that_failed_is_not_made_again_by_planning(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    world.expand()
    (notice,) = world.submit(world.claim())
    world.record(Result(notice, Outcome.FAILED, 550))
    world.publish(listing(starts=STARTS + QUARTER, sequence=2))
    world.later(10 * MINUTE)
    assert world.send() == []
    assert [state for kind, _, state in world.job_states() if kind == "changed"] == ["expanded"]


def test_a_suppressed_address_does_not_have_its_notice_planned_for_ever(world: World) -> None:
    first = told(world)
    with world.database.writing() as tx:
        ada = instance.hashed(tx, ADA)
        outbox.suppress(tx, ada, reason="bounce", machine_now=world.machine_now)
    world.publish(moved(first, STARTS + QUARTER))
    world.later(10 * MINUTE)
    assert world.send() == []
    world.publish(listing(starts=STARTS + QUARTER, sequence=2))
    assert [state for kind, _, state in world.job_states() if kind == "changed"] == ["expanded"]


def test_an_open_notice_is_listed_with_how_many_it_concerns(world: World) -> None:
    first = told(world)
    world.publish(moved(first, STARTS + QUARTER))
    with world.database.reading() as tx:
        notices = [job for job in reminder_jobs.planned(tx) if job.kind == "changed"]
    assert [(job.people, job.due, job.expires, job.edition) for job in notices] == [
        (1, world.now + 10 * MINUTE, STARTS + QUARTER + DAY, "1")
    ]


def test_a_notice_is_made_for_the_last_of_several_tellings(world: World) -> None:
    first = told(world)
    away = moved(first, STARTS + 80 * MINUTE)
    world.publish(away)
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2200)]
    world.now = dt.datetime(2017, 6, 1, 18, 59, tzinfo=dt.UTC)
    world.publish(away)
    assert world.send() == []
