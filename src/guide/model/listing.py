"""An airing joined with its names: the one shape that every output reads."""

import datetime as dt
from dataclasses import dataclass

from guide.model.airing import Airing, Showing
from guide.model.catalogue import Catalogue, Channel, Episode, Season, Series


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an airing stood before: for "moved from" texts."""

    channel: str
    date: dt.date
    starts: dt.datetime | None
    ends: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Revision:
    """`sequence` rises when start, end, status or channel change; `revised` (UTC) is the time of
    the release that last changed anything of the listing; `moved_from` the slot before the last
    move, None if it never moved.
    """

    sequence: int
    revised: dt.datetime
    moved_from: Slot | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    airing: Airing
    channel: Channel
    episode: Episode
    showing: Showing
    revision: Revision
    season: Season | None = None
    series: Series | None = None


def join(airing: Airing, showing: Showing, revision: Revision, catalogue: Catalogue) -> Listing:
    """Give an airing its names; channel and episode must be in the catalogue."""
    episode = catalogue.episodes[airing.episode]
    return Listing(
        airing=airing,
        channel=catalogue.channels[airing.channel],
        episode=episode,
        showing=showing,
        revision=revision,
        season=catalogue.season_of(episode),
        series=catalogue.series.get(episode.series or ""),
    )
