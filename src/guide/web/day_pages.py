"""One channel's broadcast day, in parts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY, dates, day_bounds
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web.channels import channel_address, channel_of, grid_address
from guide.web.day_parts import NIGHT, DayPart, part_at, part_of_date, parts_of
from guide.web.days import is_near, page_date, read_date, require_near, week_of
from guide.web.facts import of_channel
from guide.web.following import following
from guide.web.rows import Row, foreign, row_of, rows_of
from guide.web.visit import Page, Visit

DAYS_BACK, DAYS_AHEAD = 1, 6


@dataclass(frozen=True, slots=True)
class DayLink:
    address: str
    text: str
    has_airings: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without an airing; `known` says that nothing is on, else nothing is known. `at` is ISO
    8601 with offset.
    """

    at: str
    starts: str
    ends: str
    known: bool


@dataclass(frozen=True, slots=True)
class PartRows:
    """A part of the day with its lines; `starts` is its time."""

    anchor: str
    name: str
    starts: str
    items: tuple[Row | Gap, ...]


Item = tuple[dt.datetime, Row | Gap]


def channel_day(visit: Visit, channel_id: str, date: str) -> Page:
    shown, words = channel_of(visit, channel_id), visit.words
    day, target = page_date(date, visit), Target(TargetKind.CHANNEL, shown.id)
    require_near(day, target, visit)
    found = visit.release.day(shown.id, day)
    starts, _ = day_bounds(day, shown)
    parts = _parts(_items([one for one in found if one.airing.timed], day, shown, visit),
                   day, shown, visit)  # fmt: skip
    values: dict[str, object] = {
        "channel": shown.name,
        "channel_address": channel_address(shown.id, visit),
        "date": words.date(day),
        "zone_text": words.zone(visit.zone_of(shown), starts),
        "own_zone": visit.zone in {None, shown.zone},
        "day_starts": words.time(starts, shown.zone),
        "hours": _odd_hours(day, shown),
        "note": foreign(shown.note, visit),
        "parts": parts,
        "is_today": any(_is_now(item) for part in parts for item in part.items),
        "untimed": rows_of([one for one in found if not one.airing.timed], visit),
        "earlier": day_address(shown, day - DAY, visit),
        "later": day_address(shown, day + DAY, visit),
        "week": channel_address(shown.id, visit, f"week/{week_of(day)}"),
        "grid": grid_address(day, visit),
        "days": day_links(shown, day, (-DAYS_BACK, DAYS_AHEAD), visit),
        "following": following(target, visit),
    }
    title = words.text("%(channel)s, %(date)s", channel=shown.name, date=words.date(day))
    description = words.text(
        "The programmes of %(channel)s on %(date)s.", channel=shown.name, date=words.date(day)
    )
    known = of_channel(shown, found, visit)
    return Page(
        "channel_day.html", title, values, description, target, facts=known, indexed=bool(found)
    )


def period(
    parts: Mapping[str, str], release: Release, _query: str
) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when now lies within the day of an address; None if it is none."""
    shown, day = release.catalogue.channels.get(parts["channel_id"]), read_date(parts["date"])
    return day_bounds(day, shown) if shown and day else None


def day_links(
    channel: Channel, shown: dt.date, days: tuple[int, int], visit: Visit
) -> tuple[DayLink, ...]:
    """Return links to the days from `shown` + `days[0]` to before `shown` + `days[1]`."""
    first, last = shown + days[0] * DAY, shown + days[1] * DAY
    between = day_bounds(first, channel)[0], day_bounds(last, channel)[0]
    near = visit.release.listings(Target(TargetKind.CHANNEL, channel.id), between=between)
    listed = {one.airing.date for one in near}
    return tuple(
        DayLink(
            address=address,
            text=visit.words.short_date(date),
            has_airings=date in listed,
            current=date == shown,
        )
        for date in dates(first, last)
        if (address := day_address(channel, date, visit))
    )


def day_address(channel: Channel, date: dt.date, visit: Visit) -> str:
    """Return where a channel's day is, "" where the guide has no page of it."""
    near = is_near(date, Target(TargetKind.CHANNEL, channel.id), visit)
    return channel_address(channel.id, visit, str(date)) if near else ""


def _odd_hours(day: dt.date, channel: Channel) -> int:
    """Return how many hours the day has where the clocks change, 0 where it has 24."""
    starts, ends = day_bounds(day, channel)
    return 0 if ends - starts == DAY else round((ends - starts) / dt.timedelta(hours=1))


def _items(timed: Sequence[Listing], day: dt.date, channel: Channel, visit: Visit) -> list[Item]:
    """Return the day's lines in order with their starts, and what lies between them."""
    starts, ends = day_bounds(day, channel)
    known = bool(channel.complete and channel.complete[0] <= day < channel.complete[1])
    on = on_now(timed, visit.now) if starts <= visit.now < ends else None
    items: list[Item] = []
    reached = starts
    for listing in timed:
        airing = listing.airing
        if airing.starts is None or airing.ends is None:
            continue
        cancelled = airing.status is Status.CANCELLED
        if airing.starts > reached and not cancelled:
            items.append((reached, _gap(reached, airing.starts, channel, visit, known=known)))
        row = replace(row_of(listing, visit, day_starts=starts), on_now=listing is on)
        items.append((airing.starts, _nameless(row) if row.began_before else row))
        if not cancelled:
            reached = max(reached, airing.ends)
    if timed and reached < ends:
        items.append((reached, _gap(reached, ends, channel, visit, known=known)))
    return items


def on_now(timed: Sequence[Listing], now: dt.datetime) -> Listing | None:
    """Return what is on: of two at once the one that began last, as everywhere in the guide."""
    found = None
    for one in timed:
        starts, ends, status = one.airing.starts, one.airing.ends, one.airing.status
        if starts and ends and starts <= now < ends and status is not Status.CANCELLED:
            found = one
    return found


def _is_now(item: Row | Gap) -> bool:
    return isinstance(item, Row) and item.on_now


def _gap(
    starts: dt.datetime, ends: dt.datetime, channel: Channel, visit: Visit, *, known: bool
) -> Gap:
    zone, words = visit.zone_of(channel), visit.words
    at = starts.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    return Gap(at, words.time(starts, zone), words.time(ends, zone), known)


def _parts(
    items: Sequence[Item], day: dt.date, channel: Channel, visit: Visit
) -> tuple[PartRows, ...]:
    """Return the parts in which something begins."""
    parts = parts_of(day, channel)
    grouped = groupby(items, key=lambda item: part_at(item[0], parts))
    return tuple(
        _part(parts[at], [one for _, one in group], day, channel, visit) for at, group in grouped
    )


def _part(
    part: DayPart, items: Sequence[Row | Gap], day: dt.date, channel: Channel, visit: Visit
) -> PartRows:
    told = part.quarter == NIGHT and visit.zone in {None, channel.zone}
    return PartRows(
        anchor=part.anchor,
        name=part_of_date(part, day, channel, visit),
        starts=visit.words.time(part.starts, visit.zone_of(channel)),
        items=tuple(_nameless(one) if told else one for one in items),
    )


def _nameless(item: Row | Gap) -> Row | Gap:
    """Return a line without its night, which is told beside it."""
    return replace(item, night="") if isinstance(item, Row) else item
