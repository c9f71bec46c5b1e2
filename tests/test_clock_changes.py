"""Both nights of 2017 on which Paris changes its clocks, and one hour in six zones, end to end."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest

from guide.cli.installation import installed
from tests.service import Service
from tests.story import Evening, text_of

NIGHTS = """
language: fr
zone: Europe/Paris
channels:
  nuit: {name: Canal de nuit}
films:
  avant: {title: Avant, running: 30m}
  premier: {title: Le premier, running: 30m}
  second: {title: Le second, running: 30m}
  apres: {title: Après, running: 30m}
airings:
  - {at: 2017-03-26 01:30, channel: nuit, episode: avant}
  - {at: 2017-03-26 03:00, channel: nuit, episode: apres}
  - {at: 2017-10-29 02:30, channel: nuit, episode: premier, fold: first}
  - {at: 2017-10-29 02:30, channel: nuit, episode: second, fold: second}
  - {at: 2017-10-29 03:00, channel: nuit, episode: apres}
"""

MARCH = "nuit du samedi 25 au dimanche 26 mars"
OCTOBER = "nuit du samedi 28 au dimanche 29 octobre"
# Local wall time, its UTC instant, and when half an hour before is; counted by hand.
TABLE = [
    ("avant", "2017-03-26T00:30Z", "2017-03-26T00:00Z", "1h30", MARCH),
    ("apres", "2017-03-26T01:00Z", "2017-03-26T00:30Z", "3h00", MARCH),
    ("premier", "2017-10-29T00:30Z", "2017-10-29T00:00Z", "2h30", OCTOBER),
    ("second", "2017-10-29T01:30Z", "2017-10-29T01:00Z", "2h30", OCTOBER),
    ("apres", "2017-10-29T02:00Z", "2017-10-29T01:30Z", "3h00", OCTOBER),
]  # fmt: skip

ZONES = """
language: fr
films: {film: {title: Le Film, running: 1h30m}}
channels:
  paris: {name: Paris, zone: Europe/Paris}
  london: {name: London, zone: Europe/London}
  york: {name: New York, zone: America/New_York}
  howe: {name: Lord Howe, zone: Australia/Lord_Howe}
  casa: {name: Casablanca, zone: Africa/Casablanca}
  apia: {name: Apia, zone: Pacific/Apia}
airings:
  - {at: 2017-11-05 20:40, channel: paris, episode: film}
  - {at: 2017-11-05 20:40, channel: london, episode: film}
  - {at: 2017-11-05 20:40, channel: york, episode: film}
  - {at: 2017-11-05 20:40, channel: howe, episode: film}
  - {at: 2017-11-05 20:40, channel: casa, episode: film}
  - {at: 2017-11-05 20:40, channel: apia, episode: film}
"""
SIX = {
    "apia": "2017-11-05T06:40Z",
    "howe": "2017-11-05T09:40Z",
    "paris": "2017-11-05T19:40Z",
    "london": "2017-11-05T20:40Z",
    "casa": "2017-11-05T20:40Z",
    "york": "2017-11-06T01:40Z",
}


def told(evening: Evening, schedule: str, tmp_path: Path) -> Evening:
    folder = tmp_path / "nights"
    folder.mkdir()
    (folder / "nights.yaml").write_text(schedule, encoding="utf-8")
    evening.schedules = folder
    outcome = evening.publish()
    assert outcome.problems == ()
    return evening


@pytest.fixture
def evening(service: Service) -> Iterator[Evening]:
    with installed(service.environment) as installation:
        yield Evening(installation, at=dt.datetime(2017, 3, 1, 12, tzinfo=dt.UTC))


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_the_nights_of_the_clock_changes_are_right_everywhere(
    evening: Evening, tmp_path: Path
) -> None:
    told(evening, NIGHTS, tmp_path)
    expected = [instant(at) for _, at, *_ in TABLE]
    listings = evening.listings("channels/nuit")
    assert [one.airing.starts for one in listings] == expected

    evening.sign_up("ada@reader.example", "channels/nuit", lead="30m")
    for listing, (_, _, due, clock, night) in zip(listings, TABLE, strict=True):
        evening.at = instant(due) - dt.timedelta(minutes=1)
        assert evening.mail_until(evening.at) == []
        [mail] = evening.mail_until(instant(due))
        page = evening.get(f"/fr/airings/{listing.airing.id}").decode()
        calendar = icalendar.Calendar.from_ical(evening.get(f"/airings/{listing.airing.id}.ics"))
        for words in (
            plain(text_of(mail)),
            plain(page),
            plain(str(calendar.events[0].description)),
        ):
            assert clock in words
            assert night in words.lower()
        assert calendar.events[0].start == listing.airing.starts


def test_one_hour_in_six_zones_is_right_everywhere(evening: Evening, tmp_path: Path) -> None:
    evening.at = dt.datetime(2017, 11, 1, 12, tzinfo=dt.UTC)
    told(evening, ZONES, tmp_path)
    calendar = icalendar.Calendar.from_ical(evening.get("/feeds/all.ics"))
    assert sorted(event.start for event in calendar.events) == sorted(map(instant, SIX.values()))

    evening.sign_up("ada@reader.example", "all", lead="1h")
    for name, at in SIX.items():
        [listing] = evening.listings(f"channels/{name}")
        assert listing.airing.starts == instant(at)
        assert "20h40" in evening.get(f"/fr/airings/{listing.airing.id}").decode()
    mails = [
        text_of(mail)
        for at in sorted(set(SIX.values()))
        for mail in evening.mail_until(instant(at) - dt.timedelta(hours=1))
    ]
    assert len(mails) == 6
    assert all("20h40" in text for text in mails)


def plain(text: str) -> str:
    """Return words without tags and with plain spaces, to look for a phrase in."""
    return " ".join(
        text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split()
    )
