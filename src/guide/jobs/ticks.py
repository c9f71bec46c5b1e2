"""What the clock does, each harmless when done twice."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from guide.jobs.clockwork import Tick
from guide.publishing import planning
from guide.publishing.planning import Schedule
from guide.state import current, reminder_jobs
from guide.state.database import Database, Lock, Tx, serialise
from guide.state.outbox import Outbox

DUE_EVERY = dt.timedelta(seconds=1)
REPLAN_EVERY = dt.timedelta(hours=1)
CHUNK = 50_000


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
        if self._is_behind():
            self.replan()
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
        with self.database.writing() as tx:
            # Before the pointer is read: a publish under way plans its own release.
            serialise(tx, Lock.PLAN)
            if _is_current(release, tx):
                planning.replan(tx, release, now=self.now())

    def _is_behind(self) -> bool:
        with self.database.reading() as tx:
            return reminder_jobs.is_behind(tx)


def _is_current(release: Schedule, tx: Tx) -> bool:
    pointer = current.current(tx)
    return pointer is not None and pointer.number == release.number
