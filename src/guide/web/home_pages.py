"""Home, now, tonight."""

import datetime as dt
from dataclasses import dataclass

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import has_any, last_date, next_up, on_now, premieres
from guide.web.days import clock_text, is_near, page_date, require_near, today
from guide.web.evening import (
    EVERYTHING,
    Evening,
    by_channel,
    evening_of,
    highlights,
    premiere_of,
    premieres_of,
)
from guide.web.facts import of_site
from guide.web.favourites import first, ordered
from guide.web.following import Following, following
from guide.web.paging import CHANNELS_ON_PAGE, cut
from guide.web.rows import Row, row_of, rows_of
from guide.web.streaming import Offer, offers
from guide.web.streaming_pages import OfferRow, offer_rows, sections_of
from guide.web.visit import Page, Visit

ON_HOME = 12
AHEAD_ON_HOME = 6
STREAMING_ON_HOME = 4
MOST_PREMIERES = 50


@dataclass(frozen=True, slots=True)
class Hero:
    """What the home page tells first; `tonight` says it is this evening's."""

    row: Row
    tonight: bool
    offers: tuple[Offer, ...]
    following: Following
    more: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a programme is: `done` minutes of its slot's `whole`."""

    done: int
    whole: int
    text: str


@dataclass(frozen=True, slots=True)
class NowRow:
    channel: str
    channel_address: str
    zone: str
    now: Row | None
    next: Row | None
    chosen: bool
    progress: Progress | None


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
    special = premieres_of(visit.release, today(visit))
    channels = ordered(visit)
    evening, whole = highlights(visit.release, today(visit), channels, special, ON_HOME)
    ahead = _premieres_ahead(visit)
    told = premiere_of(special, visit.now) or next(iter(ahead), None)
    values: dict[str, object] = {
        "clock": clock_text(visit),
        "today": words.date(today(visit)),
        "hero": told and _hero(told, special, visit),
        "ended": _ended(visit),
        "now": rows_of(_on_home(visit), visit),
        "evening": evening_rows(evening, visit),
        "whole": whole,
        "ahead": rows_of([one for one in ahead if one != told][:AHEAD_ON_HOME], visit),
        "streaming": _streaming(visit),
        "addresses": _addresses(visit),
    }
    description = words.text("What is on now, what is on tonight, and the premieres ahead.")
    name, known = visit.site.name, of_site(visit)
    return Page("home.html", name, values, description, EVERYTHING, several=True, facts=known)


def now(visit: Visit) -> Page:
    words = visit.words
    shown = cut(ordered(visit), CHANNELS_ON_PAGE, visit)
    channels = [one.id for one in shown.items]
    on = on_now(visit.release, visit.now, channels)
    after = next_up(visit.release, visit.now, channels)
    values: dict[str, object] = {
        "clock": clock_text(visit),
        "today": words.date(today(visit)),
        "rows": tuple(_now_row(one, on, after, visit) for one in shown.items),
        "pages": shown.pages,
    }
    description = words.text("What every channel shows now, and what comes next.")
    title = words.text("Now and next")
    return Page("now.html", title, values, description, EVERYTHING, shown.query, several=True)


def tonight(visit: Visit) -> Page:
    return _tonight(visit, today(visit))


def tonight_of(visit: Visit, date: str) -> Page:
    asked = page_date(date, visit)
    require_near(asked, EVERYTHING, visit)
    return _tonight(visit, asked)


def _tonight(visit: Visit, date: dt.date) -> Page:
    words = visit.words
    channels = cut(ordered(visit), CHANNELS_ON_PAGE, visit)
    shown = words.date(date)
    title = words.text("Tonight") if date == today(visit) else words.text(
        "Evening of %(date)s", date=shown
    )  # fmt: skip
    found = evening_of(visit.release, date, channels.items)
    evening = evening_rows(by_channel(found, channels.items), visit)
    values: dict[str, object] = {
        "date": shown,
        "is_today": date == today(visit),
        "evening": evening,
        "pages": channels.pages,
        "zone_text": visit.zone_text,
        "earlier": _evening_address(date - DAY, visit),
        "later": _evening_address(date + DAY, visit),
    }
    description = words.text("The evening of %(date)s on every channel.", date=shown)
    return Page(
        "tonight.html", title, values, description, EVERYTHING, channels.query, several=True,
        indexed=not evening.empty,
    )  # fmt: skip


def _evening_address(date: dt.date, visit: Visit) -> str:
    """Return where an evening is, "" where the guide has no page of it."""
    return visit.address(f"/tonight/{date}") if is_near(date, EVERYTHING, visit) else ""


def evening_rows(evening: Evening, visit: Visit) -> EveningRows:
    return EveningRows(
        first=rows_of(first(evening.first, visit), visit),
        second=rows_of(first(evening.second, visit), visit),
        untimed=rows_of(first(evening.untimed, visit), visit),
    )


def _premieres_ahead(visit: Visit) -> list[Listing]:
    found = premieres(visit.release, visit.now, MOST_PREMIERES)
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


def _streaming(visit: Visit) -> dict[str, tuple[OfferRow, ...]]:
    """Return what is new on the platforms, and what leaves them soon."""
    sections = sections_of(visit)
    return {
        "new": offer_rows(sections.new[:STREAMING_ON_HOME], visit),
        "leaving": offer_rows(sections.leaving[:STREAMING_ON_HOME], visit, leaving=True),
    }


def _on_home(visit: Visit) -> list[Listing]:
    """Return what is on now, of the first channels that have something on."""
    channels = [one.id for one in ordered(visit)]
    for at in range(0, len(channels), CHANNELS_ON_PAGE):
        some = channels[at : at + CHANNELS_ON_PAGE]
        on = on_now(visit.release, visit.now, some)
        if on:
            return [on[one] for one in some if one in on][:ON_HOME]
    return []


def _now_row(
    channel: Channel, on: dict[str, Listing], after: dict[str, Listing], visit: Visit
) -> NowRow:
    address = visit.address(f"/channels/{channel.id}/")
    zone = visit.zone_of(channel)
    named = visit.words.zone(zone, visit.now) if zone != visit.main_zone else ""
    shown, coming = on.get(channel.id), after.get(channel.id)
    return NowRow(
        channel=channel.name,
        channel_address=address,
        zone=named,
        now=row_of(shown, visit) if shown else None,
        next=row_of(coming, visit) if coming else None,
        chosen=channel.id in visit.chosen,
        progress=_progress(shown, visit) if shown else None,
    )


def _progress(listing: Listing, visit: Visit) -> Progress | None:
    starts, ends = listing.airing.starts, listing.airing.ends
    if starts is None or ends is None:
        return None
    words, minute = visit.words, dt.timedelta(minutes=1)
    gone, left = visit.now - starts, ends - visit.now
    done, rest = words.duration(gone), words.duration(left)
    text = words.text("%(left)s left", left=rest)
    if gone >= minute:
        text = words.text("on for %(done)s, %(left)s left", done=done, left=rest)
    return Progress(done=gone // minute, whole=(ends - starts) // minute, text=text)


def _ended(visit: Visit) -> Ended | None:
    if has_any(visit.release, EVERYTHING, visit.now, None):
        return None
    last = last_date(visit.release)
    if last is None:
        return Ended("", visit.address("/channels/"))
    return Ended(visit.words.date(last), visit.address(f"/tonight/{last}"))


def _addresses(visit: Visit) -> dict[str, str]:
    places = {"now": "/now", "tonight": "/tonight", "premieres": "/premieres", "grid": "/guide/"}
    places["streaming"] = "/streaming"
    return {name: visit.address(path) for name, path in places.items()}
