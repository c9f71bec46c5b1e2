"""What each option does to a feed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from guide.formats import ical
from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status
from guide.model.catalogue import Platform
from guide.model.day import DAY
from guide.model.feed_options import Options
from guide.model.listing import Listing, Revision
from guide.model.occasions import Dated, occasions
from guide.model.precision import Precision, When
from guide.model.target import Target
from guide.model.texts import Text
from guide.model.window import Window
from tests.formats import builders
from tests.formats.builders import EVENING, PREMIERE, PUBLISHED, SITE, FakeRelease, film, listing
from tests.formats.builders import season_1 as season
from tests.formats.lint import Component, faults, read, uids

REPEAT = film("Solaris", PREMIERE + DAY, id="repeat", showing=Showing(ShowingKind.REPEAT))
OFF = film("Gravité", PREMIERE + 2 * DAY, id="off", status=Status.CANCELLED)
MAYBE = film("Contact", PREMIERE + 3 * DAY, id="maybe", status=Status.TENTATIVE)
ITEMS = [listing(), REPEAT, OFF, MAYBE]
WINDOWS = (
    Window("missions/season-1", "go", When(Precision.DAY, dt.date(2017, 6, 1)),
           When(Precision.DAY, dt.date(2017, 7, 1)), id="w"),
    Window("missions/season-2", "go", When(Precision.YEAR, dt.date(2018, 1, 1)), id="x"),
    Window("missions", "go", When(Precision.TIME, dt.date(2017, 6, 5), PREMIERE + 4 * DAY,
                                  confirmed=False), id="y"),
)  # fmt: skip


def feed(
    items: Sequence[Listing], stem: str = "all", *, release: FakeRelease | None = None, **query: str
) -> Component:
    target = Target.parse(stem)
    assert target is not None
    wished = Options.parse(query, languages=("fr", "en"))
    asked = release or FakeRelease(items)
    body = ical.feed(asked, target, site=SITE, words=words("fr"), now=EVENING, options=wished)
    assert faults(body) == []
    return read(body)


def ids(body: Component) -> list[str]:
    return [uid.removesuffix("@3f9c.instance") for uid in uids(body)]


def streaming() -> FakeRelease:
    known = builders.catalogue()
    known.platforms["go"] = Platform("go", "OCS Go", "Europe/Paris", url="https://go.example/")
    dated = [Dated(one, Revision(2, PUBLISHED)) for one in occasions(WINDOWS, known)]
    return FakeRelease(ITEMS, known, dated=dated, offered=WINDOWS)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("kind", "repeat", ["repeat"]),
        ("kind", "premiere", ["mission-1"]),
        ("kind", "first_run", ["mission-1", "off", "maybe"]),
        ("cancelled", "hide", ["mission-1", "repeat", "maybe"]),
        ("tentative", "hide", ["mission-1", "repeat", "off"]),
        ("ahead", "1", ["mission-1"]),
        ("ahead", "2", ["mission-1", "repeat"]),
        ("streaming", "only", ["nothing"]),
    ],
)
def test_what_is_not_wished_for_is_left_out(name: str, value: str, kept: list[str]) -> None:
    wish: dict[str, Any] = {name: value}
    assert ids(feed(ITEMS, **wish)) == kept


def test_the_past_reaches_as_far_as_wished() -> None:
    old = film("Alien", PREMIERE - 40 * DAY, id="old")
    reach = [ids(feed([old, listing()], past=days)) for days in ("39", "41")]
    assert reach == [["mission-1"], ["old", "mission-1"]]
    assert ids(feed(season(), "series/missions", past="0")) == ids(feed(season()))


def test_20_alarms_go_off_where_a_time_stands() -> None:
    events = feed([*ITEMS, season()[1]], alarm="1d,15m").children
    alarmed = {one.value("UID").partition("@")[0]: one.children for one in events}
    counts = {uid: len(alarms) for uid, alarms in alarmed.items()}
    assert counts == {"mission-1": 2, "mission-2": 0, "repeat": 2, "off": 0, "maybe": 2}
    first, second = alarmed["repeat"]
    assert first.properties == [
        ("ACTION", "", "DISPLAY"), ("DESCRIPTION", "", "Solaris"), ("TRIGGER", "", "-PT15M"),
    ]  # fmt: skip
    assert second.value("TRIGGER") == "-P1D"


def test_a_title_of_ones_own_keeps_the_marks() -> None:
    titles = [
        one.value("SUMMARY") for one in feed(ITEMS, title="[{channel}] {code} {episode}").children
    ]
    nbsp = "\N{NO-BREAK SPACE}"
    assert titles == [
        "[OCS City] S1 É1 Ulysse",
        "[OCS City] Solaris",
        f"Annulé{nbsp}: [OCS City] Gravité",
        "[OCS City] Contact (à confirmer)",
    ]


def test_without_spoilers_a_number_is_the_title_and_the_synopsis_is_silent() -> None:
    synopsis = Text.of("Ils sont tous morts.")
    told = replace(
        listing(), episode=builders.episode(1, title=Text.of("Ulysse"), synopsis=synopsis)
    )
    (event,) = feed([told], spoilers="no").children
    assert event.value("SUMMARY") == "Missions — S1 É1"
    assert "morts" not in event.value("DESCRIPTION")
    assert "morts" in feed([told]).children[0].value("DESCRIPTION")


def test_what_is_told_of_one_airing_alone_is_told_unless_it_may_spoil() -> None:
    today = listing(synopsis=Text.of("Aujourd’hui : les élections."))
    (event,), (silent,) = feed([today]).children, feed([today], spoilers="no").children
    assert "les élections." in event.value("DESCRIPTION")
    assert "les élections." not in silent.value("DESCRIPTION")


def test_nothing_is_said_of_a_showing_that_nobody_knows() -> None:
    (event,) = feed([listing(showing=Showing(ShowingKind.UNKNOWN))]).children
    facts = event.value("DESCRIPTION").split(r"\n\n")[0]
    assert facts == r"Jeudi 1er juin 2017 à 20h40\, heure de Paris\, sur OCS City"


def test_the_calendar_says_which_wishes_it_is_of() -> None:
    head = feed(ITEMS, past="007", alarm="60m", title="{series} & {code}")
    source = "alarm=1h&past=7&title=%7Bseries%7D+%26+%7Bcode%7D"
    assert head.value("SOURCE") == f"https://guide.example/feeds/all.ics?{source}"


def test_streaming_comes_beside_broadcasts_or_alone() -> None:
    release = streaming()
    windows = ["window-w-opens", "window-y-opens", "window-w-closes"]
    assert ids(feed([], release=release)) == ["mission-1", "repeat", "off", "maybe"]
    assert ids(feed([], release=release, streaming="only")) == windows
    assert ids(feed([], "streaming", release=release)) == windows
    both = ["window-w-opens", "mission-1", "repeat", "off", "maybe", "window-y-opens",
            "window-w-closes"]  # fmt: skip
    assert ids(feed([], release=release, streaming="yes")) == both
    sure = ["window-w-opens", "window-w-closes"]
    assert ids(feed([], "streaming", release=release, tentative="hide")) == sure


def test_a_whole_season_opens_and_leaves_on_a_day_each() -> None:
    opens, timed, closes = feed([], "streaming", release=streaming(), alarm="15m").children
    nbsp = "\N{NO-BREAK SPACE}"
    said = [(one.value("SUMMARY"), one.value("DTSTART"), one.value("STATUS")) for one in
            (opens, timed, closes)]  # fmt: skip
    assert said == [
        (f"Nouveau sur OCS Go{nbsp}: Missions — saison 1", "20170601", "CONFIRMED"),
        (f"Nouveau sur OCS Go{nbsp}: Missions (à confirmer)", "20170605T184000Z", "TENTATIVE"),
        (f"Dernier jour sur OCS Go{nbsp}: Missions — saison 1", "20170630", "CONFIRMED"),
    ]
    assert [len(one.children) for one in (opens, timed, closes)] == [0, 1, 0]
    assert opens.value("SEQUENCE") == "2"
    assert "https://go.example/" in opens.value("DESCRIPTION")
    assert timed.value("DTEND") == "20170605T185500Z"


def test_what_is_known_too_vaguely_is_told_in_the_description() -> None:
    told = feed([], "streaming", release=streaming()).value("DESCRIPTION").split("\\n\\n")
    assert told[1] == "Missions — saison 2\\, sur OCS Go\N{NO-BREAK SPACE}: en 2018."
    assert len(told) == 3
