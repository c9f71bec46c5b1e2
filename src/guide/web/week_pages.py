"""One channel's week: a table of days and their parts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY, broadcast_day, dates, day_bounds
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import has_any
from guide.releases.release import Release
from guide.web.channels import channel_address, channel_of, grid_address
from guide.web.day_pages import day_address, on_now
from guide.web.day_parts import part_at, part_name, parts_of
from guide.web.days import page_week, read_week, require_near_week, week_of
from guide.web.following import following
from guide.web.rows import foreign, iso, name_of
from guide.web.visit import Name, Page, Visit

WEEK = 7 * DAY
# No page has more than 1,500 elements: of fuller weeks each place in the table tells its first.
MOST_LINES, MOST_IN_FULL_PLACES = 300, 10


@dataclass(frozen=True, slots=True)
class Line:
    """`at` is ISO 8601 with offset; `state` is the airing's status."""

    address: str
    at: str
    time: str
    name: Name
    state: str
    premiere: bool
    on_now: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What begins in one part of one day; `more` says what is left to the page at `address`."""

    lines: tuple[Line, ...]
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    name: str
    starts: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """`address` is "" where the guide has no page of that day; `untimed` names what is on at a time
    that nobody knows yet.
    """

    address: str
    date: str
    short: str
    about: str
    current: bool
    untimed: tuple[Line, ...]


# What begins in a part of a day, by the day's place in the week and the part's in the day.
Places = Mapping[tuple[int, int], Sequence[Listing]]


def channel_week(visit: Visit, channel_id: str, week: str) -> Page:
    shown, words = channel_of(visit, channel_id), visit.words
    monday, target = page_week(week, visit), Target(TargetKind.CHANNEL, shown.id)
    require_near_week(monday, target, visit)
    sunday = monday + 6 * DAY
    first, last = words.date(monday, year=monday.year != sunday.year), words.date(sunday)
    starts, ends = _bounds(monday, shown)
    found = visit.release.listings(target, between=(starts, ends))
    on = on_now(found, visit.now) if starts <= visit.now < ends else None
    values: dict[str, object] = {
        "channel": shown.name,
        "channel_address": channel_address(shown.id, visit),
        "first": first,
        "last": last,
        "zone_text": words.zone(visit.zone_of(shown), starts),
        "own_zone": visit.zone in {None, shown.zone},
        "day_starts": words.time(starts, shown.zone),
        "note": foreign(shown.note, visit),
        "listed": bool(found),
        "days": tuple(_days(monday, found, shown, visit)),
        "parts": tuple(_parts(monday, found, on, shown, visit)),
        "earlier": _week_address(shown, monday - WEEK, visit),
        "later": _week_address(shown, monday + WEEK, visit),
        "grid": grid_address(monday, visit),
        "following": following(target, visit),
    }
    title = words.text(
        "%(channel)s, week from %(date)s", channel=shown.name, date=words.date(monday)
    )
    description = words.text(
        "The programmes of %(channel)s from %(first)s to %(last)s.",
        channel=shown.name, first=first, last=last,
    )  # fmt: skip
    return Page("week.html", title, values, description, target, indexed=bool(found))


def period(
    parts: Mapping[str, str], release: Release, _query: str
) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when now lies within the week of an address; None if it is none."""
    shown, monday = release.catalogue.channels.get(parts["channel_id"]), read_week(parts["week"])
    return _bounds(monday, shown) if shown and monday else None


def _bounds(monday: dt.date, channel: Channel) -> tuple[dt.datetime, dt.datetime]:
    return day_bounds(monday, channel)[0], day_bounds(monday + WEEK, channel)[0]


def _week_address(channel: Channel, monday: dt.date, visit: Visit) -> str:
    """Return where a week is in which the channel has anything, else ""."""
    starts, ends = _bounds(monday, channel)
    listed = has_any(visit.release, Target(TargetKind.CHANNEL, channel.id), starts, ends)
    return channel_address(channel.id, visit, f"week/{week_of(monday)}") if listed else ""


def _days(
    monday: dt.date, found: Sequence[Listing], channel: Channel, visit: Visit
) -> Iterator[DayOfWeek]:
    today = broadcast_day(visit.now, channel)
    for date in dates(monday, monday + WEEK):
        count = sum(
            1 for one in found
            if one.airing.date == date and one.airing.status is not Status.CANCELLED
        )  # fmt: skip
        untimed = [one for one in found if one.airing.date == date and not one.airing.timed]
        yield DayOfWeek(
            address=day_address(channel, date, visit),
            date=visit.words.date(date),
            short=visit.words.short_date(date),
            about=visit.words.plural("%(count)s programme", "%(count)s programmes", count),
            current=date == today,
            untimed=tuple(_line(one, None, visit) for one in untimed),
        )


def _parts(
    monday: dt.date,
    found: Sequence[Listing],
    on: Listing | None,
    channel: Channel,
    visit: Visit,
) -> Iterator[PartOfWeek]:
    """Yield the rows of the table; the parts of every day are the same but for their length."""
    places = _placed(monday, found, channel)
    most = MOST_IN_FULL_PLACES if len(found) > MOST_LINES else MOST_LINES
    for row, part in enumerate(parts_of(monday, channel)):
        yield PartOfWeek(
            name=part_name(part, visit),
            starts=visit.words.time(part.starts, visit.zone_of(channel)),
            places=tuple(
                _place(
                    places.get((column, row), ()),
                    most,
                    on,
                    f"{day_address(channel, date, visit)}#{part.anchor}",
                    visit,
                )
                for column, date in enumerate(dates(monday, monday + WEEK))
            ),
        )


def _placed(monday: dt.date, found: Sequence[Listing], channel: Channel) -> Places:
    """Return every listing with a time once: where it begins, or at the beginning of the week."""
    days = [parts_of(date, channel) for date in dates(monday, monday + WEEK)]
    starts = [parts[0].starts for parts in days]
    places: dict[tuple[int, int], list[Listing]] = {}
    for one in found:
        at = one.airing.starts
        if at is None:
            continue
        column = max(0, sum(1 for begins in starts if begins <= at) - 1)
        places.setdefault((column, part_at(at, days[column])), []).append(one)
    return places


def _place(
    listings: Sequence[Listing], most: int, on: Listing | None, address: str, visit: Visit
) -> Place:
    left = max(0, len(listings) - most)
    more = visit.words.plural("%(count)s more", "%(count)s more", left) if left else ""
    lines = tuple(_line(one, on, visit) for one in listings[:most])
    return Place(lines, more, address)


def _line(listing: Listing, on: Listing | None, visit: Visit) -> Line:
    airing, zone = listing.airing, visit.zone_of(listing.channel)
    showing = listing.showing
    return Line(
        address=visit.address(f"/airings/{airing.id}"),
        at=iso(airing, zone),
        time=visit.words.time(airing.starts, zone) if airing.starts else "",
        name=name_of(listing, visit),
        state=airing.status.value,
        premiere=bool(showing.premiere or showing.finale),
        on_now=listing is on,
    )
