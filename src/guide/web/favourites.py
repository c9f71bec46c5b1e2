"""Chosen channels come first in every list of several, and each is marked there."""

from collections.abc import Iterable

from guide.model.catalogue import Channel
from guide.model.listing import Listing
from guide.releases.browsing import in_order
from guide.web.visit import Visit

MOST_NAMED = 6


def ordered(visit: Visit) -> list[Channel]:
    """Return every channel: the chosen ones, then the others as bouquets order them."""
    channels = visit.catalogue.channels
    others = (one.id for one in in_order(visit.release))
    return [channels[one] for one in dict.fromkeys([*visit.chosen, *others])]


def first(listings: Iterable[Listing], visit: Visit) -> list[Listing]:
    """Return listings in the order given, those of chosen channels before the others."""
    return sorted(listings, key=lambda one: one.channel.id not in visit.chosen)


def first_of_dates(listings: Iterable[Listing], visit: Visit) -> list[Listing]:
    """Return listings by date, within each those of chosen channels before the others."""
    return sorted(first(listings, visit), key=lambda one: one.airing.date)


def named(visit: Visit) -> str:
    """Return the names of the chosen channels in a line, of many the first ones and how many more;
    "" if none is chosen.
    """
    words = visit.words
    names = [visit.catalogue.channels[one].name for one in visit.chosen]
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    if more > 0:
        shown.append(words.plural("%(count)s more", "%(count)s more", more))
    return words.join(shown)
