"""Checks of what is on when: overlaps, gaps, a reach too short, repeats too early."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guide.model.airing import Airing, ShowingKind, Status
from guide.model.catalogue import Catalogue, Channel
from guide.model.day import day_start
from guide.model.precision import Precision, When
from guide.model.problems import Problem, error, warning
from guide.model.spelling import spell, spell_date, spell_length, spell_slot, spell_when


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time `[starts, ends)` in UTC; for a gap `before` and `after` are the airings beside it."""

    starts: dt.datetime
    ends: dt.datetime
    before: Airing | None = None
    after: Airing | None = None

    @property
    def length(self) -> dt.timedelta:
        return self.ends - self.starts


def check_timetable(
    airings: Sequence[Airing], catalogue: Catalogue, *, now: dt.datetime
) -> Iterator[Problem]:
    """Yield the faults of every channel's timetable; airings of unknown channels are left out."""
    by_channel = defaultdict(list)
    for airing in airings:
        by_channel[airing.channel].append(airing)
    for channel in catalogue.channels.values():
        mine = by_channel[channel.id]
        slots = _slots(mine)
        yield from _lengths(mine, channel)
        yield from _overlaps(slots, channel)
        yield from _gaps(slots, channel)
        yield from _life(mine, channel)
        yield from _horizon(slots, channel, now)
    yield from _early_repeats(airings, catalogue)


def _slots(airings: Iterable[Airing]) -> list[tuple[dt.datetime, dt.datetime, Airing]]:
    """Return the slots that are taken, in order: cancelled and day-precise airings take none."""
    slots = [
        (a.starts, a.ends, a)
        for a in airings
        if a.starts and a.ends and a.starts < a.ends and a.status is not Status.CANCELLED
    ]
    return sorted(slots, key=lambda slot: (slot[0], slot[1], slot[2].place))


def _lengths(airings: Iterable[Airing], channel: Channel) -> Iterator[Problem]:
    for airing in airings:
        if airing.starts and airing.ends and airing.ends <= airing.starts:
            how = "when" if airing.ends == airing.starts else "before"
            yield error(
                airing.place,
                "no-length",
                f"{airing.episode} on {channel.name} ends {how} it starts"
                f" ({spell_slot(airing.starts, airing.ends, channel.zone)}): correct its times",
            )


def _overlaps(
    slots: Sequence[tuple[dt.datetime, dt.datetime, Airing]], channel: Channel
) -> Iterator[Problem]:
    # One sweep: only the slot that reaches furthest so far can still be running.
    reach: tuple[dt.datetime, dt.datetime, Airing] | None = None
    for slot in slots:
        if reach and slot[0] < reach[1]:
            yield _overlap(slot[2], slot[:2], reach[2], reach[:2], channel)
        if reach is None or slot[1] > reach[1]:
            reach = slot


def _overlap(
    airing: Airing,
    slot: tuple[dt.datetime, dt.datetime],
    other: Airing,
    other_slot: tuple[dt.datetime, dt.datetime],
    channel: Channel,
) -> Problem:
    text = (
        f"{airing.episode} ({spell_slot(*slot, channel.zone)}) overlaps {other.episode}"
        f" ({spell_slot(*other_slot, channel.zone)}, {other.place}) on {channel.name}:"
        " move, shorten or cancel one of them"
    )
    return error(airing.place, "overlap", text, other.place)


def _gaps(
    slots: Sequence[tuple[dt.datetime, dt.datetime, Airing]], channel: Channel
) -> Iterator[Problem]:
    for gap in find_gaps(slots, channel):
        beside = gap.before or gap.after
        yield warning(
            beside.place if beside else channel.place,
            "gap",
            f"nothing is on {channel.name} for {spell_length(gap.length)}"
            f" ({spell_slot(gap.starts, gap.ends, channel.zone)}): fill it, make the"
            " channel's complete period shorter, or allow a longer gap",
            *([gap.after.place] if gap.before and gap.after else []),
        )


def find_gaps(
    slots: Sequence[tuple[dt.datetime, dt.datetime, Airing]], channel: Channel
) -> Iterator[Stretch]:
    """Yield each stretch with nothing on, within the broadcast days in which `channel` is complete
    and longer than its longest gap; `slots` are in order of their starts.
    """
    if channel.complete is None:
        return
    cursor, last = (day_start(date, channel) for date in channel.complete)
    before = None
    for starts, ends, airing in slots:
        gap = Stretch(cursor, min(starts, last), before, airing)
        if gap.length > channel.longest_gap:
            yield gap
        if ends > cursor:
            cursor, before = ends, airing
    gap = Stretch(cursor, last, before)
    if gap.length > channel.longest_gap:
        yield gap


def _life(airings: Iterable[Airing], channel: Channel) -> Iterator[Problem]:
    starts, ends = channel.active.starts, channel.active.ends
    for airing in airings:
        if starts and _is_before(airing, starts):
            how = f"begins only {spell_when(starts, channel.zone)}"
        elif ends and _is_after(airing, ends):
            how = f"ends {spell_when(ends, channel.zone)}"
        else:
            continue
        yield error(
            airing.place,
            "outside-life",
            f"{airing.episode} is on {channel.name} on {spell_date(airing.date)},"
            f" but the channel {how}: correct the date, the channel, or the channel's active years",
            channel.place,
        )


def _is_before(airing: Airing, life: When) -> bool:
    """Say whether the airing certainly comes before `life`, the start of a channel's life."""
    if life.at is not None and airing.starts is not None:
        return airing.starts < life.at
    return life.date is not None and airing.date < life.date


def _is_after(airing: Airing, life: When) -> bool:
    """Say whether the airing certainly comes at or after `life`, the open end of a life."""
    if life.at is not None and airing.starts is not None:
        return airing.starts >= life.at
    last = life.last_date()
    if last is None:
        return False
    return airing.date >= last if life.precision is Precision.DAY else airing.date > last


def _horizon(
    slots: Sequence[tuple[dt.datetime, dt.datetime, Airing]], channel: Channel, now: dt.datetime
) -> Iterator[Problem]:
    if channel.horizon is None:
        return
    born, dies = (_earliest(w, channel) for w in (channel.active.starts, channel.active.ends))
    asked = min(now + channel.horizon, dies or now + channel.horizon)
    reach = max((ends for _, ends, _ in slots), default=None)
    if asked <= now or (born and born >= asked) or (reach and reach >= asked):
        return
    held = f"ends on {spell(reach, channel.zone)}" if reach else "is empty"
    yield warning(
        channel.place,
        "short-horizon",
        f"the schedule of {channel.name} {held} and should reach {spell(asked, channel.zone)}"
        f" ({spell_length(channel.horizon)} ahead): add airings, or ask for a shorter horizon",
    )


def _earliest(when: When | None, channel: Channel) -> dt.datetime | None:
    """Return the earliest instant that a date may mean on a channel; None if there is no date."""
    if when is None or when.date is None:
        return None
    return when.at or day_start(when.date, channel)


def _early_repeats(airings: Iterable[Airing], catalogue: Catalogue) -> Iterator[Problem]:
    for shown in _by_audience(airings, catalogue).values():
        first = _first_run(shown)
        if first is not None:
            early = (a for a in shown if _is_repeat(a, first) and _earlier(a, first))
            yield from (_early_repeat(a, first, catalogue.channels) for a in early)


def _by_audience(
    airings: Iterable[Airing], catalogue: Catalogue
) -> Mapping[tuple[str, str], list[Airing]]:
    """Group the airings that do take place by (bouquet, episode), in order; a channel in no
    bouquet stands for itself.
    """
    bouquets: defaultdict[str, list[str]] = defaultdict(list)
    for bouquet in catalogue.bouquets.values():
        for channel in bouquet.channels:
            bouquets[channel].append(f"bouquet {bouquet.id}")
    groups: defaultdict[tuple[str, str], list[Airing]] = defaultdict(list)
    for airing in sorted(airings, key=_order):
        if airing.status is not Status.CANCELLED and airing.channel in catalogue.channels:
            for audience in bouquets.get(airing.channel, [airing.channel]):
                groups[audience, airing.episode].append(airing)
    return groups


def _order(airing: Airing) -> tuple[dt.datetime, str, object]:
    day = dt.datetime.combine(airing.date, dt.time(), dt.UTC)
    return airing.starts or day, airing.channel, airing.place


def _first_run(shown: Sequence[Airing]) -> Airing | None:
    """Return the airing marked as first run, else the first that is not marked as a repeat."""
    kinds = (ShowingKind.FIRST_RUN, None)
    found = (next((a for a in shown if a.showing_override is kind), None) for kind in kinds)
    return next((airing for airing in found if airing), None)


def _is_repeat(airing: Airing, first: Airing) -> bool:
    """Say whether `airing` is marked as a repeat, or made one by another's mark as first run."""
    if airing.showing_override is None:
        return first.showing_override is ShowingKind.FIRST_RUN
    return airing.showing_override is ShowingKind.REPEAT


def _earlier(airing: Airing, other: Airing) -> bool:
    if airing.starts and other.starts:
        return airing.starts < other.starts
    return airing.date < other.date


def _early_repeat(airing: Airing, first: Airing, channels: Mapping[str, Channel]) -> Problem:
    text = (
        f"{airing.episode} is on {_spell_airing(airing, channels)}, marked as a repeat,"
        f" before its first run on {_spell_airing(first, channels)} ({first.place}):"
        " mark the later one as a repeat too, or take the mark off this one"
    )
    if airing.showing_override is None:
        text = (
            f"{airing.episode} is on {_spell_airing(airing, channels)}"
            f" before the airing marked as its first run on {_spell_airing(first, channels)}"
            f" ({first.place}): mark this one as first run too, or take the mark off the later one"
        )
    return warning(airing.place, "repeat-before-first-run", text, first.place)


def _spell_airing(airing: Airing, channels: Mapping[str, Channel]) -> str:
    channel = channels[airing.channel]
    when = spell(airing.starts, channel.zone) if airing.starts else spell_date(airing.date)
    return f"{channel.name}, {when}"
