"""Instants as XMLTV writes them: the channel's wall clock with its offset in figures."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)


@lru_cache(maxsize=4096)
def stamp(at: dt.datetime, zone: str) -> str:
    """Return "20170601204000 +0200", its seconds always 00.

    No reader knows zones by name (field.md 5.1), nor offsets that are no whole minutes.
    """
    local = at.astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or dt.timedelta(0)
    if offset % MINUTE:
        local = at.astimezone(dt.UTC)
    return local.strftime("%Y%m%d%H%M00 %z")


def to_the_minute(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)
