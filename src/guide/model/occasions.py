"""The days on which something comes to a platform, or leaves it: what a calendar can show."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from guide.model.catalogue import Catalogue
from guide.model.day import DAY
from guide.model.listing import Revision
from guide.model.precision import Precision
from guide.model.window import Window

_EXACT = {Precision.DAY, Precision.TIME}
_INSTANT = dt.timedelta(seconds=1)
# Long enough to be seen in a calendar, too short to claim anything of the programme.
_SHOWN = dt.timedelta(minutes=15)


class OccasionKind(StrEnum):
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Occasion:
    """`target` is an episode, season or series; with `count`, that many episodes of it.

    `date` is the platform's local date, of a closing the last day there is; `at` the UTC instant
    of opening or closing where it is known. `id` comes from its window, that of the first episode
    where several open or close together.
    """

    id: str
    kind: OccasionKind
    target: str
    platform: str
    date: dt.date
    at: dt.datetime | None = None
    confirmed: bool = True
    count: int | None = None
    url: str | None = None

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """Return the UTC slot of an opening whose time is known, None for a whole day."""
        if self.at is None or self.kind is OccasionKind.CLOSES:
            return None
        return self.at, self.at + _SHOWN


@dataclass(frozen=True, slots=True)
class Dated:
    """An occasion with the revision the release gave it."""

    occasion: Occasion
    revision: Revision


class End(NamedTuple):
    """One end of a window; `date` is the source's, exclusive for a closing."""

    kind: OccasionKind
    window: Window
    date: dt.date
    at: dt.datetime | None
    confirmed: bool


def occasions(windows: Iterable[Window], catalogue: Catalogue) -> tuple[Occasion, ...]:
    """Return the openings and closings of resolved windows that have a day at least.

    Episodes of one season that open (or close) together on a platform are one occasion. Closings
    are exclusive: their last day is the one before, or the one of the last moment.
    """
    groups: dict[object, list[End]] = defaultdict(list)
    for end in (end for window in windows for end in _ends(window)):
        episode = catalogue.episodes.get(end.window.target)
        season = episode and catalogue.season_of(episode)
        together = season.id if season else end.window.id
        groups[end.kind, together, end.window.platform, *end[2:]].append(end)
    return tuple(_occasion(group, catalogue) for group in groups.values())


def _ends(window: Window) -> Iterator[End]:
    for kind, when in ((OccasionKind.OPENS, window.opens), (OccasionKind.CLOSES, window.closes)):
        if when and when.date and when.precision in _EXACT:
            yield End(kind, window, when.date, when.at, when.confirmed)


def _occasion(group: list[End], catalogue: Catalogue) -> Occasion:
    end, window = group[0], group[0].window
    episode = catalogue.episodes.get(window.target)
    whole = len(group) > 1 and episode is not None
    urls = {one.window.url for one in group}
    return Occasion(
        id=f"window-{window.id}-{end.kind}",
        kind=end.kind,
        target=f"{episode.series}/season-{episode.season}" if whole and episode else window.target,
        platform=window.platform,
        date=_date(end, _zone(window.platform, catalogue)),
        at=end.at,
        confirmed=end.confirmed,
        count=len(group) if whole else None,
        url=window.url if len(urls) == 1 else None,
    )


def _date(end: End, zone: str) -> dt.date:
    last = end.kind is OccasionKind.CLOSES
    if end.at is None:
        return end.date - DAY if last else end.date
    shown = end.at - _INSTANT if last else end.at
    return shown.astimezone(ZoneInfo(zone)).date()


def _zone(platform: str, catalogue: Catalogue) -> str:
    known = catalogue.platforms.get(platform)
    return known.zone if known else "UTC"
