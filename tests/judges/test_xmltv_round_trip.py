"""What we write another guide reads, and writes again: the same bytes."""

import datetime as dt
import gzip
import random
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from guide.formats import xmltv
from guide.formats.words import words
from guide.model.source import ImportSource
from guide.model.target import Target
from guide.releases.broadcasts import Broadcasts
from guide.sources import yaml_files
from tests.formats.builders import EVENING, ROOT, SITE
from tests.judges.need import require
from tests.publishing.test_importer import House

GUIDES = ROOT.parent / "shared" / "data" / "xmltv" / "guides"
# It declares channels only, and is refused: test_real_guides.
WITHOUT_PROGRAMMES = "haoutch_public_epg_france.xml"
NAMES = sorted({path.name for path in GUIDES.glob("*.xml*")} - {WITHOUT_PROGRAMMES}) or ["none"]
# Of these guides we know where they are watched; the others are read as if in Paris.
ZONES = {
    "mathieugouin-qc-2017_xmltv_test.xml.gz": "America/Toronto",
    "mathieugouin-qc-2017_xmltv_test_full.xml.gz": "America/Toronto",
    "boehmgav_guide.xml": "UTC",
    "tv_guide_be_20260820.xml": "Europe/Brussels",
    "andykimpe_2022-12-19_guide_417debe.xml.gz": "UTC",
}
# Of this one, too, all comes back; a quarter of its channels will do beside a country's guide.
LARGE = "mjh_all_epg.xml.gz"


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[tuple[House, House]]:
    """Return two homes that know nothing of each other."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    both = House(tmp_path / "one"), House(tmp_path / "other")
    yield both
    for house in both:
        house.close()


def exported(house: House, now: dt.datetime, stem: str = "all", language: str = "fr") -> bytes:
    release, target = house.press.current(), Target.parse(stem)
    assert release
    assert target
    with release:
        pieces = xmltv.feed(
            release,
            target,
            broadcasts=partial(Broadcasts, release.path),
            site=SITE,
            words=words(language),
            now=now,
        )
        return b"".join(pieces)


def taken(house: House, body: bytes, zone: str, now: dt.datetime) -> None:
    path = house.home / "guide.xml"
    path.write_bytes(body)
    house.importer.take(ImportSource("theirs", "Theirs", zone=zone), path, now=now)


def real(name: str) -> bytes:
    raw = (GUIDES / name).read_bytes()
    raw = gzip.decompress(raw) if name.endswith(".gz") else raw
    return some_channels(raw, seed=1) if name == LARGE else raw


def some_channels(guide: bytes, seed: int) -> bytes:
    """Return a guide without the programmes of three quarters of its channels."""
    channels = sorted(set(re.findall(rb'<programme[^>]* channel="([^"]*)"', guide)))
    chosen = {*random.Random(seed).sample(channels, len(channels) // 4)}
    programmes = re.compile(rb'<programme[^>]* channel="([^"]*)".*?</programme>', re.DOTALL)
    return programmes.sub(lambda one: one[0] if one[1] in chosen else b"", guide)


def second_day(guide: bytes) -> dt.datetime:
    """Return a day after its first start: all of it is still told of then."""
    starts = re.findall(rb'<programme[^>]*start="(\d{12})', guide)
    first = dt.datetime.strptime(min(starts).decode(), "%Y%m%d%H%M").replace(tzinfo=dt.UTC)
    return first + dt.timedelta(days=1)


def lines(body: bytes) -> set[str]:
    """Return the lines of a document, each with the slot it belongs to."""
    slots = re.split(r"(?=  <programme )", body.decode())
    return {f"{slot.splitlines()[0]} {line}" for slot in slots for line in slot.splitlines()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_founding_example_comes_back_byte_for_byte(
    houses: tuple[House, House], language: str
) -> None:
    one, other = houses
    files = yaml_files.collect(ROOT / "schedules")
    one.press.publish(yaml_files.read(files), now=EVENING)
    first = exported(one, EVENING, "bouquets/ocs", language)
    taken(other, first, "Europe/Paris", EVENING)
    assert first.count(b"<programme") == 1
    assert exported(other, EVENING, language=language) == first


@pytest.mark.parametrize(
    ("stem", "zone"),
    [("channels/lanterne", "Europe/Paris"), ("channels/petit-large", "Europe/London")],
)
def test_a_fortnight_with_every_feature_comes_back(
    houses: tuple[House, House], stem: str, zone: str
) -> None:
    """But for what an editor says against what would be derived: that it is no premiere."""
    one, other = houses
    one.press.publish(yaml_files.read(yaml_files.collect(ROOT / "schedules")), now=EVENING)
    first = exported(one, EVENING, stem)
    taken(other, first, zone, EVENING)
    again = exported(other, EVENING)
    assert first.count(b"<programme") == again.count(b"<programme") > 200
    differing = {line.partition("> ")[2].strip() for line in lines(first) ^ lines(again)}
    assert differing <= {'<premiere lang="fr">Première diffusion</premiere>'}


@pytest.mark.parametrize("name", NAMES)
def test_a_real_guide_comes_back_byte_for_byte(houses: tuple[House, House], name: str) -> None:
    require(present=GUIDES.is_dir(), piece="real guides", get="lay shared/data beside the project")
    one, other = houses
    raw, zone = real(name), ZONES.get(name, "Europe/Paris")
    now = second_day(raw)
    taken(one, raw, zone, now)
    first = exported(one, now)
    taken(other, first, zone, now)
    assert first.count(b"<programme") > 10
    again = exported(other, now)
    # What differs is looked for only where something does: a country's guide has a million lines.
    differing = sorted(lines(first) ^ lines(again))[:5] if again != first else []
    assert (again == first, differing) == (True, [])
