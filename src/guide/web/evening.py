"""Tonight: what begins in the first and the second part of an evening."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import starting
from guide.releases.release import Release

FIRST, SECOND, OVER = dt.timedelta(hours=20), dt.timedelta(hours=22), dt.timedelta(hours=24)
ROOM = dt.timedelta(hours=3)
# Of a country's channels most have something every evening.
AT_ONCE, MOST_CHANNELS = 50, 1_000
EVERYTHING, PREMIERES = Target(TargetKind.ALL), Target(TargetKind.PREMIERES)


@dataclass(frozen=True, slots=True)
class Evening:
    """`first` begins from 20:00 to 22:00 of each channel's time, `second` from 22:00 to midnight;
    `untimed` is the date's own, with no hour known.
    """

    first: list[Listing]
    second: list[Listing]
    untimed: list[Listing]

    @property
    def lines(self) -> list[Listing]:
        return [*self.first, *self.second, *self.untimed]


def evening_of(release: Release, date: dt.date, channels: Iterable[Channel]) -> Evening:
    """Return the evening of a broadcast day on these channels, cancelled airings included."""
    windows = {one.id: _window(date, one) for one in channels}
    return _parts(starting(release, date, windows))


def premieres_of(release: Release, date: dt.date) -> Evening:
    """Return the premieres of an evening, on every channel."""
    midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
    around = (midnight - DAY, midnight + 3 * DAY)
    found = release.listings(PREMIERES, between=around)
    return _parts([one for one in found if one.airing.date == date])


def highlights(
    release: Release, date: dt.date, channels: Sequence[Channel], special: Evening, most: int
) -> tuple[Evening, bool]:
    """Return `most` lines of an evening, and whether that is all of it.

    If it is not, its premieres (`special`), on whatever channel, come first, then of each of the
    first channels that have something what is on longest.
    """
    premieres = [one for one in special.lines if one.airing.status is not Status.CANCELLED]
    found = {one.airing.id: one for one in premieres}
    asked = 0
    while asked < min(len(channels), MOST_CHANNELS) and len(_of_channels(found)) < most:
        some = evening_of(release, date, channels[asked : asked + AT_ONCE])
        found |= {one.airing.id: one for one in some.lines}
        asked += AT_ONCE
    lines = sorted(found.values(), key=_starts)
    if asked >= len(channels) and len(lines) <= most:
        return _parts(lines), True
    ranks = {one.id: rank for rank, one in enumerate(channels)}
    longest = sorted(_longest(_parts(lines)), key=lambda one: ranks.get(one.channel.id, 0))
    chosen = [*dict.fromkeys(one.airing.id for one in (*premieres, *longest))][:most]
    return _parts([one for one in lines if one.airing.id in chosen]), False


def _of_channels(found: Mapping[str, Listing]) -> set[str]:
    return {one.channel.id for one in found.values()}


def _starts(listing: Listing) -> dt.datetime:
    return listing.airing.starts or dt.datetime.max.replace(tzinfo=dt.UTC)


def _longest(evening: Evening) -> Iterable[Listing]:
    """Return of each channel what is on longest, in the first part if anything is."""
    longest: dict[str, Listing] = {}
    for one in evening.first or evening.second or evening.untimed:
        known = longest.get(one.channel.id)
        if known is None or _length(one) > _length(known):
            longest[one.channel.id] = one
    return longest.values()


def _length(listing: Listing) -> dt.timedelta:
    starts, ends = listing.airing.starts, listing.airing.ends
    return ends - starts if starts and ends else dt.timedelta()


def _window(date: dt.date, channel: Channel) -> tuple[dt.datetime, dt.datetime]:
    """Return the evening on a channel, with room for clocks that change meanwhile."""
    midnight = dt.datetime.combine(date, dt.time(), ZoneInfo(channel.zone)).astimezone(dt.UTC)
    return midnight + FIRST - ROOM, midnight + OVER + ROOM


def _parts(found: list[Listing]) -> Evening:
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
