"""The grid: four hours of fifty channels a page, at an address for every state of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from guide.formats import grid
from guide.formats.slots import Hours
from guide.model.catalogue import Catalogue, Channel
from guide.model.day import DAY, broadcast_day, dates
from guide.releases.release import Release
from guide.web.days import AHEAD, is_near, page_date, read_date, require_near
from guide.web.evening import EVERYTHING
from guide.web.favourites import ordered
from guide.web.paging import CHANNELS_ON_PAGE, cut
from guide.web.visit import Page, Visit
from guide.web.windows import (
    DAY_BEGINS,
    EVENING,
    STARTS,
    Window,
    hour_of,
    hours_from,
    window_at,
    window_hour,
)

DAYS_BEFORE, DAYS_AFTER = 1, 5
HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Step:
    address: str
    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler, `minutes` wide; `day` names the date that begins here."""

    minutes: int
    time: str
    day: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Where now is: `minutes` from the left edge, `at` in seconds since 1970."""

    minutes: int
    at: int


def grid_now(visit: Visit) -> Page:
    """Return the grid from the half hour on that holds now."""
    here = window_at(visit.now, _zone(visit.catalogue, visit.bouquet))
    return _page(visit, here, hours_from(visit.now), is_now=True)


def grid_day(visit: Visit, date: str) -> Page:
    """Return the evening of a day, where most people look first."""
    return _window_page(visit, page_date(date, visit), EVENING)


def grid_window(visit: Visit, date: str, hour: str) -> Page:
    day, asked = page_date(date, visit), hour_of(hour)
    if asked is None:
        raise NotFound(visit.words.text("There is no such hour: write 06, 10, 14, 18, 22 or 02."))
    begins = window_hour(asked)
    if hour != f"{begins:02}":
        raise RequestRedirect(_address(f"/guide/{day}/{begins:02}", visit))
    return _window_page(visit, day, begins)


def period(
    parts: Mapping[str, str], release: Release, query: str
) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when now lies within the window of an address; None if it is none."""
    date, hour = read_date(parts["date"]), hour_of(parts.get("hour", str(EVENING)))
    if date is None or hour is None:
        return None
    [bouquet] = parse_qs(query).get("bouquet", [""])
    window = Window(date, window_hour(hour), _zone(release.catalogue, bouquet))
    return window.starts, window.ends


def _window_page(visit: Visit, date: dt.date, hour: int) -> Page:
    require_near(date, EVERYTHING, visit)
    window = Window(date, hour, _zone(visit.catalogue, visit.bouquet))
    return _page(visit, window, window.hours, is_now=False)


def _page(visit: Visit, window: Window, hours: Hours, *, is_now: bool) -> Page:
    words = visit.words
    shown = cut(_channels(visit), CHANNELS_ON_PAGE, visit)
    zone = visit.zone or window.zone
    starts, ends = _instant(hours.begins), _instant(hours.finishes)
    now = int(visit.now.timestamp())
    inside = hours.begins <= now < hours.finishes
    first, last = words.certain_time(starts, zone), words.certain_time(ends, zone)
    date = _date_told(window, zone, visit)
    span = words.text("from %(first)s to %(last)s", first=first, last=last)
    rows = _rows(visit, window, hours, shown.items, now if inside else None)
    values: dict[str, object] = {
        "is_now": is_now,
        "date": date,
        "span": span,
        "zone_text": words.zone(zone, starts),
        "odd_hours": hours.minutes // 60 if hours.minutes != 240 else 0,
        "minutes": hours.minutes,
        "ticks": _ticks(hours, zone, visit),
        "hand": Hand((now - hours.begins) // 60, now) if inside else None,
        "rows": rows,
        "chosen": tuple(one.id in visit.chosen for one in shown.items),
        "pages": shown.pages,
        "days": _days(visit, window),
        "windows": _windows(visit, window, zone, is_now=is_now),
        "bouquets": _bouquets(visit),
        "now_address": _address("/guide/", visit),
    } | _neighbours(visit, window, hours, is_now=is_now)
    title = words.text("Grid: %(date)s, %(span)s", date=date, span=span)
    description = words.text("What every channel shows, %(date)s, %(span)s.", date=date, span=span)
    kept = tuple((name, value) for name, value in visit.wishes.items() if name != "zone")
    some = any(one.address for row in rows for one in row.blocks)
    return Page(
        "grid.html", title, values, description, EVERYTHING, shown.query, kept=kept, several=True,
        indexed=some,
    )  # fmt: skip


def _zone(catalogue: Catalogue, bouquet_id: str) -> str:
    """Return the zone of a bouquet's day, that of its first channel; else of the guide's first."""
    bouquet = catalogue.bouquets.get(bouquet_id)
    known = [catalogue.channels.get(one) for one in bouquet.channels] if bouquet else []
    channels = [one for one in known if one] or list(catalogue.channels.values())[:1]
    return channels[0].zone if channels else "UTC"


def _channels(visit: Visit) -> list[Channel]:
    """Return the channels that a visit asks for, the chosen ones first."""
    catalogue, words = visit.catalogue, visit.words
    if visit.bouquet and visit.bouquet not in catalogue.bouquets:
        raise NotFound(words.text("This guide has no such bouquet."))
    bouquet = catalogue.bouquets.get(visit.bouquet)
    if bouquet is None:
        return ordered(visit)
    return [one for one in ordered(visit) if one.id in bouquet.channels]


def _rows(
    visit: Visit, window: Window, hours: Hours, channels: Sequence[Channel], now: int | None
) -> tuple[grid.Row, ...]:
    between = _instant(hours.begins), _instant(hours.finishes)
    cells = visit.release.cells([one.id for one in channels], between)
    listed = {cell.channel for cell in cells}
    near = is_near(window.date, EVERYTHING, visit) and _is_near_today(window, visit)
    lanes = [
        _lane(one, between[0], window, visit, has_day=near or one.id in listed) for one in channels
    ]
    start, _, end = visit.address("/airings/ID").partition("ID")
    return grid.rows(
        cells, lanes, hours, words=visit.words, now=now, address=lambda one: f"{start}{one}{end}"
    )


def _is_near_today(window: Window, visit: Visit) -> bool:
    return -61 * DAY < window.starts - visit.now < AHEAD - DAY


def _lane(
    channel: Channel, starts: dt.datetime, window: Window, visit: Visit, *, has_day: bool
) -> grid.Lane:
    day = broadcast_day(starts, channel)
    complete = channel.complete
    zone = visit.zone_of(channel)
    own = zone == (visit.zone or window.zone)
    return grid.Lane(
        id=channel.id,
        name=channel.name,
        address=visit.address(f"/channels/{channel.id}/{day if has_day else ''}"),
        zone=zone,
        zone_name="" if own else visit.words.zone(zone, starts),
        complete=bool(complete and complete[0] <= day < complete[1]),
    )


def _date_told(window: Window, zone: str, visit: Visit) -> str:
    """Return the broadcast day, both dates of its night, or the date where another zone is."""
    if zone != window.zone:
        return visit.words.date(window.starts.astimezone(ZoneInfo(zone)).date())
    if window.hour < DAY_BEGINS:
        return visit.words.night(window.date)
    return visit.words.date(window.date)


def _ticks(hours: Hours, zone: str, visit: Visit) -> tuple[Tick, ...]:
    """Return a mark each half hour; the first of a date names it."""
    local = ZoneInfo(zone)
    instants = range(hours.begins, hours.finishes, HALF_HOUR * 60)
    known = _instant(hours.begins).astimezone(local).date()
    ticks = []
    for at in map(_instant, instants):
        date = at.astimezone(local).date()
        day = visit.words.short_date(date) if date != known else ""
        ticks.append(Tick(HALF_HOUR, visit.words.time(at, zone), day))
        known = date
    return tuple(ticks)


def _days(visit: Visit, window: Window) -> tuple[Step, ...]:
    """Return the same window of the days around, as far as the guide has pages."""
    around = dates(window.date - DAYS_BEFORE * DAY, window.date + (DAYS_AFTER + 1) * DAY)
    return tuple(
        Step(
            _address(window._replace(date=date).path, visit),
            visit.words.short_date(date),
            date == window.date,
        )
        for date in around
        if is_near(date, EVERYTHING, visit)
    )


def _windows(visit: Visit, window: Window, zone: str, *, is_now: bool) -> tuple[Step, ...]:
    """Return the six windows of the day, named by the clock of the page."""
    every = (window._replace(hour=hour) for hour in STARTS)
    return tuple(
        Step(
            _address(one.path, visit),
            visit.words.time(one.starts, zone),
            one == window and not is_now,
        )
        for one in every
    )


def _bouquets(visit: Visit) -> tuple[Step, ...]:
    """Return the ways to other bouquets at the same time; nothing where there is but one list."""
    bouquets = visit.catalogue.bouquets
    if not bouquets or {*visit.catalogue.channels} == {
        one for bouquet in list(bouquets.values())[:1] for one in bouquet.channels
    }:
        return ()
    everything = Step(
        _address(visit.path, visit, bouquet=None),
        visit.words.text("All channels"),
        not visit.bouquet,
    )
    others = (
        Step(_address(visit.path, visit, bouquet=one.id), one.name, one.id == visit.bouquet)
        for one in bouquets.values()
    )
    return (everything, *others)


def _neighbours(visit: Visit, window: Window, hours: Hours, *, is_now: bool) -> dict[str, object]:
    """Return the windows before and after, None where the guide has no page of them."""
    before, after = window.earlier(), window.later()
    if is_now:
        before = window_at(_instant(hours.begins - 1), window.zone)
        after = window_at(_instant(hours.finishes), window.zone)
    zone, words = visit.zone or window.zone, visit.words
    first, last = words.time(before.starts, zone), words.time(after.starts, zone)
    return {
        "earlier": _step(before, words.text("Earlier, from %(time)s", time=first), visit),
        "later": _step(after, words.text("Later, from %(time)s", time=last), visit),
    }


def _step(window: Window, text: str, visit: Visit) -> Step | None:
    near = is_near(window.date, EVERYTHING, visit)
    return Step(_address(window.path, visit), text) if near else None


def _address(path: str, visit: Visit, **wished: str | None) -> str:
    """Return the address of a grid with the visit's options, `wished` in place of its own."""
    every = {**visit.wishes, **wished}
    wishes = {name: value for name, value in every.items() if value is not None}
    query = f"?{urlencode(sorted(wishes.items()), safe=',')}" if wishes else ""
    return f"/{visit.language}{path}{query}"


def _instant(at: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, dt.UTC)
