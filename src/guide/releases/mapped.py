"""What a sitemap asks of a release: works and channel days, a bounded part of them at a time."""

import datetime as dt
import json
from collections.abc import Iterable
from enum import StrEnum

from guide.releases.release import Release
from guide.releases.rows import instant, seconds

# Row numbers of a part: so many works at most, whatever the guide grows to.
WORKS = 2_500


class Works(StrEnum):
    """Series with their seasons; and episodes, films and one-offs that the schedule files speak
    of, or of which an airing is not over: guides name thousands that never come again.
    """

    SERIES = "series"
    EPISODES = "episodes"


_WHICH = {
    Works.SERIES: "entry.kind IN ('series', 'seasons') AND entry.position IS NOT NULL",
    Works.EPISODES: """entry.kind = 'episodes' AND entry.position IS NOT NULL
        AND (entry.source IS NULL OR EXISTS (
          SELECT 1 FROM airing WHERE airing.episode = entry.id AND airing.finishes > :now
        ))""",
}
_CHANGED = {
    Works.SERIES: "SELECT max(at) FROM touched WHERE scope IN ('*', 'series/' || entry.id)",
    Works.EPISODES: """SELECT max(ledger.revised) FROM airing JOIN ledger USING (key)
        WHERE airing.episode = entry.id""",
}
_DAYS = """
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), (
      SELECT max(ledger.revised) FROM airing JOIN ledger USING (key)
      WHERE airing.channel = json_extract(value, '$[0]')
        AND airing.begins >= json_extract(value, '$[2]')
        AND airing.begins < json_extract(value, '$[3]')
    )
    FROM json_each(?)
"""
Day = tuple[str, dt.date, dt.datetime, dt.datetime]


def parts(release: Release, works: Works, now: dt.datetime) -> list[int]:
    """Return the numbers of the parts that have works in them."""
    sql = f"""
        SELECT DISTINCT entry.rowid / {WORKS} FROM entry WHERE {_WHICH[works]} ORDER BY 1
    """  # noqa: S608 -- our own terms
    return [number for (number,) in release.rows(sql, {"now": seconds(now)})]


def of_part(
    release: Release, works: Works, number: int, now: dt.datetime
) -> list[tuple[str, dt.datetime | None]]:
    """Return the ids of a part's works, each with when what is told of it last changed."""
    sql = f"""
        SELECT entry.id, ({_CHANGED[works]}) FROM entry
        WHERE entry.rowid >= :first AND entry.rowid < :last AND {_WHICH[works]}
        ORDER BY entry.rowid
    """  # noqa: S608 -- our own terms
    asked = {"first": number * WORKS, "last": (number + 1) * WORKS, "now": seconds(now)}
    return [(key, _instant(at)) for key, at in release.rows(sql, asked)]


def days(release: Release, asked: Iterable[Day]) -> list[tuple[str, dt.date, dt.datetime]]:
    """Return those of the channel days `(channel, date, starts, ends)` on which something begins,
    each with when that last changed.
    """
    given = [[key, date.isoformat(), seconds(a), seconds(b)] for key, date, a, b in asked]
    return [
        (key, dt.date.fromisoformat(date), instant(at))
        for key, date, at in release.rows(_DAYS, (json.dumps(given),))
        if at is not None
    ]


def _instant(at: int | None) -> dt.datetime | None:
    return None if at is None else instant(at)
