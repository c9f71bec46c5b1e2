import datetime as dt

from guide.state import bounces, sign_ups, subscribers
from guide.state.bounces import Fate
from tests.state.builders import DAY, HOUR, MINUTE, STARTS, World, listing

ADA = "ada@example.org"


def sent(world: World) -> int:
    """Send the reminder of 20:40 to Ada; return its row."""
    world.publish(listing())
    world.subscribe(ADA)
    world.now = STARTS - 30 * MINUTE
    world.expand()
    (message,) = world.claim()
    return message.id


def asks(world: World, email: str = ADA) -> int | None:
    """Let somebody ask for reminders; return the row of the confirmation that would go out."""
    with world.database.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email=email,
            zone="Europe/Paris",
            language="fr",
            target="series/missions",
            kinds=["airing"],
            leads=["30m"],
            network="192.0.2.1",
            machine_now=world.machine_now,
        )
    return next((message.id for message in world.claim(owner="two")), None)


def failed(world: World, message: int) -> Fate:
    with world.database.writing() as tx:
        return bounces.failed(tx, message, reason="5.2.2", machine_now=world.machine_now)


def is_written_to(world: World) -> bool:
    """Say whether a request by Ada would still bring a mail."""
    world.machine_now += 25 * HOUR
    return asks(world) is not None


def test_an_address_that_takes_no_mail_gets_none_any_more(world: World) -> None:
    message = sent(world)
    with world.database.writing() as tx:
        fate = bounces.gone(tx, message, reason="5.1.1", machine_now=world.machine_now)
    assert (fate, is_written_to(world)) == (Fate.STOPPED, False)


def test_failures_count_once_a_day_and_stop_an_address_on_the_fifth_day(world: World) -> None:
    message = sent(world)
    fates = []
    for _ in range(5):
        fates += [failed(world, message), failed(world, message)]
        world.machine_now += DAY
    assert fates == [Fate.COUNTED] * 8 + [Fate.STOPPED] * 2
    assert not is_written_to(world)


def test_failures_of_fourteen_days_ago_are_forgotten(world: World) -> None:
    message = sent(world)
    fates = [failed(world, message)]
    world.machine_now += 11 * DAY
    for _ in range(4):
        fates.append(failed(world, message))
        world.machine_now += DAY
    # The fifth of them comes on the day on which the first one is too old to count.
    assert fates == [Fate.COUNTED] * 4 + [Fate.COUNTED]
    assert is_written_to(world)


def test_who_complains_is_forgotten_and_never_written_to_again(world: World) -> None:
    message = sent(world)
    with world.database.reading() as tx:
        (before,) = tx.exec_driver_sql("SELECT id FROM subscriber").fetchall()
    with world.database.writing() as tx:
        fate = bounces.unwanted(tx, message, machine_now=world.machine_now)
    with world.database.reading() as tx:
        assert subscribers.subscriber(tx, before[0]) is None
    assert (fate, is_written_to(world)) == (Fate.LEFT, False)


def test_a_complaint_about_a_confirmation_leaves_the_others_alone(world: World) -> None:
    message = asks(world)
    assert message is not None
    waiting = asks(world, "bea@example.org")
    assert waiting is not None
    with world.database.writing() as tx:
        assert bounces.unwanted(tx, message, machine_now=world.machine_now) is Fate.LEFT
        states = tx.exec_driver_sql("SELECT state FROM outbox ORDER BY id").fetchall()
    assert [state for (state,) in states] == ["leased", "leased"]


def test_of_a_reader_who_left_nothing_is_kept(world: World) -> None:
    message = sent(world)
    with world.database.writing() as tx:
        (person,) = tx.exec_driver_sql("SELECT id FROM subscriber").fetchall()
        subscribers.unsubscribe_all(tx, person[0])
        now = world.machine_now
        fates = [
            bounces.gone(tx, message, reason="5.1.1", machine_now=now),
            bounces.failed(tx, message, reason="5.2.2", machine_now=now),
            bounces.unwanted(tx, message, machine_now=now),
            bounces.gone(tx, 10**9, reason="5.1.1", machine_now=now),
        ]
        kept = [
            tx.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("bounce", "suppression")
        ]
    assert (fates, kept) == ([Fate.UNKNOWN] * 4, [0, 0])


def test_a_day_is_one_of_utc(world: World) -> None:
    message = sent(world)
    world.machine_now = dt.datetime(2026, 11, 23, 23, 59, tzinfo=dt.UTC)
    failed(world, message)
    world.machine_now += 2 * MINUTE
    failed(world, message)
    with world.database.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM bounce").scalar_one() == 2
