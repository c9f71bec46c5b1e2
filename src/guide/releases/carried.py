"""What a file of another layout hands on to a fresh one."""

import sqlite3

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Catalogue, Channel, Episode
from guide.model.cell import Cell, cell_flags, cell_texts
from guide.model.day import day_bounds
from guide.releases.airings import COLUMNS, airing_of
from guide.releases.entries import catalogue_of
from guide.releases.file import AiringRow, add
from guide.releases.layout import COLUMN_SINCE, LEDGER_COLUMNS, LEDGER_SINCE
from guide.releases.ledger import Ledger
from guide.releases.rows import seconds, to_json
from guide.releases.sealed import Parameters, Rows

NOTHING_CLAIMED = Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN)


def carry_over(file: sqlite3.Connection, before: Ledger) -> None:
    """Copy what can't be made again into a file whose tables are empty."""
    file.execute("ATTACH ? AS old", (f"{before.path.resolve().as_uri()}?mode=ro&immutable=1",))
    for table, columns in LEDGER_COLUMNS.items():
        if before.ledger < LEDGER_SINCE.get(table, 1):
            continue
        there = [name for name in columns if before.ledger >= COLUMN_SINCE.get((table, name), 1)]
        names = ", ".join(there)
        # Names of this module's own tables, no input.
        file.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM old.{table}")  # noqa: S608 -- our own table names
    file.execute("DETACH old")
    # What its guides said is not there: each is read again from its copy.
    file.execute("UPDATE source SET digest = x''")


def remake_imported(file: sqlite3.Connection) -> None:
    """Make the rows of imported airings again that the ledger and the entries suffice for.

    What their sources claim of a showing is told by their copies only, and so are programmes.
    """
    known = catalogue_of(_Asked(file), which="TRUE")
    columns = ", ".join(f"ledger.{name}" for name in COLUMNS)
    sql = f"SELECT {columns}, key FROM ledger WHERE source IS NOT NULL"  # noqa: S608 -- our own names
    for row in file.execute(sql):
        airing, key = airing_of(row[:-1]), row[-1]
        add(file, AiringRow, [airing_row(key, airing, NOTHING_CLAIMED, known)])
        add(file, Cell, cell_rows(key, airing, NOTHING_CLAIMED, known))


def airing_row(key: int, airing: Airing, showing: Showing, known: Catalogue) -> AiringRow:
    episode = known.episodes[airing.episode]
    begins, finishes = _bounds(airing, known.channels[airing.channel])
    return AiringRow(
        key=key,
        channel=airing.channel,
        episode=airing.episode,
        series=episode.series,
        season=episode.season,
        begins=begins,
        finishes=finishes,
        on_air=airing.timed and airing.status is not Status.CANCELLED,
        premiere=showing.premiere is not None,
        showing=to_json(showing),
    )


def _bounds(airing: Airing, channel: Channel) -> tuple[int, int]:
    if airing.starts is not None and airing.ends is not None:
        return seconds(airing.starts), seconds(airing.ends)
    begins, finishes = day_bounds(airing.date, channel)
    return seconds(begins), seconds(finishes)


def cell_rows(key: int, airing: Airing, showing: Showing, known: Catalogue) -> list[Cell]:
    """Return the cell of an airing, none if it has no time."""
    if airing.starts is None or airing.ends is None:
        return []
    episode: Episode = known.episodes[airing.episode]
    title, sub_title, genre = cell_texts(episode, known.series.get(episode.series or ""))
    return [
        Cell(
            channel=airing.channel,
            begins=seconds(airing.starts),
            key=key,
            finishes=seconds(airing.ends),
            airing=airing.id,
            title=title,
            season=episode.season,
            number=episode.number,
            sub_title=sub_title,
            genre=genre,
            flags=cell_flags(airing, showing),
        )
    ]


class _Asked:
    """A file under construction, asked as a release is."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def rows(self, sql: str, parameters: Parameters = ()) -> Rows:
        return self._file.execute(sql, parameters).fetchall()
