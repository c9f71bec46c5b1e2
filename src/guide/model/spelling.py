"""How a Problem's text writes times: plain English, the clock of the zone it speaks of."""

import datetime as dt
from zoneinfo import ZoneInfo

from guide.model.precision import Precision, When


def spell_date(date: dt.date) -> str:
    return f"{date:%a} {date.day} {date:%B %Y}"


def spell(at: dt.datetime, zone: str) -> str:
    """Write an instant as local time in `zone`: "Thu 1 June 2017 20:40"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{spell_date(local)} {local:%H:%M}"


def spell_slot(starts: dt.datetime, ends: dt.datetime, zone: str) -> str:
    """Write `[starts, ends)` as local times; the end's date only where it is another."""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (starts, ends))
    end = f"{last:%H:%M}" if first.date() == last.date() else spell(ends, zone)
    return f"{spell(starts, zone)} to {end}"


def spell_when(when: When, zone: str) -> str:
    """Write a date no more precisely than it is known: "in June 2017", "on Thu 1 June 2017"."""
    if when.at is not None:
        return f"on {spell(when.at, zone)}"
    date = when.date
    if date is None:
        return "at an unknown date"
    match when.precision:
        case Precision.YEAR:
            return f"in {date.year}"
        case Precision.QUARTER:
            return f"in quarter {(date.month + 2) // 3} of {date.year}"
        case Precision.MONTH:
            return f"in {date:%B %Y}"
    return f"on {spell_date(date)}"


def spell_length(length: dt.timedelta) -> str:
    """Write "2 days 3 h 5 min" without its empty parts, to the minute."""
    minutes = round(length.total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{days} day{'s' if days > 1 else ''}" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
    ]
    return " ".join(part for part in parts if part) or "0 min"
