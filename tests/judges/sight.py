"""What every judge reports of a calendar, in one shape to compare."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from guide.model.airing import Status
from guide.model.listing import Listing
from guide.model.site import Site

ROOT = Path(__file__).parents[2]

# UID to (start, status): an instant as "2017-06-01T18:40:00Z", a date as "2017-06-01".
Sight = dict[str, tuple[str, str]]


class TwiceError(AssertionError):
    """Two events with one UID."""


def gather(events: Iterable[tuple[str, str, str]]) -> Sight:
    """Return (uid, start, status) triples as a Sight; TwiceError where a UID comes again."""
    sight: Sight = {}
    for uid, start, status in events:
        if uid in sight:
            raise TwiceError(uid)
        sight[uid] = (start, status)
    return sight


def start_text(start: dt.date) -> str:
    if isinstance(start, dt.datetime):
        return f"{start.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return start.isoformat()


def expected(listings: Iterable[Listing], site: Site) -> Sight:
    """Return what a judge must see in a feed of `listings`."""
    return {
        site.uid(listing.airing.id): (
            start_text(listing.airing.starts or listing.airing.date),
            _status(listing),
        )
        for listing in listings
    }


def _status(listing: Listing) -> str:
    airing = listing.airing
    if airing.status is Status.CANCELLED or airing.timed:
        return airing.status.upper()
    return "TENTATIVE"
