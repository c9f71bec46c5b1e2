"""The types that single values of the format have, from their text."""

import datetime as dt
import functools
import re
import zoneinfo
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from guide.model.source import bare_address
from guide.model.texts import NO_LANGUAGE
from guide.sources.yaml_files import letters, times
from guide.sources.yaml_files.scalars import Also, AlsoOne, BadValueError, Scalar, bad, suggestion
from guide.sources.yaml_files.times import CLOCK, DATE, DATED
from guide.sources.yaml_files.tree import Branch, Leaf, Row

MAX_TEXT = 20_000
MOST_ITEMS = 1_000
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
T = TypeVar("T")


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
        told = bare_address(text)
        raise bad("bad-url", told, "a web address", "write http:// or https:// and a host")
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
    return re.fullmatch(LANGUAGE, text) is not None


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


def _row(value: object) -> object:
    return Row(value.place, [value]) if isinstance(value, Leaf | Branch) else value


def _wordings(value: object) -> object:
    if isinstance(value, Leaf) and not value.empty:
        return Branch(value.place, {Leaf.at(value.place, UNNAMED): value})
    return value


TAG = {"type": "string", "pattern": LANGUAGE}


def _tag(text: Leaf) -> str:
    return NO_LANGUAGE if text == UNNAMED else language(text)


# The tag of a plain text, until its file says which language that is.
UNNAMED = "-"
PLAIN = {"type": ["string", "number"]}


def _pattern(parse: Callable[[Leaf], Any], pattern: str, *examples: str) -> Scalar:
    return Scalar(parse, {"type": "string", "pattern": f"^{pattern}$", "examples": list(examples)})


Clock = Annotated[dt.timedelta, _pattern(times.clock, CLOCK, "20:40", "24:35")]
DayClock = Annotated[dt.time, _pattern(times.day_clock, "([01][0-9]|2[0-3]):[0-5][0-9]", "06:00")]
Date = Annotated[dt.date, _pattern(times.date, DATE, "2017-06-01")]
Dated = Annotated[times.Reading, _pattern(times.dated, DATED, "2017-06-01 20:40", "2017-06-01")]
AnyReading = Annotated[times.Reading, _pattern(times.reading, f"({DATED}|{CLOCK})", "21:10")]
AnyPoint = Annotated[
    times.Point,
    Scalar(
        times.point,
        {
            "type": ["string", "integer"],
            "examples": ["ordered", "2018", "2018-Q2", "2018-06", "2018-06-01", "2018-Q2?"],
        },
    ),
]
Delay = Annotated[
    dt.timedelta, Scalar(times.delay, {"type": "string", "examples": ["0d", "2h", "30d"]})
]
Length = Annotated[
    dt.timedelta, Scalar(times.length, {"type": "string", "examples": ["26m", "1h30m"]})
]
Days = Annotated[int, _pattern(times.days, "([0-9]+w)?([0-9]+d)?", "2d", "1w")]
Shift = Annotated[dt.timedelta, Scalar(times.shift, {"type": "string", "examples": ["1h", "-30m"]})]
Slug = Annotated[str, _pattern(slug, "[a-z0-9-]{1,64}", "ocs-city")]
Zone = Annotated[str, Scalar(zone, {"type": "string", "examples": ["Europe/Paris"]})]
Url = Annotated[str, Scalar(url, {"type": "string", "format": "uri", "pattern": "^https?://"})]
Flag = Annotated[bool, Scalar(flag, {"type": "boolean"})]
Year = Annotated[int, number(1880, 2199)]
Language = Annotated[str, Scalar(language, {"type": "string", "examples": ["fr", "en"]})]
Country = Annotated[str, Scalar(country, {"type": "string", "pattern": "^[A-Z]{2}$"})]
Name = Annotated[str, Scalar(name, PLAIN)]
Prose = Annotated[str, Scalar(prose, PLAIN)]
# Texts: wordings by language tag, "" for a plain text (whose language the file may name).
Wording = Annotated[
    dict[Annotated[str, Scalar(_tag, TAG)], Name],
    Field(min_length=1, max_length=50),
    BeforeValidator(_wordings),
    Also(PLAIN),
]
LongWording = Annotated[
    dict[Annotated[str, Scalar(_tag, TAG)], Prose],
    Field(min_length=1, max_length=50),
    BeforeValidator(_wordings),
    Also(PLAIN),
]
# A list of items, for which one item alone may stand; the second has one at least.
Many = Annotated[tuple[T, ...], Field(max_length=MOST_ITEMS), BeforeValidator(_row), AlsoOne()]
Some = Annotated[
    tuple[T, ...], Field(min_length=1, max_length=MOST_ITEMS), BeforeValidator(_row), AlsoOne()
]
Weekdays = Annotated[
    tuple[int, ...], Scalar(times.weekdays, {"enum": [*times.WEEKDAYS, "weekday", "day"]})
]
