import pytest

from guide.formats import ical
from guide.formats.ical.lint import lint
from guide.formats.words import words
from guide.model.problems import Severity
from guide.model.target import Target
from tests.formats.builders import EVENING, SITE, FakeRelease, season_1
from tests.formats.lint import faults

SEASON = Target.parse("series/missions/season-1")
assert SEASON is not None
SOUND = ical.feed(FakeRelease(season_1()), SEASON, site=SITE, words=words("fr"), now=EVENING)


def test_a_sound_feed_has_no_faults() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", "byte order mark"),
        (b"VERSION:2.0\r\n", b"VERSION:2.0\n", "line ends other than CRLF"),
        (b"VERSION:2.0\r\n", b"", "does not begin with BEGIN, VERSION, PRODID, CALSCALE"),
        (b"END:VCALENDAR\r\n", b"", "components are not nested"),
        (b"NAME:", b"NAME:\x07", "control character"),
        (b"NAME:", b"NAME:e\xcc\x81", "not in NFC"),
        (b"NAME:", b"NAME:" + 75 * b"x", "octets"),
        (b"\xc3\xa9", b"\xc3\r\n \xa9", "character split between lines"),
        (b"NAME:Missions", b"NAME:Missions;", "NAME is not escaped"),
        (b"NAME:Missions", b"NAME:Mars", "NAME and X-WR-CALNAME differ"),
        (b"COLOR:", b"UID:x\r\nCOLOR:", "UID on the calendar"),
        (b"COLOR:", b"METHOD:PUBLISH\r\nCOLOR:", "METHOD is not wanted in a feed"),
        (b"COLOR:", b"X_BAD:", "X_BAD is not wanted in a feed"),
        (b";VALUE=DURATION", b"", "REFRESH-INTERVAL without its VALUE=DURATION"),
        (b"TTL:PT6H", b"TTL:PT1H", "REFRESH-INTERVAL and X-PUBLISHED-TTL differ"),
        (b"UID:mission-1@", b"UID:mission-2@", "UID twice"),
        (b"DTSTART:2017", b"DTSTART;TZID=Europe/Paris:2017", "TZID"),
        (b"184000Z", b"184000", "not in UTC"),
        (b"T191000Z", b"T184000Z", "ends before it starts"),
        (b"DTEND;VALUE=DATE:", b"DTEND:", "not in UTC"),
        (b"DTEND;VALUE=DATE:20170602", b"DTEND;VALUE=DATE:20170603", "not one day long"),
        (b"DTSTAMP:20170520T093005Z", b"DTSTAMP:20170520T093005", "DTSTAMP is not in UTC"),
        (b"DTSTAMP:2017", b"DTSTAMP:2018", "DTSTAMP and LAST-MODIFIED differ"),
        (b"SEQUENCE:0", b"SEQUENCE:-1", "SEQUENCE is no count"),
        (b"SEQUENCE:0\r\n", b"", "SEQUENCE not just once"),
        (b"STATUS:CONFIRMED", b"STATUS:SURE", "unknown STATUS"),
        (b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE", "blocks the subscriber's time"),
        (b"BEGIN:VEVENT", b"BEGIN:VALARM", "components are not nested"),
        (b"VEVENT", b"VTODO", "VTODO is not wanted in a feed"),
        (b"SEQUENCE:0", b"DURATION:PT1H\r\nSEQUENCE:0", "both DTEND and DURATION"),
        (b"DTSTART:20170601T184000Z", b"DTSTART:soon", "nor a local time"),
        (b"DTSTART;VALUE=DATE:20170601", b"DTSTART;VALUE=DATE:20170631", "DTSTART is no date"),
        (b"UID:mission-1@3f9c.instance\r\n", b"", "UID not just once"),
        (
            b"STATUS:",
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nSTATUS:",
            "DISPLAY alarm without DESCRIPTION",
        ),
        (b"DTSTART:2017", b"DTSTART;TZID=Europe/Paris:2017", "without its VTIMEZONE"),
    ],
)
def test_each_fault_is_found(old: bytes, new: bytes, fault: str) -> None:
    broken = SOUND.replace(old, new) if old == b"VEVENT" else SOUND.replace(old, new, 1)
    assert broken != SOUND
    assert any(fault in found for found in faults(broken))


def test_an_empty_calendar_is_a_fault() -> None:
    events = SOUND[SOUND.index(b"BEGIN:VEVENT") : SOUND.index(b"END:VCALENDAR")]
    assert faults(SOUND.replace(events, b"")) == ["no components: readers refuse an empty calendar"]


def test_a_finding_names_the_line_as_it_stands_in_the_file() -> None:
    lines = SOUND.split(b"\r\n")
    at = next(n for n, line in enumerate(lines, 1) if line.startswith(b"SEQUENCE:"))
    (finding,) = lint(SOUND.replace(b"SEQUENCE:0", b"SEQUENCE:-1", 1))
    assert finding == (at, Severity.ERROR, "SEQUENCE is no count", "sequence")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b":",
        b"\xff\x00",
        b"BEGIN:VCALENDAR",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"<html>\n" * 5000,
    ],
)
def test_anything_at_all_can_be_judged(body: bytes) -> None:
    findings = lint(body)
    assert Severity.ERROR in {finding.severity for finding in findings}
    assert len(findings) <= 1000


def test_what_others_do_is_no_error() -> None:
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    local = SOUND.replace(b"BEGIN:VEVENT", zone, 1)
    local = local.replace(b"DTSTART:20170601T184000Z", b"DTSTART;TZID=Europe/Paris:20170601T204000")
    local = local.replace(b"DTEND:20170601T191000Z", b"DTEND;TZID=Europe/Paris:20170601T211000")
    assert [one for one in lint(local) if one.severity is Severity.ERROR] == []
