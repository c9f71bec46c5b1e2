"""What a period shows, as far as one programme of it must know of the others."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest airing of an episode in a period: its start (UTC), and the channels that have
    it then. `ran` is the start of the earliest airing that is a first run, None if none is.
    """

    starts: dt.datetime
    channels: tuple[str, ...]
    ran: dt.datetime | None = None
