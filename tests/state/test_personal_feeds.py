import datetime as dt

import pytest

from guide.model.personal_feed import PersonalFeed, Wish
from guide.model.reminders import SignUpOutcome
from guide.state import personal_feeds, sign_ups
from guide.state.database import Database
from tests.state.builders import EVENING, HOUR, MACHINE, SEASON

WISH = Wish((SEASON, "channels/ocs-city"), "fr", "alarm=15m", "Mine")


def make(
    database: Database, *, network: str = "192.0.2.1", at: dt.datetime = MACHINE
) -> PersonalFeed | None:
    with database.writing() as tx:
        return personal_feeds.create(tx, WISH, network=network, now=EVENING, machine_now=at)


def made(database: Database) -> PersonalFeed:
    found = make(database)
    assert found is not None
    return found


def find(database: Database, feed_id: str) -> PersonalFeed | None:
    with database.reading() as tx:
        return personal_feeds.find(tx, feed_id)


def test_what_is_made_can_be_found_and_each_has_an_id_of_its_own(database: Database) -> None:
    first, second = made(database), made(database)
    assert first.id != second.id
    assert find(database, first.id) == PersonalFeed(first.id, WISH)
    assert find(database, second.id) == PersonalFeed(second.id, WISH)
    assert find(database, "nobody") is None


def test_changing_keeps_the_address(database: Database) -> None:
    feed, other = made(database), made(database)
    wanted = Wish(("premieres",), "en")
    with database.writing() as tx:
        assert personal_feeds.change(tx, feed.id, wanted)
        assert not personal_feeds.change(tx, "nobody", wanted)
    assert find(database, feed.id) == PersonalFeed(feed.id, wanted)
    assert find(database, other.id) == other


def test_rotating_raises_the_epoch_of_one_or_of_both(database: Database) -> None:
    feed = made(database)
    with database.writing() as tx:
        assert personal_feeds.rotate(tx, feed.id)
        assert personal_feeds.rotate(tx, feed.id, page=True)
        assert not personal_feeds.rotate(tx, "nobody")
    assert find(database, feed.id) == PersonalFeed(feed.id, WISH, feed_epoch=2, page_epoch=1)


def test_rotating_has_an_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal_feeds, "MOST_ROTATIONS", 2)
    feed = made(database)
    with database.writing() as tx:
        assert [personal_feeds.rotate(tx, feed.id) for _ in range(3)] == [True, True, False]


def test_a_revoked_one_forgets_its_wish_and_never_comes_back(database: Database) -> None:
    feed, other = made(database), made(database)
    with database.writing() as tx:
        assert personal_feeds.revoke(tx, feed.id, now=EVENING)
        assert not personal_feeds.revoke(tx, feed.id, now=EVENING + HOUR)
        assert not personal_feeds.change(tx, feed.id, WISH)
        assert not personal_feeds.rotate(tx, feed.id)
    assert find(database, feed.id) == PersonalFeed(feed.id, Wish((), ""), revoked=True)
    assert find(database, other.id) == other


def test_ten_an_hour_from_one_network(database: Database) -> None:
    outcomes = [make(database, network=f"192.0.2.{n}") is not None for n in range(11)]
    assert outcomes == [True] * 10 + [False]
    assert make(database, network="192.0.3.1") is not None
    assert make(database, at=MACHINE + HOUR) is not None


def test_making_calendars_takes_nobody_a_sign_up_away(database: Database) -> None:
    for _ in range(10):
        made(database)
    with database.writing() as tx:
        outcome = sign_ups.request_sign_up(
            tx,
            email="ada@example.org",
            zone="Europe/Paris",
            language="fr",
            target=SEASON,
            kinds=["airing"],
            leads=["30m"],
            network="192.0.2.1",
            machine_now=MACHINE,
        )
    assert outcome is SignUpOutcome.MAIL


def test_no_network_and_no_token_stands_in_the_tables(database: Database) -> None:
    made(database)
    with database.reading() as tx:
        rows = tx.exec_driver_sql("SELECT * FROM personal_feed").mappings().all()
        events = tx.exec_driver_sql("SELECT * FROM sign_up_event").fetchall()
    assert set(rows[0]) == {
        "id", "name", "language", "targets", "options", "feed_epoch", "page_epoch", "since",
        "revoked",
    }  # fmt: skip
    assert "192.0" not in str(events)
