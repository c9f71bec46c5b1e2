"""Tonight: what begins in the first and the second part of an evening."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import starting
from guide.releases.release import Release

# By each channel's clock, counted from midnight of the broadcast day. French evenings begin when
# the news and the short programmes after it are over, about 20:40 in 2017 and 21:10 later; other
# channels begin at 20:15 or 20:30.
EARLIEST, USUAL, STILL_ON = (dt.timedelta(hours=20, minutes=m) for m in (0, 15, 75))
FIRST_UNTIL, FIRST_OVER = dt.timedelta(hours=21, minutes=30), dt.timedelta(hours=22, minutes=30)
SECOND_FROM, SECOND_ALONE = FIRST_UNTIL, dt.timedelta(hours=22)
OVER = dt.timedelta(hours=24, minutes=30)
SHORT, TOUCHING = dt.timedelta(minutes=20), dt.timedelta(minutes=15)
ROOM = dt.timedelta(hours=3)
# Of a country's channels most have something every evening.
AT_ONCE, MOST_CHANNELS = 50, 1_000
EVERYTHING, PREMIERES = Target(TargetKind.ALL), Target(TargetKind.PREMIERES)


@dataclass(frozen=True, slots=True)
class Evening:
    """What channels show in the two parts of an evening; nothing in it is guessed.

    `first` has of each channel what is longest of all that begins from 20:15 and before 21:30
    (from 20:00 if it is still on at 21:15); episodes of one series that follow each other are one
    thing, as far as they begin before 22:30. `second` has what comes next after it, from 21:30 (or
    22:00, where nothing is first) and before 00:30. What is shorter than 20 minutes is neither.
    Premieres and what is cancelled are there in any case, `second` from 22:00. `untimed` is the
    date's own, with no hour known.
    """

    first: list[Listing]
    second: list[Listing]
    untimed: list[Listing]

    @property
    def lines(self) -> list[Listing]:
        return [*self.first, *self.second, *self.untimed]

    def __iter__(self) -> Iterator[list[Listing]]:
        return iter((self.first, self.second, self.untimed))


def evening_of(release: Release, date: dt.date, channels: Iterable[Channel]) -> Evening:
    """Return the evening of a broadcast day on these channels, cancelled airings included."""
    windows = {one.id: _window(date, one) for one in channels}
    return _parts(starting(release, date, windows))


def by_channel(evening: Evening, channels: Sequence[Channel]) -> Evening:
    """Return an evening with each part in the order of channels, as people look for it."""
    ranks = {one.id: rank for rank, one in enumerate(channels)}
    return Evening(*(sorted(part, key=lambda one: ranks[one.channel.id]) for part in evening))


def premieres_of(release: Release, date: dt.date) -> Evening:
    """Return the premieres of an evening, on every channel."""
    midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
    around = (midnight - DAY, midnight + 3 * DAY)
    found = release.listings(PREMIERES, between=around)
    return _by_clock([one for one in found if one.airing.date == date])


def highlights(
    release: Release, date: dt.date, channels: Sequence[Channel], special: Evening, most: int
) -> tuple[Evening, bool]:
    """Return `most` lines of an evening, and whether that is all of it.

    If it is not, its premieres (`special`), on whatever channel, come first, then of each of the
    first channels that have something what is on longest.
    """
    evening = _joined(Evening([], [], []), special, but_cancelled=True)
    premieres, asked = evening.lines, 0
    while asked < min(len(channels), MOST_CHANNELS) and len(_of_channels(evening)) < most:
        some = evening_of(release, date, channels[asked : asked + AT_ONCE])
        evening = _joined(some, evening)
        asked += AT_ONCE
    if asked >= len(channels) and len(evening.lines) <= most:
        return evening, True
    ranks = {one.id: rank for rank, one in enumerate(channels)}
    longest = sorted(_longest(evening), key=lambda one: ranks.get(one.channel.id, 0))
    chosen = [*dict.fromkeys(one.airing.id for one in (*premieres, *longest))][:most]
    return Evening(*([one for one in part if one.airing.id in chosen] for part in evening)), False


def _joined(evening: Evening, more: Evening, *, but_cancelled: bool = False) -> Evening:
    """Return an evening, and what it lacks of another, in the order of starts."""
    known = {one.airing.id for one in evening.lines}
    wanted = [
        [
            one
            for one in part
            if one.airing.id not in known
            and not (but_cancelled and one.airing.status is Status.CANCELLED)
        ]
        for part in more
    ]
    return Evening(
        *(sorted([*part, *new], key=_starts) for part, new in zip(evening, wanted, strict=True))
    )


def _of_channels(evening: Evening) -> set[str]:
    return {one.channel.id for one in evening.lines}


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
    return midnight + EARLIEST - ROOM, midnight + OVER + ROOM


def _parts(found: Sequence[Listing]) -> Evening:
    by_channel: dict[str, list[Listing]] = defaultdict(list)
    for one in found:
        if one.airing.starts is not None and one.airing.status is not Status.CANCELLED:
            by_channel[one.channel.id].append(one)
    sides = [_of_channel(listings) for listings in by_channel.values()]
    first, second = ({one.airing.id for side in sides for one in side[n]} for n in (0, 1))
    notable = [one for one in found if one.airing.id not in first | second and _is_notable(one)]
    evening = Evening(
        first=[one for one in found if one.airing.id in first],
        second=[one for one in found if one.airing.id in second],
        untimed=[one for one in found if one.airing.starts is None],
    )
    return _joined(evening, _by_clock(notable))


def _is_notable(listing: Listing) -> bool:
    cancelled = listing.airing.status is Status.CANCELLED
    return listing.airing.starts is not None and (cancelled or bool(listing.showing.premiere))


def _by_clock(found: Sequence[Listing]) -> Evening:
    """Return what begins from 20:00 on, in the part its hour alone puts it."""
    return Evening(
        first=[one for one in found if EARLIEST <= _clock(one) < SECOND_ALONE],
        second=[one for one in found if SECOND_ALONE <= _clock(one) < OVER],
        untimed=[one for one in found if one.airing.starts is None],
    )


def _of_channel(listings: Sequence[Listing]) -> tuple[list[Listing], list[Listing]]:
    """Return the two parts of one channel's evening, from what begins there, in its order."""
    long = [one for one in listings if _length(one) >= SHORT]
    runs = _runs([one for one in long if _may_be_first(one)], FIRST_OVER)
    primes = [run for run in runs if _clock(run[0]) < FIRST_UNTIL]
    first = max(primes, key=_lasting, default=[])
    since = first[-1].airing.ends if first else None
    later = [
        one
        for one in long
        if (SECOND_FROM if since else SECOND_ALONE) <= _clock(one)
        and (since is None or _starts(one) >= since)
    ]
    return first, next(iter(_runs(later, OVER)), [])


def _may_be_first(listing: Listing) -> bool:
    at = _clock(listing)
    return at >= USUAL or (at >= EARLIEST and at + _length(listing) > STILL_ON)


def _runs(listings: Sequence[Listing], until: dt.timedelta) -> list[list[Listing]]:
    """Return programmes that begin before a time, episodes of a series that touch as one."""
    runs: list[list[Listing]] = []
    for one in listings:
        if _clock(one) >= until:
            break
        if runs and _follows(one, runs[-1][-1]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _follows(listing: Listing, before: Listing) -> bool:
    series, ends = listing.episode.series, before.airing.ends
    if series is None or series != before.episode.series or ends is None:
        return False
    return _starts(listing) - ends <= TOUCHING


def _lasting(run: Sequence[Listing]) -> dt.timedelta:
    return sum(map(_length, run), dt.timedelta())


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
