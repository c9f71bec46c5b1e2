"""A published release and the questions it answers."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from guide.model.airing import Airing, Showing
from guide.model.changes import Change, ReleaseNote
from guide.model.day import day_bounds
from guide.model.feed_options import Kind
from guide.model.listing import Listing, join
from guide.model.occasions import Dated, Occasion
from guide.model.selection import Selected, Selection, Touch
from guide.model.target import Target, TargetKind
from guide.model.window import Window
from guide.releases.layout import LAYOUT
from guide.releases.ledger import Ledger, revision
from guide.releases.rows import all_from_json, from_json, instant, seconds
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
    TargetKind.STREAMING: "FALSE",
    TargetKind.BOUQUET: "airing.channel IN (SELECT value FROM json_each(?))",
    TargetKind.CHANNEL: "airing.channel = ?",
    TargetKind.SERIES: "airing.series = ?",
    TargetKind.SEASON: "airing.series = ? AND airing.season = ?",
    TargetKind.AIRING: "ledger.id = ?",
}

_KINDS = {
    # A first run is the default, which JSON leaves out.
    Kind.FIRST_RUN: "json_extract(airing.showing, '$.kind') IS NULL",
    Kind.PREMIERE: "airing.premiere = 1",
    Kind.REPEAT: "json_extract(airing.showing, '$.kind') = 'repeat'",
}
NEVER = 2**62


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
        self._showings: dict[str, Showing] = {}
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

    def select(self, target: Target, wanted: Selection) -> Selected:
        """Return the airings of a target that a feed asks for, without reading the others."""
        return self.select_any((target,), wanted)

    def select_any(self, targets: Sequence[Target], wanted: Selection) -> Selected:
        """Return the same of several targets, each airing once."""
        parts = [self._of_target(target) for target in targets]
        which = " OR ".join(term for term, _ in parts) or "FALSE"
        parameters = [one for _, given in parts for one in given]
        when, bounds = self._overlapping(wanted.between)
        filters, limits = _filters(wanted)
        where = f"WHERE ({which}) AND {when} AND {filters}"
        near = "ORDER BY abs(airing.begins - ?), airing.key LIMIT ?"
        given = (*parameters, *bounds, *limits)
        listings = self._listings(f"{where} {near}", (*given, seconds(wanted.near), wanted.most))
        if len(listings) < wanted.most:
            return Selected(listings, len(listings))
        counted = f"SELECT count(*) FROM airing JOIN ledger USING (key) {where}"  # noqa: S608 -- our own terms
        ((total,),) = self.rows(counted, given)
        return Selected(listings, total)

    def occasions(self, target: Target, *, between: Bounds = ALWAYS) -> list[Dated]:
        """Return what comes to platforms or leaves them, of a target: all of it, of a bouquet's
        platforms, of a series or season; of premieres whole seasons and series that come. No
        channel streams.
        """
        which, parameters = self._streaming_of(target)
        after, before = between
        sql = f"""
            SELECT data, sequence, revised FROM occasion
            WHERE gone = 0 AND finishes > ? AND begins < ? AND {which}
            ORDER BY begins, id
        """  # noqa: S608 -- our own terms
        bounds = (seconds(after) if after else -NEVER, seconds(before) if before else NEVER)
        rows = self.rows(sql, (*bounds, *parameters))
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

    def _streaming_of(self, target: Target) -> tuple[str, tuple[object, ...]]:
        key = target.stem.partition("/")[2]
        match target.kind:
            case TargetKind.ALL | TargetKind.STREAMING:
                return "TRUE", ()
            case TargetKind.PREMIERES:
                return "id LIKE '%-opens' AND target NOT LIKE '%/episode-%'", ()
            case TargetKind.BOUQUET:
                bouquet = self.catalogue.bouquets.get(target.key)
                platforms = json.dumps(bouquet.platforms if bouquet else ())
                return "platform IN (SELECT value FROM json_each(?))", (platforms,)
            case TargetKind.SERIES | TargetKind.SEASON:
                part = "(target IN (?, ?) OR target BETWEEN ? AND ?)"
                return part, (target.key, key, f"{key}/", f"{key}/\uffff")
        return "FALSE", ()

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
        airings = all_from_json(Airing, [row[0] for row in rows])
        listings = [
            (row[5], self._listing(airing, row)) for row, airing in zip(rows, airings, strict=True)
        ]
        listings.sort(key=lambda pair: self._order(*pair))
        return [listing for _, listing in listings]

    def _order(self, begins: int, listing: Listing) -> tuple[int, int, int, int, str]:
        episode, rank = listing.episode, self._ranks[listing.channel.id]
        return begins, rank, episode.season or 0, episode.number or 0, listing.airing.id

    def _listing(self, airing: Airing, row: tuple[Any, ...]) -> Listing:
        text = row[1]
        # There are but a few different ones.
        showing = self._showings.get(text)
        if showing is None:
            showing = self._showings[text] = from_json(Showing, text)
        return join(airing, showing, revision(*row[2:5]), self._known)


def _filters(wanted: Selection) -> tuple[str, tuple[int, ...]]:
    terms, limits = ["TRUE"], []
    if wanted.cancelled_after is not None:
        terms.append("(ledger.status <> 'cancelled' OR airing.finishes > ?)")
        limits.append(seconds(wanted.cancelled_after))
    if wanted.hide_cancelled:
        terms.append("ledger.status <> 'cancelled'")
    if wanted.hide_tentative:
        sure = "(ledger.status = 'confirmed' AND ledger.starts IS NOT NULL)"
        terms.append(f"(ledger.status = 'cancelled' OR {sure})")
    if wanted.kinds:
        terms.append(f"({' OR '.join(_KINDS[kind] for kind in wanted.kinds)})")
    return " AND ".join(terms), tuple(limits)


def _windows(rows: Iterable[tuple[Any, ...]]) -> list[Window]:
    return [from_json(Window, data) for (data,) in rows]
