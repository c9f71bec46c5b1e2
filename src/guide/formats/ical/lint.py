"""The rules of a calendar feed that no parser checks, judged on its bytes.

Errors break the standard, or a reader in wide use; warnings are what people will notice.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from guide.formats.ical.content import (
    Component,
    Finding,
    Property,
    error,
    nest,
    read_lines,
    warning,
)
from guide.formats.ical.lint_events import event_findings

__all__ = ["Finding", "lint"]

NAMES = re.compile(r"[A-Z][A-Z0-9-]*")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "COMMENT"}
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
MOST_BYTES, MOST_EVENTS = 1_000_000, 1_000
MOST_FINDINGS = 1_000


def lint(body: bytes) -> list[Finding]:
    """Return what is wrong with a calendar, in order of lines, a thousand findings at most."""
    found = list(_octets(body))
    properties = read_lines(body)
    found += _names(properties)
    calendar = nest(properties)
    if calendar is None:
        found.append(error(1, "components are not nested", "nesting"))
    else:
        found += _calendar(calendar, properties)
        for event in calendar.children:
            found += event_findings(event, calendar)
    return sorted(found)[:MOST_FINDINGS]


def _octets(body: bytes) -> Iterator[Finding]:
    if body.startswith(b"\xef\xbb\xbf"):
        yield error(1, "byte order mark", "bom")
    if len(body) > MOST_BYTES:
        yield warning(1, "more than 1,000,000 bytes: Google stops there", "bytes")
    wrong = re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    if wrong or not body.endswith(b"\r\n"):
        at = 1 + body.count(b"\n", 0, wrong.start() if wrong else len(body))
        yield error(at, "line ends other than CRLF", "crlf")
    for number, line in enumerate(body.split(b"\n"), 1):
        yield from _line(number, line.removesuffix(b"\r"))


def _line(number: int, line: bytes) -> Iterator[Finding]:
    if len(line) > 75:
        yield error(number, f"line of {len(line)} octets, 75 are allowed", "fold")
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", line):
        yield error(number, "control character", "control")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        yield error(number, "character split between lines, or not UTF-8", "utf8")
        return
    if not unicodedata.is_normalized("NFC", text):
        yield warning(number, "not in NFC: the same letters may not compare equal", "nfc")


def _names(properties: list[Property]) -> Iterator[Finding]:
    for one in properties:
        if not NAMES.fullmatch(one.name):
            name = one.name[:40]
            yield error(one.line, f"{name} is no name: letters, digits and hyphen alone", "name")
        if one.name in TEXTS and not TEXT.fullmatch(one.value):
            yield error(one.line, f"{one.name} is not escaped: {one.value[:60]}", "escape")


def _calendar(calendar: Component, properties: list[Property]) -> Iterator[Finding]:
    ends = [(one.name, one.value) for one in (properties[0], properties[-1])]
    if ends != [("BEGIN", "VCALENDAR"), ("END", "VCALENDAR")]:
        yield error(1, "does not begin and end with VCALENDAR", "frame")
    if calendar.values("VERSION") != ["2.0"] or len(calendar.values("PRODID")) != 1:
        yield error(calendar.line, "needs VERSION:2.0 and one PRODID", "frame")
    if [one.name for one in calendar.properties[:1]] != ["VERSION"]:
        yield warning(calendar.line, "VERSION does not come first", "frame")
    events = [one for one in calendar.children if one.name != "VTIMEZONE"]
    if not events:
        yield error(calendar.line, "no components: readers refuse an empty calendar", "empty")
    if len(events) > MOST_EVENTS:
        yield warning(calendar.line, f"{len(events)} components: Google stops there", "events")
    yield from _twice(events)
    yield from _about(calendar)


def _twice(events: list[Component]) -> Iterator[Finding]:
    seen = Counter((one.value("UID"), one.value("RECURRENCE-ID")) for one in events)
    for one in events:
        key = (one.value("UID"), one.value("RECURRENCE-ID"))
        if seen[key] > 1:
            yield error(one.line_of("UID"), f"UID twice: {key[0][:80]}", "uid")


def _about(calendar: Component) -> Iterator[Finding]:
    if calendar.values("UID"):
        line = calendar.line_of("UID")
        yield warning(line, "UID on the calendar: vdirsyncer makes one event of all", "uid")
    if calendar.values("METHOD"):
        line = calendar.line_of("METHOD")
        yield warning(line, "METHOD is not wanted in a feed: it makes an invitation", "method")
    for name, twin in (
        ("NAME", "X-WR-CALNAME"),
        ("DESCRIPTION", "X-WR-CALDESC"),
        ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
    ):
        if calendar.values(name) != calendar.values(twin):
            yield warning(calendar.line_of(name), f"{name} and {twin} differ", "twins")
    for name, wanted in (("REFRESH-INTERVAL", "DURATION"), ("SOURCE", "URI")):
        for one in calendar.all(name):
            if f"VALUE={wanted}" not in one.parameters.upper():
                yield error(one.line, f"{name} without its VALUE={wanted}", "value")
