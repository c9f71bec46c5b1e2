"""How dates, times and durations are written."""

import datetime as dt
import re
from dataclasses import dataclass

from guide.model.precision import Precision
from guide.sources.yaml_files.scalars import bad, suggestion

YEARS = range(1900, 2200)
MAX_DAYS = 400
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CLOCK = r"(?:[01][0-9]|2[0-9]):[0-5][0-9]"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATED = f"{DATE}( {CLOCK})?"
_UNITS = {"w": 7 * 24 * 60, "d": 24 * 60, "h": 60, "m": 1}
_LENGTH = re.compile(
    r"(?=\d)(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar and a wall clock show; a missing half is understood from the context."""

    date: dt.date | None
    clock: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Point:
    """A date of any precision, not yet an instant: `date` is where the precision starts."""

    precision: Precision
    date: dt.date | None = None
    clock: dt.timedelta | None = None
    confirmed: bool = True


def clock(text: str) -> dt.timedelta:
    if not re.fullmatch(CLOCK, text, re.ASCII):
        raise bad("bad-time", text, "a time", "write HH:MM, from 00:00 to 29:59")
    hours, minutes = text.split(":")
    return dt.timedelta(hours=int(hours), minutes=int(minutes))


def day_clock(text: str) -> dt.time:
    since_midnight = clock(text)
    if since_midnight >= dt.timedelta(days=1):
        raise bad("bad-time", text, "a time of day", "write HH:MM, from 00:00 to 23:59")
    hours, minutes = divmod(since_midnight.seconds // 60, 60)
    return dt.time(hours, minutes)


def date(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text) if re.fullmatch(DATE, text, re.ASCII) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise bad("bad-date", text, "a date", "write YYYY-MM-DD, from 1900 to 2199")
    return found


def reading(text: str) -> Reading:
    """Read "20:40", "2017-06-01" or "2017-06-01 20:40"."""
    if " " in text:
        day, _, time = text.partition(" ")
        return Reading(date(day), clock(time))
    if ":" in text and "-" not in text:
        return Reading(None, clock(text))
    if not re.fullmatch(DATE, text, re.ASCII):
        raise bad("bad-date", text, "a date or time", "write YYYY-MM-DD, HH:MM, or both")
    return Reading(date(text), None)


def dated(text: str) -> Reading:
    if not re.match(DATE + r"( |\Z)", text, re.ASCII):
        raise bad("bad-date", text, "a date", "write YYYY-MM-DD, or YYYY-MM-DD HH:MM")
    return reading(text)


def point(text: str) -> Point:
    """Read a date of any precision; a question mark after it says tentative."""
    bare, confirmed = text.removesuffix("?"), not text.endswith("?")
    if bare == "ordered":
        return Point(Precision.ORDERED, confirmed=False)
    if re.fullmatch(DATE + ".*", bare, re.ASCII):
        found = dated(bare)
        precision = Precision.DAY if found.clock is None else Precision.TIME
        return Point(precision, found.date, found.clock, confirmed)
    return _coarse(text, bare, confirmed=confirmed)


def _coarse(text: str, bare: str, *, confirmed: bool) -> Point:
    found = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", bare, re.ASCII)
    if not found or int(found[1]) not in YEARS:
        allowed = "write 2018, 2018-Q2, 2018-06, 2018-06-01, 2018-06-01 20:40 or ordered"
        raise bad("bad-date", text, "a date", f"{allowed}; a ? after it says tentative")
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Point(Precision.QUARTER, dt.date(year, int(quarter) * 3 - 2, 1), None, confirmed)
    if month:
        return Point(Precision.MONTH, dt.date(year, int(month), 1), None, confirmed)
    return Point(Precision.YEAR, dt.date(year, 1, 1), None, confirmed)


def delay(text: str) -> dt.timedelta:
    found = _LENGTH.fullmatch(text.replace(" ", ""))
    # "1h30" is how people write it.
    found = found or _LENGTH.fullmatch(re.sub(r"(h\d\d)$", r"\1m", text.replace(" ", "")))
    if not found:
        raise bad("bad-duration", text, "a duration", "write 26m, 1h30m, 2d or 1w")
    parts = zip(found.groups("0"), _UNITS.values(), strict=True)
    minutes = sum(int(count) * unit for count, unit in parts)
    if minutes > MAX_DAYS * _UNITS["d"]:
        raise bad("bad-duration", text, "a duration used here", f"at most {MAX_DAYS}d")
    return dt.timedelta(minutes=minutes)


def length(text: str) -> dt.timedelta:
    found = delay(text)
    if not found:
        raise bad("bad-duration", text, "a length", "it must be longer than nothing")
    return found


def days(text: str) -> int:
    found = delay(text)
    if found % dt.timedelta(days=1):
        raise bad("bad-duration", text, "a number of days", "write 0d, 2d or 1w")
    return found.days


def shift(text: str) -> dt.timedelta:
    return -delay(text[1:]) if text.startswith("-") else delay(text.removeprefix("+"))


def weekdays(text: str) -> tuple[int, ...]:
    """Return the weekdays meant, 0 for Monday."""
    if text == "day":
        return tuple(range(7))
    if text == "weekday":
        return tuple(range(5))
    if text not in WEEKDAYS:
        hint = suggestion(text, (*WEEKDAYS, "weekday", "day"))
        raise bad("bad-choice", text, "a day of the week", hint)
    return (WEEKDAYS.index(text),)
