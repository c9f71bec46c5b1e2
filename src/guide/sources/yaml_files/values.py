"""The types that single values of the format have, from their text."""

import datetime as dt
import functools
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from guide.model.precision import Precision
from guide.model.texts import NO_LANGUAGE
from guide.sources.yaml_files import letters
from guide.sources.yaml_files.scalars import Also, AlsoOne, BadValueError, Scalar, bad, suggestion
from guide.sources.yaml_files.tree import Branch, Leaf, Row

MAX_TEXT = 20_000
MAX_DAYS = 400
MOST_ITEMS = 1_000
YEARS = range(1900, 2200)
T = TypeVar("T")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_CLOCK = r"(?:[01][0-9]|2[0-9]):[0-5][0-9]"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_UNITS = {"w": 7 * 24 * 60, "d": 24 * 60, "h": 60, "m": 1}
_LENGTH = re.compile(r"(?=\d)(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?")


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
    if not re.fullmatch(_CLOCK, text, re.ASCII):
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
        found = dt.date.fromisoformat(text) if re.fullmatch(_DATE, text, re.ASCII) else None
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
    if re.match(_DATE + ".", text, re.ASCII):
        raise bad("bad-date", text, "a date and time", "write YYYY-MM-DD HH:MM")
    return Reading(date(text), None)


def dated(text: str) -> Reading:
    found = reading(text)
    if found.date is None:
        raise bad("bad-date", text, "a date", "write YYYY-MM-DD, or YYYY-MM-DD HH:MM")
    return found


def point(text: str) -> Point:
    """Read a date of any precision; a question mark after it says tentative."""
    bare, confirmed = text.removesuffix("?"), not text.endswith("?")
    if bare == "ordered":
        return Point(Precision.ORDERED, confirmed=False)
    if re.fullmatch(_DATE + ".*", bare, re.ASCII):
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


def slug(text: Leaf) -> Leaf:
    if not re.fullmatch(r"[a-z0-9-]{1,64}", text):
        raise bad("bad-id", text, "an id", "write 1 to 64 of a-z, 0-9 and -")
    return text


@functools.cache
def zones() -> frozenset[str]:
    # A system may add the names of its own setting; they say nothing elsewhere.
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


def zone(text: str) -> str:
    if text not in zones():
        found = suggestion(text, sorted(zones()))
        hint = found if found.startswith("did") else "write a name such as Europe/Paris"
        raise bad("bad-zone", text, "a time zone", hint)
    return str(text)


def url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or len(text) > 2000 or re.search(r"[\s<>\"\\^`{|}\x00-\x20\x7f-\x9f]", text):
        raise bad("bad-url", text, "a web address", "write http:// or https:// and a host")
    return str(text)


def number(low: int, high: int) -> Scalar:
    def parse(text: str) -> int:
        found = int(text) if re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII) else None
        if found is None or not low <= found <= high:
            words = f"{letters.shown(text)} is not a whole number from {low} to {high}"
            raise BadValueError("bad-number", words)
        return found

    return Scalar(parse, {"type": "integer", "minimum": low, "maximum": high})


def choice(*allowed: str) -> Scalar:
    def parse(text: str) -> str:
        if text not in allowed:
            raise bad("bad-choice", text, "known here", suggestion(text, allowed))
        return str(text)

    return Scalar(parse, {"enum": list(allowed)})


def flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise bad("bad-choice", text, "true or false", "write one of the two")
    return text == "true"


def is_language(text: str) -> bool:
    return re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text) is not None


def language(text: Leaf) -> str:
    if not is_language(text):
        raise bad("bad-language", text, "a language", "write a tag such as fr, en or pt-BR")
    return str(text)


def country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise bad("bad-country", text, "a country", "write two capitals such as FR")
    return str(text)


def name(text: str) -> str:
    return _written(letters.line(text))


def prose(text: str) -> str:
    return _written(letters.prose(text))


def _written(text: str) -> str:
    if not text:
        raise BadValueError("empty-value", "the text is empty: write one, or remove the key")
    if len(text) > MAX_TEXT:
        raise BadValueError("bad-text", f"the text has {len(text):,} signs: at most {MAX_TEXT:,}")
    return text


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


def _row(value: object) -> object:
    return Row(value.place, [value]) if isinstance(value, Leaf | Branch) else value


def _wordings(value: object) -> object:
    if isinstance(value, Leaf) and not value.empty:
        return Branch(value.place, {Leaf.at(value.place, _NO_TAG): value})
    return value


def _tag(text: Leaf) -> str:
    return NO_LANGUAGE if text == _NO_TAG else language(text)


_NO_TAG = "-"
_PLAIN = {"type": ["string", "number"]}
_DATED = f"{_DATE}( {_CLOCK})?"


def _pattern(parse: Callable[[Leaf], Any], pattern: str, *examples: str) -> Scalar:
    return Scalar(parse, {"type": "string", "pattern": f"^{pattern}$", "examples": list(examples)})


Clock = Annotated[dt.timedelta, _pattern(clock, _CLOCK, "20:40", "24:35")]
DayClock = Annotated[dt.time, _pattern(day_clock, "([01][0-9]|2[0-3]):[0-5][0-9]", "06:00")]
Date = Annotated[dt.date, _pattern(date, _DATE, "2017-06-01")]
Dated = Annotated[Reading, _pattern(dated, _DATED, "2017-06-01 20:40", "2017-06-01")]
AnyReading = Annotated[Reading, _pattern(reading, f"({_DATED}|{_CLOCK})", "21:10")]
AnyPoint = Annotated[
    Point,
    Scalar(
        point,
        {
            "type": ["string", "integer"],
            "examples": ["ordered", "2018", "2018-Q2", "2018-06", "2018-06-01", "2018-Q2?"],
        },
    ),
]
Delay = Annotated[dt.timedelta, Scalar(delay, {"type": "string", "examples": ["0d", "2h", "30d"]})]
Length = Annotated[dt.timedelta, Scalar(length, {"type": "string", "examples": ["26m", "1h30m"]})]
Days = Annotated[int, _pattern(days, "([0-9]+w)?([0-9]+d)?", "2d", "1w")]
Shift = Annotated[dt.timedelta, Scalar(shift, {"type": "string", "examples": ["1h", "-30m"]})]
Slug = Annotated[str, _pattern(slug, "[a-z0-9-]{1,64}", "ocs-city")]
Zone = Annotated[str, Scalar(zone, {"type": "string", "examples": ["Europe/Paris"]})]
Url = Annotated[str, Scalar(url, {"type": "string", "format": "uri", "pattern": "^https?://"})]
Flag = Annotated[bool, Scalar(flag, {"type": "boolean"})]
Year = Annotated[int, number(1880, 2199)]
Language = Annotated[str, Scalar(language, {"type": "string", "examples": ["fr", "en"]})]
Country = Annotated[str, Scalar(country, {"type": "string", "pattern": "^[A-Z]{2}$"})]
Name = Annotated[str, Scalar(name, _PLAIN)]
Prose = Annotated[str, Scalar(prose, _PLAIN)]
# Texts: wordings by language tag, "" for a plain text (whose language the file may name).
Wording = Annotated[
    dict[Annotated[str, Scalar(_tag)], Name],
    Field(min_length=1, max_length=50),
    BeforeValidator(_wordings),
    Also(_PLAIN),
]
LongWording = Annotated[
    dict[Annotated[str, Scalar(_tag)], Prose],
    Field(min_length=1, max_length=50),
    BeforeValidator(_wordings),
    Also(_PLAIN),
]
# A list of items, for which one item alone may stand.
Many = Annotated[tuple[T, ...], Field(max_length=MOST_ITEMS), BeforeValidator(_row), AlsoOne()]
Weekdays = Annotated[tuple[int, ...], Scalar(weekdays, {"enum": [*WEEKDAYS, "weekday", "day"]})]
