"""Channels, and one channel's broadcast day."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from guide.model.airing import Status
from guide.model.catalogue import Bouquet, Channel
from guide.model.day import DAY, broadcast_day, dates, day_bounds
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import next_up, on_now
from guide.web.days import is_near, page_date, require_near
from guide.web.following import Following, following
from guide.web.paging import CHANNELS_ON_PAGE, cut
from guide.web.rows import (
    Foreign,
    Row,
    by_date,
    foreign,
    row_of,
    rows_of,
    shared_notes,
    without_notes,
)
from guide.web.visit import Page, Visit

DAYS_BACK, DAYS_AHEAD = 1, 14
AHEAD = 20


@dataclass(frozen=True, slots=True)
class ChannelRow:
    address: str
    name: str
    note: Foreign
    now: Row | None


@dataclass(frozen=True, slots=True)
class BouquetRows:
    """`name` is "" for the channels of no bouquet."""

    name: str
    note: Foreign
    channels: tuple[ChannelRow, ...]
    following: Following | None = None


@dataclass(frozen=True, slots=True)
class DayLink:
    address: str
    text: str
    has_airings: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without an airing; `known` says that nothing is on, else nothing is known."""

    starts: str
    ends: str
    known: bool


def channels(visit: Visit) -> Page:
    words = visit.words
    shown = cut(_members(visit), CHANNELS_ON_PAGE, visit)
    on = on_now(visit.release, visit.now, [one.id for _, one in shown.items if one])
    values: dict[str, object] = {
        "bouquets": tuple(_bouquets(shown.items, on, visit)),
        "pages": shown.pages,
    }
    description = words.text("Every channel of this guide, and what it shows now.")
    title = words.text("Channels")
    return Page("channels.html", title, values, description, query=shown.query)


def channel(visit: Visit, channel_id: str) -> Page:
    shown, words = channel_of(visit, channel_id), visit.words
    target = Target(TargetKind.CHANNEL, shown.id)
    today = broadcast_day(visit.now, shown)
    starts, _ = day_bounds(today, shown)
    ahead = visit.release.listings(target, between=(starts, starts + (DAYS_AHEAD + 1) * DAY))
    coming = rows_of(by_date([one for one in ahead if _ahead(one, visit.now)])[:AHEAD], visit)
    notes = shared_notes(coming)
    on = list(on_now(visit.release, visit.now, [shown.id]).values())
    after = list(next_up(visit.release, visit.now, [shown.id]).values())
    values: dict[str, object] = {
        "channel": shown.name,
        "note": foreign(shown.note, visit),
        "bouquets": [one.name for one in visit.catalogue.bouquets_of(shown.id)],
        "facts": _facts(shown, visit),
        "links": [(link.url, foreign(link.label, visit)) for link in shown.links],
        "now": rows_of(on, visit),
        "next": rows_of(after, visit),
        "days": _day_links(shown, today, today, ahead, visit),
        "today": words.date(today),
        "notes": notes,
        "ahead": without_notes(coming, notes),
        "following": following(target, visit),
    }
    description = words.text("The programmes of %(channel)s.", channel=shown.name)
    return Page("channel.html", shown.name, values, description, target)


def channel_day(visit: Visit, channel_id: str, date: str) -> Page:
    shown, words = channel_of(visit, channel_id), visit.words
    day, target = page_date(date, visit), Target(TargetKind.CHANNEL, shown.id)
    require_near(day, target, visit)
    found = visit.release.day(shown.id, day)
    timed = [one for one in found if one.airing.starts]
    starts, _ = day_bounds(day, shown)
    today = broadcast_day(visit.now, shown)
    around = (starts - 3 * DAY, starts + 5 * DAY)
    near = visit.release.listings(target, between=around)
    values: dict[str, object] = {
        "channel": shown.name,
        "channel_address": visit.address(f"/channels/{shown.id}/"),
        "date": words.date(day),
        "zone_text": words.zone(visit.zone_of(shown), starts),
        "own_zone": visit.zone in {None, shown.zone},
        "day_starts": words.time(starts, shown.zone),
        "note": foreign(shown.note, visit),
        "items": _with_gaps(timed, day, shown, visit),
        "untimed": rows_of([one for one in found if not one.airing.starts], visit),
        "earlier": _day_address(shown, day - DAY, visit),
        "later": _day_address(shown, day + DAY, visit),
        "days": _day_links(shown, day, today, near, visit),
        "following": following(target, visit),
    }
    title = words.text("%(channel)s, %(date)s", channel=shown.name, date=words.date(day))
    description = words.text(
        "The programmes of %(channel)s on %(date)s.", channel=shown.name, date=words.date(day)
    )
    return Page("channel_day.html", title, values, description, target)


def channel_of(visit: Visit, channel_id: str) -> Channel:
    found = visit.catalogue.channels.get(channel_id)
    if found is None:
        raise NotFound(visit.words.text("This guide has no such channel."))
    return found


def _members(visit: Visit) -> list[tuple[Bouquet | None, Channel | None]]:
    """Return bouquets with their channels (None where one has none), then what is in no bouquet."""
    catalogue = visit.catalogue
    members: list[tuple[Bouquet | None, Channel | None]] = []
    held: set[str] = set()
    for bouquet in catalogue.bouquets.values():
        held.update(bouquet.channels)
        own = [catalogue.channels[one] for one in bouquet.channels if one in catalogue.channels]
        members += [(bouquet, one) for one in own] or [(bouquet, None)]
    others = (one for one in catalogue.channels.values() if one.id not in held)
    return members + [(None, one) for one in others]


def _bouquets(
    members: Sequence[tuple[Bouquet | None, Channel | None]],
    on: dict[str, Listing],
    visit: Visit,
) -> Iterator[BouquetRows]:
    for bouquet, group in itertools.groupby(members, key=lambda member: member[0]):
        rows = tuple(_channel_row(one, on, visit) for _, one in group if one)
        if bouquet is None:
            yield BouquetRows("", Foreign(""), rows)
        else:
            links = following(Target(TargetKind.BOUQUET, bouquet.id), visit)
            yield BouquetRows(bouquet.name, foreign(bouquet.note, visit), rows, links)


def _channel_row(channel: Channel, on: dict[str, Listing], visit: Visit) -> ChannelRow:
    address = visit.address(f"/channels/{channel.id}/")
    shown = on.get(channel.id)
    now = row_of(shown, visit) if shown else None
    return ChannelRow(address, channel.name, foreign(channel.note, visit), now)


def _facts(channel: Channel, visit: Visit) -> list[tuple[str, str]]:
    words, active = visit.words, channel.active
    facts = [(words.text("Times"), words.zone(visit.zone_of(channel), visit.now))]
    if active.starts:
        facts.append((words.text("On air since"), words.when(active.starts, bare=True)))
    if active.ends:
        facts.append((words.text("On air until"), words.when(active.ends, bare=True)))
    return facts


def _ahead(listing: Listing, now: dt.datetime) -> bool:
    starts = listing.airing.starts
    return listing.airing.status is not Status.CANCELLED and (starts is None or starts > now)


def _day_links(
    channel: Channel, shown: dt.date, today: dt.date, near: list[Listing], visit: Visit
) -> tuple[DayLink, ...]:
    """Return links to the days of a week round `shown`, or to the fortnight from today on."""
    listed = {one.airing.date for one in near}
    first, last = (0, DAYS_AHEAD) if shown == today else (-3, 4)
    return tuple(
        DayLink(
            address=address,
            text=visit.words.short_date(date),
            has_airings=date in listed,
            current=date == shown,
        )
        for date in dates(shown + first * DAY, shown + last * DAY)
        if (address := _day_address(channel, date, visit))
    )


def _day_address(channel: Channel, date: dt.date, visit: Visit) -> str:
    """Return where a channel's day is, "" where the guide has no page of it."""
    near = is_near(date, Target(TargetKind.CHANNEL, channel.id), visit)
    return visit.address(f"/channels/{channel.id}/{date}") if near else ""


def _with_gaps(
    timed: list[Listing], day: dt.date, channel: Channel, visit: Visit
) -> tuple[Row | Gap, ...]:
    """Return the day's lines in order, with what lies between them."""
    starts, ends = day_bounds(day, channel)
    known = bool(channel.complete and channel.complete[0] <= day < channel.complete[1])
    items: list[Row | Gap] = []
    reached = starts
    for listing in timed:
        airing = listing.airing
        if airing.starts is None or airing.ends is None:
            continue
        cancelled = airing.status is Status.CANCELLED
        if airing.starts > reached and not cancelled:
            items.append(_gap(reached, airing.starts, channel, visit, known=known))
        items.append(row_of(listing, visit, day_starts=starts))
        if not cancelled:
            reached = max(reached, airing.ends)
    if timed and reached < ends:
        items.append(_gap(reached, ends, channel, visit, known=known))
    return tuple(items)


def _gap(
    starts: dt.datetime, ends: dt.datetime, channel: Channel, visit: Visit, *, known: bool
) -> Gap:
    zone, words = visit.zone_of(channel), visit.words
    return Gap(words.time(starts, zone), words.time(ends, zone), known)
