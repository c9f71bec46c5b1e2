"""What of a target's airings a feed asks for, and what came of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from guide.model.feed_options import Kind
from guide.model.listing import Listing

Bounds = tuple[dt.datetime | None, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Airings overlapping `between` (UTC, half-open, None leaves a side open), the `most` nearest
    to `near` of them. Cancelled ones are left out that ended at or before `cancelled_after`, or
    all (`hide_cancelled`); `hide_tentative` leaves out days without a time too; no `kinds` are all.
    """

    near: dt.datetime
    most: int
    between: Bounds = (None, None)
    cancelled_after: dt.datetime | None = None
    kinds: tuple[Kind, ...] = ()
    hide_cancelled: bool = False
    hide_tentative: bool = False


@dataclass(frozen=True, slots=True)
class Selected:
    """`total` counts what was asked for; `listings` are the nearest of them, in guide order."""

    listings: Sequence[Listing]
    total: int


@dataclass(frozen=True, slots=True)
class Touch:
    """The number of the last release that touched something, and when it was published (UTC)."""

    number: int
    at: dt.datetime
