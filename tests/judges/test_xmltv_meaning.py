"""What a real guide says of its showings is what set-top software sees in our document of it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from guide.formats.xmltv.channels import ids
from guide.formats.xmltv.slots import slots
from guide.model.airing import ShowingKind
from guide.model.target import Target, TargetKind
from tests.formats.builders import SITE
from tests.judges.need import require
from tests.judges.test_xmltv_round_trip import GUIDES, exported, real, second_day, taken
from tests.judges.xmltv_readers import Seen, Slot, jellyfin, kodi, seconds, tvheadend
from tests.publishing.test_importer import House


class Real(NamedTuple):
    zone: str
    counts: dict[str, int]


# French channels with all three flags; Canadian ones with thousands of first runs and repeats.
# What is counted is what we show: more than they claim where a date or an earlier airing tells,
# less where they tell of a programme twice (24 of the 818 of the French one).
MEDIUM = {
    "tv_guide_fr_tnt_20260820.xml": Real(
        "Europe/Paris", {"shown": 794, "first": 100, "repeat": 474, "premiere": 72}
    ),
    "mathieugouin-qc-2017_xmltv_test_full.xml.gz": Real(
        "America/Toronto", {"shown": 5862, "first": 1353, "repeat": 4205}
    ),
}
WORDS = ("first", "repeat", "premiere")

# First run, repeat, premiere.
Meant = tuple[bool, bool, bool]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def claims(guide: etree._Element, zone: str) -> dict[Slot, Meant]:
    """Return what the elements of a guide say, by channel and start, where they say anything."""
    said = {}
    for one in guide.findall("programme"):
        first = one.find("new") is not None or one.find("premiere") is not None
        before = one.find("previously-shown") is not None
        # An earlier showing at this very start is none: none of these two guides has it.
        assert str(one.get("start")) not in {e.get("start") for e in one.iter("previously-shown")}
        key = str(one.get("channel")), _instant(str(one.get("start")), zone)
        if first or before:
            said[key] = (first, before and not first, one.find("premiere") is not None)
    return said


def _instant(stamp: str, zone: str) -> int:
    if " " in stamp:
        return seconds(stamp)
    local = dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=ZoneInfo(zone))
    return int(local.timestamp())


def derived(house: House) -> dict[Slot, tuple[str, Meant]]:
    """Return, by channel and start in our document, the channel's id in the guide and what the
    release says of the showing; of premieres it says the first of a season, or what it was told.
    """
    release = house.press.current()
    assert release
    found = {}
    with release:
        names = ids(release.catalogue.channels.values(), SITE)
        for channel in release.catalogue.channels.values():
            for slot in slots(release.listings(Target(TargetKind.CHANNEL, channel.id))):
                kind, showing = slot.listing.showing.kind, slot.listing.showing
                first = kind is ShowingKind.FIRST_RUN
                premiere = showing.premiere is not None or slot.listing.airing.called_premiere
                meant = first, kind is ShowingKind.REPEAT, first and premiere
                key = names[channel.id], int(slot.starts.timestamp())
                found[key] = next(iter(channel.aliases)), meant
    return found


def as_seen(in_kodi: Seen, in_jellyfin: Seen, in_tvheadend: Seen) -> tuple[tuple[bool, ...], ...]:
    """Return what each of them has a word for: Kodi none for a repeat, Jellyfin none for new."""
    return (
        (in_kodi.new, in_kodi.premiere),
        (in_jellyfin.repeat, in_jellyfin.premiere),
        (in_tvheadend.new, in_tvheadend.repeat),
    )


def as_meant(meant: Meant) -> tuple[tuple[bool, ...], ...]:
    first, repeat, premiere = meant
    return (first, premiere), (repeat, premiere), (first, repeat)


@pytest.mark.parametrize("name", MEDIUM)
def test_readers_see_each_showing_of_a_real_guide_as_it_is_meant(name: str, house: House) -> None:
    require(present=GUIDES.is_dir(), piece="real guides", get="lay shared/data beside the project")
    raw = real(name)
    now = second_day(raw)
    taken(house, raw, MEDIUM[name].zone, now)
    root = etree.fromstring(exported(house, now))
    said, known = claims(etree.fromstring(raw), MEDIUM[name].zone), derived(house)
    by_reader = kodi(root), jellyfin(root), tvheadend(root)
    assert {len(one) for one in by_reader} == {len(root.findall("programme"))} == {len(known)}
    counts = Counter(shown=len(known))
    for key, (channel, meant) in known.items():
        told = said.get((channel, key[1]))
        assert as_seen(*(one[key] for one in by_reader)) == as_meant(meant), key
        if told is not None:
            # Beyond its words, what is new and the first of a season is a premiere.
            assert (meant[:2], meant[2] or not told[2]) == (told[:2], True), key
        counts.update(word for word, holds in zip(WORDS, meant, strict=True) if holds)
    assert dict(counts) == MEDIUM[name].counts
