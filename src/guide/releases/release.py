"""A published release and the questions it answers."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from guide.model.airing import Airing
from guide.model.cell import Cell
from guide.model.changes import Change, ReleaseNote
from guide.model.day import day_bounds
from guide.model.found import Found, Narrowing, Position, Searched
from guide.model.listing import Listing
from guide.model.occasions import Dated, Occasion
from guide.model.selection import Selected, Selection, Touch
from guide.model.target import Target, TargetKind
from guide.model.window import Window
from guide.releases.airings import COLUMNS, airing_of
from guide.releases.cells import cells
from guide.releases.entries import PRESENT, RETIRED, catalogue_of
from guide.releases.joined import Joiner
from guide.releases.layout import ENDLESS, LAYOUT
from guide.releases.ledger import Ledger, revision
from guide.releases.narrowing import Narrower
from guide.releases.rows import from_json, instant, seconds
from guide.releases.sealed import ReleaseError
from guide.releases.search import Finder
from guide.releases.terms import (
    ALWAYS,
    NEVER,
    Bounds,
    Term,
    Terms,
    left_out,
    nearest,
    streaming_of,
    wished,
)

__all__ = ["Release", "ReleaseError", "ReleaseNote"]

_ON_NOW = f"""
    WHERE airing.key IN (
      SELECT coalesce((
        SELECT key FROM airing
        WHERE channel = asked.value AND on_air = 1
          AND begins > :now - {ENDLESS} AND begins <= :now AND finishes > :now
        ORDER BY begins DESC LIMIT 1
      ), (
        SELECT key FROM airing INDEXED BY airing_endless
        WHERE channel = asked.value AND on_air = 1 AND finishes - begins > {ENDLESS}
          AND begins <= :now AND finishes > :now
        ORDER BY begins DESC LIMIT 1
      ))
      FROM json_each(:channels) AS asked
    )
"""  # noqa: S608 -- our own numbers
_NEXT_UP = """
    WHERE airing.key IN (
      SELECT (
        SELECT key FROM airing
        WHERE channel = asked.value AND on_air = 1 AND begins > :now
        ORDER BY begins LIMIT 1
      )
      FROM json_each(:channels) AS asked
    )
"""


class Release(Ledger):
    """One release file of the present layout, open for as long as it is referred to.

    `catalogue` is what the schedule files say; `retired` what only airings that are gone still
    speak of, and no page need offer. Listings are ordered by start (of the broadcast day, where
    no time is known), then as bouquets order their channels, then number, then id. What its
    source dropped stays: as cancelled if it lay ahead then, as history if not.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        if self.layout != LAYOUT:
            self.close()
            raise ReleaseError(
                f"{path} has layout {self.layout}, this guide reads {LAYOUT}: publish again"
            )
        self.catalogue = catalogue_of(self, which=PRESENT)
        self.retired = catalogue_of(self, which=RETIRED)
        self._channels = self.catalogue.channels | self.retired.channels
        self._ranks = self._channel_ranks()
        joiner = Joiner(self, channels=self._channels, ranks=self._ranks)
        self._listings = joiner.listings
        self._finder = Finder(self, joiner)
        self._narrower = Narrower(self, self._finder)
        self._terms = Terms(self.rows, self.catalogue.bouquets)

    def listing(self, airing_id: str) -> Listing | None:
        found = self._asked(self._terms.of([Target(TargetKind.AIRING, airing_id)]))
        return found[0] if found else None

    def listings(self, target: Target, *, between: Bounds = ALWAYS) -> list[Listing]:
        """Return the airings of a target that overlap `[a, b)`; None leaves a side open.

        An airing of which only the day is known counts for the whole broadcast day.
        """
        return self._asked(self._terms.of([target], between))

    def of_files(self, *, between: Bounds = ALWAYS) -> list[Listing]:
        """Return the airings of the schedule files that overlap `[a, b)`."""
        own = Term("airing.key IN (SELECT key FROM ledger WHERE source IS NULL)")
        return self._asked(self._terms.overlapping(own, between))

    def of_ids(self, ids: Iterable[str]) -> list[Listing]:
        """Return the airings of these ids, as far as there are any."""
        given = json.dumps(sorted(ids))
        return self._listings("WHERE ledger.id IN (SELECT value FROM json_each(?))", (given,))

    def select(self, target: Target, wanted: Selection) -> Selected:
        """Return the airings of a target that a feed asks for, without reading the others."""
        return self.select_any((target,), wanted)

    def select_any(self, targets: Sequence[Target], wanted: Selection) -> Selected:
        """Return the same of several targets, each airing once."""
        which = self._terms.of(targets, wanted.between).and_(wished(wanted))
        unwanted = left_out(wanted)
        near = nearest(which.but_not(unwanted), seconds(wanted.near), wanted.most)
        listings = self._asked(near)
        if len(listings) < wanted.most:
            return Selected(listings, len(listings))
        # An index counts them all, another the cancelled ones: no row is looked at.
        return Selected(listings, self._counted(which) - self._counted(which.and_(unwanted)))

    def occasions(self, target: Target, *, between: Bounds = ALWAYS) -> list[Dated]:
        """Return what comes to platforms or leaves them, of a target: all of it, of a bouquet's
        platforms, of a series or season; of premieres whole seasons and series that come. No
        channel streams.
        """
        which = streaming_of(target, self.catalogue.bouquets)
        after, before = between
        sql = f"""
            SELECT data, sequence, revised FROM occasion
            WHERE gone = 0 AND finishes > ? AND begins < ? AND {which.sql}
            ORDER BY begins, id
        """  # noqa: S608 -- our own terms
        bounds = (seconds(after) if after else -NEVER, seconds(before) if before else NEVER)
        rows = self.rows(sql, (*bounds, *which.parameters))
        return [Dated(from_json(Occasion, row[0]), revision(row[1], row[2], None)) for row in rows]

    def touched(self, target: Target, *, streaming: bool = False) -> Touch:
        """Return the last release that touched what the feed of `target` tells.

        Of one airing it is the one that revised it, or touched everything.
        """
        scopes = ["*", target.stem, *(["streaming"] if streaming else [])]
        sql = "SELECT number, at FROM touched WHERE scope IN (SELECT value FROM json_each(?))"
        number, at = max(self.rows(sql, (json.dumps(scopes),)))
        if target.kind is TargetKind.AIRING:
            revised = self.rows("SELECT revised FROM ledger WHERE id = ?", (target.key,))
            at = max(at, *(row[0] for row in revised), 0)
        return Touch(number, instant(at))

    def airings_of(self, episode_id: str) -> list[Listing]:
        return self._listings("WHERE airing.episode = ?", (episode_id,))

    def day(self, channel_id: str, date: dt.date) -> list[Listing]:
        """Return what overlaps a broadcast day, then what is only known to be on that day."""
        channel = self._channels.get(channel_id)
        if channel is None:
            return []
        target = Target(TargetKind.CHANNEL, channel_id)
        listings = self.listings(target, between=day_bounds(date, channel))
        return sorted(listings, key=lambda listing: not listing.airing.timed)

    def on_now(self, now: dt.datetime, channels: Iterable[str] | None = None) -> list[Listing]:
        """Return what is on at `now`, one airing a channel at most, in the order of channels;
        on all of them, or on these.
        """
        return self._by_channel(_ON_NOW, now, channels)

    def next_up(self, now: dt.datetime, channels: Iterable[str] | None = None) -> list[Listing]:
        """Return the first airing of each channel that starts after `now`, in their order."""
        return self._by_channel(_NEXT_UP, now, channels)

    def cells(
        self, channels: Sequence[str], between: tuple[dt.datetime, dt.datetime]
    ) -> list[Cell]:
        """Return what overlaps `[a, b)` on `channels`, in their order, then by start.

        Cancelled airings are there too, marked; those of which only a day is known are not.
        """
        return cells(self, channels, seconds(between[0]), seconds(between[1]))

    def search(self, text: str, *, now: dt.datetime, limit: int = 20) -> list[Found]:
        """Return what `text` finds: series, films and one-offs by title, people and genres, and
        parts of series by title and people, each with its next airing, or its last.

        Accents and case are ignored, the last word may be but begun, what stands in quotes is
        looked for as it stands. Whatever is typed, it is no error, and the work is bounded.
        """
        return self._finder.found(text, seconds(now), limit)

    def narrowed(
        self, text: str, wanted: Narrowing, *, now: dt.datetime, first: int = 0, most: int = 20
    ) -> Searched:
        """Return what a search finds among the airings that `wanted` names, the coming ones first:
        `most` from place `first` on. Without words to look for, it is those that are on and come.
        The work is bounded too.
        """
        return self._narrower.searched(text, wanted, seconds(now), first, most)

    def listed(self, wanted: Narrowing, *, now: dt.datetime, after: Position) -> Searched:
        """Return what is on and comes of the airings that `wanted` names, after a position."""
        return self._narrower.listed(wanted, seconds(now), after)

    def count(self) -> int:
        """Return how many airings there are, the gone ones included."""
        return self._counted(Term("TRUE"))

    def windows(self, target_id: str | None = None) -> list[Window]:
        """Return all windows, or those of an episode, season or series: its own, those of what
        it is part of, and those of its parts.
        """
        if target_id is None:
            return _windows(self.rows("SELECT data FROM streaming_window ORDER BY position"))
        parents = target_id.split("/")
        whole = ["/".join(parents[:length]) for length in range(1, len(parents) + 1)]
        sql = """
            SELECT data FROM streaming_window
            WHERE target IN (SELECT value FROM json_each(?)) OR target BETWEEN ? AND ?
            ORDER BY position
        """
        return _windows(self.rows(sql, (json.dumps(whole), f"{target_id}/", f"{target_id}/\uffff")))

    def changes(self) -> list[Change]:
        """Return what differs from the predecessor; nothing for a first release."""
        return self.changes_of(self.number) or []

    def changes_of(self, number: int) -> list[Change] | None:
        """Return the changes of this or an earlier release, None if no release has that number."""
        if not self.rows("SELECT 1 FROM release_note WHERE number = ?", (number,)):
            return None
        sql = "SELECT data FROM change WHERE number = ? ORDER BY position"
        return [from_json(Change, data) for (data,) in self.rows(sql, (number,))]

    def history(self, most: int = -1) -> list[ReleaseNote]:
        """Return this release and those before it, the newest first; `most` of them if not -1."""
        rows = self.rows("SELECT data FROM release_note ORDER BY number DESC LIMIT ?", (most,))
        return [from_json(ReleaseNote, data) for (data,) in rows]

    def airings(self) -> list[Airing]:
        """Return all airings ever published, the gone ones included."""
        sql = f"SELECT {', '.join(COLUMNS)} FROM ledger ORDER BY key"  # noqa: S608 -- our own names
        return [airing_of(row) for row in self.rows(sql)]

    def _channel_ranks(self) -> dict[str, int]:
        bouquets = (*self.catalogue.bouquets.values(), *self.retired.bouquets.values())
        ordered = [channel for bouquet in bouquets for channel in bouquet.channels]
        channels = dict.fromkeys([*ordered, *self._channels])
        return {channel: rank for rank, channel in enumerate(channels)}

    def _counted(self, which: Term) -> int:
        ((count,),) = self.rows(
            f"SELECT count(*) FROM airing WHERE {which.sql}",  # noqa: S608 -- our own terms
            which.parameters,
        )
        return int(count)

    def _asked(self, which: Term) -> list[Listing]:
        return self._listings(f"WHERE {which.sql}", which.parameters)

    def _by_channel(
        self, where: str, now: dt.datetime, channels: Iterable[str] | None
    ) -> list[Listing]:
        asked = self._channels if channels is None else channels
        given = {"now": seconds(now), "channels": json.dumps([*asked])}
        listings = self._listings(where, given)
        return sorted(listings, key=lambda listing: self._ranks[listing.channel.id])


def _windows(rows: Iterable[tuple[Any, ...]]) -> list[Window]:
    return [from_json(Window, data) for (data,) in rows]
