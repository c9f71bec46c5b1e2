"""A published release and the questions it answers."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from guide.model.airing import Airing, Showing
from guide.model.changes import Change, ReleaseNote
from guide.model.day import day_bounds
from guide.model.listing import Listing, join
from guide.model.target import Target, TargetKind
from guide.model.window import Window
from guide.releases.layout import LAYOUT
from guide.releases.ledger import Ledger, revision
from guide.releases.rows import from_json, seconds
from guide.releases.sealed import Parameters, ReleaseError

__all__ = ["Release", "ReleaseError", "ReleaseNote"]

Bounds = tuple[dt.datetime | None, dt.datetime | None]
ALWAYS: Bounds = (None, None)

_LISTING = """
    SELECT ledger.data, airing.showing, ledger.sequence, ledger.revised, ledger.moved_from,
      airing.begins
    FROM airing JOIN ledger USING (key)
"""
_ON_NOW = """
    WHERE airing.key IN (
      SELECT (
        SELECT key FROM airing
        WHERE channel = entry.id AND on_air = 1
          AND begins > :now - :longest AND begins <= :now AND finishes > :now
        ORDER BY begins DESC LIMIT 1
      )
      FROM entry WHERE kind = 'channels'
    )
"""
_NEXT_UP = """
    WHERE airing.key IN (
      SELECT (
        SELECT key FROM airing
        WHERE channel = entry.id AND on_air = 1 AND begins > :now
        ORDER BY begins LIMIT 1
      )
      FROM entry WHERE kind = 'channels'
    )
"""
_CONDITIONS = {
    TargetKind.ALL: "TRUE",
    TargetKind.PREMIERES: "airing.premiere = 1",
    TargetKind.BOUQUET: "airing.channel IN (SELECT value FROM json_each(?))",
    TargetKind.CHANNEL: "airing.channel = ?",
    TargetKind.SERIES: "airing.series = ?",
    TargetKind.SEASON: "airing.series = ? AND airing.season = ?",
    TargetKind.AIRING: "ledger.id = ?",
}


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
        self.catalogue, self.retired = self.catalogues()
        self._known = self.catalogue.completed_by(self.retired)
        self._ranks = self._channel_ranks()
        self._longest = int(self._meta["longest"])

    def listing(self, airing_id: str) -> Listing | None:
        found = self._listings("WHERE ledger.id = ?", (airing_id,))
        return found[0] if found else None

    def listings(self, target: Target, *, between: Bounds = ALWAYS) -> list[Listing]:
        """Return the airings of a target that overlap `[a, b)`; None leaves a side open.

        An airing of which only the day is known counts for the whole broadcast day.
        """
        which, parameters = self._of_target(target)
        when, bounds = self._overlapping(between)
        return self._listings(f"WHERE {which} AND {when}", (*parameters, *bounds))

    def airings_of(self, episode_id: str) -> list[Listing]:
        return self._listings("WHERE airing.episode = ?", (episode_id,))

    def day(self, channel_id: str, date: dt.date) -> list[Listing]:
        """Return what overlaps a broadcast day, then what is only known to be on that day."""
        channel = self._known.channels.get(channel_id)
        if channel is None:
            return []
        target = Target(TargetKind.CHANNEL, channel_id)
        listings = self.listings(target, between=day_bounds(date, channel))
        return sorted(listings, key=lambda listing: not listing.airing.timed)

    def on_now(self, now: dt.datetime) -> list[Listing]:
        """Return what is on at `now`, one airing a channel at most, in the order of channels."""
        return self._by_channel(_ON_NOW, {"now": seconds(now), "longest": self._longest})

    def next_up(self, now: dt.datetime) -> list[Listing]:
        """Return the first airing of each channel that starts after `now`, in their order."""
        return self._by_channel(_NEXT_UP, {"now": seconds(now)})

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

    def history(self) -> list[ReleaseNote]:
        """Return this release and those before it, the newest first."""
        rows = self.rows("SELECT data FROM release_note ORDER BY number DESC")
        return [from_json(ReleaseNote, data) for (data,) in rows]

    def airings(self) -> list[Airing]:
        """Return all airings ever published, the gone ones included."""
        return [from_json(Airing, d) for (d,) in self.rows("SELECT data FROM ledger ORDER BY key")]

    def _channel_ranks(self) -> dict[str, int]:
        bouquets = self._known.bouquets.values()
        ordered = [channel for bouquet in bouquets for channel in bouquet.channels]
        channels = dict.fromkeys([*ordered, *self._known.channels])
        return {channel: rank for rank, channel in enumerate(channels)}

    def _of_target(self, target: Target) -> tuple[str, tuple[object, ...]]:
        if target.kind is TargetKind.BOUQUET:
            bouquet = self.catalogue.bouquets.get(target.key)
            return _CONDITIONS[target.kind], (json.dumps(bouquet.channels if bouquet else ()),)
        condition = _CONDITIONS[target.kind]
        return condition, (target.key, target.number)[: condition.count("?")]

    def _overlapping(self, between: Bounds) -> tuple[str, tuple[int, ...]]:
        after, before = between
        terms, bounds = ["TRUE"], []
        if after is not None:
            # No airing is longer than the longest: that bounds what the index has to look at.
            terms.append("airing.finishes > ? AND airing.begins > ?")
            bounds += [seconds(after), seconds(after) - self._longest]
        if before is not None:
            terms.append("airing.begins < ?")
            bounds.append(seconds(before))
        return " AND ".join(terms), tuple(bounds)

    def _by_channel(self, where: str, parameters: dict[str, int]) -> list[Listing]:
        listings = self._listings(where, parameters)
        return sorted(listings, key=lambda listing: self._ranks[listing.channel.id])

    def _listings(self, where: str, parameters: Parameters) -> list[Listing]:
        rows = self.rows(_LISTING + where, parameters)
        listings = [(row[5], self._listing(row)) for row in rows]
        listings.sort(key=lambda pair: self._order(*pair))
        return [listing for _, listing in listings]

    def _order(self, begins: int, listing: Listing) -> tuple[int, int, int, int, str]:
        episode, rank = listing.episode, self._ranks[listing.channel.id]
        return begins, rank, episode.season or 0, episode.number or 0, listing.airing.id

    def _listing(self, row: tuple[Any, ...]) -> Listing:
        airing, showing = from_json(Airing, row[0]), from_json(Showing, row[1])
        return join(airing, showing, revision(*row[2:5]), self._known)


def _windows(rows: Iterable[tuple[Any, ...]]) -> list[Window]:
    return [from_json(Window, data) for (data,) in rows]
