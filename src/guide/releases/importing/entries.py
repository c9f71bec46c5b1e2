"""Entries of imports: channels, series, seasons and episodes that guides of others name."""

import functools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from guide.model.catalogue import Series
from guide.model.cell import packed
from guide.releases.file import entry_digest
from guide.releases.importing.details import details_of
from guide.releases.importing.encoding import Row
from guide.releases.importing.owners import COVER, belonging
from guide.releases.importing.spelling import says_more
from guide.releases.layout import IMPORTED_FROM
from guide.releases.rows import from_json

_PUT = """
INSERT INTO entry (kind, id, position, digest, data, source) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET
  position = excluded.position, digest = excluded.digest, data = excluded.data,
  source = excluded.source
WHERE entry.position IS NULL OR entry.source IS NOT NULL
  AND (entry.digest <> excluded.digest OR entry.source <> excluded.source)
"""
_ADD = """
INSERT INTO entry (kind, id, position, digest, data, source) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO NOTHING
"""
_RETIRE = """
UPDATE entry SET position = NULL
WHERE kind = 'channels' AND source = ? AND position NOT NULL
  AND id NOT IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM programme WHERE programme.channel = entry.id)
"""
_COUNTED = "SELECT count(*) FROM entry WHERE kind = 'channels' AND position NOT NULL"
_OWN_SERIES = "SELECT data FROM entry WHERE kind = 'series' AND id = ? AND source = ?"


class Entries:
    """Writes what one source says; what the schedule files or a source `above` say stays.

    What it says of an entry that belongs to those is put by, for the fields they leave empty.
    """

    def __init__(self, file: sqlite3.Connection, source: str, above: Iterable[str]) -> None:
        self._file = file
        self._source = source
        self._taken = belonging(file, [*above])
        self._series: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._respelled: set[str] = set()
        # Asked while channels are settled only: no entry changes meanwhile.
        self._details = functools.lru_cache(maxsize=8192)(functools.partial(details_of, file))

    def add(self, kind: str, entries: Mapping[str, str]) -> None:
        """Write those entries of one kind that nobody has named yet."""
        rows = [self._row(kind, key, data) for key, data in entries.items()]
        self._file.executemany(_ADD, rows)

    def put(self, kind: str, entries: Mapping[str, str]) -> None:
        """Write entries (JSON by id) of one kind."""
        own: list[tuple[str, str]] = []
        other: list[tuple[str, str]] = []
        for key, data in entries.items():
            (other if (kind, key) in self._taken else own).append((key, data))
        some = self._spelled(own) if kind == "series" else own
        self._file.executemany(_PUT, [self._row(kind, key, data) for key, data in some])
        self._file.executemany(COVER, [(kind, k, self._source, data) for k, data in other])

    def put_channels(self, channels: Mapping[str, str]) -> bool:
        """Write channels in their order; say whether there are more of them now."""
        before = self._file.execute(_COUNTED).fetchall()
        rows = [
            self._row("channels", key, data, at)
            for at, (key, data) in enumerate(channels.items())
            if ("channels", key) not in self._taken
        ]
        self._file.executemany(_PUT, rows)
        return before != self._file.execute(_COUNTED).fetchall()

    def respell(self, series: Iterable[str]) -> None:
        """Note that these are spelled in more than one way."""
        self._respelled.update(series)

    @property
    def may_differ(self) -> bool:
        """Say whether anything that was read may be told otherwise; see `as_told`."""
        return bool(self._taken or self._respelled)

    def as_told(self, row: Row) -> Row:
        """Return a row that was read, with the details that its entries have: the owners of those
        may be others, or spell the title of a series otherwise.
        """
        told = row.details
        if told is None or not self._differs(row.episode_id, told.series, told.season, told.title):
            return row
        return row._replace(details=self._details(row.episode_id))

    def _differs(self, episode: str, series: str | None, season: int | None, title: str) -> bool:
        taken = self._taken
        if taken and (
            ("episodes", episode) in taken
            or ("series", series) in taken
            or ("seasons", f"{series}/season-{season}") in taken
        ):
            return True
        if series not in self._respelled or series not in self._series:
            return False
        return self._title(series) != title

    def _title(self, series: str) -> str:
        if series not in self._titles:
            self._titles[series] = packed(from_json(Series, self._series[series]).title)
        return self._titles[series]

    def _spelled(self, series: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield those series whose titles are not just other spellings of what is known."""
        for key, data in series:
            known = self._series.get(key) or self._known_series(key)
            if known is not None and data != known:
                self._respelled.add(key)
            if known is None or (data != known and _says_more(data, known)):
                self._series[key] = data
                yield key, data
            else:
                self._series[key] = known

    def _known_series(self, key: str) -> str | None:
        rows = self._file.execute(_OWN_SERIES, (key, self._source))
        return next((str(data) for (data,) in rows), None)

    def _row(self, kind: str, key: str, data: str, at: int = 0) -> tuple[object, ...]:
        return kind, key, IMPORTED_FROM + at, entry_digest(data), data, self._source


def retire_channels(file: sqlite3.Connection, source: str, named: Iterable[str]) -> bool:
    """Take channels that a source names no more, and on which no guide has anything, out of the
    order; say whether there were any.
    """
    return bool(file.execute(_RETIRE, (source, json.dumps([*named]))).rowcount)


def _says_more(data: str, known: str) -> bool:
    return says_more(from_json(Series, data).title, from_json(Series, known).title)
