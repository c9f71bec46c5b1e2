import datetime as dt

from guide.model.site import ClockPair
from guide.state import instance
from guide.state.database import Database
from tests.state.builders import EVENING, MACHINE


def test_the_instance_id_is_random_and_stays(database: Database) -> None:
    with database.reading() as tx:
        first = instance.instance_id(tx)
    with database.reading() as tx:
        assert instance.instance_id(tx) == first
    assert len(first) == 16
    assert first.isalnum()


def test_the_guides_clock_is_the_machines_until_it_is_set(database: Database) -> None:
    with database.reading() as tx:
        assert instance.clock_pair(tx) is None


def test_the_guides_clock_is_kept_exactly(database: Database) -> None:
    pair = ClockPair(
        machine=MACHINE.replace(microsecond=123_456), guide=EVENING, rate=60.0, setting="x"
    )
    for one in (ClockPair(EVENING, MACHINE, 1.0, "before"), pair):
        with database.writing() as tx:
            instance.set_clock(tx, one)
    with database.reading() as tx:
        assert instance.clock_pair(tx) == pair


def test_the_guides_clock_can_be_the_machines_again(database: Database) -> None:
    with database.writing() as tx:
        instance.set_clock(tx, ClockPair(MACHINE, EVENING, 1.0, "x"))
        instance.set_clock(tx, None)
        assert instance.clock_pair(tx) is None


def test_the_same_address_is_hashed_the_same_and_another_otherwise(database: Database) -> None:
    with database.reading() as tx:
        ada, bob = instance.hashed(tx, "ada"), instance.hashed(tx, "bob")
        assert instance.hashed(tx, "ada") == ada
    assert ada != bob
    assert len(ada) == 64


def test_an_instant_of_another_zone_is_kept_as_utc(database: Database) -> None:
    paris = EVENING.astimezone(dt.timezone(dt.timedelta(hours=2)))
    with database.writing() as tx:
        instance.set_clock(tx, ClockPair(MACHINE, paris, 1.0, "x"))
        pair = instance.clock_pair(tx)
    assert pair is not None
    assert pair.guide.utcoffset() == dt.timedelta(0)
