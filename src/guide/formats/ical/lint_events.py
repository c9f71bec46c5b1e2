"""The rules of one component of a calendar."""

import datetime as dt
import re
from collections.abc import Iterator

from guide.formats.ical.content import Component, Finding, Property, error, warning

UTC = re.compile(r"\d{8}T\d{6}Z")
LOCAL = re.compile(r"\d{8}T\d{6}")
DATE = re.compile(r"\d{8}")
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "TRANSP", "LAST-MODIFIED",
        "SUMMARY", "URL", "DURATION")  # fmt: skip
NEEDED = ("UID", "DTSTAMP", "DTSTART")
STATUSES = {"", "CONFIRMED", "TENTATIVE", "CANCELLED"}


def event_findings(event: Component, calendar: Component) -> Iterator[Finding]:
    """Yield what is wrong with a VEVENT; other components are only named."""
    if event.name == "VTIMEZONE":
        return
    if event.name != "VEVENT":
        yield warning(event.line, f"{event.name} is not wanted in a feed: few show it", "component")
        return
    yield from _counts(event)
    yield from _stamps(event)
    yield from _state(event)
    for one in (*event.all("DTSTART"), *event.all("DTEND")):
        yield from _moment(one, calendar)
    yield from _span(event)
    for child in event.children:
        yield from _alarm(child)


def _counts(event: Component) -> Iterator[Finding]:
    for name in ONCE:
        if len(event.values(name)) > 1:
            yield error(event.all(name)[1].line, f"{name} not just once", "once")
    for name in NEEDED:
        if not event.values(name):
            yield error(event.line, f"{name} not just once: there is none", "once")
    if not event.values("SEQUENCE"):
        yield warning(event.line, "SEQUENCE not just once: some readers miss changes", "sequence")


def _stamps(event: Component) -> Iterator[Finding]:
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        for one in event.all(name):
            if not UTC.fullmatch(one.value):
                yield error(one.line, f"{name} is not in UTC", "stamp")
    stamps = event.values("DTSTAMP")
    if event.values("LAST-MODIFIED") not in ([], stamps):
        line = event.line_of("LAST-MODIFIED")
        yield warning(line, "DTSTAMP and LAST-MODIFIED differ", "stamp")


def _state(event: Component) -> Iterator[Finding]:
    if event.value("STATUS") not in STATUSES:
        yield error(event.line_of("STATUS"), "unknown STATUS", "status")
    if event.value("TRANSP") != "TRANSPARENT":
        yield warning(event.line_of("TRANSP"), "blocks the subscriber's time", "transp")
    for one in event.all("SEQUENCE"):
        if not re.fullmatch("[0-9]+", one.value):
            yield error(one.line, "SEQUENCE is no count", "sequence")


def _moment(one: Property, calendar: Component) -> Iterator[Finding]:
    zone = re.search(r'TZID="?([^";:]+)', one.parameters)
    zones = {child.value("TZID") for child in calendar.children if child.name == "VTIMEZONE"}
    if zone and zone[1] not in zones:
        yield error(one.line, f"TZID {zone[1]} without its VTIMEZONE", "tzid")
    elif "VALUE=DATE" in one.parameters and "VALUE=DATE-TIME" not in one.parameters:
        if _date(one.value) is None:
            yield error(one.line, f"{one.name} is no date", "date")
    elif not zone and LOCAL.fullmatch(one.value):
        yield warning(one.line, f"{one.name} is not in UTC: it floats with its reader", "floating")
    elif not zone and not UTC.fullmatch(one.value):
        yield error(one.line, f"{one.name} is not in UTC, nor a local time", "time")


def _date(value: str) -> dt.date | None:
    if not DATE.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _span(event: Component) -> Iterator[Finding]:
    names = [one.name for one in event.properties if one.name in {"DTSTART", "DTEND", "DURATION"}]
    if "DURATION" in names and "DTEND" in names:
        yield error(event.line_of("DURATION"), "both DTEND and DURATION", "span")
    if names and names[0] != "DTSTART":
        yield warning(event.line, "DTSTART does not come before DTEND", "order")
    ends = event.all("DTEND")
    if not ends or not event.values("DTSTART"):
        return
    starts = event.all("DTSTART")[0]
    if "VALUE=DATE" in starts.parameters and _date(ends[0].value) is None:
        yield error(ends[0].line, "DTEND is no date where DTSTART is one", "span")
    elif starts.parameters == ends[0].parameters and ends[0].value <= starts.value:
        yield error(ends[0].line, "ends before it starts, or then", "span")


def _alarm(alarm: Component) -> Iterator[Finding]:
    if alarm.name != "VALARM":
        yield error(alarm.line, f"{alarm.name} within an event", "component")
    elif alarm.value("ACTION") == "DISPLAY" and not alarm.values("DESCRIPTION"):
        yield error(alarm.line, "a DISPLAY alarm without DESCRIPTION", "alarm")
    elif not alarm.values("ACTION") or not alarm.values("TRIGGER"):
        yield error(alarm.line, "an alarm without ACTION or TRIGGER", "alarm")
