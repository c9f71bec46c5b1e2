"""A few entries of a finished calendar, read back: what its subscribers will see."""

import datetime as dt
import re
from dataclasses import dataclass

from icalendar import Event

_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_BOUND = re.compile(rb"^DT(START|END)(?:;VALUE=DATE)?:(\d{8})(?:T(\d{6})Z)?\r$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """`starts` and `ends` are UTC instants, or dates of which `ends` is the day after the last."""

    starts: dt.date
    ends: dt.date
    summary: str
    location: str
    description: str
    status: str
    alarms: tuple[dt.timedelta, ...]


def next_entries(calendar: bytes, *, now: dt.datetime, most: int) -> tuple[Entry, ...]:
    """Return the first `most` entries of a calendar of ours that end after `now`."""
    pieces = [piece.partition(_END)[0] for piece in calendar.split(_BEGIN)[1:]]
    moment = f"{now.astimezone(dt.UTC):%Y%m%d%H%M%S}".encode()
    ahead = [
        (bounds["START"], piece) for piece in pieces if (bounds := _bounds(piece))["END"] > moment
    ]
    return tuple(_read(piece) for _, piece in sorted(ahead)[:most])


def _bounds(piece: bytes) -> dict[str, bytes]:
    """Return start and end as digits that can be compared, a date being its midnight."""
    found = _BOUND.findall(piece)
    return {name.decode(): date + (time or b"000000") for name, date, time in found}


def _read(piece: bytes) -> Entry:
    event = Event.from_ical(_BEGIN + piece + _END)
    alarms = (-one.decoded("TRIGGER") for one in event.walk("VALARM"))
    return Entry(
        starts=event.decoded("DTSTART"),
        ends=event.decoded("DTEND"),
        summary=str(event["SUMMARY"]),
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        status=str(event["STATUS"]),
        alarms=tuple(alarms),
    )
