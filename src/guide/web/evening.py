"""Tonight: what begins in the first and the second part of an evening."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.model.airing import Status
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.release import Release

FIRST, SECOND, OVER = dt.timedelta(hours=20), dt.timedelta(hours=22), dt.timedelta(hours=24)
EVERYTHING = Target(TargetKind.ALL)


@dataclass(frozen=True, slots=True)
class Evening:
    """`first` begins from 20:00 to 22:00 of each channel's time, `second` from 22:00 to midnight;
    `untimed` is the date's own, with no hour known.
    """

    first: list[Listing]
    second: list[Listing]
    untimed: list[Listing]


def evening_of(release: Release, date: dt.date) -> Evening:
    """Return the evening of a broadcast day on every channel, cancelled airings included."""
    midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
    around = (midnight - DAY, midnight + 3 * DAY)
    found = [one for one in release.listings(EVERYTHING, between=around) if one.airing.date == date]
    return Evening(
        first=[one for one in found if FIRST <= _clock(one) < SECOND],
        second=[one for one in found if SECOND <= _clock(one) < OVER],
        untimed=[one for one in found if one.airing.starts is None],
    )


def _clock(listing: Listing) -> dt.timedelta:
    """Return the channel's wall clock at the start, counted from its broadcast day's midnight."""
    starts, date = listing.airing.starts, listing.airing.date
    if starts is None:
        return dt.timedelta(-1)
    local = starts.astimezone(ZoneInfo(listing.channel.zone)).replace(tzinfo=None)
    return local - dt.datetime.combine(date, dt.time())


def premiere_of(evening: Evening, now: dt.datetime) -> Listing | None:
    """Return the evening's premiere that is not over: a series' first before a season's."""
    ahead = [
        one
        for one in (*evening.first, *evening.second)
        if one.showing.premiere
        and one.airing.status is not Status.CANCELLED
        and one.airing.ends
        and one.airing.ends > now
    ]
    return min(ahead, key=lambda one: one.showing.premiere != "series", default=None)
