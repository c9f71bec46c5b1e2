"""What a search finds."""

from dataclasses import dataclass

from guide.model.catalogue import Episode, Series
from guide.model.listing import Listing


@dataclass(frozen=True, slots=True)
class Found:
    """A series (`episode` is None), a film or one-off (`series` is None), or a part of a series.

    `listing` is its airing that is on or comes next, if `ahead`; else the last one there was;
    None where it was never broadcast.
    """

    series: Series | None
    episode: Episode | None
    listing: Listing | None = None
    ahead: bool = False
