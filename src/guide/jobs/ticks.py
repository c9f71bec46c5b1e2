"""What the clock does, each harmless when done twice."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from guide.jobs.clockwork import Tick
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.state import current, reminder_jobs
from guide.state.database import Database
from guide.state.outbox import Outbox

EVERYTHING = Target(TargetKind.ALL)
DUE_EVERY = dt.timedelta(seconds=1)
REPLAN_EVERY = dt.timedelta(hours=1)
# Who was told of what has since moved into the past must hear of it.
LOOK_BACK = dt.timedelta(days=2)
CHUNK = 50_000

Bounds = tuple[dt.datetime | None, dt.datetime | None]


class Schedule(Protocol):
    """The questions that planning asks of a release."""

    @property
    def number(self) -> int: ...

    @property
    def catalogue(self) -> Catalogue: ...

    def listings(self, target: Target, *, between: Bounds = ...) -> Sequence[Listing]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    """`now` is the guide's clock, which may run fast; ticks follow the machine's.

    `wake` is told when there are new messages.
    """

    database: Database
    outbox: Outbox
    release: Callable[[], Schedule | None]
    now: Callable[[], dt.datetime]
    machine_now: Callable[[], dt.datetime]
    wake: Callable[[], None]

    def ticks(self) -> tuple[Tick, ...]:
        return (
            Tick("clock", DUE_EVERY, self.due),
            Tick("replan", REPLAN_EVERY, self.replan),
        )

    def due(self) -> None:
        """Put what is due into the outbox, and bring back what was lost on the way."""
        queued = CHUNK
        while queued >= CHUNK:
            with self.database.writing() as tx:
                queued = reminder_jobs.expand_due(tx, now=self.now(), chunk=CHUNK)
            if queued:
                self.wake()
        if self.outbox.sweep(now=self.now(), machine_now=self.machine_now()):
            self.wake()

    def replan(self) -> None:
        """Plan anew: the horizon has moved. A publish at the same moment has planned itself."""
        release = self.release()
        if release is None:
            return
        now = self.now()
        listings = release.listings(EVERYTHING, between=(now - LOOK_BACK, None))
        with self.database.writing() as tx:
            pointer = current.current(tx)
            if pointer is not None and pointer.number == release.number:
                reminder_jobs.replan(tx, listings, release.catalogue, now=now)
