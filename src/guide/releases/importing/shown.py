"""What an imported airing is, first run or repeat, as the tables have it."""

import functools
from typing import NamedTuple

from guide.model.airing import Showing, ShowingKind
from guide.model.cell import FIRST_RUN, PREMIERE, REPEAT
from guide.model.showing import showing_of
from guide.releases.rows import to_json


class Shown(NamedTuple):
    """A Showing as JSON, and as flags of guide.model.cell."""

    data: str
    flags: int


# There are but a few different ones, in all of a country's guide.
@functools.lru_cache(maxsize=4096)
def shown(
    claim: str | None,
    repeated: bool,  # noqa: FBT001 -- the key of a cache
    season: int | None,
    number: int | None,
    finale: bool,  # noqa: FBT001 -- the same
) -> Shown:
    """Return what guide.model.showing makes of what is told."""
    showing = showing_of(claim, repeated=repeated, season=season, number=number, finale=finale)
    return Shown(to_json(showing), _flags(showing))


def _flags(showing: Showing) -> int:
    return (
        FIRST_RUN * (showing.kind is ShowingKind.FIRST_RUN)
        + REPEAT * (showing.kind is ShowingKind.REPEAT)
        + PREMIERE * (showing.premiere is not None)
    )
