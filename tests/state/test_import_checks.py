"""What is remembered of imported guides between two looks at them."""

import datetime as dt

from guide.state import import_checks
from guide.state.database import Database
from guide.state.import_checks import ImportCheck

NOON = dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ADDRESS = "https://me:word@epg.example/guide.xml"
KNOWN = ('"a1"', "Thu, 01 Jun 2017 12:00:00 GMT")


def found(database: Database, source: str = "tele") -> ImportCheck | None:
    with database.reading() as tx:
        return import_checks.checks(tx).get(source)


def succeed(database: Database, source: str = "tele", *, at: dt.datetime = NOON) -> None:
    with database.writing() as tx:
        import_checks.succeeded(tx, source, address=ADDRESS, known=KNOWN, machine_now=at)


def fail(database: Database, failure: str, *, at: dt.datetime) -> None:
    with database.writing() as tx:
        import_checks.failed(tx, "tele", failure=failure, machine_now=at)


def test_nothing_is_known_of_a_source_that_was_never_looked_at(database: Database) -> None:
    assert found(database) is None


def test_what_a_server_calls_its_answer_is_known_at_its_address_alone(database: Database) -> None:
    succeed(database)
    check = found(database)
    assert check
    assert (check.checked_at, check.failure) == (NOON, None)
    assert check.known_at(ADDRESS) == KNOWN
    assert check.known_at("https://epg.example/other.xml") == (None, None)
    assert "word" not in repr(check)


def test_a_failure_keeps_what_was_known(database: Database) -> None:
    succeed(database)
    fail(database, "it answers 404 Not Found", at=NOON + HOUR)
    check = found(database)
    assert check
    assert (check.failure, check.failed_at) == ("it answers 404 Not Found", NOON + HOUR)
    assert (check.checked_at, check.known_at(ADDRESS)) == (NOON, KNOWN)


def test_the_first_look_may_fail(database: Database) -> None:
    fail(database, "it answers 404 Not Found", at=NOON)
    expected = ImportCheck(failure="it answers 404 Not Found", failed_at=NOON)
    assert found(database) == expected


def test_a_success_ends_the_failure(database: Database) -> None:
    fail(database, "it answers 404 Not Found", at=NOON)
    succeed(database, at=NOON + HOUR)
    check = found(database)
    assert check
    assert (check.checked_at, check.failure, check.failed_at) == (NOON + HOUR, None, None)


def test_a_failure_is_one_line_of_bounded_length(database: Database) -> None:
    fail(database, "a\0b\nc" + "x" * 1000, at=NOON)
    check = found(database)
    assert check
    assert check.failure
    assert check.failure.startswith("a b cxxx")
    assert len(check.failure) == 500


def test_one_source_is_forgotten_and_the_others_are_not(database: Database) -> None:
    succeed(database)
    succeed(database, "radio")
    with database.writing() as tx:
        import_checks.forget(tx, "tele")
    assert found(database) is None
    assert found(database, "radio") is not None
