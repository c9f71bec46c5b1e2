"""Searches that are narrowed to some airings: bounded work, whatever is asked."""

import json
from typing import NamedTuple

from guide.model.found import Narrowing, Position, Searched
from guide.releases.entries import PRESENT
from guide.releases.indexing import folded
from guide.releases.layout import ENDLESS, LONG
from guide.releases.rows import instant
from guide.releases.sealed import Sealed
from guide.releases.search import SHOWN, Asked, Finder, Hit, Next, with_airing
from guide.releases.terms import NEVER, told_of

# What is counted, whatever is asked; what a list shows at once.
MOST_COUNTED, MOST_LISTED = 60, 40
# So many airings of a channel are looked at, and as many that are past; so many of all channels.
OF_CHANNEL, OF_ALL = 160, 200
# So many entries that have the words, more if only their genre or channel decides; and of those
# whose airings decide, so many airings in all, ahead and past.
ENTRIES, ENTRIES_LIGHT, OF_ENTRIES = 60, 120, 180

BEGINNING = Position(-NEVER, 0, 0)

_AHEAD = f"begins > :now - {ENDLESS} AND finishes > :now"
_PAST = "finishes <= :now"
_WALK = f"""
    SELECT airing.key, airing.episode, airing.series, airing.begins, airing.finishes,
      {SHOWN} AND {{term}}, {{more}}
    FROM (SELECT key FROM airing WHERE {{side}} LIMIT :most) CROSS JOIN airing USING (key)
"""  # noqa: S608 -- our own terms
_CELL = """
    LEFT JOIN cell ON cell.channel = airing.channel AND cell.begins = airing.begins
      AND cell.key = airing.key
"""
_CHANNEL = "channel = :channel AND "
_LISTED = "(begins, finishes, key) > (:begins, :finishes, :key) ORDER BY begins, finishes, key"
_SIDES = {
    "ahead": f"{_CHANNEL}{_AHEAD} ORDER BY begins",
    "past": f"{_CHANNEL}{_PAST} ORDER BY begins DESC",
    "listed": f"{_CHANNEL}{_AHEAD} AND {_LISTED}",
    "listed of all": f"begins > :now - {LONG} AND finishes > :now AND {_LISTED}",
}
_FITTING = """
    SELECT key FROM (
      SELECT key, on_air, showing FROM airing WHERE {{of}} AND {side} LIMIT {most}
    ) AS airing WHERE {shown} AND {term} LIMIT 1
"""
# The genre of a part is that of its series, where it has none of its own.
_GENRES = """
    SELECT asked.value, coalesce(
      json_extract(entry.data, '$.genres[0]'),
      (SELECT genres FROM work WHERE work.rowid = entry.rowid AND genres <> ''),
      (SELECT json_extract(whole.data, '$.genres[0]') FROM entry AS whole
       WHERE whole.kind = 'series' AND whole.id = json_extract(entry.data, '$.series'))
    )
    FROM json_each(?) AS asked CROSS JOIN entry ON entry.rowid = asked.value
"""
_PRESENT = f"""
    SELECT kind, entry.id FROM json_each(?) AS asked CROSS JOIN entry
    ON kind = json_extract(asked.value, '$[0]') AND entry.id = json_extract(asked.value, '$[1]')
    WHERE {PRESENT}
"""  # noqa: S608 -- our own terms
_NAMES = f"""
    SELECT entry.rowid, kind, entry.id FROM json_each(?) AS asked CROSS JOIN entry
    ON entry.rowid = asked.value WHERE {PRESENT}
"""  # noqa: S608 -- our own terms
_IDS = "SELECT key, id FROM ledger WHERE key IN (SELECT value FROM json_each(?))"


class Walked(NamedTuple):
    """An airing that was looked at; `fits` says that it is what the search is narrowed to. Title
    and genre are read where they are asked for.
    """

    airing: int
    episode: str
    series: str | None
    begins: int
    finishes: int
    fits: int
    genre: str | None
    title: str | None
    sub_title: str | None


Named = dict[tuple[str, str], tuple[int, Walked]]


class Best(NamedTuple):
    """An entry with an airing ahead or the last one; the lowest `order` comes first."""

    order: tuple[int, ...]
    kind: str
    entry: str
    ahead: str | None
    last: str | None


class Narrower:
    """Finds what a Finder does, of that what is narrowed to."""

    def __init__(self, file: Sealed, finder: Finder) -> None:
        self._file = file
        self._finder = finder

    def listed(self, wanted: Narrowing, now: int, after: Position) -> Searched:
        """List what is on and comes, in the order of time, after a position."""
        side = "listed" if wanted.channel else "listed of all"
        rows, last = self._walk(side, wanted, now, after=after)
        names = json.dumps([("episodes", row.episode) for row in rows])
        known = {key for _, key in self._file.rows(_PRESENT, (names,))}
        rows = [row for row in rows if row.episode in known]
        if len(rows) > MOST_LISTED:
            rows, last = rows[:MOST_LISTED], rows[MOST_LISTED - 1]
        ids = self._ids([row.airing for row in rows])
        best = [("episodes", row.episode, ids[row.airing], None) for row in rows]
        found, goes_on = tuple(self._finder.told([*best])), last is not None
        return Searched(
            found,
            len(found),
            whole=not goes_on,
            until=instant(last.begins) if last else None,
            after=Position(last.begins, last.finishes, last.airing) if last else None,
        )

    def searched(self, text: str, wanted: Narrowing, now: int, first: int, most: int) -> Searched:
        """Return up to `most` of what is found, from the place `first` on, which counts from 0."""
        asked = Asked.of(text)
        if not asked.phrases:
            return self.listed(wanted, now, BEGINNING) if wanted.anything else Searched()
        if wanted.channel:
            best, whole = self._on_channel(asked, wanted, now)
        else:
            best, whole = self._anywhere(asked, wanted, now)
        best, cut = sorted(best)[:MOST_COUNTED], len(best) > MOST_COUNTED
        found = self._finder.told([one[1:] for one in best[first : first + most]])
        return Searched(tuple(found), len(best), cut, whole)

    def _anywhere(self, asked: Asked, wanted: Narrowing, now: int) -> tuple[list[Best], bool]:
        most = ENTRIES_LIGHT if wanted.genre else ENTRIES + 1
        hits, whole = self._finder.hits(asked, most, most)
        hits = self._of_genre(hits[:most], wanted)
        if not wanted.of_airings:
            ahead = self._finder.next([hit.entry for hit in hits], now)
            return self._both(hits, ahead, now), whole
        hits = hits[:ENTRIES]
        term, entries = told_of(wanted), [hit.entry for hit in hits]
        ahead = self._fitting(f"{_AHEAD} ORDER BY begins", term, entries, now)
        left = [entries[row.place] for row in ahead if row.airing is None]
        past = self._fitting(f"{_PAST} ORDER BY begins DESC", term, left, now)
        best = [one for one in _ranked(hits, ahead, past) if one.ahead or one.last]
        # Of an entry with many airings some were not looked at.
        return best, whole and len(best) == len(hits)

    def _both(self, hits: list[Hit], ahead: list[Next], now: int) -> list[Best]:
        left = [hits[row.place].entry for row in ahead if row.airing is None]
        return _ranked(hits, ahead, self._finder.last(left, now))

    def _fitting(self, side: str, term: str, entries: list[int], now: int) -> list[Next]:
        most = OF_ENTRIES // max(1, len(entries))
        which = _FITTING.format(side=side, most=most, shown=SHOWN, term=term)
        return self._finder.rows(with_airing(which), entries, now)

    def _of_genre(self, hits: list[Hit], wanted: Narrowing) -> list[Hit]:
        if wanted.genre is None:
            return hits
        asked = json.dumps([hit.entry for hit in hits])
        genres: dict[int, str | None] = dict(self._file.rows(_GENRES, (asked,)))
        return [hit for hit in hits if wanted.genre(genres.get(hit.entry) or "")]

    def _on_channel(self, asked: Asked, wanted: Narrowing, now: int) -> tuple[list[Best], bool]:
        """Look for the words among what the channel shows: of what has them, and in its titles,
        since of common words not everything that has them is looked at.
        """
        shown: Named = {}
        walks = [self._walk(side, wanted, now) for side in ("ahead", "past")]
        for past, (rows, _) in enumerate(walks):
            for row in rows:
                shown.setdefault(("episodes", row.episode), (past, row))
                if row.series:
                    shown.setdefault(("series", row.series), (past, row))
        hits, whole = self._finder.hits(asked, ENTRIES_LIGHT, ENTRIES_LIGHT)
        rank = dict(hits)
        names = self._file.rows(_NAMES, (json.dumps(list(rank)),))
        ranks = {(kind, key): rank[entry] for entry, kind, key in names if (kind, key) in shown}
        if not whole:
            ranks = dict.fromkeys(self._titled(asked, shown), len(hits)) | ranks
        return self._aired(ranks, shown), whole and all(last is None for _, last in walks)

    def _titled(self, asked: Asked, shown: Named) -> list[tuple[str, str]]:
        words = [f" {folded(one)}" for one in asked.phrases]
        titled = []
        for name, (_, row) in shown.items():
            is_part = name[0] == "episodes" and row.series
            title = f" {folded((row.sub_title if is_part else row.title) or '')}"
            if all(one in title for one in words):
                titled.append(name)
        known = self._file.rows(_PRESENT, (json.dumps(titled),))
        return [(kind, key) for kind, key in known]

    def _aired(self, ranks: dict[tuple[str, str], int], shown: Named) -> list[Best]:
        ids = self._ids([shown[name][1].airing for name in ranks])
        best = []
        for (kind, key), rank in ranks.items():
            past, row = shown[kind, key]
            order = (past, rank, -row.begins if past else row.begins)
            airing = ids[row.airing]
            best.append(Best(order, kind, key, None if past else airing, airing if past else None))
        return best

    def _ids(self, keys: list[int]) -> dict[int, str]:
        return dict(self._file.rows(_IDS, (json.dumps(keys),)))

    def _walk(
        self, side: str, wanted: Narrowing, now: int, *, after: Position | None = None
    ) -> tuple[list[Walked], Walked | None]:
        """Return what fits of the airings on a side; the last that was looked at, None if that is
        all there are. Titles and genres are read where somebody looks at them.
        """
        celled = after is None or wanted.genre is not None
        more = "genre, title, sub_title" if celled else "NULL, NULL, NULL"
        sql = _WALK.format(side=_SIDES[side], term=told_of(wanted), more=more)
        most = OF_CHANNEL if wanted.channel else OF_ALL
        asked: dict[str, object] = {"now": now, "most": most}
        asked |= {"channel": wanted.channel} if wanted.channel else {}
        asked |= after._asdict() if after else {}
        rows = list(map(Walked._make, self._file.rows(sql + _CELL * celled, asked)))
        genre = wanted.genre
        fitting = [row for row in rows if row.fits and (not genre or genre(row.genre or ""))]
        return fitting, rows[-1] if len(rows) == most else None


def _ranked(hits: list[Hit], ahead: list[Next], past: list[Next]) -> list[Best]:
    """Return what is ahead, then what is past, the latest first, then what never was."""
    last = {row[1:3]: row for row in past}
    best = []
    for row in ahead:
        rank, before = hits[row.place].rank, last.get(row[1:3])
        order: tuple[int, ...] = (2, rank, row.place)
        if row.airing:
            order = (0, rank, row.moment, row.place)
        elif before and before.airing:
            order = (1, rank, -before.moment, row.place)
        best.append(Best(order, row.kind, row.entry, row.airing, before and before.airing))
    return best
