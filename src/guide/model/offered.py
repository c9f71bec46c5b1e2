"""What platforms have, as people look for it: episodes that come and go together are one offer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guide.model.day import DAY, nearest_instant
from guide.model.precision import Precision, When
from guide.model.window import Window


@dataclass(frozen=True, slots=True)
class Offered:
    """An episode, season or series (`target`) on a platform, `[starts, ends)` in UTC; with `count`,
    that many episodes of a season.

    `starts` is None while it is not sure, or not known to the day; `ends` None where it is open.
    `opens` and `closes` say the same as precisely as the source does.
    """

    target: str
    platform: str
    opens: When | None
    closes: When | None
    starts: dt.datetime | None
    ends: dt.datetime | None
    count: int | None = None
    url: str | None = None

    def is_open(self, now: dt.datetime) -> bool:
        return self.starts is not None and self.starts <= now and not self.is_over(now)

    def is_over(self, now: dt.datetime) -> bool:
        return self.ends is not None and self.ends <= now


def offered(windows: Iterable[Window], zones: Mapping[str, str]) -> tuple[Offered, ...]:
    """Return what resolved windows offer, in their order; `zones` are those of platforms, UTC for
    one that is not there.
    """
    groups: dict[object, list[Window]] = defaultdict(list)
    for one in windows:
        season = _season_of(one.target)
        groups[season or one.id, one.platform, one.opens, one.closes].append(one)
    return tuple(_together(group, zones) for group in groups.values())


def _season_of(target: str) -> str:
    """Return the id of the season of a numbered episode, "" for anything else."""
    whole, _, part = target.rpartition("/")
    return whole if "/season-" in whole and part.startswith("episode-") else ""


def _together(group: list[Window], zones: Mapping[str, str]) -> Offered:
    first, several = group[0], len(group) > 1
    zone, urls = zones.get(first.platform, "UTC"), {one.url for one in group}
    return Offered(
        target=_season_of(first.target) if several else first.target,
        platform=first.platform,
        opens=first.opens,
        closes=first.closes,
        starts=starts_of(first, zone),
        ends=ends_of(first, zone),
        count=len(group) if several else None,
        url=first.url if len(urls) == 1 else None,
    )


def starts_of(window: Window, zone: str) -> dt.datetime | None:
    """Return from when on it is there for sure; None if that is not confirmed or not a day."""
    opens = window.opens
    if opens is None or opens.date is None or not opens.confirmed:
        return None
    exact = opens.precision in {Precision.DAY, Precision.TIME}
    return opens.at or _midnight(opens.date, zone) if exact else None


def ends_of(window: Window, zone: str) -> dt.datetime | None:
    """Return from when on it is gone for sure: after the last day that a vague date may mean."""
    closes = window.closes
    if closes is None or closes.date is None:
        return None
    if closes.precision in {Precision.DAY, Precision.TIME}:
        return closes.at or _midnight(closes.date, zone)
    last = closes.last_date()
    return _midnight(last + DAY, zone) if last else None


def _midnight(date: dt.date, zone: str) -> dt.datetime:
    return nearest_instant(dt.datetime.combine(date, dt.time()), zone)
