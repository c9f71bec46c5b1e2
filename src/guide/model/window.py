"""Streaming availability `[opens, closes)` of an episode, season or series on a platform."""

import datetime as dt
from dataclasses import dataclass, field

from guide.model.precision import When
from guide.model.problems import NOWHERE, Place
from guide.model.texts import Text


@dataclass(frozen=True, slots=True)
class WindowRule:
    """Relative to the first run of each episode of the window's target.

    It opens `delay` after that airing's start ("end" if `from_end`) and closes `lasts` later,
    both counted in the channel's local calendar; None never closes.
    """

    delay: dt.timedelta = dt.timedelta(0)
    lasts: dt.timedelta | None = None
    from_end: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """`target` is the id of an episode ("missions/season-1/episode-1"), season or series.

    `opens` and `closes` are as precise as the source; closes None is open-ended. A window with a
    `rule` has `opens` None until the release resolves it against airings (model.availability),
    which yields one window an episode. `id` is "" in a draft.
    """

    target: str
    platform: str
    opens: When | None = None
    closes: When | None = None
    rule: WindowRule | None = None
    id: str = ""
    note: Text | None = None
    url: str | None = None
    place: Place = field(default=NOWHERE, compare=False)
