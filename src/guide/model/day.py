"""The broadcast day, and local times made into instants."""

import datetime as dt
import itertools
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from guide.model.catalogue import Channel

DAY = dt.timedelta(days=1)


class Fold(StrEnum):
    """Which of two equal local times on an autumn night is meant."""

    FIRST = "first"
    SECOND = "second"


class LocalTimeError(ValueError):
    """A local time that names no instant, or two."""


class MissingTimeError(LocalTimeError):
    pass


class AmbiguousTimeError(LocalTimeError):
    pass


def resolve(
    date: dt.date, clock: dt.timedelta, zone: str, *, fold: Fold | None = None
) -> dt.datetime:
    """Return the UTC instant of a wall clock reading in `zone`.

    `clock` is the reading as time since local midnight of `date`; 24:35 and 25:10 are allowed and
    mean the night after. Raises MissingTimeError in the spring gap, and AmbiguousTimeError in the
    autumn fold unless `fold` says which.
    """
    wall = dt.datetime.combine(date, dt.time()) + clock
    instants = _instants(wall, ZoneInfo(zone))
    if not instants:
        message = f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}, the clocks go forward"
        raise MissingTimeError(message)
    if len(instants) == 2 and fold is None:
        message = f"{wall:%Y-%m-%d %H:%M} comes twice in {zone}, the clocks go back"
        raise AmbiguousTimeError(message)
    return instants[-1 if fold is Fold.SECOND else 0]


def _instants(wall: dt.datetime, zone: ZoneInfo) -> list[dt.datetime]:
    candidates = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return sorted({at for at in candidates if at.astimezone(zone).replace(tzinfo=None) == wall})


def local_add(at: dt.datetime, delta: dt.timedelta, zone: str) -> dt.datetime:
    """Return the UTC instant `delta` later on the wall clock of `zone`.

    A missing wall time gives the first instant after the gap, an ambiguous one the first of two.
    """
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + delta
    return nearest_instant(wall, zone)


@lru_cache(maxsize=4096)
def nearest_instant(wall: dt.datetime, zone: str) -> dt.datetime:
    """Return the UTC instant of a naive local time: after the gap, or the first of two."""
    local = ZoneInfo(zone)
    instants = _instants(wall, local)
    if instants:
        return instants[0]
    # In a gap fold=1 applies the offset after it, which lands before it.
    return _gap_end(wall.replace(tzinfo=local, fold=1).astimezone(dt.UTC), local)


def _gap_end(before: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    minutes = (before + dt.timedelta(minutes=n) for n in itertools.count())
    offset = before.astimezone(zone).utcoffset()
    return next(at for at in minutes if at.astimezone(zone).utcoffset() != offset)


def broadcast_day(at: dt.datetime, channel: Channel) -> dt.date:
    """Return the broadcast day of `channel` that holds the instant `at`."""
    date = at.astimezone(ZoneInfo(channel.zone)).date()
    return date if at >= day_start(date, channel) else date - DAY


def day_bounds(date: dt.date, channel: Channel) -> tuple[dt.datetime, dt.datetime]:
    """Return the UTC instants `[starts, ends)` of a broadcast day: 23, 24 or 25 hours."""
    return day_start(date, channel), day_start(date + DAY, channel)


def day_start(date: dt.date, channel: Channel) -> dt.datetime:
    return nearest_instant(dt.datetime.combine(date, channel.day_starts), channel.zone)


def is_late_night(starts: dt.datetime, channel: Channel) -> bool:
    """Say whether the civil date of `starts` is the day after its broadcast day."""
    date = starts.astimezone(ZoneInfo(channel.zone)).date()
    return starts < day_start(date, channel)


def dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield each date of `[first, last)`."""
    return (first + DAY * n for n in range((last - first).days))
