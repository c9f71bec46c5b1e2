"""In one document of many channels each time has the offset of its own channel's zone then."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from guide.model.source import ImportSource
from tests.judges.test_xmltv_round_trip import exported
from tests.judges.xmltv_readers import seconds
from tests.publishing.test_importer import House

# Europe's clocks go forward on 29 March 2026 at 1:00 UTC, North America's went on 8 March.
NOW = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OURS = """
channels:
  ici: {name: Ici, zone: Europe/Paris, aliases: [ici.example]}
  here: {name: Here, zone: Europe/London, aliases: [here.example]}
one_offs:
  vigil: {title: Vigil, running: 30m}
airings:
  - {at: 2026-03-29 01:30, channel: ici, episode: vigil}
  - {at: 2026-03-29 03:30, channel: ici, episode: vigil}
  - {at: 2026-03-29 00:30, channel: here, episode: vigil}
  - {at: 2026-03-29 02:30, channel: here, episode: vigil}
"""
NIGHT = [dt.datetime(2026, 3, 28, 23, tzinfo=dt.UTC) + n * HOUR for n in range(5)]
ZONES = {
    "ici.example": "Europe/Paris",
    "here.example": "Europe/London",
    "there.example": "America/Toronto",
    "inland.example": "Asia/Kolkata",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def theirs(channel: str, offsets: dict[int, str]) -> str:
    """Return a guide of a programme an hour, each in the offset that is next in turn."""
    written = list(offsets.items())
    stamps = [
        (at + dt.timedelta(minutes=minutes)).strftime("%Y%m%d%H%M%S ") + offset
        for at, (minutes, offset) in zip(NIGHT, written * len(NIGHT), strict=False)
    ]
    programmes = (
        f'<programme start="{stamp}" channel="{channel}"><title>Night {n}</title></programme>'
        for n, stamp in enumerate(stamps)
    )
    return f"<tv>{''.join(programmes)}</tv>"


def take(house: House, name: str, zone: str, offsets: dict[int, str]) -> None:
    source = ImportSource(name, name, zone=zone)
    house.take(theirs(f"{name}.example", offsets), source=source, now=NOW)


def stamps(house: House) -> dict[str, list[str]]:
    """Return every time in the document, those of earlier showings too, by channel."""
    found: dict[str, list[str]] = {}
    root = etree.fromstring(exported(house, NOW))
    for one in root.iter("programme", "previously-shown"):
        told = [str(one.get(name)) for name in ("start", "stop") if one.get(name)]
        found.setdefault(str(one.get("channel")), []).extend(told)
    return found


def in_zone(stamp: str, zone: str) -> str:
    at = dt.datetime.fromtimestamp(seconds(stamp), ZoneInfo(zone))
    return at.strftime("%Y%m%d%H%M%S %z")


def offsets(told: list[str]) -> set[str]:
    return {stamp.partition(" ")[2] for stamp in told}


def test_each_offset_is_that_of_its_channels_zone_at_that_instant(house: House) -> None:
    """Whatever the offsets are that a source writes, and though it changes them on the way."""
    house.publish(OURS, now=NOW)
    take(house, "there", "America/Toronto", {0: "+0000", 60: "+0100", 120: "+0200"})
    take(house, "inland", "Asia/Kolkata", {60: "+0100", -240: "-0400"})
    told = stamps(house)
    assert told == {
        channel: [in_zone(stamp, ZONES[channel]) for stamp in some]
        for channel, some in told.items()
    }
    assert {channel: offsets(some) for channel, some in told.items()} == {
        "ici.example": {"+0100", "+0200"},
        "here.example": {"+0000", "+0100"},
        "there.example": {"-0400"},
        "inland.example": {"+0530"},
    }


def test_a_source_that_writes_other_offsets_for_the_same_times_changes_nothing(
    house: House,
) -> None:
    take(house, "ici", "Europe/Paris", {60: "+0100"})
    first = exported(house, NOW)
    take(house, "ici", "Europe/Paris", {0: "+0000", 120: "+0200"})
    assert exported(house, NOW) == first
    assert offsets(stamps(house)["ici.example"]) == {"+0100", "+0200"}


def test_a_source_that_is_given_another_zone_is_written_in_it(house: House) -> None:
    take(house, "ici", "Europe/Paris", {0: "+0000"})
    before = stamps(house)["ici.example"]
    take(house, "ici", "America/Toronto", {0: "+0000"})
    assert stamps(house)["ici.example"] == [in_zone(stamp, "America/Toronto") for stamp in before]


def test_a_channel_of_ours_keeps_its_zone_under_an_import(house: House) -> None:
    house.publish(OURS, now=NOW)
    before = stamps(house)["here.example"]
    take(house, "here", "America/Toronto", {0: "+0000"})
    told = stamps(house)["here.example"]
    assert {*before} < {*told}
    assert offsets(told) == {"+0000", "+0100"}
    assert told == [in_zone(stamp, "Europe/London") for stamp in told]
