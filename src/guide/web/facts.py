"""Which of a page's facts are told as JSON-LD: enough to be found by, never more than it shows."""

import itertools
from collections.abc import Iterable, Sequence

from guide.formats.json_ld import Facts, Node
from guide.model.catalogue import Channel, Episode, Season, Series
from guide.model.listing import Listing
from guide.model.window import Window
from guide.web.visit import Visit

Nodes = tuple[Node, ...]
# A day of short programmes would be longer as data than as a page.
MOST_EVENTS = 40


def of_site(visit: Visit) -> Nodes:
    return (_facts(visit).website(),)


def of_channel(channel: Channel, listings: Iterable[Listing], visit: Visit) -> Nodes:
    return (_facts(visit).channel(channel), *of_listings(listings, visit))


def of_listings(listings: Iterable[Listing], visit: Visit) -> Nodes:
    """Tell of the airings that are not over, or of all where all are; the first of many."""
    every = list(listings)
    ahead = [one for one in every if one.airing.ends is None or one.airing.ends > visit.now]
    facts = _facts(visit)
    return tuple(facts.airing(one) for one in (ahead or every)[:MOST_EVENTS])


def of_series(
    series: Series,
    seasons: Sequence[Season],
    listings: Iterable[Listing],
    windows: Iterable[Window],
    visit: Visit,
) -> Nodes:
    told = _facts(visit).series(series, seasons)
    return (told, *_of_windows(windows, visit), *of_listings(listings, visit))


def of_season(
    season: Season,
    of: Series,
    episodes: Sequence[Episode],
    windows: Iterable[Window],
    visit: Visit,
) -> Nodes:
    told = _facts(visit).season(season, of, episodes)
    return (told, *_of_windows(windows, visit))


def of_work(
    episode: Episode, listings: Iterable[Listing], windows: Iterable[Window], visit: Visit
) -> Nodes:
    told = _facts(visit).work(episode)
    return (told, *_of_windows(windows, visit), *of_listings(listings, visit))


def of_airing(listing: Listing, windows: Iterable[Window], visit: Visit) -> Nodes:
    told = _facts(visit).airing(listing, whole=True)
    return (told, *_of_windows(windows, visit))


def _of_windows(windows: Iterable[Window], visit: Visit) -> Iterable[Node]:
    told = (_facts(visit).window(one) for one in windows)
    return itertools.islice((one for one in told if one is not None), MOST_EVENTS)


def _facts(visit: Visit) -> Facts:
    return Facts(visit.site, visit.words, visit.catalogue)
