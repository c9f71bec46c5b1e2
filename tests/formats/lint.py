"""The rules of a calendar feed that no parser checks, judged on its bytes."""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

Property = tuple[str, str, str]  # name, parameters, raw value

KNOWN = {
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "DESCRIPTION", "COLOR", "SOURCE",
    "URL", "REFRESH-INTERVAL", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE",
    "CATEGORIES", "LAST-MODIFIED", "LOCATION", "STATUS", "TRANSP",
}  # fmt: skip
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
ONCE = ("UID", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "TRANSP")
UTC = re.compile(r"\d{8}T\d{6}Z")
DATE = re.compile(r"\d{8}")
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,n])*")
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:", "CALSCALE:GREGORIAN"]


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for known, _, value in self.properties if known == name]

    def value(self, name: str) -> str:
        return (self.values(name) or [""])[0]


def faults(body: bytes) -> list[str]:
    """Return what is wrong with a feed, one sentence a fault; none for a sound one."""
    found = list(_bytes(body))
    lines = body.decode("utf-8", "replace").replace("\r\n ", "").split("\r\n")[:-1]
    found += _frame(lines)
    calendar = parse(lines)
    if calendar is None:
        return [*found, "components are not nested"]
    found += _calendar(calendar)
    for event in calendar.children:
        found += _event(event)
    found += [f"UID twice: {uid}" for uid, n in Counter(uids(calendar)).items() if n > 1]
    return found


def uids(calendar: Component) -> list[str]:
    return [event.value("UID") for event in calendar.children]


def read(body: bytes) -> Component:
    calendar = parse(body.decode().replace("\r\n ", "").split("\r\n")[:-1])
    assert calendar is not None
    return calendar


def parse(lines: list[str]) -> Component | None:
    stack: list[Component] = [Component("")]
    for line in lines:
        name, parameters, value = _split(line)
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            if len(stack) < 2 or stack[-1].name != value:
                return None
            done = stack.pop()
            stack[-1].children.append(done)
        else:
            stack[-1].properties.append((name, parameters, value))
    whole = len(stack) == 1 and len(stack[0].children) == 1 and not stack[0].properties
    return stack[0].children[0] if whole else None


def _split(line: str) -> Property:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name, parameters, value


def _bytes(body: bytes) -> Iterator[str]:
    if body.startswith(b"\xef\xbb\xbf"):
        yield "byte order mark"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body) or not body.endswith(b"\r\n"):
        yield "line ends other than CRLF"
    if re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", body):
        yield "control character"
    for line in body.split(b"\r\n"):
        if len(line) > 75:
            yield f"line of {len(line)} octets"
        if not _is_utf8(line):
            yield "character split between lines"
    if not unicodedata.is_normalized("NFC", body.decode("utf-8", "replace")):
        yield "not in NFC"
    if len(body) > 1_000_000:
        yield "more than 1,000,000 bytes"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _frame(lines: list[str]) -> Iterator[str]:
    if [line[: len(head)] for line, head in zip(lines, HEAD, strict=False)] != HEAD:
        yield "does not begin with BEGIN, VERSION, PRODID, CALSCALE"
    if lines[-1:] != ["END:VCALENDAR"]:
        yield "does not end with END:VCALENDAR"
    for name, parameters, value in map(_split, lines):
        if name not in KNOWN and not re.fullmatch(r"X-[A-Z0-9-]+", name):
            yield f"{name} is not wanted in a feed"
        if "TZID" in parameters:
            yield "TZID"
        if name in TEXTS and not TEXT.fullmatch(value):
            yield f"{name} is not escaped: {value}"


def _calendar(calendar: Component) -> Iterator[str]:
    events = len(calendar.children)
    if not 1 <= events <= 1_000:
        yield f"{events} components"
    if calendar.values("UID"):
        yield "UID on the calendar"
    for name, twin in (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC")):
        if not calendar.value(name) or calendar.values(name) != calendar.values(twin):
            yield f"{name} and {twin} differ"
    if calendar.values("REFRESH-INTERVAL") != calendar.values("X-PUBLISHED-TTL"):
        yield "REFRESH-INTERVAL and X-PUBLISHED-TTL differ"
    typed = {name: parameters for name, parameters, _ in calendar.properties}
    if (typed.get("REFRESH-INTERVAL"), typed.get("SOURCE")) != ("VALUE=DURATION", "VALUE=URI"):
        yield "REFRESH-INTERVAL or SOURCE without its VALUE"


def _event(event: Component) -> Iterator[str]:
    uid = event.value("UID")
    if event.name != "VEVENT":
        yield f"{event.name} is not wanted in a feed"
    for name in ONCE:
        if len(event.values(name)) != 1:
            yield f"{uid}: {name} not just once"
    if event.value("STATUS") not in {"CONFIRMED", "TENTATIVE", "CANCELLED"}:
        yield f"{uid}: unknown STATUS"
    if event.value("TRANSP") != "TRANSPARENT":
        yield f"{uid}: blocks the subscriber's time"
    if not event.value("SEQUENCE").isdecimal():
        yield f"{uid}: SEQUENCE is no count"
    if not UTC.fullmatch(event.value("DTSTAMP")):
        yield f"{uid}: DTSTAMP is not in UTC"
    if event.values("DTSTAMP") != event.values("LAST-MODIFIED"):
        yield f"{uid}: DTSTAMP and LAST-MODIFIED differ"
    yield from _span(event, uid)


def _span(event: Component, uid: str) -> Iterator[str]:
    names = [name for name, _, _ in event.properties if name in {"DTSTART", "DTEND"}]
    if names != ["DTSTART", "DTEND"]:
        yield f"{uid}: DTSTART does not come before DTEND"
    typed = {name: parameters for name, parameters, _ in event.properties}
    starts, ends = event.value("DTSTART"), event.value("DTEND")
    if typed.get("DTSTART") == "VALUE=DATE" == typed.get("DTEND"):
        if not (DATE.fullmatch(starts) and DATE.fullmatch(ends)):
            yield f"{uid}: no date"
        elif dt.date.fromisoformat(ends) - dt.date.fromisoformat(starts) != dt.timedelta(1):
            yield f"{uid}: not one day long"
    elif not (UTC.fullmatch(starts) and UTC.fullmatch(ends)):
        yield f"{uid}: not in UTC"
    if ends <= starts:
        yield f"{uid}: ends before it starts"
