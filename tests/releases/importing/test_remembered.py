"""What a file remembers of a source's bytes: each programme is found as often as it is there."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from guide.releases.importing.remembered import Remembered, forget_runs
from guide.releases.layout import LEDGER_TABLES, TABLES

READ = b"read"


@dataclass(frozen=True)
class Piece:
    digest: bytes


def piece(name: str) -> Piece:
    return Piece(hashlib.blake2b(name.encode(), digest_size=8).digest())


def run(names: str) -> bytes:
    return hashlib.sha256(names.encode()).digest()


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(LEDGER_TABLES + TABLES)
    yield connection
    connection.close()


def hold(file: sqlite3.Connection, names: str, *, read: bytes = READ) -> None:
    """Let the file have these programmes of a source, each on a channel of its name."""
    file.execute("DELETE FROM programme")
    rows = [(piece(name).digest, name) for name in names]
    file.executemany(
        "INSERT INTO programme (source, digest, channel, starts, episode, data) "
        "VALUES ('national', ?, ?, 0, '', '')",
        rows,
    )
    file.execute("REPLACE INTO source VALUES ('national', '', '', ?, 0, '')", (read,))


def passed(remembered: Remembered, *runs: str) -> list[int]:
    return [remembered.passes(run(names))[0] for names in runs]


def note(remembered: Remembered, runs: Sequence[str], loose: str = "") -> None:
    for names in runs:
        remembered.note(run(names), [piece(name) for name in names], lines=5)
    remembered.note(b"", [piece(name) for name in loose])


def imported(file: sqlite3.Connection, *runs: str, loose: str = "", held: str = "") -> None:
    """Import a guide of these runs for the first time."""
    first = Remembered(file, "national", afresh=True)
    note(first, runs, loose)
    there = held or "".join(runs) + loose
    hold(file, there)
    first.write(READ, unread=bool(held))


def again(file: sqlite3.Connection) -> Remembered:
    return Remembered(file, "national", afresh=False)


def known(remembered: Remembered, names: str) -> str:
    return "".join(name for name in names if remembered.knows(piece(name).digest))


def test_runs_and_single_programmes_are_found_again(file: sqlite3.Connection) -> None:
    imported(file, "abc", "def", loose="gh")
    now = again(file)
    assert passed(now, "abc", "xyz", "def") == [3, 0, 3]
    assert known(now, "ghi") == "gh"
    assert (now.kept, now.forget()) == (8, set())


def test_nothing_is_found_more_often_than_it_is_there(file: sqlite3.Connection) -> None:
    imported(file, "abc", loose="a")
    assert again(file).passes(run("abc")) == (3, 5)
    now = again(file)
    assert known(now, "aaab") == "aab"
    assert passed(now, "abc") == [0], "its a and b were found elsewhere"
    assert (known(now, "abc"), now.forget()) == ("c", set())


def test_a_run_that_passed_lends_no_programme(file: sqlite3.Connection) -> None:
    imported(file, "abc", "def")
    now = again(file)
    assert passed(now, "abc") == [3]
    assert known(now, "ad") == "d"
    assert passed(now, "def") == [0]
    assert known(now, "def") == "ef"


def test_a_run_that_is_refused_takes_nothing(file: sqlite3.Connection) -> None:
    imported(file, "abc")
    now = again(file)
    assert known(now, "c") == "c"
    assert passed(now, "abc") == [0]
    assert known(now, "ab") == "ab"


def test_a_run_that_stands_there_twice_passes_once(file: sqlite3.Connection) -> None:
    imported(file, "ab", "ab")
    now = again(file)
    assert passed(now, "ab", "ab") == [2, 0]
    assert known(now, "abab") == "ab"


def test_what_is_gone_is_dropped_with_its_channel(file: sqlite3.Connection) -> None:
    imported(file, "abc", "def", loose="gha")
    now = again(file)
    now.passes(run("abc"))
    known(now, "dg")
    assert now.forget() == {"a", "e", "f", "h"}
    assert sorted(file.execute("SELECT channel FROM programme")) == [(one,) for one in "abcdg"]


def test_the_next_import_knows_what_this_one_read(file: sqlite3.Connection) -> None:
    imported(file, "abc", "def", loose="g")
    second = again(file)
    second.passes(run("abc"))
    note(second, ["de", "fx"], loose="y")
    hold(file, "abcdefxy", read=b"more")
    second.write(b"more", unread=False)
    third = again(file)
    assert passed(third, "abc", "def", "de", "fx") == [3, 0, 2, 2]
    assert known(third, "gy") == "y"


def test_a_run_with_an_unusable_programme_is_read_each_time(file: sqlite3.Connection) -> None:
    imported(file, "ab?", "cd", loose="!e", held="abcde")
    now = again(file)
    assert passed(now, "ab?", "cd") == [0, 2]
    assert known(now, "ab?!e") == "abe"


def test_a_file_without_runs_knows_each_programme(file: sqlite3.Connection) -> None:
    hold(file, "aab")
    now = again(file)
    assert passed(now, "aab") == [0]
    assert (known(now, "aaab"), now.kept) == ("aab", 3)


def test_what_another_version_wrote_since_counts(file: sqlite3.Connection) -> None:
    imported(file, "abc")
    hold(file, "abd", read=b"by another version")
    now = again(file)
    assert passed(now, "abc") == [0]
    assert known(now, "abcd") == "abd"


def test_a_source_that_is_dropped_is_not_remembered(file: sqlite3.Connection) -> None:
    imported(file, "abc", loose="d")
    file.execute("DELETE FROM programme")
    forget_runs(file, "national")
    now = again(file)
    assert (passed(now, "abc"), known(now, "abcd")) == ([0], "")
