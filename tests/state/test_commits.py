import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guide.state import current
from guide.state.commits import Commits
from guide.state.database import Database
from tests.state.builders import MACHINE


def watching(database: Database) -> Commits:
    """Return a watch for which no second goes by."""
    return Commits(database, monotonic=lambda: 5.5)


def publish(database: Database, number: int) -> None:
    with database.writing() as tx:
        current.move(
            tx, number=number, file="", published_at=MACHINE, note="", expect=number - 1 or None
        )


@pytest.fixture
def own(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'guide.sqlite'}")
    database.migrate()
    return database


def test_a_commit_counts_and_nothing_else(own: Database) -> None:
    watch = watching(own)
    before = watch.count()
    assert watch.count() == before
    publish(own, 1)
    after = watch.count()
    assert after != before
    assert watch.count() == after


def test_what_is_rolled_back_or_only_read_does_not_count(own: Database) -> None:
    watch = watching(own)
    before = watch.count()
    with own.reading() as tx:
        current.current(tx)
    with contextlib.suppress(ZeroDivisionError), own.writing() as tx:
        current.move(tx, number=1, file="", published_at=MACHINE, note="", expect=None)
        raise ZeroDivisionError
    assert watch.count() == before


def test_once_a_second_it_counts_in_any_case(database: Database) -> None:
    seconds = itertools.count(7)
    watch = Commits(database, monotonic=lambda: next(seconds))
    assert watch.count() != watch.count()


def test_a_database_that_is_away_cannot_be_told(tmp_path: Path) -> None:
    assert Commits(Database(f"sqlite:///{tmp_path / 'none.sqlite'}")).count() is None


def test_no_commit_is_missed_by_many_threads(own: Database) -> None:
    watch, seen = Commits(own), []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append(watch.count())

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    counts = [_after(own, number, watch.count) for number in range(1, 21)]
    done.set()
    for thread in threads:
        thread.join()
    assert len(set(counts)) == 20
    assert None not in seen


def _after(own: Database, number: int, count: Callable[[], object]) -> object:
    publish(own, number)
    time.sleep(0.001)
    return count()
