"""The writing of a release file: in place, in one go, without any journal."""

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from guide.model.catalogue import Catalogue
from guide.model.cell import Cell
from guide.model.changes import Change, ReleaseNote
from guide.model.window import Window
from guide.releases import bulk, indexing, space
from guide.releases.airings import data_of
from guide.releases.carried import airing_row, carry_over, cell_rows, remake_imported
from guide.releases.file import AiringRow, EntryRow, LedgerRow, add, make_indexes, opened, put
from guide.releases.importing import owners
from guide.releases.importing.details import AIRINGS_OF
from guide.releases.layout import (
    IMPORTED_FROM,
    LAYOUT,
    LEDGER,
    LEDGER_COLUMNS,
    LEDGER_TABLES,
    TABLES,
)
from guide.releases.ledger import Ledger
from guide.releases.occasions import OccasionRow
from guide.releases.plan import EntryPlan, Item
from guide.releases.rows import seconds, to_json


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is to be written over what the predecessor had; `sources` is a digest."""

    note: ReleaseNote
    catalogue: Catalogue
    entries: EntryPlan
    items: list[Item]
    windows: tuple[Window, ...]
    occasions: list[OccasionRow]
    touched: list[str]
    changes: tuple[Change, ...]
    files: dict[str, bytes]
    sources: str


@contextlib.contextmanager
def begun(path: Path, before: Ledger | None) -> Iterator[sqlite3.Connection]:
    """Begin a release file at `path`, which is empty or missing, and commit it in the end.

    It starts as a copy of its predecessor, or with its ledger alone if the layout is another.
    Raises sqlite3.Error or OSError, and then leaves a file that is good for nothing; ReleaseError
    where the disk has no room for it, before anything is written.
    """
    if before is not None:
        space.require(path.resolve().parent, before.path.stat().st_size)
    copied = before is not None and before.layout == LAYOUT
    if before is not None and copied:
        bulk.copy(before.path, path)
        bulk.write_early(path)
    with opened(path) as file:
        if not copied:
            file.executescript(LEDGER_TABLES + TABLES)
        indexing.watch(file)
        owners.watch(file)
        if before is not None and not copied:
            carry_over(file, before)
        file.execute("BEGIN")
        if not copied:
            remake_imported(file)
        yield file
        file.execute("COMMIT")


def write_edition(file: sqlite3.Connection, edition: Edition) -> None:
    """Write what the schedule files say."""
    _write_entries(file, edition.entries)
    _write_items(file, edition.items, edition.catalogue)
    make_indexes(file)
    _write_windows(file, edition.windows)
    _write_occasions(file, edition.occasions)
    _write_files(file, edition.files)
    file.execute("REPLACE INTO meta VALUES ('sources', ?)", (edition.sources,))


def write_end(
    file: sqlite3.Connection,
    note: ReleaseNote,
    changes: Iterable[Change],
    touched: Iterable[str],
) -> None:
    """Write what a release says of itself: its number, its changes, the feeds it touches.

    Raises sqlite3.IntegrityError if an airing has lost its channel or its episode.
    """
    owners.require_whole(file)
    at = seconds(note.published_at)
    scopes = ((scope, note.number, at) for scope in touched)
    file.executemany("REPLACE INTO touched VALUES (?, ?, ?)", scopes)
    told = ((note.number, place, to_json(one)) for place, one in enumerate(changes))
    file.executemany("INSERT INTO change VALUES (?, ?, ?)", told)
    indexing.index(file)
    file.execute("INSERT INTO release_note VALUES (?, ?)", (note.number, to_json(note)))
    _write_meta(file, note)


def _write_entries(file: sqlite3.Connection, entries: EntryPlan) -> None:
    """Write what the files say; what an import says of the same is put by."""
    put(file, EntryRow, entries.written)
    order = owners.ranked(file)
    for kind, key in entries.dropped:
        _drop(file, kind, key, order)


def _drop(file: sqlite3.Connection, kind: str, key: str, order: Sequence[str]) -> None:
    """Drop what the files named, or leave it to the imports that go on speaking of it."""
    if owners.hand_on(file, kind, key, order):
        return
    if heir := _heir(file, kind, key):
        sql = "UPDATE entry SET source = ?, position = ? WHERE kind = ? AND id = ?"
        file.execute(sql, (*heir, kind, key))
    else:
        file.execute("DELETE FROM entry WHERE kind = ? AND id = ?", (kind, key))


def _heir(file: sqlite3.Connection, kind: str, key: str) -> tuple[str, int | None] | None:
    """Return the source of an imported airing that hangs on an entry, and the entry's position:
    None if all such airings are gone.
    """
    if kind not in AIRINGS_OF:
        return None
    found = file.execute(
        "SELECT source, gone FROM airing JOIN ledger USING (key) "  # noqa: S608 -- our own terms
        f"WHERE {AIRINGS_OF[kind]} AND source IS NOT NULL ORDER BY gone LIMIT 1",
        (key,),
    ).fetchone()
    return found and (found[0], None if found[1] else IMPORTED_FROM)


def _write_items(file: sqlite3.Connection, items: list[Item], catalogue: Catalogue) -> None:
    put(file, LedgerRow, (_ledger_row(item) for item in items if item.changed))
    keys = [(item.key,) for item in items]
    # Found by what the airing was, before that is overwritten.
    file.executemany(
        """
        DELETE FROM cell WHERE (channel, begins, key) IN (
          SELECT channel, begins, key FROM airing WHERE key = ?
        )
        """,
        keys,
    )
    airings = (airing_row(one.key, one.airing, one.showing, catalogue) for one in items)
    put(file, AiringRow, airings)
    cells = (cell_rows(one.key, one.airing, one.showing, catalogue) for one in items)
    add(file, Cell, itertools.chain.from_iterable(cells))


def _ledger_row(item: Item) -> LedgerRow:
    airing, revision = item.airing, item.revision
    return LedgerRow(
        key=item.key,
        id=airing.id,
        channel=airing.channel,
        episode=airing.episode,
        date=airing.date.isoformat(),
        starts=seconds(airing.starts) if airing.starts else None,
        ends=seconds(airing.ends) if airing.ends else None,
        status=airing.status,
        gone=airing.gone,
        sequence=revision.sequence,
        revised=seconds(revision.revised),
        moved_from=to_json(revision.moved_from) if revision.moved_from else None,
        content=item.content,
        digest=item.digest,
        data=data_of(airing),
    )


def _write_windows(file: sqlite3.Connection, windows: Iterable[Window]) -> None:
    file.execute("DELETE FROM streaming_window")
    file.executemany(
        "INSERT INTO streaming_window VALUES (?, ?, ?, ?)",
        ((one.id, at, one.target, to_json(one)) for at, one in enumerate(windows)),
    )


def _write_occasions(file: sqlite3.Connection, rows: Iterable[OccasionRow]) -> None:
    marks = ", ".join("?" * len(LEDGER_COLUMNS["occasion"]))
    # Question marks only, no input.
    file.executemany(f"REPLACE INTO occasion VALUES ({marks})", map(astuple, rows))  # noqa: S608 -- question marks only


def _write_files(file: sqlite3.Connection, files: dict[str, bytes]) -> None:
    file.execute("DELETE FROM schedule_file")
    file.executemany("INSERT INTO schedule_file VALUES (?, ?)", files.items())


def _write_meta(file: sqlite3.Connection, note: ReleaseNote) -> None:
    meta = {
        "layout": LAYOUT,
        "ledger": LEDGER,
        "number": note.number,
        "published_at": note.published_at.isoformat(),
        "note": note.note,
    }
    file.executemany("REPLACE INTO meta VALUES (?, ?)", ((k, str(v)) for k, v in meta.items()))
