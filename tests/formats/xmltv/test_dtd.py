"""The DTD of 2026, read in place: what we write is valid, and valid for the reasons we think."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from lxml import etree

from guide.formats.xmltv import Options, Profile
from guide.model.airing import Showing, ShowingKind, Version
from guide.model.catalogue import Channel, Credit, Episode, Link
from guide.model.listing import Listing
from guide.model.texts import Text
from tests.formats.builders import CITY, MISSIONS, PREMIERE, SEASON_1, episode, film, listing
from tests.formats.golden.write import everything
from tests.formats.xmltv.documents import DTD, document, faults, parsed
from tests.judges.need import require


@pytest.fixture(autouse=True)
def _dtd() -> None:
    where = "put shared/data/xmltv/dtd/xmltv.dtd beside the project"
    require(present=DTD.exists(), piece="the XMLTV DTD", get=where)


ROLES = ("actor", "adapter", "commentator", "composer", "creator", "director", "editor", "guest",
         "presenter", "producer", "voice", "writer")  # fmt: skip
BOTH = Text.of({"fr": "Un texte", "en": "A text", "": "???"})
WHOLE = Version(
    "VM", ("fr", "en"), ("fr", "de"), hard_of_hearing=True, audio_description=True, signed=True,
    sound="stereo", quality="HDTV", aspect="16:9",
)  # fmt: skip


def whole_episode() -> Episode:
    """Return an episode of which everything is known."""
    return replace(
        episode(1, title=BOTH, original_title="Ett", running=dt.timedelta(minutes=26)),
        year=2017,
        genres=("drama", "news"),
        countries=("FR", "BE"),
        credits=tuple(Credit(role, f"A {role}", "Somebody") for role in ROLES),
        teaser=BOTH,
        links=(Link("https://ocs.example/1"), Link("https://ocs.example/2")),
        original_language="sv",
        images=("https://img.example/1.jpg", "https://img.example/2.jpg"),
        keywords=("mars", "space"),
        ratings=(("CSA", "-10"), ("BBFC", "12")),
        stars=(("", "3/5"), ("IMDB", "8/10")),
    )


def whole() -> list[Listing]:
    """Return listings that between them have every element we write."""
    links = (Link("https://ocs.example/"),)
    city = replace(CITY, icon="https://ocs.example/city.png", links=links)
    known = {"episode": whole_episode(), "channel": city, "series": MISSIONS, "season": SEASON_1}
    repeat = Showing(ShowingKind.REPEAT)
    later = {"starts": PREMIERE + dt.timedelta(days=1), "ends": PREMIERE + dt.timedelta(days=1.1)}
    return [
        listing(version=WHOLE, last_chance=True, **known),
        listing(id="2", version=WHOLE, last_chance=True, showing=repeat, **known, **later),
        listing(id="3", channel=Channel("x", "X", "UTC", aliases=("x.y",)), synopsis=BOTH),
    ]


def written(body: bytes) -> set[str]:
    return {str(one.tag) for one in parsed(body).iter()}


def test_everything_is_valid() -> None:
    assert faults(document(*whole())) == []
    assert faults(document(*everything())) == []
    assert faults(document(film("x", PREMIERE, gone=True))) == []


def test_every_element_of_the_dtd_that_we_know_anything_of_is_written() -> None:
    declared = set(re.findall(r"<!ELEMENT\s+([-\w]+)", DTD.read_text()))
    unknown = {"present", "colour", "review", "image"}
    assert written(document(*whole())) == declared - unknown


def test_a_programme_has_its_elements_in_the_order_of_the_dtd() -> None:
    model = re.search(r"<!ELEMENT programme \(([^)]*)\)", DTD.read_text())
    assert model
    order = [name.strip(" ?*+\n") for name in model[1].split(",")]
    for one in parsed(document(*whole())).findall("programme"):
        places = [order.index(str(child.tag)) for child in one]
        assert places == sorted(places)


def test_people_stand_in_the_order_of_the_dtd() -> None:
    model = re.search(r"<!ELEMENT credits \(([^)]*)\)", DTD.read_text())
    assert model
    order = [name.strip(" ?*+\n") for name in model[1].split(",")]
    people = [str(one.tag) for one in parsed(document(*whole())).findall("programme/credits/*")]
    first = people[: len(ROLES)]
    assert first == sorted(first, key=order.index)
    assert set(first) == set(order)


def test_values_are_those_that_the_dtd_lists() -> None:
    root = parsed(document(*whole()))
    types = {one.get("type") for one in root.iter("subtitles")}
    assert types <= {"teletext", "onscreen", "deaf-signed"}
    assert {one.get("units") for one in root.iter("length")} <= {"seconds", "minutes", "hours"}


def test_no_text_has_a_line_break_or_space_at_its_ends() -> None:
    for one in parsed(document(*whole())).iter():
        if not len(one) and one.text is not None:
            assert one.text == " ".join(one.text.split(" ")).strip()
            assert "\n" not in one.text


def test_the_profile_of_kodi_is_not_valid_for_its_one_attribute_only() -> None:
    body = document(*whole(), options=Options(profile=Profile.KODI))
    assert all("catchup-id" in fault for fault in faults(body))
    assert faults(re.sub(rb' catchup-id="[^"]*"', b"", body)) == []


def test_the_dtd_would_find_what_is_out_of_order() -> None:
    body = document(listing())
    swapped = re.sub(rb"(    <date>.*\n)((?:.*\n)*?)(    <new/>\n)", rb"\3\2\1", body)
    assert swapped != body
    assert etree.fromstring(swapped) is not None
    assert faults(swapped) != []
