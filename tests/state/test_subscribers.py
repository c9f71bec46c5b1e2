import pytest

from guide.model.reminders import Kind, Subscription
from guide.state import subscribers
from tests.state.builders import DAY, SEASON, STARTS, World, listing

ADA = "ada@example.org"
THIRTY = Subscription(SEASON, Kind.AIRING, "30m")
HOUR_BEFORE = Subscription(SEASON, Kind.AIRING, "1h")


def test_leaving_takes_every_trace_of_the_address(world: World) -> None:
    ada = world.subscribe(ADA)
    assert world.unsubscribe(ada)
    with world.database.reading() as tx:
        assert subscribers.subscriber(tx, ada.id) is None
        assert subscribers.subscriptions(tx, ada.id) == ()
        for table in ("subscriber", "subscription", "sign_up", "outbox", "sign_up_event"):
            rows = tx.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            assert "ada@" not in str(rows)


def test_leaving_twice_does_no_harm(world: World) -> None:
    ada = world.subscribe(ADA)
    assert [world.unsubscribe(ada), world.unsubscribe(ada)] == [True, False]


def test_who_left_may_come_back(world: World) -> None:
    ada = world.subscribe(ADA)
    world.unsubscribe(ada)
    world.later(DAY)
    again = world.subscribe(ADA)
    assert again.id != ada.id


def test_dropping_one_wish_keeps_the_others_mail(world: World) -> None:
    world.publish(listing())
    ada = world.subscribe(ADA, targets=[SEASON, "channels/ocs-city"])
    world.now = STARTS.replace(minute=10)
    world.expand()
    with world.database.writing() as tx:
        assert subscribers.remove(tx, ada.id, THIRTY)
    assert world.states() == ["queued"]
    with world.database.writing() as tx:
        other = Subscription("channels/ocs-city", Kind.AIRING, "30m")
        assert subscribers.remove(tx, ada.id, other)
        assert not subscribers.remove(tx, ada.id, other)
    assert world.states() == ["suppressed"]


def test_wishes_are_set_as_a_whole(world: World) -> None:
    ada = world.subscribe(ADA)
    world.change(ada, HOUR_BEFORE, HOUR_BEFORE, THIRTY)
    with world.database.reading() as tx:
        assert subscribers.subscriptions(tx, ada.id) == (HOUR_BEFORE, THIRTY)


@pytest.mark.parametrize(
    "bad", [Subscription("nothing", Kind.AIRING, "1h"), Subscription(SEASON, Kind.AIRING, "soon")]
)
def test_a_bad_wish_changes_nothing(world: World, bad: Subscription) -> None:
    ada = world.subscribe(ADA)
    with (
        pytest.raises(ValueError, match="is not"),
        world.database.writing() as tx,
    ):
        subscribers.set_subscriptions(tx, ada.id, [HOUR_BEFORE, bad])
    with world.database.reading() as tx:
        assert subscribers.subscriptions(tx, ada.id) == (THIRTY,)


def test_a_zone_that_is_none_is_refused(world: World) -> None:
    ada = world.subscribe(ADA)
    with (
        pytest.raises(ValueError, match="is not a time zone"),
        world.database.writing() as tx,
    ):
        subscribers.set_zone_language(tx, ada.id, zone="../etc/passwd", language="fr")


def test_raising_the_epoch_is_kept(world: World) -> None:
    ada = world.subscribe(ADA)
    with world.database.writing() as tx:
        subscribers.raise_epoch(tx, ada.id)
        raised = subscribers.subscriber(tx, ada.id)
    assert raised is not None
    assert raised.epoch == 1
