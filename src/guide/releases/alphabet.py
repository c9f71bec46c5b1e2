"""Series and films in the order in which people look for them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from guide.model.texts import Text
from guide.releases.entries import PRESENT
from guide.releases.indexing import folded
from guide.releases.layout import IMPORTED_FROM
from guide.releases.release import Release

_SERIES = f"""
    SELECT id, position, json_extract(data, '$.title') FROM entry
    WHERE kind = 'series' AND {PRESENT}
"""  # noqa: S608 -- our own terms
_FILMS = f"""
    SELECT id, position, json_extract(data, '$.title') FROM entry
    WHERE kind = 'episodes' AND instr(id, '/') = 0 AND {PRESENT}
      AND json_extract(data, '$.series') IS NULL
"""  # noqa: S608 -- our own terms
_TITLES = """
    SELECT id, json_extract(data, '$.title') FROM entry
    WHERE kind = 'series' AND id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Ids by title, É beside E whatever the capitals: `series`, and `films`, which are the
    episodes of no series; `own_first` are the series as the schedule files order them, then those
    of imports by title.
    """

    series: tuple[str, ...]
    films: tuple[str, ...]
    own_first: tuple[str, ...]


_Row = tuple[str, int, str]
_known: WeakKeyDictionary[Release, dict[str, Alphabet]] = WeakKeyDictionary()


def alphabet(release: Release, language: str) -> Alphabet:
    """Return the order of titles in a language: found once a release, for it looks at them all."""
    known = _known.setdefault(release, {})
    if language not in known:
        series, films = (_by_title(release, sql, language) for sql in (_SERIES, _FILMS))
        own_first = sorted(series, key=lambda row: min(row[1], IMPORTED_FROM))
        known[language] = Alphabet(*map(_ids, (series, films, own_first)))
    return known[language]


def titles_of(release: Release, series: Sequence[str]) -> dict[str, Text | None]:
    """Return the titles of these series; None where one has but an id."""
    rows = release.rows(_TITLES, (json.dumps(list(series)),))
    return {key: _text(title) for key, title in rows}


def _by_title(release: Release, sql: str, language: str) -> list[_Row]:
    titles = ((key, position, _text(title)) for key, position, title in release.rows(sql))
    named = [(key, at, folded(title.in_(language)) if title else "") for key, at, title in titles]
    return sorted(named, key=lambda row: (row[2], row[0]))


def _ids(rows: Sequence[_Row]) -> tuple[str, ...]:
    return tuple(key for key, *_ in rows)


def _text(title: str | None) -> Text | None:
    wordings = json.loads(title)["wordings"] if title else ()
    return Text(tuple(map(tuple, wordings))) if wordings else None
