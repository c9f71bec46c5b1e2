"""What of a release reminders are planned from: no country's guide is read whole."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.target import Target
from guide.state import reminder_jobs
from guide.state.database import Tx

# Who was told of what has since moved into the past must hear of it.
LOOK_BACK = dt.timedelta(days=2)

Bounds = tuple[dt.datetime | None, dt.datetime | None]


class Schedule(Protocol):
    """The questions that planning asks of a release."""

    @property
    def number(self) -> int: ...

    @property
    def catalogue(self) -> Catalogue: ...

    def listings(self, target: Target, *, between: Bounds = ...) -> Sequence[Listing]: ...

    def of_files(self, *, between: Bounds = ...) -> Sequence[Listing]: ...

    def of_ids(self, ids: Iterable[str]) -> Sequence[Listing]: ...


def replan(tx: Tx, release: Schedule, *, now: dt.datetime) -> None:
    """Bring reminders in line with a release, as state.reminder_jobs.replan does."""
    listings = _to_plan(tx, release, now)
    reminder_jobs.replan(tx, listings, release.catalogue, now=now)


def _to_plan(tx: Tx, release: Schedule, now: dt.datetime) -> list[Listing]:
    between = (now - LOOK_BACK, None)
    targets = map(Target.parse, sorted(reminder_jobs.followed(tx)))
    listings = [
        *release.of_files(between=between),
        *(one for target in targets if target for one in release.listings(target, between=between)),
        *release.of_ids(reminder_jobs.concerned(tx, now=now)),
    ]
    return list({listing.airing.id: listing for listing in listings}.values())
