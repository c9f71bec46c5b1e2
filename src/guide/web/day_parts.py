"""The parts of a broadcast day, by the channel's clock: morning, afternoon, evening, night."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.formats.words.catalogue import marked
from guide.model.catalogue import Channel
from guide.model.day import DAY, day_bounds, nearest_instant
from guide.web.visit import Visit

QUARTER = dt.timedelta(hours=6)
# A day that begins shortly before a part begins with that part.
SHORT = dt.timedelta(hours=3)
NIGHT = 0
_NAMES = (marked("Night"), marked("Morning"), marked("Afternoon"), marked("Evening"))


@dataclass(frozen=True, slots=True)
class DayPart:
    """`[starts, ends)` of a broadcast day (UTC), the `quarter` of the clock it is named after (0 is
    the night), and an `anchor` that no other part of the day has.
    """

    starts: dt.datetime
    ends: dt.datetime
    quarter: int
    anchor: str


def parts_of(date: dt.date, channel: Channel) -> tuple[DayPart, ...]:
    """Return the parts of a broadcast day, which they fill: four, or five if it begins at night."""
    clock = channel.day_starts
    first = dt.timedelta(hours=clock.hour, minutes=clock.minute)
    cuts = [QUARTER * n for n in range(8) if first + SHORT < QUARTER * n < first + DAY]
    midnight = dt.datetime.combine(date, dt.time())
    starts = [nearest_instant(midnight + one, channel.zone) for one in (first, *cuts)]
    ends = [*starts[1:], day_bounds(date, channel)[1]]
    named = [(first + SHORT) // QUARTER, *(one // QUARTER for one in cuts)]
    hours = [int((one % DAY) / dt.timedelta(hours=1)) for one in (first, *cuts)]
    return tuple(
        DayPart(begins, finishes, quarter % 4, f"h{hour:02}")
        for begins, finishes, quarter, hour in zip(starts, ends, named, hours, strict=True)
    )


def part_at(at: dt.datetime, parts: Sequence[DayPart]) -> int:
    """Return the place of the part that an instant is in; 0 for what is before the day."""
    return max(0, sum(1 for one in parts if one.starts <= at) - 1)


def part_name(part: DayPart, visit: Visit) -> str:
    return visit.words.text(_NAMES[part.quarter])


def part_of_date(part: DayPart, date: dt.date, channel: Channel, visit: Visit) -> str:
    """Return the same, a night with the names of its two days: "nuit de jeudi à vendredi"."""
    if part.quarter != NIGHT:
        return part_name(part, visit)
    early = part.starts.astimezone(ZoneInfo(channel.zone)).date() == date
    return visit.words.short_night(date - DAY if early else date)
