"""What is on, one after the other: no two programmes of a channel overlap."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from guide.formats.xmltv.times import to_the_minute
from guide.model.airing import Status
from guide.model.broadcasts import Earliest
from guide.model.listing import Listing


class Slot(NamedTuple):
    """Where a listing stands in the guide, `[starts, ends)` in whole minutes. `earliest` is the
    earliest airing of its episode in the document, None where this is the only one.
    """

    listing: Listing
    starts: dt.datetime
    ends: dt.datetime
    earliest: Earliest | None = None


def slots(
    listings: Iterable[Listing], earliest: Mapping[str, Earliest] = MappingProxyType({})
) -> Iterator[Slot]:
    """Yield one channel's programmes in the order of their starts; `earliest` is by episode.

    Left out is what has no time, is cancelled, or does not last a minute. Kodi cuts or erases
    overlaps and Jellyfin shows both (field.md 5.1), so they are settled here: of two that start
    together the one that is not gone stays, then a confirmed one, and what runs on is cut where
    the next one starts.
    """
    before: Slot | None = None
    for slot in sorted(_timed(listings, earliest), key=_order):
        if before is not None and before.starts == slot.starts:
            continue
        if before is not None:
            yield before._replace(ends=min(before.ends, slot.starts))
        before = slot
    if before is not None:
        yield before


def _timed(listings: Iterable[Listing], earliest: Mapping[str, Earliest]) -> Iterator[Slot]:
    for listing in listings:
        airing = listing.airing
        if airing.starts is None or airing.ends is None:
            continue
        starts, ends = to_the_minute(airing.starts), to_the_minute(airing.ends)
        if airing.status is not Status.CANCELLED and starts < ends:
            yield Slot(listing, starts, ends, earliest.get(airing.episode))


def _order(slot: Slot) -> tuple[dt.datetime, bool, bool, dt.datetime, str]:
    airing = slot.listing.airing
    unsure = airing.status is not Status.CONFIRMED
    return slot.starts, airing.gone, unsure, slot.ends, airing.episode
