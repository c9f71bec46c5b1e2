"""What of a release stands in a feed, whatever writes it."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from guide.model.catalogue import Catalogue, Season
from guide.model.day import DAY, day_start
from guide.model.feed_options import Options, Streaming
from guide.model.listing import Listing
from guide.model.occasions import Dated
from guide.model.selection import Bounds, Selected, Selection, Touch
from guide.model.target import Target, TargetKind
from guide.model.window import Window

MAX_ENTRIES = 1_000
MAX_BYTES = 1_000_000
CANCELLED_STAYS = 7 * DAY

# What may stand in a feed.
Entry = Listing | Dated


class Schedule(Protocol):
    """The questions that feeds ask of a release."""

    @property
    def catalogue(self) -> Catalogue: ...

    def listing(self, airing_id: str) -> Listing | None: ...

    def select(self, target: Target, wanted: Selection) -> Selected: ...

    def occasions(self, target: Target, *, between: Bounds = ...) -> list[Dated]: ...

    def windows(self, target_id: str | None = None) -> list[Window]: ...

    def touched(self, target: Target, *, streaming: bool = ...) -> Touch: ...


def today_of(now: dt.datetime) -> dt.datetime:
    """Return the midnight of a moment's UTC day."""
    return dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC)


def bounds_of(target: Target, today: dt.datetime, options: Options) -> Bounds:
    """Return what a target's feed spans, None where it has no limit."""
    back = options.days_back(target)
    return None if back is None else today - back * DAY, today + options.ahead * DAY


def selection_of(options: Options, between: Bounds, today: dt.datetime) -> Selection:
    return Selection(
        near=today,
        most=MAX_ENTRIES,
        between=between,
        cancelled_after=today - CANCELLED_STAYS,
        kinds=options.kinds,
        hide_cancelled=options.hide_cancelled,
        hide_tentative=options.hide_tentative,
    )


def entries_of(
    release: Schedule, target: Target, wanted: Selection, options: Options
) -> tuple[list[Entry], int]:
    """Return what may be told, in its order, and how much there is in all."""
    entries: list[Entry] = []
    total = 0
    if options.streaming is not Streaming.ONLY:
        found = release.select(target, wanted)
        entries += found.listings
        total = found.total
    if options.streaming is not Streaming.NO:
        dated = release.occasions(target, between=wanted.between)
        sure = [one for one in dated if one.occasion.confirmed or not options.hide_tentative]
        entries += sure
        entries.sort(key=starts_of)
        total += len(sure)
    return entries, total


def starts_of(entry: Entry) -> dt.datetime:
    """Return when an entry begins: of a day alone, its beginning."""
    if isinstance(entry, Listing):
        return entry.airing.starts or day_start(entry.airing.date, entry.channel)
    one = entry.occasion
    return one.span[0] if one.span else dt.datetime.combine(one.date, dt.time(), dt.UTC)


def by_distance(entries: Sequence[Entry], today: dt.datetime) -> list[int]:
    """Return the places of entries in their sequence, the nearest to `today` first."""
    distances = sorted((abs(starts_of(entry) - today), n) for n, entry in enumerate(entries))
    return [n for _, n in distances]


def windows_of(release: Schedule, target: Target) -> list[Window]:
    match target.kind:
        case TargetKind.ALL | TargetKind.STREAMING:
            return release.windows()
        case TargetKind.SERIES | TargetKind.SEASON:
            return release.windows(target.stem.partition("/")[2])
    return []


def undated_of(release: Schedule, target: Target, today: dt.datetime) -> list[Season]:
    """Return the target's seasons that are announced and have no airing yet."""
    seasons, prefix = release.catalogue.seasons, f"{target.key}/season-"
    match target.kind:
        case TargetKind.SERIES:
            # Among a big guide's seasons the ids alone are read fast.
            wanted = [seasons[one] for one in seasons if one.startswith(prefix)]
        case TargetKind.SEASON:
            wanted = [seasons[f"{prefix}{target.number}"]]
        case _:
            return []
    wanted.sort(key=lambda season: season.number)
    one = Selection(near=today, most=1)
    return [
        s
        for s in wanted
        if not release.select(Target(TargetKind.SEASON, s.series, s.number), one).listings
    ]
