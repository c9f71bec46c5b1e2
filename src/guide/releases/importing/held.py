"""What a file under construction holds of a channel before it is settled."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from guide.model.airing import Status
from guide.model.cell import first_wording
from guide.releases.importing.channel_plan import Fresh, Old
from guide.releases.importing.encoding import Row
from guide.releases.layout import ENDLESS

DAY = 86_400
# After everything: the year 3000 or so.
_NEVER = 1 << 35
# The indexes that these questions need.
ASKED = ("airing_by_channel", "airing_endless", "airing_by_episode", "programme_by_channel")

_ANYTHING = """
SELECT EXISTS (SELECT 1 FROM airing WHERE channel = ?1)
  OR EXISTS (SELECT 1 FROM programme WHERE channel = ?1)
"""
_KEPT = """
SELECT starts, ends, episode, clump, claim, running, digest, data, source, key
FROM programme WHERE channel = ?
"""
_NEAR = f"""
WITH period (since, until) AS (
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:periods)
),
near (key) AS (
  SELECT key FROM period CROSS JOIN airing INDEXED BY airing_by_channel
  WHERE channel = :channel AND begins > since - {ENDLESS} AND begins < until AND finishes > since
  UNION
  SELECT key FROM period CROSS JOIN airing INDEXED BY airing_endless
  WHERE finishes - begins > {ENDLESS} AND channel = :channel AND begins <= since - {ENDLESS}
    AND finishes > since
)
"""  # noqa: S608 -- our own numbers
_JOINED = """
FROM near CROSS JOIN airing USING (key) CROSS JOIN ledger USING (key)
LEFT JOIN cell ON cell.channel = airing.channel AND cell.begins = airing.begins
  AND cell.key = airing.key
WHERE ledger.starts IS NOT NULL
"""
_OLDS = f"""
{_NEAR}
SELECT ledger.key, ledger.id, ledger.channel, ledger.episode, ledger.date, ledger.starts,
  ledger.ends, ledger.status, ledger.gone, ledger.sequence, ledger.revised, ledger.moved_from,
  ledger.digest, coalesce(cell.title, ''), ledger.source IS NOT NULL
{_JOINED} AND (ledger.source IS NOT NULL OR ledger.gone = 1)
ORDER BY ledger.starts, ledger.key
"""
_EDITORS = f"""
{_NEAR}
SELECT ledger.episode, coalesce(cell.title, ''), ledger.starts, ledger.ends, ledger.status
{_JOINED} AND ledger.source IS NULL AND ledger.gone = 0
ORDER BY ledger.starts, ledger.key
"""
_EARLIEST = """
SELECT episode.value, (
  SELECT begins FROM airing INDEXED BY airing_by_episode
  WHERE episode = episode.value AND channel = :channel AND finishes <= :before AND on_air = 1
    AND key NOT IN (SELECT value FROM json_each(:but))
  ORDER BY begins LIMIT 1
) AS first
FROM json_each(:episodes) AS episode WHERE first IS NOT NULL
"""


class Own(NamedTuple):
    """An airing of the schedule files; `off` says that it is cancelled."""

    slot: Fresh
    off: bool


def holds_anything(file: sqlite3.Connection, channel: str) -> bool:
    """Say whether the file has anything that was on a channel, or is to be."""
    ((found,),) = file.execute(_ANYTHING, (channel,)).fetchall()
    return bool(found)


def kept(file: sqlite3.Connection, channel: str) -> list[Row]:
    """Return the programmes of a channel that were read before; nobody knows their lines now."""
    return [
        Row(
            starts=starts,
            ends=ends,
            episode_id=episode,
            clump=_clump(clump),
            claim=claim,
            running=running,
            line=0,
            digest=digest,
            data=data,
            traits=0,
            source=source,
            key=key,
        )
        for starts, ends, episode, clump, claim, running, digest, data, source, key in (
            file.execute(_KEPT, (channel,))
        )
    ]


def periods(starts: Iterable[int], now: int) -> list[tuple[int, int]]:
    """Return when airings may be what is told to start then, or be dropped, `[since, until)`, the
    last period first: from a day before `now` on, and from a day before a start to two after it.

    A single start of long ago does not make one period of all that was on since.
    """
    found = [(now - DAY, _NEVER)]
    for at in sorted({*starts}, reverse=True):
        since, until = found[-1]
        if at + 2 * DAY >= since:
            found[-1] = min(since, at - DAY), until
        else:
            found.append((at - DAY, at + 2 * DAY))
    return found


def olds(file: sqlite3.Connection, channel: str, when: Sequence[tuple[int, int]]) -> list[Old]:
    """Return the airings of imports on a channel in these periods, and the gone ones of the
    schedule files, in their order.
    """
    asked = {"channel": channel, "periods": json.dumps(when)}
    return [_old(row) for row in file.execute(_OLDS, asked)]


def editors(file: sqlite3.Connection, channel: str, when: Sequence[tuple[int, int]]) -> list[Own]:
    """Return the airings of the schedule files on a channel in these periods, in their order."""
    asked = {"channel": channel, "periods": json.dumps(when)}
    return [
        Own(Fresh(episode, first_wording(title), starts, ends), status == Status.CANCELLED)
        for episode, title, starts, ends, status in file.execute(_EDITORS, asked)
    ]


def earliest(
    file: sqlite3.Connection,
    channel: str,
    episodes: Iterable[str],
    *,
    before: int,
    but: Collection[int],
) -> dict[str, int]:
    """Return when each of `episodes` that was on a channel before was on first, but for the
    airings with these keys.
    """
    asked = {
        "channel": channel,
        "before": before,
        "but": json.dumps([*but]),
        "episodes": json.dumps(sorted({*episodes})),
    }
    return dict(file.execute(_EARLIEST, asked))


def _old(row: tuple[Any, ...]) -> Old:
    return Old._make((*row[:8], bool(row[8]), *row[9:14], bool(row[14])))


def _clump(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    index, _, of = text.partition("/")
    return int(index), int(of)
