"""Channels, and what one of them shows."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guide.model.airing import Status
from guide.model.catalogue import Bouquet, Channel
from guide.model.day import DAY, broadcast_day, day_bounds
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases.browsing import next_up, on_now
from guide.web.channels import channel_address, channel_of, grid_address
from guide.web.day_pages import day_links
from guide.web.days import week_of
from guide.web.embeds import embedding
from guide.web.facts import of_channel
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

DAYS_AHEAD = 14
AHEAD = 20


@dataclass(frozen=True, slots=True)
class ChannelRow:
    address: str
    name: str
    note: Foreign
    now: Row | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class BouquetRows:
    """`name` is "" for the channels of no bouquet."""

    name: str
    note: Foreign
    channels: tuple[ChannelRow, ...]
    following: Following | None = None


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
    return Page("channels.html", title, values, description, query=shown.query, several=True)


def channel(visit: Visit, channel_id: str) -> Page:
    shown, words = channel_of(visit, channel_id), visit.words
    target = Target(TargetKind.CHANNEL, shown.id)
    today = broadcast_day(visit.now, shown)
    starts, _ = day_bounds(today, shown)
    ahead = visit.release.listings(target, between=(starts, starts + (DAYS_AHEAD + 1) * DAY))
    on = list(on_now(visit.release, visit.now, [shown.id]).values())
    after = list(next_up(visit.release, visit.now, [shown.id]).values())
    later = [one for one in ahead if _ahead(one, visit.now) and one not in after]
    coming = rows_of(by_date(later)[:AHEAD], visit)
    notes = shared_notes(coming)
    values: dict[str, object] = {
        "channel": shown.name,
        "note": foreign(shown.note, visit),
        "bouquets": [one.name for one in visit.catalogue.bouquets_of(shown.id)],
        "facts": _facts(shown, visit),
        "links": [(link.url, foreign(link.label, visit)) for link in shown.links],
        "now": rows_of(on, visit),
        "next": rows_of(after, visit),
        "days": day_links(shown, today, (0, DAYS_AHEAD), visit),
        "week": channel_address(shown.id, visit, f"week/{week_of(today)}"),
        "grid": grid_address(today, visit),
        "today": words.date(today),
        "notes": notes,
        "ahead": without_notes(coming, notes),
        "following": following(target, visit),
        "embed": embedding(target, shown.name, visit),
    }
    description = words.text("The programmes of %(channel)s.", channel=shown.name)
    known = of_channel(shown, [*on, *after], visit)
    return Page("channel.html", shown.name, values, description, target, facts=known)


def _members(visit: Visit) -> list[tuple[Bouquet | None, Channel | None]]:
    """Return the chosen channels as a bouquet without an id, then bouquets with their channels
    (None where one has none), then what is in no bouquet.
    """
    catalogue = visit.catalogue
    own_bouquet = Bouquet("", visit.words.text("My channels"), visit.chosen)
    members: list[tuple[Bouquet | None, Channel | None]] = []
    members += [(own_bouquet, catalogue.channels[one]) for one in visit.chosen]
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
        if bouquet is None or not bouquet.id:
            yield BouquetRows(bouquet.name if bouquet else "", Foreign(""), rows)
        else:
            links = following(Target(TargetKind.BOUQUET, bouquet.id), visit)
            yield BouquetRows(bouquet.name, foreign(bouquet.note, visit), rows, links)


def _channel_row(channel: Channel, on: dict[str, Listing], visit: Visit) -> ChannelRow:
    shown = on.get(channel.id)
    now = row_of(shown, visit) if shown else None
    address = channel_address(channel.id, visit)
    note, chosen = foreign(channel.note, visit), channel.id in visit.chosen
    return ChannelRow(address, channel.name, note, now, chosen)


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
