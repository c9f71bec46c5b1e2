"""The writer of feeds against icalendar: the same bytes of any entry."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guide.formats.ical import library, writer
from guide.formats.ical.event import Event
from tests.formats.builders import PREMIERE, PUBLISHED, SLOT

# A profile chosen with --hypothesis-profile may ask for more.
EXAMPLES = settings(max_examples=max(200, settings().max_examples), deadline=None)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200) | st.text(
    st.sampled_from('\\^,;:\n\r\u2028\N{NO-BREAK SPACE}é🚀\u200f\u0301\x00\tNn"ab '), max_size=200
)
INSTANTS = st.builds(dt.datetime.fromtimestamp, st.integers(-(2**31), 2**33), st.timezones())


@st.composite
def events(draw: st.DrawFn) -> Event:
    starts: dt.date = draw(INSTANTS | st.dates(max_value=dt.date(9999, 12, 30)))
    return Event(
        uid=draw(st.from_regex(r"[a-z0-9-]{1,100}@[a-z0-9.]{1,20}", fullmatch=True)),
        sequence=draw(st.integers(0, 2**31 - 1)),
        revised=draw(INSTANTS),
        starts=starts,
        ends=starts + dt.timedelta(days=1),
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"])),
        summary=draw(TEXTS),
        url=draw(st.from_regex(r"https://[a-z.:0-9]{1,60}(/[a-z0-9-]{0,40}){0,4}", fullmatch=True)),
        description=draw(TEXTS),
        location=draw(TEXTS),
        categories=tuple(draw(st.lists(TEXTS, max_size=3))),
        alarms=tuple(draw(st.lists(st.integers(0, 40320), max_size=3)
                          .map(lambda ms: [dt.timedelta(minutes=m) for m in ms]))),
    )  # fmt: skip


PLAIN = Event("a@b", 0, PUBLISHED, PREMIERE, PREMIERE + SLOT, "CONFIRMED", "Ulysse", "https://x.y/")


@EXAMPLES
@given(events())
@example(PLAIN)
def test_the_writer_writes_what_icalendar_writes(event: Event) -> None:
    assert writer.write(event) == library.write(event)


def test_a_line_is_folded_at_74_octets_between_characters_and_outside_escapes() -> None:
    assert writer.fold("x" * 74) == "x" * 74
    assert writer.fold("x" * 75) == "x" * 74 + "\r\n x"
    assert writer.fold("x" * 73 + "é") == "x" * 73 + "\r\n é"
    assert writer.fold("x" * 73 + "\\n") == "x" * 73 + "\r\n \\n"
    assert writer.fold("x" * 149) == "x" * 74 + "\r\n " + "x" * 74 + "\r\n x"


def test_alarms_go_off_before_the_start() -> None:
    leads = {0: "P0D", 15: "-PT15M", 90: "-PT1H30M", 1440: "-P1D", 1500: "-P1DT1H"}
    assert {m: writer.duration(dt.timedelta(minutes=m)) for m in leads} == leads
