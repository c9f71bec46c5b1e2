"""What a search finds."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search is narrowed to: airings on a channel ("" is any), first runs, what is told to
    those who see or hear little, original versions with subtitles.

    `genre` says of a genre, in its source's words, whether it is wanted; None wants them all.
    """

    channel: str = ""
    first_run: bool = False
    audio_description: bool = False
    subtitles: bool = False
    vost: bool = False
    genre: Callable[[str], bool] | None = None

    @property
    def of_airings(self) -> bool:
        """Say whether it looks at more of an airing than its channel and its genre."""
        return self.first_run or self.audio_description or self.subtitles or self.vost

    @property
    def anything(self) -> bool:
        return bool(self.channel or self.of_airings or self.genre)


class Position(NamedTuple):
    """Where a list in the order of time goes on: after the airing that this is of."""

    begins: int
    finishes: int
    key: int


@dataclass(frozen=True, slots=True)
class Searched:
    """Some of what a narrowed search found: what is on or comes, then what is past, then what
    never was; `count` is how many there are in all.

    `cut` says that there is more than could be counted; not `whole`, that not everything was
    looked at. Without words to look for it is a list in the order of time: nothing that begins
    after `until` was looked at yet, and it goes on `after` there; None where it is at its end.
    """

    found: tuple[Found, ...] = ()
    count: int = 0
    cut: bool = False
    whole: bool = True
    until: dt.datetime | None = None
    after: Position | None = None
