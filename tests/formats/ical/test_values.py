import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from guide.formats import ical
from guide.formats.ical.values import items, line, paragraph
from guide.formats.words import words
from guide.model.airing import Status
from guide.model.feed_options import Options, Streaming
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from tests.formats.builders import EVENING, ROOT, SITE, FakeRelease, film
from tests.formats.lint import Component, faults, read
from tests.model.test_feed_options import LANGUAGES, OPTIONS

# A profile chosen with --hypothesis-profile may ask for more.
EXAMPLES = settings(max_examples=max(200, settings().max_examples), deadline=None)
ALL = Target(TargetKind.ALL)
# What a feed must carry whole: breaks, what the RFC escapes, an emoji, marks of direction.
NASTY = "Ligne\r\nsuivante\u2028fin; puis, C:\\New\\ 👩\u200d🚀 \u200fשלום\u200f (é)"
TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120)


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def feed(title: str, note: str = "", wished: Options | None = None) -> bytes:
    release, options = FakeRelease([film(title, EVENING, note=Text.of(note))]), wished or Options()
    told = words(options.lang or "fr")
    return ical.feed(release, ALL, site=SITE, words=told, now=EVENING, options=options)


def shape(component: Component) -> Iterator[tuple[str, str]]:
    """Yield every component and property, with its parameters, in the order they stand."""
    yield "BEGIN", component.name
    yield from ((name, parameters) for name, parameters, _ in component.properties)
    for child in component.children:
        yield from shape(child)


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
@given(TITLES, TITLES, OPTIONS)
@example("END:VEVENT\r\nBEGIN:VALARM", "\nX-MINE:1", Options(streaming=Streaming.YES))
def test_no_text_adds_a_component_or_a_property_whatever_is_wished(
    title: str, note: str, wished: Options
) -> None:
    body = feed(title, note, wished)
    assert faults(body) == []
    written = read(body)
    assert list(shape(written)) == list(shape(read(feed("Solaris", "Ce soir.", wished))))
    said = [unescape(event.value("SUMMARY")) for event in written.children]
    theirs = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert [event["SUMMARY"] for event in theirs] == said
    assert [e.summary for e in IcsCalendarStream.calendar_from_ics(body.decode()).events] == said
    asked = dict(parse_qsl(urlsplit(written.value("SOURCE")).query))
    assert Options.parse(asked, languages=LANGUAGES).on(ALL) == wished.on(ALL)


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


@pytest.mark.parametrize("flags", [(), ("-O",)])
@pytest.mark.parametrize("title", [NASTY, "É" * 10_000, "🚀" * 10_000])
def test_a_title_comes_back_whole_from_every_reader(title: str, flags: tuple[str, ...]) -> None:
    script = (
        "import sys; from tests.formats.ical.test_values import feed;"
        "sys.stdout.buffer.write(feed(sys.argv[1]))"
    )
    command = [sys.executable, *flags, "-c", script, title]
    body = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert faults(body) == []
    (by_icalendar,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    (by_ical,) = IcsCalendarStream.calendar_from_ics(body.decode()).events
    by_vobject = vobject.readOne(body.decode()).vevent.summary.value
    whole = title.replace("\r\n", " ").replace("\u2028", " ")
    assert [by_icalendar["SUMMARY"], by_ical.summary, by_vobject] == [whole] * 3


def test_what_is_said_around_a_long_title_cuts_nothing_off() -> None:
    title = "É" * 10_000
    item = film(title, EVENING, status=Status.CANCELLED, reason=Text.of("grève"))
    body = ical.feed(FakeRelease([item]), ALL, site=SITE, words=words("en"), now=EVENING)
    assert unescape(read(body).children[0].value("SUMMARY")) == f"Cancelled: {title} (grève)"
