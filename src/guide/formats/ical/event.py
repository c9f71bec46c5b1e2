"""One entry of a calendar, before anybody writes it."""

import datetime as dt
from typing import NamedTuple


class Event(NamedTuple):
    """`starts` and `ends` are UTC instants, or dates of which `ends` is the day after the last.

    `revised` is UTC. Texts are as people wrote them: who writes the entry cleans and escapes
    them. `alarms` are how long before the start. Nothing of it blocks anybody's time.
    """

    uid: str
    sequence: int
    revised: dt.datetime
    starts: dt.date
    ends: dt.date
    status: str
    summary: str
    url: str
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    alarms: tuple[dt.timedelta, ...] = ()
