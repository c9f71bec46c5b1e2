"""Home, now, tonight."""

import datetime as dt
from dataclasses import dataclass

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.web.days import clock_text, is_near, page_date, require_near, today
from guide.web.evening import EVERYTHING, Evening, evening_of, premiere_of
from guide.web.following import Following, following
from guide.web.rows import Row, row_of, rows_of
from guide.web.streaming import Offer, offers
from guide.web.visit import Page, Visit

ON_HOME = 12
AHEAD_ON_HOME = 6
PREMIERES = Target(TargetKind.PREMIERES)


@dataclass(frozen=True, slots=True)
class Hero:
    """What the home page tells first; `tonight` says it is this evening's."""

    row: Row
    tonight: bool
    offers: tuple[Offer, ...]
    following: Following
    more: str


@dataclass(frozen=True, slots=True)
class NowRow:
    channel: str
    channel_address: str
    zone: str
    now: Row | None
    next: Row | None


@dataclass(frozen=True, slots=True)
class Ended:
    """A guide whose last airing is past: `date` is its day, `address` a page of that day."""

    date: str
    address: str


@dataclass(frozen=True, slots=True)
class EveningRows:
    first: tuple[Row, ...]
    second: tuple[Row, ...]
    untimed: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        return not (self.first or self.second or self.untimed)


def home(visit: Visit) -> Page:
    words = visit.words
    evening = evening_of(visit.release, today(visit))
    ahead = _premieres_ahead(visit)
    told = premiere_of(evening, visit.now) or next(iter(ahead), None)
    values: dict[str, object] = {
        "clock": clock_text(visit),
        "today": words.date(today(visit)),
        "hero": told and _hero(told, evening, visit),
        "ended": _ended(visit),
        "now": rows_of(visit.release.on_now(visit.now)[:ON_HOME], visit),
        "evening": evening_rows(evening, visit),
        "ahead": rows_of([one for one in ahead if one != told][:AHEAD_ON_HOME], visit),
        "addresses": _addresses(visit),
    }
    description = words.text("What is on now, what is on tonight, and the premieres ahead.")
    return Page("home.html", visit.site.name, values, description, EVERYTHING)


def now(visit: Visit) -> Page:
    words = visit.words
    channels = visit.catalogue.channels.values()
    on = {one.channel.id: row_of(one, visit) for one in visit.release.on_now(visit.now)}
    after = {one.channel.id: row_of(one, visit) for one in visit.release.next_up(visit.now)}
    values: dict[str, object] = {
        "clock": clock_text(visit),
        "today": words.date(today(visit)),
        "rows": tuple(_now_row(one, on, after, visit) for one in channels),
    }
    description = words.text("What every channel shows now, and what comes next.")
    return Page("now.html", words.text("Now and next"), values, description, EVERYTHING)


def tonight(visit: Visit) -> Page:
    return _tonight(visit, today(visit))


def tonight_of(visit: Visit, date: str) -> Page:
    asked = page_date(date, visit)
    require_near(asked, EVERYTHING, visit)
    return _tonight(visit, asked)


def _tonight(visit: Visit, date: dt.date) -> Page:
    words = visit.words
    shown = words.date(date)
    title = words.text("Tonight") if date == today(visit) else words.text(
        "Evening of %(date)s", date=shown
    )  # fmt: skip
    values: dict[str, object] = {
        "date": shown,
        "is_today": date == today(visit),
        "evening": evening_rows(evening_of(visit.release, date), visit),
        "zone_text": visit.zone_text,
        "earlier": _evening_address(date - DAY, visit),
        "later": _evening_address(date + DAY, visit),
    }
    description = words.text("The evening of %(date)s on every channel.", date=shown)
    return Page("tonight.html", title, values, description, EVERYTHING)


def _evening_address(date: dt.date, visit: Visit) -> str:
    """Return where an evening is, "" where the guide has no page of it."""
    return visit.address(f"/tonight/{date}") if is_near(date, EVERYTHING, visit) else ""


def evening_rows(evening: Evening, visit: Visit) -> EveningRows:
    return EveningRows(
        first=rows_of(evening.first, visit),
        second=rows_of(evening.second, visit),
        untimed=rows_of(evening.untimed, visit),
    )


def _premieres_ahead(visit: Visit) -> list[Listing]:
    found = visit.release.listings(PREMIERES, between=(visit.now, None))
    return [one for one in found if one.airing.status is not Status.CANCELLED]


def _hero(listing: Listing, evening: Evening, visit: Visit) -> Hero:
    episode, row = listing.episode, row_of(listing, visit)
    target, more = Target(TargetKind.AIRING, listing.airing.id), row.address
    if episode.series and episode.season is not None:
        target = Target(TargetKind.SEASON, episode.series, episode.season)
        more = visit.address(f"/{target.stem}/")
    return Hero(
        row=row,
        tonight=listing in (*evening.first, *evening.second),
        offers=offers(visit.release.windows(episode.id), visit),
        following=following(target, visit),
        more=more,
    )


def _now_row(channel: Channel, on: dict[str, Row], after: dict[str, Row], visit: Visit) -> NowRow:
    address = visit.address(f"/channels/{channel.id}/")
    zone = visit.zone_of(channel)
    named = visit.words.zone(zone, visit.now) if zone != visit.main_zone else ""
    return NowRow(channel.name, address, named, on.get(channel.id), after.get(channel.id))


def _ended(visit: Visit) -> Ended | None:
    if visit.release.next_up(visit.now) or visit.release.on_now(visit.now):
        return None
    if visit.release.listings(EVERYTHING, between=(visit.now, None)):
        return None
    past = visit.release.listings(EVERYTHING, between=(None, visit.now))
    if not past:
        return Ended("", visit.address("/channels/"))
    last = past[-1].airing.date
    return Ended(visit.words.date(last), visit.address(f"/tonight/{last}"))


def _addresses(visit: Visit) -> dict[str, str]:
    places = {"now": "/now", "tonight": "/tonight", "premieres": "/premieres"}
    return {name: visit.address(path) for name, path in places.items()}
