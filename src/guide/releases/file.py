"""A release file under construction: how it is opened, and the rows that go into it.

Rows are plain tuples with names: the import of a country's guide makes millions of them.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from guide.model.cell import Cell
from guide.releases.layout import INDEXES

# Grows with the file only; ids come in no order, and want all their pages near.
CACHE_KIB = 65_536
# Rows of this size fill such pages better than SQLite's own 4,096 bytes, and are written faster.
PAGE = 8_192
_BEGUN = hashlib.blake2b(digest_size=16)


class EntryRow(NamedTuple):
    """`position` orders the entries of a kind, None for what only gone airings speak of;
    `source` is None for the schedule files.
    """

    kind: str
    id: str
    position: int | None
    digest: bytes
    data: str
    source: str | None = None


class LedgerRow(NamedTuple):
    """One airing as every later version of guide will read it; instants in seconds since 1970,
    `date` in ISO form. See guide.releases.airings for `data`.
    """

    key: int
    id: str
    channel: str
    episode: str
    date: str
    starts: int | None
    ends: int | None
    status: str
    gone: bool
    sequence: int
    revised: int
    moved_from: str | None
    content: bytes
    digest: bytes
    data: str
    source: str | None = None


class AiringRow(NamedTuple):
    """What questions about an airing look at; `[begins, finishes)` is the broadcast day where no
    time is known. `showing` is JSON of a Showing.
    """

    key: int
    channel: str
    episode: str
    series: str | None
    season: int | None
    begins: int
    finishes: int
    on_air: bool
    premiere: bool
    showing: str


def entry_digest(data: str) -> bytes:
    """Return what tells the own words of an entry, in JSON, from others."""
    # A copy is made in half the time of a new one.
    digest = _BEGUN.copy()
    digest.update(data.encode())
    return digest.digest()


Row = EntryRow | LedgerRow | AiringRow | Cell
TABLE_OF: dict[type[Row], str] = {
    EntryRow: "entry",
    LedgerRow: "ledger",
    AiringRow: "airing",
    Cell: "cell",
}
KEY_OF = {"entry": "kind, id", "ledger": "key", "airing": "key", "cell": "channel, begins, key"}


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nobody reads yet, to write to it; the caller begins and commits.

    A fault leaves a file that is good for nothing: there is no journal.
    """
    uri = path.resolve().as_uri()
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as file:
        # Nobody sees the file before it is whole and synced: a journal would guard nothing.
        file.execute(f"PRAGMA page_size = {PAGE}")
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        yield file


def add(file: sqlite3.Connection, kind: type[Row], rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows of a kind that are new; one that is there already is an IntegrityError."""
    file.executemany(inserting(kind), rows)


def put(file: sqlite3.Connection, kind: type[Row], rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows, or bring those up to date that are there already under the same key."""
    table = TABLE_OF[kind]
    values = ", ".join(f"{name} = excluded.{name}" for name in kind._fields)
    # Not REPLACE: it would give the row another row id, and could drop a third one.
    clause = f"ON CONFLICT ({KEY_OF[table]}) DO UPDATE SET {values}"
    file.executemany(f"{inserting(kind)} {clause}", rows)


def inserting(kind: type[Row], *, first: Sequence[str] = ()) -> str:
    """Return what inserts rows of a kind; their columns are in its order, but for the `first`."""
    fields = (*first, *(one for one in kind._fields if one not in first))
    names, marks = ", ".join(fields), ", ".join("?" * len(fields))
    return f"INSERT INTO {TABLE_OF[kind]} ({names}) VALUES ({marks})"  # noqa: S608 -- our own names


def drop_indexes(
    file: sqlite3.Connection, tables: Iterable[str], *, but: Collection[str] = ()
) -> None:
    """Drop the indexes of tables that get many rows; make_indexes makes them again, faster."""
    of = {*tables}
    for name, on in INDEXES.items():
        if on.split()[0] in of and name not in but:
            file.execute(f"DROP INDEX IF EXISTS {name}")


def make_indexes(file: sqlite3.Connection) -> None:
    """Make the indexes that are missing."""
    for name, on in INDEXES.items():
        file.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {on}")
