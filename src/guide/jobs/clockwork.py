"""The clock that only ticks: what is due, and what was sent, are rows elsewhere."""

import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from guide.delivery.bugs import described
from guide.state.database import StateError

EVENTS = {
    EVENT_JOB_ERROR: "error",
    EVENT_JOB_MISSED: "missed",
    EVENT_JOB_MAX_INSTANCES: "still running",
}

log = logging.getLogger(__name__)


class Lead(Protocol):
    """One clock at a time; two by mistake do no harm, as every tick may be repeated."""

    def lead(self) -> bool:
        """Take the lead, or say whether it is still ours; never raises."""

    def leave(self) -> None:
        """Let another one lead."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do every so often (machine time), harmless when done twice."""

    name: str
    every: dt.timedelta
    run: Callable[[], None]


class Clockwork:
    """Runs ticks while it has the lead, the first time at once; `alive` hears of each that ended
    well. What fails is tried again at the next tick. `troubles` counts what went wrong, by kind.
    """

    def __init__(
        self,
        ticks: Sequence[Tick],
        *,
        lead: Lead,
        alive: Callable[[str], None],
        machine_now: Callable[[], dt.datetime],
    ) -> None:
        self.troubles: Counter[str] = Counter()
        self._ticks = ticks
        self._lead = lead
        self._alive = alive
        self._machine_now = machine_now
        self._counting = threading.Lock()
        self._leading = False
        self._scheduler = _scheduler(len(ticks))
        self._scheduler.add_listener(self._count, sum(EVENTS))

    def start(self) -> None:
        # It would write two lines for each tick.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        for tick in self._ticks:
            self._scheduler.add_job(
                self._run,
                IntervalTrigger(seconds=tick.every.total_seconds(), timezone=dt.UTC),
                args=(tick,),
                id=tick.name,
                replace_existing=True,
                next_run_time=self._machine_now(),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Return when the running ticks have ended, and let another clock lead."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._lead.leave()

    def _run(self, tick: Tick) -> None:
        if not self._leads():
            return
        try:
            tick.run()
            self._alive(tick.name)
        except StateError as fault:
            log.warning("tick %s waits for the next: %s", tick.name, fault)
            self._add("state")
        except Exception as bug:  # noqa: BLE001 -- the thread's boundary: the clock ticks on
            log.error("tick %s failed: %s", tick.name, described(bug))  # noqa: TRY400 -- a traceback could hold an address
            self._add("error")

    def _leads(self) -> bool:
        leads = self._lead.lead()
        if leads != self._leading:
            self._leading = leads
            log.info("this clock leads" if leads else "this clock leads no more")
        return leads

    def _count(self, event: Any) -> None:
        self._add(EVENTS[event.code])

    def _add(self, kind: str) -> None:
        with self._counting:
            self.troubles[kind] += 1


def _scheduler(threads: int) -> BackgroundScheduler:
    return BackgroundScheduler(
        timezone=dt.UTC,
        executors={"default": ThreadPoolExecutor(threads)},
        # Without these a tick that is a second late would be dropped, and late ones pile up.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
