"""The clock: the machine's, and the guide's that may run elsewhere and faster."""

import datetime as dt
from dataclasses import dataclass

EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


def machine_now() -> dt.datetime:
    """Return the machine's time, UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 -- this is the one module that reads the clock


@dataclass(frozen=True, slots=True)
class Clock:
    """The guide's clock: at the machine's instant `machine` it stood at `guide`, and it has run
    at `rate` since. By default it is the machine's own.
    """

    machine: dt.datetime = EPOCH
    guide: dt.datetime = EPOCH
    rate: float = 1.0

    def now(self) -> dt.datetime:
        """Return the guide's time, UTC: what is on, what is due, how long things live in a feed."""
        return self.guide + (machine_now() - self.machine) * self.rate
