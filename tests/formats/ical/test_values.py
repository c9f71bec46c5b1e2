import re
import subprocess
import sys
import unicodedata

import icalendar
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from guide.formats import ical
from guide.formats.ical.values import items, line, paragraph
from guide.formats.words import words
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from tests.formats.builders import EVENING, ROOT, SITE, FakeRelease, film
from tests.formats.lint import faults, read

# A profile chosen with --hypothesis-profile may ask for more.
EXAMPLES = settings(max_examples=max(200, settings().max_examples), deadline=None)
ALL = Target(TargetKind.ALL)
TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120)


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def feed(title: str, note: str = "") -> bytes:
    item = film(title, EVENING, note=Text.of(note))
    return ical.feed(FakeRelease([item]), ALL, site=SITE, words=words("fr"), now=EVENING)


@EXAMPLES
@given(TITLES, TITLES)
@example("a\\New, day; C:\\next\\", "x\r\ny\rz\u2028ü\x85" + "🚀" * 60)
@example("e\u0301" * 40, "\ufeff\x00\x1b[31m\t")
def test_any_text_makes_a_sound_feed_and_comes_back(title: str, note: str) -> None:
    body = feed(title, note)
    assert faults(body) == []
    (event,) = read(body).children
    assert unescape(event.value("SUMMARY")) == line(title)
    assert paragraph(note).strip() in unescape(event.value("DESCRIPTION"))


@EXAMPLES
@given(TITLES)
def test_home_assistants_reader_gets_the_title_back(title: str) -> None:
    (event,) = IcsCalendarStream.calendar_from_ics(feed(title).decode()).events
    assert event.summary == line(title)


@EXAMPLES
@given(TITLES)
def test_icalendar_gets_the_title_back(title: str) -> None:
    (event,) = icalendar.Calendar.from_ical(feed(title)).walk("VEVENT")
    assert event["SUMMARY"] == line(title)


@EXAMPLES
@given(TITLES)
def test_vobject_gets_the_title_back(title: str) -> None:
    calendar = vobject.readOne(feed(title).decode())
    assert calendar.vevent.summary.value == line(title)


@EXAMPLES
@given(st.text())
def test_text_is_in_nfc_without_controls_whatever_came_in(text: str) -> None:
    clean = paragraph(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n"]
    assert "\n" not in line(text)


def test_a_line_joins_what_was_broken() -> None:
    assert line("one \r\n two\u2028three\n\n") == "one two three"
    assert paragraph("one\r\ntwo\rthree\u2029four") == "one\ntwo\nthree\nfour"


def test_text_is_escaped_by_the_rfc() -> None:
    assert paragraph("a,b;c\\Nd\ne").to_ical() == b"a\\,b\\;c\\\\Nd\\ne"
    assert items(["a,b", "c\\N"]).to_ical() == b"a\\,b,c\\\\N"


def test_no_text_breaks_out_where_python_skips_assertions() -> None:
    title = "Solaris\r\nMETHOD:REQUEST\nEND:VEVENT"
    script = (
        "import sys; from tests.formats.ical.test_values import feed;"
        "sys.stdout.buffer.write(feed(sys.argv[1], sys.argv[1]))"
    )
    command = [sys.executable, "-O", "-c", script, title]
    body = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert (body, faults(body)) == (feed(title, title), [])
    assert read(body).children[0].value("SUMMARY") == "Solaris METHOD:REQUEST END:VEVENT"
