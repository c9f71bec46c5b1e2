"""Other people's tools and readers find in our XMLTV what we put there."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from guide.formats.xmltv import Options, Profile
from guide.formats.xmltv.slots import slots
from guide.model.airing import Showing, ShowingKind, Version
from guide.model.catalogue import Episode, Series
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.releases.release import Release
from tests.formats.builders import PREMIERE, SLOT, film, listing
from tests.formats.golden.write import everything
from tests.formats.xmltv.documents import DTD, document, parsed, programmes
from tests.formats.xmltv.golden.write import example, made
from tests.formats.xmltv.test_dtd import whole
from tests.judges.need import require
from tests.judges.xmltv_readers import (
    Seen,
    drops_doubles,
    jellyfin,
    jellyfin_categories,
    kodi,
    tvheadend,
)

STEMS = ("all", "bouquets/ocs", "bouquets/example", "channels/ocs-city", "channels/petit-large")
REPEAT = Showing(ShowingKind.REPEAT)
UNKNOWN = Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return example(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def documents(shipped: Release) -> dict[str, bytes]:
    """Return what the shipped schedules make, and a document with everything in it."""
    known = {f"{stem}.{language}": made(shipped, stem, language=language)
             for stem in STEMS for language in ("fr", "en")}  # fmt: skip
    return known | {"whole": document(*whole()), "everything": document(*everything())}


def tool(name: str, package: str) -> str:
    """Return the path of a judge, if the DTD it judges by is there too."""
    require(present=shutil.which(name) is not None, piece=name, get=f"apt-get install {package}")
    where = "put shared/data/xmltv/dtd/xmltv.dtd beside the project"
    require(present=DTD.exists(), piece="the XMLTV DTD", get=where)
    return name


def ran(*command: str | Path) -> str:
    """Run a judge and return all that it says; it must be content."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_xmllint_finds_every_document_valid(documents: dict[str, bytes], tmp_path: Path) -> None:
    xmllint = tool("xmllint", "libxml2-utils")
    paths = [tmp_path / f"{name.replace('/', '-')}.xml" for name in documents]
    for path, body in zip(paths, documents.values(), strict=True):
        path.write_bytes(body)
    ran(xmllint, "--noout", "--nonet", "--dtdvalid", DTD, *paths)


@pytest.mark.parametrize("name", ["all.fr", "bouquets/ocs.en", "channels/petit-large.fr", "whole"])
def test_tv_validate_file_is_content(
    name: str, documents: dict[str, bytes], tmp_path: Path
) -> None:
    judge = tool("tv_validate_file", "xmltv-util")
    path = tmp_path / "guide.xml"
    path.write_bytes(documents[name])
    assert ran(judge, "--dtd-file", DTD, path) == "Validated ok.\n"


def test_tv_validate_file_would_find_faults(tmp_path: Path) -> None:
    judge, path = tool("tv_validate_file", "xmltv-util"), tmp_path / "guide.xml"
    path.write_bytes(document(listing()).replace(b'id="OCSCity.fr"', b'id="2:234000:100"'))
    done = subprocess.run([judge, "--dtd-file", DTD, path], capture_output=True, check=False)
    assert (done.returncode, b"Invalid channel-id" in done.stdout) == (1, True)


def meaning(root: etree._Element) -> list[object]:
    """Return what a document says, its spellings of lengths and numbers apart."""
    return [
        (one.get("id") or sorted(one.items()), [_said(e) for e in one.iter() if e is not one])
        for one in root
    ]


def _said(element: etree._Element) -> tuple[object, ...]:
    text = (element.text or "").strip()
    if element.tag == "length":
        factor = {"seconds": 1, "minutes": 60, "hours": 3600}[str(element.get("units"))]
        return "length", int(text) * factor
    if element.get("system") == "xmltv_ns":
        text = text.replace(" ", "")
    return str(element.tag), text, sorted(element.items())


@pytest.mark.parametrize("name", ["all.fr", "whole", "everything"])
def test_tv_sort_has_nothing_to_sort(
    name: str, documents: dict[str, bytes], tmp_path: Path
) -> None:
    judge, path, out = tool("tv_sort", "xmltv-util"), tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_bytes(documents[name])
    assert ran(judge, "--by-channel", "--duplicate-error", "--output", out, path) == ""
    assert meaning(parsed(out.read_bytes())) == meaning(parsed(documents[name]))


def test_the_three_readers_see_each_showing_as_it_is_meant(shipped: Release) -> None:
    """Kodi has no word for a repeat, Jellyfin none for what is new."""
    root = parsed(made(shipped, "all"))
    expected = {}
    for channel in shipped.catalogue.channels.values():
        listings = shipped.listings(Target(TargetKind.CHANNEL, channel.id))
        for slot in slots(listings):
            key = (next(iter(channel.aliases)), int(slot.starts.timestamp()))
            showing = slot.listing.showing
            first = showing.kind is ShowingKind.FIRST_RUN
            premiere = first and showing.premiere is not None
            expected[key] = (first, showing.kind is ShowingKind.REPEAT, premiere)
    seen = kodi(root), jellyfin(root), tvheadend(root)
    assert len(seen[0]) == len(seen[1]) == len(seen[2]) == len(root.findall("programme")) > 500
    for key in seen[0]:
        first, repeat, premiere = expected[key]
        assert (seen[0][key].new, seen[0][key].premiere) == (first, premiere), key
        assert (seen[1][key].repeat, seen[1][key].premiere) == (repeat, premiere), key
        assert (seen[2][key].new, seen[2][key].repeat) == (first, repeat), key


def sights(*listings: Listing) -> dict[str, list[Seen]]:
    root = parsed(document(*listings))
    readers = {"kodi": kodi, "jellyfin": jellyfin, "tvheadend": tvheadend}
    return {name: list(read(root).values()) for name, read in readers.items()}


def later(hours: int, showing: Showing, **fields: object) -> Listing:
    at = PREMIERE + hours * SLOT * 2
    return listing(id=f"{hours}", starts=at, ends=at + SLOT, showing=showing, **fields)


def test_a_repeat_on_the_same_day_is_new_to_nobody() -> None:
    seen = sights(listing(), later(2, REPEAT), later(24, REPEAT))
    assert [one.new for one in seen["kodi"]] == [True, False, False]
    assert [one.repeat for one in seen["jellyfin"]] == [False, True, True]
    assert [(one.new, one.repeat) for one in seen["tvheadend"]] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    at = int(PREMIERE.timestamp())
    assert [one.first_aired for one in seen["tvheadend"]] == [0, at, at]


def test_nobody_is_told_anything_of_an_unknown_showing() -> None:
    seen = sights(later(0, UNKNOWN), later(2, UNKNOWN))
    flags = {(one.new, one.repeat, one.premiere) for some in seen.values() for one in some}
    assert flags == {(False, False, False)}


@pytest.mark.parametrize(
    ("season", "number", "told"),
    [(1, 4, (1, 4)), (12, 1056, (12, 1056)), (None, 7, (None, 7)), (3, None, (3, None))],
)
def test_every_reader_counts_from_one(
    season: int | None, number: int | None, told: tuple[int | None, int | None]
) -> None:
    seen = sights(listing(episode=Episode("x", "missions", season, number)))
    assert {(one.season, one.number) for some in seen.values() for one in some} == {told}


def test_a_special_is_a_special_to_those_who_know_such() -> None:
    seen = sights(listing(episode=Episode("x", "missions", 0, 2)))
    (in_kodi,), (in_jellyfin,), (in_tvheadend,) = seen.values()
    assert (in_kodi.season, in_kodi.number) == (0, 2)
    assert (in_jellyfin.season, in_jellyfin.number) == (0, 2)
    assert (in_tvheadend.season, in_tvheadend.number) == (None, 2)


def test_series_and_episodes_are_linked_and_no_two_parts_confused() -> None:
    news = Series("journal", Text.of({"fr": "Le Journal"}))
    parts = [
        listing(),
        later(2, REPEAT),
        later(4, Showing(), episode=Episode("x", "missions", 2, 1)),
        *(later(n, UNKNOWN, episode=Episode("j", "journal"), series=news, season=None)
          for n in (6, 8)),
        film("Solaris", PREMIERE + 30 * SLOT),
    ]  # fmt: skip
    seen = sights(*parts)
    first, again, second, monday, tuesday, solaris = seen["tvheadend"]
    assert first.series_link == again.series_link == second.series_link != monday.series_link
    assert first.episode_link == again.episode_link
    assert len({first.episode_link, second.episode_link, solaris.episode_link}) == 3
    assert monday.series_link == tuesday.series_link
    assert (monday.episode_link, tuesday.episode_link) == ("", "")
    shows = [one.episode_link for one in seen["jellyfin"]]
    assert [drops_doubles(one) for one in shows] == [True, True, True, False, False, False]
    assert shows[0] == shows[1] != shows[2]


def test_jellyfin_finds_every_category_and_its_movies() -> None:
    made_ = Episode("x", title=Text.of("X"), genres=("film", "drama", "crime"), year=1972)
    (seen,) = sights(film("X", PREMIERE, episode=made_))["jellyfin"]
    assert (seen.categories, seen.movie, seen.year) == (
        ("Film", "Drame", "Policier", "movie"), True, 1972,
    )  # fmt: skip
    body = document(film("X", PREMIERE, episode=made_))
    (squeezed,) = programmes(re.sub(rb">\s+<", b"><", body))
    assert jellyfin_categories(squeezed, "fr") == ("Film", "Policier")


def test_jellyfin_reads_in_its_language() -> None:
    told = Text.of({"fr": "Missions", "en": "Missions!"})
    root = parsed(document(listing(series=Series("missions", told), episode=whole()[0].episode)))
    titles = [next(iter(jellyfin(root, language).values())).title for language in ("fr", "en")]
    assert titles == ["Missions", "Missions!"]


def test_kodi_knows_what_can_be_watched_again_by_our_id() -> None:
    body = document(listing(), options=Options(profile=Profile.KODI))
    assert [one.catchup for one in kodi(parsed(body)).values()] == ["mission-1"]
    assert body.startswith(b"<?xml")


def test_tvheadend_knows_subtitles_for_the_deaf_and_signing() -> None:
    version = Version(subtitles=("fr",), hard_of_hearing=True, signed=True)
    seen = sights(listing(version=version), later(2, REPEAT, version=Version(subtitles=("fr",))))
    assert [(one.subtitled, one.signed) for one in seen["tvheadend"]] == [
        (True, True),
        (False, False),
    ]


def test_no_reader_finds_two_at_once(documents: dict[str, bytes]) -> None:
    long = replace(listing(), airing=replace(listing().airing, ends=PREMIERE + 5 * SLOT))
    bodies = [documents["all.fr"], document(long, later(1, REPEAT), later(2, REPEAT))]
    for body in bodies:
        last: dict[str, int] = {}
        for (channel, starts), one in kodi(parsed(body)).items():
            assert starts >= last.get(channel, 0)
            last[channel] = one.ends
