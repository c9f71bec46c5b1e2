"""The writing of a release file: in place, in one go, without any journal."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from guide.model.airing import Airing, Status
from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ReleaseNote
from guide.model.day import day_bounds
from guide.model.window import Window
from guide.releases.layout import (
    LAYOUT,
    LEDGER,
    LEDGER_COLUMNS,
    LEDGER_SINCE,
    LEDGER_TABLES,
    TABLES,
)
from guide.releases.ledger import Ledger
from guide.releases.occasions import OccasionRow
from guide.releases.plan import EntryPlan, Item
from guide.releases.rows import seconds, to_json


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is to be written over what the predecessor had."""

    note: ReleaseNote
    catalogue: Catalogue
    entries: EntryPlan
    items: list[Item]
    windows: tuple[Window, ...]
    occasions: list[OccasionRow]
    touched: list[str]
    changes: tuple[Change, ...]
    files: dict[str, bytes]


def write(path: Path, edition: Edition, before: Ledger | None) -> None:
    """Write a release file to `path`, which is empty or missing.

    It starts as a copy of its predecessor, or with its ledger alone if the layout is another.
    Raises sqlite3.Error or OSError, and then leaves a file that is good for nothing.
    """
    copied = before is not None and before.layout == LAYOUT
    if before is not None and copied:
        shutil.copyfile(before.path, path)
    with _opened(path) as file:
        if not copied:
            _lay_out(file, before)
        file.execute("BEGIN")
        _write_entries(file, edition.entries)
        _write_items(file, edition.items, edition.catalogue)
        _write_windows(file, edition.windows)
        _write_occasions(file, edition.occasions)
        _write_touched(file, edition)
        _write_history(file, edition)
        _write_files(file, edition.files)
        _write_meta(file, edition.note)
        file.execute("COMMIT")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    uri = path.resolve().as_uri()
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as file:
        # Nobody sees the file before it is whole and synced: a journal would guard nothing.
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("PRAGMA synchronous = OFF")
        yield file


def _lay_out(file: sqlite3.Connection, before: Ledger | None) -> None:
    file.executescript(LEDGER_TABLES + TABLES)
    if before is None:
        return
    file.execute("ATTACH ? AS old", (f"{before.path.resolve().as_uri()}?mode=ro&immutable=1",))
    for table, columns in LEDGER_COLUMNS.items():
        if before.ledger < LEDGER_SINCE.get(table, 1):
            continue
        names = ", ".join(columns)
        # Names of this module's own tables, no input.
        file.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM old.{table}")  # noqa: S608 -- our own table names
    file.execute("DETACH old")


def _write_entries(file: sqlite3.Connection, entries: EntryPlan) -> None:
    file.executemany("DELETE FROM entry WHERE kind = ? AND id = ?", entries.dropped)
    file.executemany("REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", map(astuple, entries.written))


def _write_items(file: sqlite3.Connection, items: list[Item], catalogue: Catalogue) -> None:
    marks = ", ".join("?" * len(LEDGER_COLUMNS["ledger"]))
    rows = (_ledger_row(item) for item in items if item.changed)
    # Question marks only, no input.
    file.executemany(f"REPLACE INTO ledger VALUES ({marks})", rows)  # noqa: S608 -- question marks only
    file.executemany(
        "REPLACE INTO airing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_airing_row(item, catalogue) for item in items),
    )


def _ledger_row(item: Item) -> tuple[object, ...]:
    airing, revision = item.airing, item.revision
    return (
        item.key,
        airing.id,
        airing.channel,
        airing.episode,
        airing.date.isoformat(),
        airing.starts and seconds(airing.starts),
        airing.ends and seconds(airing.ends),
        airing.status,
        airing.gone,
        revision.sequence,
        seconds(revision.revised),
        revision.moved_from and to_json(revision.moved_from),
        item.content,
        item.digest,
        to_json(airing),
    )


def _airing_row(item: Item, catalogue: Catalogue) -> tuple[object, ...]:
    airing = item.airing
    episode = catalogue.episodes[airing.episode]
    return (
        item.key,
        airing.channel,
        airing.episode,
        episode.series,
        episode.season,
        *_bounds(airing, catalogue),
        airing.timed and not airing.gone and airing.status is not Status.CANCELLED,
        item.showing.premiere is not None,
        to_json(item.showing),
    )


def _bounds(airing: Airing, catalogue: Catalogue) -> tuple[int, int]:
    if airing.starts is not None and airing.ends is not None:
        return seconds(airing.starts), seconds(airing.ends)
    begins, finishes = day_bounds(airing.date, catalogue.channels[airing.channel])
    return seconds(begins), seconds(finishes)


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


def _write_touched(file: sqlite3.Connection, edition: Edition) -> None:
    number, at = edition.note.number, seconds(edition.note.published_at)
    rows = ((scope, number, at) for scope in edition.touched)
    file.executemany("REPLACE INTO touched VALUES (?, ?, ?)", rows)


def _write_history(file: sqlite3.Connection, edition: Edition) -> None:
    note = edition.note
    rows = ((note.number, at, to_json(one)) for at, one in enumerate(edition.changes))
    file.executemany("INSERT INTO change VALUES (?, ?, ?)", rows)
    file.execute("INSERT INTO release_note VALUES (?, ?)", (note.number, to_json(note)))


def _write_files(file: sqlite3.Connection, files: dict[str, bytes]) -> None:
    file.execute("DELETE FROM schedule_file")
    file.executemany("INSERT INTO schedule_file VALUES (?, ?)", files.items())


def _write_meta(file: sqlite3.Connection, note: ReleaseNote) -> None:
    ((longest,),) = file.execute("SELECT max(finishes - begins) FROM airing").fetchall()
    meta = {
        "layout": LAYOUT,
        "ledger": LEDGER,
        "number": note.number,
        "published_at": note.published_at.isoformat(),
        "note": note.note,
        "longest": longest or 0,
    }
    file.executemany("REPLACE INTO meta VALUES (?, ?)", ((k, str(v)) for k, v in meta.items()))
