"""Every output says the same programme at the same minute: pages, calendars and XMLTV."""

import bisect
import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import pytest
from lxml import etree, html

from guide.cli.imports import wired_importer
from guide.cli.installation import installed
from guide.model.airing import Status
from guide.model.day import DAY, broadcast_day
from guide.model.listing import Listing
from guide.model.source import ImportSource
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web.days import week_of
from guide.web.windows import window_at
from tests.service import Service
from tests.story import PARIS, Evening

SEED, PAIRS, AT_ONCE = 20_170_601, 1_000, 4
BEFORE = dt.datetime(2017, 3, 24, 12, tzinfo=PARIS)
# Both clock changes of 2017 in Europe, the premiere, and days of the invented fortnight.
DAYS = tuple(
    map(
        dt.date.fromisoformat,
        ("2017-03-25", "2017-03-26", "2017-06-01", "2017-06-06", "2017-10-28", "2017-10-29"),
    )
)
EVERYTHING = Target(TargetKind.ALL)
ZONES = {"une": "Europe/Paris", "deux": "Europe/Paris", "isle": "Europe/London"}
TURNS = ("05:59", "06:00", "06:01", "04:59", "05:00", "05:01", "00:59", "01:00", "01:59", "02:00",
         "02:30", "02:59", "03:00")  # fmt: skip
LENGTHS = (2, 5, 7, 12, 26, 30, 45, 52, 90, 100, 190)
MINUTE = dt.timedelta(minutes=1)

# What is on: the id of its airing, None for nothing, FEW where a grid names several at once.
FEW = "few"
Said = str | None
View = Callable[[str, dt.datetime], Said]


class Piece(NamedTuple):
    starts: dt.datetime
    said: Said


@dataclass
class Line:
    """Pieces of a channel's time in the order of their starts, each lasting until the next."""

    pieces: list[Piece] = field(default_factory=list)

    def at(self, instant: dt.datetime) -> Said:
        place = bisect.bisect_right(self.pieces, instant, key=lambda piece: piece.starts)
        return self.pieces[place - 1].said if place else None


def invented(path: Path) -> Path:
    """Write a guide that nobody broadcasts, over both nights on which the clocks change."""
    chance = random.Random(SEED)
    told = [f'<channel id="{one}"><display-name>{one}</display-name></channel>' for one in ZONES]
    for channel, zone in ZONES.items():
        for first in ("2017-03-25 04:10", "2017-10-28 04:10"):
            at = dt.datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
            for number in range(110):
                ends = at + chance.choice(LENGTHS) * MINUTE
                told.append(
                    f'<programme start="{at:%Y%m%d%H%M%S} +0000" stop="{ends:%Y%m%d%H%M%S} +0000" '
                    f'channel="{channel}"><title>Show {number % 40}</title></programme>'
                )
                # Now and then nothing is known for a while.
                at = ends + (
                    chance.choice((1, 15, 60)) * MINUTE if chance.random() < 0.2 else 0 * MINUTE
                )
    path.write_text(f"<tv>{''.join(told)}</tv>", encoding="utf-8")
    return path


@pytest.fixture
def evening(service: Service, tmp_path: Path) -> Iterator[Evening]:
    """Yield OCS, the invented bouquet and an invented import, before all that they tell of."""
    service.settings["GUIDE_NOW"] = BEFORE.isoformat()
    with installed(service.environment) as installation:
        evening = Evening(installation, at=BEFORE)
        evening.publish()
        source = ImportSource("invented", "Invented", zone="Europe/Paris")
        path = invented(tmp_path / "guide.xml")
        wired_importer(installation).take(source, path, now=evening.now(), allow_shrink=100)
        yield evening


class Outputs:
    """What each output says is on: one method each, of a channel at an instant."""

    def __init__(self, evening: Evening, release: Release) -> None:
        self._evening = evening
        self._release = release
        self._lines: dict[str, dict[str, Line]] = {}

    @property
    def views(self) -> Mapping[str, View]:
        # The API joins here as soon as there is one.
        return {
            "grid": self.grid,
            "now": self.now,
            "day": self.day,
            "week": self.week,
            "calendar": self.calendar,
            "xmltv": self.xmltv,
        }

    def truth(self, channel: str, instant: dt.datetime) -> Said:
        """Return what the release has, by the plainest reading."""
        target = Target(TargetKind.CHANNEL, channel)
        found = self._release.listings(target, between=(instant, instant + MINUTE))
        on = [one for one in found if is_on(one, instant)]
        return max(on, key=lambda one: str(one.airing.starts)).airing.id if on else None

    def now(self, channel: str, instant: dt.datetime) -> Said:
        self._evening.at = instant
        page = self._page("/en/now")
        for section in page.iterfind(".//section[@class='channel']"):
            if last_of(section.find("./h2/a")) == channel:
                return next(map(airing_of, with_class(section, "on")), None)
        raise AssertionError(f"the page of now has no {channel}")

    def grid(self, channel: str, instant: dt.datetime) -> Said:
        window = window_at(instant, "Europe/Paris")
        lanes = self._lines_of(f"/en{window.path}", self._read_grid)
        return lanes[channel].at(instant)

    def day(self, channel: str, instant: dt.datetime) -> Said:
        date = broadcast_day(instant, self._release.catalogue.channels[channel])
        path = f"/en/channels/{channel}/{date}"
        return self._lines_of(path, self._read_day, instant)[""].at(instant)

    def week(self, channel: str, instant: dt.datetime) -> Said:
        date = broadcast_day(instant, self._release.catalogue.channels[channel])
        path = f"/en/channels/{channel}/week/{week_of(date)}"
        said = self._lines_of(path, self._read_week, instant)[""].at(instant)
        # A table of what begins shows no gaps: what it says last may be over.
        return said if said and self._lasts(said, instant) else None

    def calendar(self, channel: str, instant: dt.datetime) -> Said:
        path = f"/feeds/channels/{channel}.ics?past=3650&ahead=730"
        return self._lines_of(path, self._read_calendar)[""].at(instant)

    def xmltv(self, channel: str, instant: dt.datetime) -> Said:
        lines = self._lines_of("/xmltv/all.xml?profile=kodi", self._read_xmltv)
        return lines[channel].at(instant) if channel in lines else None

    def _lasts(self, airing: str, instant: dt.datetime) -> bool:
        listing = self._release.listing(airing)
        return listing is not None and is_on(listing, instant)

    def _lines_of(
        self, path: str, read: Callable[[str], dict[str, Line]], at: dt.datetime = BEFORE
    ) -> dict[str, Line]:
        """Return what was read of an address once: only the page of now depends on the minute."""
        if path not in self._lines:
            self._evening.at = at
            self._lines[path] = read(path)
        return self._lines[path]

    def _page(self, path: str) -> html.HtmlElement:
        return html.document_fromstring(self._evening.get(path).decode())

    def _read_grid(self, path: str) -> dict[str, Line]:
        rows = with_class(self._page(path), "row", "section")
        return {
            row.find("./h2/a").get("href").split("/")[3]: line_of(row.iterfind("./ol/li"))
            for row in rows
        }

    def _read_day(self, path: str) -> dict[str, Line]:
        items = with_class(self._page(path), "parted", "div")
        every = (item for day in items for item in day.iterfind(".//ol[@class='lines']/li"))
        return {"": line_of(every)}

    def _read_week(self, path: str) -> dict[str, Line]:
        return {"": line_of(self._page(path).iterfind(".//table//ol/li"))}

    def _read_calendar(self, path: str) -> dict[str, Line]:
        events = icalendar.Calendar.from_ical(self._evening.get(path)).walk("VEVENT")
        timed = [one for one in events if isinstance(one.decoded("DTSTART"), dt.datetime)]
        told = (
            (one.decoded("DTSTART"), one.decoded("DTEND"), str(one["UID"]).partition("@")[0])
            for one in timed
            if one.get("STATUS") != "CANCELLED"
        )
        return {"": ended(told)}

    def _read_xmltv(self, path: str) -> dict[str, Line]:
        by_channel: dict[str, list[tuple[dt.datetime, dt.datetime, str]]] = {}
        for one in etree.fromstring(self._evening.get(path)).iterfind("programme"):
            starts, ends = (moment(one.get(name, "")) for name in ("start", "stop"))
            listing = self._release.listing(one.get("catchup-id", ""))
            assert listing
            told = by_channel.setdefault(listing.channel.id, [])
            told.append((starts, ends, listing.airing.id))
        return {channel: ended(told) for channel, told in by_channel.items()}


def is_on(listing: Listing, instant: dt.datetime) -> bool:
    airing = listing.airing
    if airing.starts is None or airing.ends is None or airing.status is Status.CANCELLED:
        return False
    return airing.starts <= instant < airing.ends


def line_of(items: Iterable[html.HtmlElement]) -> Line:
    """Read what a list says: what is cancelled is not on."""
    told = [one for one in items if not {"cancelled", "off"} & set(one.get("class", "").split())]
    timed = [one for one in told if one.find(".//time") is not None]
    pieces = [Piece(starts_of(one), airing_of(one)) for one in timed]
    return Line(sorted(pieces, key=lambda piece: piece.starts))


def moment(stamp: str) -> dt.datetime:
    """Read the time of an XMLTV document."""
    return dt.datetime.strptime(stamp, "%Y%m%d%H%M%S %z")


def ended(told: Iterable[tuple[dt.datetime, dt.datetime, str]]) -> Line:
    """Lay programmes that say their ends one after the other, with the gaps between them."""
    pieces: list[Piece] = []
    for starts, ends, airing in sorted(told):
        if pieces and pieces[-1].said is None and pieces[-1].starts >= starts:
            pieces.pop()
        pieces += [Piece(starts, airing), Piece(ends, None)]
    return Line(pieces)


def with_class(inside: html.HtmlElement, name: str, tag: str = "li") -> list[html.HtmlElement]:
    return [one for one in inside.iter(tag) if name in one.get("class", "").split()]


def starts_of(item: html.HtmlElement) -> dt.datetime:
    return dt.datetime.fromisoformat(item.find(".//time").get("datetime"))


def airing_of(item: html.HtmlElement) -> Said:
    if "few" in item.get("class", "").split():
        return FEW
    addresses = [one.get("href").split("/") for one in item.iter("a")]
    return next((parts[3] for parts in addresses if parts[2] == "airings"), None)


def last_of(link: html.HtmlElement) -> str:
    return str(link.get("href").strip("/").rpartition("/")[2])


def pairs(release: Release) -> list[tuple[dt.datetime, Sequence[str]]]:
    """Return seeded random instants, half of them where days begin or clocks change, give or take
    a minute; and with each some channels, most of those that tell of that day.
    """
    chance, channels = random.Random(SEED), sorted(release.catalogue.channels)
    chosen: list[tuple[dt.datetime, Sequence[str]]] = []
    for number in range(PAIRS // AT_ONCE):
        date, zone = chance.choice(DAYS), chance.choice([*ZONES.values()])
        if number % 2:
            clock = chance.choice(TURNS)
            wall = dt.datetime.combine(date + DAY, dt.time.fromisoformat(clock))
        else:
            wall = dt.datetime.combine(date, dt.time(6)) + chance.randrange(24 * 60) * MINUTE
        at = wall.replace(tzinfo=ZoneInfo(zone), fold=chance.randrange(2)).astimezone(dt.UTC)
        found = release.listings(EVERYTHING, between=(at - DAY / 2, at + DAY / 2))
        telling = sorted({one.channel.id for one in found})
        others = [one for one in channels if one not in telling]
        shown = chance.sample(telling, min(len(telling), AT_ONCE - 1))
        chosen.append((at, [*shown, *chance.sample(others, AT_ONCE - len(shown))]))
    return chosen


def test_every_output_says_the_same_programme_at_the_same_minute(evening: Evening) -> None:
    with evening.installation.current_release() as release:
        outputs, asked, on, told = Outputs(evening, release), 0, 0, 0
        for instant, channels in pairs(release):
            for channel in channels:
                truth = outputs.truth(channel, instant)
                said = {name: view(channel, instant) for name, view in outputs.views.items()}
                told += said["grid"] != FEW
                if said["grid"] == FEW:
                    said["grid"] = truth
                assert said == dict.fromkeys(said, truth), (channel, instant)
                asked, on = asked + 1, on + (truth is not None)
    assert asked == PAIRS
    # Enough of it is on, and enough of what is on is told by itself, to mean something.
    assert on > 500
    assert told > 900
