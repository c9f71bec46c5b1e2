"""An airing as columns of the ledger and the JSON of all that no column says."""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

from guide.model.airing import Airing, Status
from guide.model.making import maker
from guide.releases.rows import fields_from_json, instant, to_json

COLUMNS = ("id", "channel", "episode", "date", "starts", "ends", "status", "gone", "source", "data")
_SAID_BY_COLUMNS = frozenset(COLUMNS[:-1])
_DATE = functools.lru_cache(maxsize=1024)(dt.date.fromisoformat)
_make = maker(Airing)
_STATUS = {str(status): status for status in Status}


def data_of(airing: Airing) -> str:
    """Return the JSON of what the columns don't say."""
    return to_json(airing, without=_SAID_BY_COLUMNS)


def airing_of(row: Sequence[Any]) -> Airing:
    """Read an airing from COLUMNS; `data` may say more than it has to: the columns win."""
    key, channel, episode, date, starts, ends, status, gone, source, data = row
    return _make(
        **_more(data),
        channel=channel,
        episode=episode,
        date=_DATE(date),
        starts=None if starts is None else instant(starts),
        ends=None if ends is None else instant(ends),
        id=key,
        status=_STATUS[status],
        gone=bool(gone),
        source=source,
    )


@functools.lru_cache(maxsize=1024)
def _more(data: str) -> dict[str, Any]:
    """Read what no column says; most airings have little of their own, and the same."""
    return fields_from_json(Airing, data, without=_SAID_BY_COLUMNS)
