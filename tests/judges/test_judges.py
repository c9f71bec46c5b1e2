"""Other people's readers see in our feeds what we put there."""

import datetime as dt
import http.server
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from guide.formats import ical
from guide.formats.words import words
from guide.model.listing import Listing
from guide.model.target import Target
from tests.formats.builders import CITY, EVENING, PREMIERE, SITE, SLOT, FakeRelease, listing
from tests.formats.builders import season_1 as season_1_listings
from tests.formats.golden.write import everything
from tests.judges.parsers import see_with_ical, see_with_vobject
from tests.judges.programs import see_with_icaljs, see_with_libical
from tests.judges.sight import Sight, expected
from tests.judges.subscription import Subscriber

NOTHING = {"nothing@3f9c.instance": ("2017-05-20", "CONFIRMED")}


def feed(listings: Sequence[Listing], language: str = "fr") -> bytes:
    target = Target.parse("channels/ocs-city")
    assert target is not None
    release = FakeRelease(listings)
    return ical.feed(release, target, site=SITE, words=words(language), now=EVENING)


def six_zones() -> list[Listing]:
    """Return one evening's 20:40 in six zones, and the instants round both changes of clocks."""
    offsets = {"Europe/Paris": 2, "Indian/Reunion": 4, "America/New_York": -4,
               "Pacific/Noumea": 11, "Asia/Kolkata": 5.5, "Pacific/Honolulu": -10}  # fmt: skip
    shown = [
        (replace(CITY, zone=zone), PREMIERE - dt.timedelta(hours=hours - 2))
        for zone, hours in offsets.items()
    ]
    night = [dt.datetime(2017, 10, 29, hour, 30, tzinfo=dt.UTC) for hour in range(3)]
    night += [dt.datetime(2017, 3, 26, hour, 30, tzinfo=dt.UTC) for hour in range(3)]
    shown += [(CITY, at) for at in night if at > EVENING]
    return [
        listing(id=f"zone-{n}", channel=channel, starts=at, ends=at + SLOT, date=at.date())
        for n, (channel, at) in enumerate(shown)
    ]


SEASON = season_1_listings()
CASES: dict[str, tuple[list[Listing], Sight]] = {
    "season 1": (SEASON, expected(SEASON, SITE)),
    "everything": (everything(), expected(everything(), SITE)),
    "six zones": (six_zones(), expected(six_zones(), SITE)),
    "nothing": ([], NOTHING),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Sight]:
    """Return a feed as a file, and what is in it."""
    listings, sight = CASES[request.param]
    path = tmp_path / "feed.ics"
    path.write_bytes(feed(listings))
    return path, sight


def test_season_1_is_one_instant_and_nine_dates() -> None:
    starts = [start for start, _ in CASES["season 1"][1].values()]
    assert sorted(len(start) for start in starts) == [10] * 9 + [20]


def test_ical_sees_every_event(case: tuple[Path, Sight]) -> None:
    path, sight = case
    assert see_with_ical(path) == sight


def test_vobject_sees_every_event(case: tuple[Path, Sight]) -> None:
    path, sight = case
    assert see_with_vobject(path) == sight


def test_icaljs_sees_every_event(case: tuple[Path, Sight]) -> None:
    path, sight = case
    assert see_with_icaljs(path) == sight


def test_libical_finds_every_event_and_no_fault(case: tuple[Path, Sight], tmp_path: Path) -> None:
    path, sight = case
    assert see_with_libical(path, tmp_path) == sight


def test_libical_would_tell_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(feed(SEASON).replace(b"COLOR:", b"METHOD:PUBLISH\r\nCOLOR:"))
    with pytest.raises(AssertionError, match="ORGANIZER"):
        see_with_libical(path, tmp_path)


@dataclass
class Feeds:
    """A folder served over HTTP."""

    folder: Path
    address: str

    def put(self, body: bytes) -> None:
        (self.folder / "feed.ics").write_bytes(body)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Feeds]:
    folder = tmp_path / "served"
    folder.mkdir()
    handler = partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Feeds(folder, f"http://127.0.0.1:{server.server_port}/feed.ics")
        server.shutdown()


def by_page(sight: Sight) -> Sight:
    airing = len(f"@{SITE.instance}")
    return {SITE.url(f"/fr/airings/{uid[:-airing]}"): seen for uid, seen in sight.items()}


def test_25_a_subscriber_gets_every_event_and_a_second_sync_writes_nothing(
    feeds: Feeds, tmp_path: Path
) -> None:
    feeds.put(feed(everything()))
    subscriber = Subscriber(feeds.address, tmp_path / "subscriber")
    subscriber.sync()
    assert subscriber.sees("2017-05-01", "120d") == by_page(CASES["everything"][1])
    stored = subscriber.items()
    feeds.put(feed(everything()))
    subscriber.sync()
    assert subscriber.items() == stored


def test_a_change_rewrites_the_one_event_that_changed(feeds: Feeds, tmp_path: Path) -> None:
    feeds.put(feed(SEASON))
    subscriber = Subscriber(feeds.address, tmp_path / "subscriber")
    subscriber.sync()
    stored = subscriber.items()
    later = PREMIERE + dt.timedelta(minutes=15)
    moved = listing(
        starts=later, ends=later + SLOT, revision=replace(SEASON[0].revision, sequence=1)
    )
    feeds.put(feed([moved, *SEASON[1:]]))
    subscriber.sync()
    kept = set(stored.items()) & set(subscriber.items().items())
    assert (len(stored), len(kept), len(subscriber.items())) == (10, 9, 10)
    seen = subscriber.sees("2017-06-01", "1d")
    page = SITE.url("/fr/airings/mission-1")
    assert seen[page] == ("2017-06-01T18:55:00Z", "CONFIRMED")


def test_a_feed_that_runs_empty_empties_the_calendar(feeds: Feeds, tmp_path: Path) -> None:
    feeds.put(feed(SEASON))
    subscriber = Subscriber(feeds.address, tmp_path / "subscriber")
    subscriber.sync()
    feeds.put(feed([]))
    subscriber.sync()
    assert subscriber.sees("2017-05-01", "120d") == {
        SITE.url("/fr/channels/ocs-city/"): ("2017-05-20", "CONFIRMED")
    }
