"""The imported guides of a release: what each was read from, and what came of it."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from guide.model.programme import ImportReport
from guide.model.source import ImportSource
from guide.releases.importing.owners import disown
from guide.releases.layout import LEDGER_SINCE
from guide.releases.rows import from_json, instant, seconds, to_json
from guide.releases.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Imported:
    """One source as a release has it: `copy` names the last good copy, `digest` says how it was
    read (16 bytes) and what (16 more), `report` what came of it.
    """

    source: ImportSource
    copy: str
    digest: bytes
    at: dt.datetime
    report: ImportReport


def imported_sources(release: Sealed) -> dict[str, Imported]:
    """Return what a release has of each imported guide, by its id."""
    if release.ledger < LEDGER_SINCE["source"]:
        return {}
    rows = release.rows("SELECT config, copy, digest, imported, report FROM source ORDER BY id")
    some = (
        Imported(
            source=from_json(ImportSource, config),
            copy=copy,
            digest=digest,
            at=instant(at),
            report=from_json(ImportReport, report),
        )
        for config, copy, digest, at, report in rows
    )
    return {one.source.id: one for one in some}


def write_source(file: sqlite3.Connection, imported: Imported) -> None:
    """Note what a source was last imported from, without the password of its address."""
    file.execute(
        """
        REPLACE INTO source (id, config, copy, digest, imported, report)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (
            imported.source.id,
            to_json(imported.source.bare),
            imported.copy,
            imported.digest,
            seconds(imported.at),
            to_json(imported.report),
        ),
    )


def forget_source(file: sqlite3.Connection, source: str) -> None:
    """Drop what a source was imported from, and what it fills and owns."""
    file.execute("DELETE FROM source WHERE id = ?", (source,))
    disown(file, source)


def ahead(file: sqlite3.Connection, source: str, now: int) -> tuple[int, int]:
    """Return how many programmes of a source lie ahead, and when the last of them ends."""
    sql = """
        SELECT count(*), max(coalesce(max(starts) + 1, 0), coalesce(max(ends), 0)) FROM programme
        WHERE source = ? AND starts >= ?
    """
    ((count, until),) = file.execute(sql, (source, now)).fetchall()
    return count, until


def between(file: sqlite3.Connection, source: str, since: int, until: int) -> int:
    """Return how many programmes of a source start in `[since, until)`."""
    sql = "SELECT count(*) FROM programme WHERE source = ? AND starts >= ? AND starts < ?"
    ((count,),) = file.execute(sql, (source, since, until)).fetchall()
    return int(count)


def report_of(file: sqlite3.Connection, source: str) -> ImportReport:
    """Return what a file has of a source, without what was met on the way."""
    sql = """
        SELECT count(airing), count(DISTINCT channel), min(starts), max(coalesce(ends, starts))
        FROM programme WHERE source = ?
    """
    ((airings, channels, starts, ends),) = file.execute(sql, (source,)).fetchall()
    return ImportReport(
        source=source, airings=airings, channels=channels, starts=starts or 0, ends=ends or 0
    )
