"""The search in a release: bounded work, whatever is asked."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from guide.model.catalogue import Episode, Series
from guide.model.found import Found
from guide.releases.entries import PRESENT, Entries
from guide.releases.indexing import WORD, folded, texts_of
from guide.releases.joined import Joiner
from guide.releases.layout import ENDLESS
from guide.releases.sealed import Sealed

# What nobody types by hand is cut off; of what matches everywhere some is as good as all.
MOST_LETTERS, MOST_WORDS, MOST_ROWS = 200, 8, 60
# Of parts there may be half a million. Of many words the index looks for those that say most, the
# long ones, and what it finds is looked through for the others.
WORDS_OF_PARTS, LETTERS_OF_PREFIX, MOST_LOOKED_AT = 3, 3, 300

_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_NAMED = """
    SELECT work, title = :whole FROM named WHERE title >= :whole AND title < :whole || char(1114111)
    ORDER BY title LIMIT :most
"""
_WORKS = "SELECT rowid FROM work WHERE work MATCH ? ORDER BY rowid DESC LIMIT ?"
_PARTS = "SELECT rowid FROM part WHERE part MATCH ? ORDER BY rowid DESC LIMIT ?"
_DATA = "SELECT rowid, kind, data FROM entry WHERE rowid IN (SELECT value FROM json_each(?))"
# What has a time and is not cancelled, or of which at least the day is known.
SHOWN = """(airing.on_air = 1 OR EXISTS (
    SELECT 1 FROM ledger WHERE ledger.key = airing.key AND status <> 'cancelled' AND gone = 0
))"""
_NEXT = f"""
    SELECT key FROM airing WHERE {{of}} AND begins > :now - {ENDLESS} AND finishes > :now
      AND {SHOWN} ORDER BY begins LIMIT 1
"""  # noqa: S608 -- our own terms
# On that day something may be on whose time is known.
_TIMED = f"""
    SELECT key FROM airing WHERE {{of}} AND on_air = 1
      AND begins > :now - {ENDLESS} AND finishes > :now ORDER BY begins LIMIT 1
"""  # noqa: S608 -- our own terms
_LAST = f"""
    SELECT key FROM airing WHERE {{of}} AND finishes <= :now AND {SHOWN}
    ORDER BY begins DESC LIMIT 1
"""  # noqa: S608 -- our own terms


def with_airing(which: str) -> str:
    """Return the question for entries, each with the airing that `which` looks for, whether its
    time is known, and when it begins: with its day, where that is all that is known, or ends.
    """
    of_series, of_episode = (which.format(of=f"{one} = entry.id") for one in ("series", "episode"))
    return f"""
        SELECT place, kind, entry_id, ledger.id, airing.on_air, airing.begins,
          airing.finishes FROM (
          SELECT asked.key AS place, kind, entry.id AS entry_id,
            CASE kind WHEN 'series' THEN ({of_series}) ELSE ({of_episode}) END AS shown
          FROM json_each(:entries) AS asked CROSS JOIN entry ON entry.rowid = asked.value
          WHERE {PRESENT}
        ) LEFT JOIN airing ON airing.key = shown LEFT JOIN ledger ON ledger.key = shown
        ORDER BY place
    """  # noqa: S608 -- our own terms


_WITH_NEXT, _WITH_TIMED, _WITH_LAST = map(with_airing, (_NEXT, _TIMED, _LAST))


class Asked(NamedTuple):
    """What somebody typed: phrases of one word or more; `whole` is all of it, folded."""

    phrases: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, text: str) -> "Asked":
        plain = unicodedata.normalize("NFC", text[:MOST_LETTERS])
        found = (quoted or alone for quoted, alone in _ASKED.findall(plain))
        phrases = [" ".join(words) for words in map(WORD.findall, found) if words]
        return cls(tuple(phrases[:MOST_WORDS]), folded(plain))

    def every(self) -> str:
        """Ask for all phrases; the last word may be but begun. Only words stand in quotes here:
        nothing that is typed is ever read as an operator.
        """
        return " AND ".join(f'"{phrase}"' for phrase in self.phrases) + " *"

    def either(self) -> str:
        return " OR ".join(f'"{phrase}"' for phrase in self.phrases) + " *"

    def of_parts(self) -> tuple[str, list[str]]:
        """Ask for what narrows it most, and return what is left, folded, to look for."""
        *first, last = self.phrases
        begun = " *" if len(last) >= LETTERS_OF_PREFIX else ""
        some = [(phrase, f'"{phrase}"') for phrase in first] + [(last, f'"{last}"{begun}')]
        some.sort(key=lambda one: len(one[0]), reverse=True)
        asked = " AND ".join(term for _, term in some[:WORDS_OF_PARTS])
        return asked, [folded(phrase) for phrase, _ in some[WORDS_OF_PARTS:]]


class Hit(NamedTuple):
    """An entry that is found; a lower `rank` is a better reason."""

    entry: int
    rank: int


class Hits(NamedTuple):
    """What is found, the best first; not `whole`: there may be others."""

    hits: list[Hit]
    whole: bool


class Next(NamedTuple):
    """An entry's next airing (or last); `airing` is its id, None where there is none. Where
    `timed` is 0 `begins` and `finishes` are the bounds of its day.
    """

    place: int
    kind: str
    entry: str
    airing: str | None
    timed: int | None
    begins: int | None
    finishes: int | None

    @property
    def moment(self) -> int:
        """Return from when on it is known to be on: after all of its day, where no time is."""
        return (self.begins if self.timed else self.finishes) or 0


class Finder:
    """Finds series, films, one-offs and parts in a release file.

    First what is called exactly so, then what begins so, what has the words in its title, among
    its people or genres, then parts by their title or people; among equals what is on soonest.
    """

    def __init__(self, file: Sealed, joiner: Joiner) -> None:
        self._file = file
        self._joiner = joiner
        self._series = Entries(file, Series, which=PRESENT)
        self._episodes = Entries(file, Episode, which=PRESENT)

    def found(self, text: str, now: int, limit: int) -> list[Found]:
        asked = Asked.of(text)
        hits = self.hits(asked, limit).hits
        rows = self.next([hit.entry for hit in hits], now)
        order = {row: (hits[row.place].rank, not row.airing, row.moment, row.place) for row in rows}
        best = sorted(rows, key=order.__getitem__)[:limit]
        entries = [hits[row.place].entry for row in best if row.airing is None]
        last = {row[1:3]: row.airing for row in self.last(entries, now)}
        return self.told([(*row[1:3], row.airing, last.get(row[1:3])) for row in best])

    def last(self, entries: list[int], now: int) -> list[Next]:
        return self.rows(_WITH_LAST, entries, now)

    def next(self, entries: list[int], now: int) -> list[Next]:
        """Return the entries with what is next of them: before a day what has a time on it."""
        rows = self.rows(_WITH_NEXT, entries, now)
        vague = [entries[row.place] for row in rows if row.airing and not row.timed]
        timed = {row[1:3]: row for row in self.rows(_WITH_TIMED, vague, now)}
        found = ((row, timed.get(row[1:3], row)) for row in rows)
        return [
            other._replace(place=row.place) if other.airing and other.moment < row.moment else row
            for row, other in found
        ]

    def hits(self, asked: Asked, limit: int, most: int = MOST_ROWS) -> Hits:
        """Return what is found, the best first, until it is enough; `most` of each kind."""
        if not asked.phrases:
            return Hits([], whole=True)
        named = self._file.rows(_NAMED, {"whole": asked.whole, "most": most})
        found = {entry: 1 - exact for entry, exact in named}
        steps: tuple[Callable[[], list[int]], ...] = (
            lambda: self._works(f"{{title original}} : ({asked.every()})", most),
            lambda: self._works(asked.every(), most),
            lambda: self._parts(*asked.of_parts(), most),
        )
        whole = len(named) < most
        for rank, step in enumerate(steps, 2):
            some = step() if len(found) < limit else None
            whole = whole and some is not None and len(some) < most
            found |= {entry: rank for entry in some or () if entry not in found}
        if not found:
            either = self._works(asked.either(), most)
            whole, found = len(either) < most, dict.fromkeys(either, 0)
        return Hits([Hit(*one) for one in found.items()], whole)

    def _works(self, question: str, most: int) -> list[int]:
        return [entry for (entry,) in self._file.rows(_WORKS, (question, most))]

    def _parts(self, question: str, left: list[str], most: int) -> list[int]:
        looked_at = MOST_LOOKED_AT if left else most
        found = [entry for (entry,) in self._file.rows(_PARTS, (question, looked_at))]
        if not left or not found:
            return found
        rows = self._file.rows(_DATA, (json.dumps(found),))
        texts = ((entry, texts_of(kind, data)) for entry, kind, data in rows)
        said = ((entry, f" {folded(f'{one.title} {one.people}')} ") for entry, one in texts)
        return [entry for entry, words in said if all(f" {one} " in words for one in left)]

    def rows(self, sql: str, entries: list[int], now: int) -> list[Next]:
        """Return what a question of `with_airing` answers for these entries."""
        asked = {"entries": json.dumps(entries), "now": now}
        return list(map(Next._make, self._file.rows(sql, asked))) if entries else []

    def told(self, best: list[tuple[str, str, str | None, str | None]]) -> list[Found]:
        """Return entries (kind and id), each with the airing ahead or the last one."""
        ids = [ahead or last for _, _, ahead, last in best]
        where = "WHERE ledger.id IN (SELECT value FROM json_each(?))"
        listings = self._joiner.listings(where, (json.dumps([one for one in ids if one]),))
        by_id = {one.airing.id: one for one in listings}
        episodes = self._episodes.of([key for kind, key, _, _ in best if kind == "episodes"])
        of = [key if kind == "series" else episodes[key].series or "" for kind, key, _, _ in best]
        series = self._series.of(of)
        return [
            Found(
                series=series.get(name),
                # An episode may be called as a series is.
                episode=episodes[key] if kind == "episodes" else None,
                listing=by_id.get(airing or ""),
                ahead=ahead is not None,
            )
            for (kind, key, ahead, _), name, airing in zip(best, of, ids, strict=True)
        ]
