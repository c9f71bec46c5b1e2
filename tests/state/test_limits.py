import datetime as dt

from guide.state import limits
from guide.state.database import Database
from tests.state.builders import HOUR, MACHINE

SECOND = dt.timedelta(seconds=1)


def tries(
    database: Database, client: str, *, right: bool = False, at: dt.datetime = MACHINE
) -> bool:
    with database.writing() as tx:
        return limits.may_sign_in(tx, client, right=right, machine_now=at)


def test_a_network_guesses_ten_times_an_hour_and_then_nothing_is_right(database: Database) -> None:
    clients = [f"192.0.2.{number}" for number in range(10)]
    assert all(tries(database, one) for one in clients)
    assert not tries(database, "192.0.2.77")
    assert not tries(database, "192.0.2.77", right=True)
    assert tries(database, "198.51.100.1")
    assert not tries(database, "192.0.2.77", at=MACHINE + HOUR - SECOND)
    assert tries(database, "192.0.2.77", right=True, at=MACHINE + HOUR)


def test_who_is_right_is_never_counted(database: Database) -> None:
    assert all(tries(database, "192.0.2.1", right=True) for _ in range(20))
    assert tries(database, "192.0.2.1")


def test_guesses_take_nobody_a_sign_up_or_a_calendar_away(database: Database) -> None:
    for _ in range(11):
        tries(database, "192.0.2.1")
    network = limits.network_of("192.0.2.1")
    with database.reading() as tx:
        assert not limits.too_many(tx, network, machine_now=MACHINE)
        assert not limits.too_many_feeds(tx, network, machine_now=MACHINE)
