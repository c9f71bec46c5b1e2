"""The clock: the machine's, and the guide's that may run elsewhere and faster."""

import datetime as dt
from dataclasses import dataclass

from guide.model.site import ClockPair


def machine_now() -> dt.datetime:
    """Return the machine's time, UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 -- this is the one module that reads the clock


@dataclass(frozen=True, slots=True)
class Clock:
    """The guide's clock; without a pair it is the machine's."""

    pair: ClockPair | None = None

    def now(self) -> dt.datetime:
        """Return the guide's time, UTC: what is on, what is due, how long things live in a feed."""
        machine = machine_now()
        if self.pair is None:
            return machine
        return self.pair.guide + (machine - self.pair.machine) * self.pair.rate


def starting(guide: dt.datetime, *, rate: float, setting: str) -> ClockPair:
    """Return the pair of a clock that starts now at the instant `guide`."""
    return ClockPair(machine=machine_now(), guide=guide, rate=rate, setting=setting)
