"""What pages of long lists ask of a release: only what they show is read whole."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence

from guide.model.catalogue import Channel, Episode, Season
from guide.model.changes import ReleaseNote
from guide.model.listing import Listing
from guide.model.selection import Selection
from guide.model.target import Target, TargetKind
from guide.releases.entries import NAME_OF, PRESENT
from guide.releases.release import Release
from guide.releases.rows import from_json, seconds

PREMIERES = Target(TargetKind.PREMIERES)
# Cancelled ones too, and what has but a day: that begins with its broadcast day.
_STARTING = """
    SELECT ledger.id FROM json_each(:windows) AS asked
    CROSS JOIN airing ON airing.channel = json_extract(asked.value, '$[0]')
      AND airing.begins >= json_extract(asked.value, '$[1]')
      AND airing.begins < json_extract(asked.value, '$[2]')
    CROSS JOIN ledger ON ledger.key = airing.key
    WHERE ledger.date = :date
    UNION ALL
    SELECT ledger.id FROM airing INDEXED BY airing_off CROSS JOIN ledger USING (key)
    WHERE airing.on_air = 0 AND airing.begins >= :since AND airing.begins < :until
      AND ledger.starts IS NULL AND ledger.date = :date
      AND airing.channel IN (
        SELECT json_extract(value, '$[0]') FROM json_each(:windows)
      )
"""
# Ids of parts begin with that of the whole and a slash; "0" comes after "/".
_PARTS = f"""
    SELECT entry.data FROM json_each(:wholes) AS asked
    CROSS JOIN entry ON entry.kind = :kind
      AND entry.id > asked.value || '/' AND entry.id < asked.value || '0'
    WHERE {PRESENT} ORDER BY entry.position, entry.id
"""  # noqa: S608 -- our own terms


def on_now(release: Release, now: dt.datetime, channels: Iterable[str]) -> dict[str, Listing]:
    """Return what is on at `now`, by channel, of these channels."""
    return {one.channel.id: one for one in release.on_now(now, channels)}


def next_up(release: Release, now: dt.datetime, channels: Iterable[str]) -> dict[str, Listing]:
    """Return the first airing that starts after `now`, by channel, of these channels."""
    return {one.channel.id: one for one in release.next_up(now, channels)}


def starting(
    release: Release,
    date: dt.date,
    windows: Mapping[str, tuple[dt.datetime, dt.datetime]],
) -> list[Listing]:
    """Return the airings of a broadcast day that start within `[a, b)` of their channel, and
    those of which only that day is known; cancelled ones too.
    """
    given = [[channel, seconds(a), seconds(b)] for channel, (a, b) in windows.items()]
    noon = seconds(dt.datetime.combine(date, dt.time(12), dt.UTC))
    asked = {
        "windows": json.dumps(given),
        "date": date.isoformat(),
        "since": noon - 2 * 86_400,
        "until": noon + 2 * 86_400,
    }
    return release.of_ids(key for (key,) in release.rows(_STARTING, asked))


def premieres(release: Release, now: dt.datetime, most: int) -> list[Listing]:
    """Return the `most` premieres that are nearest, of those that are not over at `now`."""
    wanted = Selection(near=now, most=most, between=(now, None))
    return list(release.select(PREMIERES, wanted).listings)


def has_any(
    release: Release, target: Target, after: dt.datetime, before: dt.datetime | None
) -> bool:
    """Say whether a target has an airing that overlaps `[after, before)`."""
    wanted = Selection(near=after, most=1, between=(after, before))
    return bool(release.select(target, wanted).listings)


def last_date(release: Release) -> dt.date | None:
    """Return the broadcast day of what begins last; None without airings."""
    sql = """
        SELECT ledger.date FROM airing JOIN ledger USING (key)
        WHERE airing.begins = (SELECT max(begins) FROM airing) ORDER BY date DESC LIMIT 1
    """
    rows = release.rows(sql)
    return dt.date.fromisoformat(rows[0][0]) if rows else None


def telling_releases(release: Release, most: int) -> list[ReleaseNote]:
    """Return the last `most` releases that changed something, the newest first."""
    sql = """
        SELECT data FROM release_note
        WHERE EXISTS (SELECT 1 FROM change WHERE change.number = release_note.number)
        ORDER BY number DESC LIMIT ?
    """
    return [from_json(ReleaseNote, data) for (data,) in release.rows(sql, (most,))]


def seasons_of(release: Release, series: Sequence[str]) -> dict[str, list[Season]]:
    """Return the seasons of these series, in their order."""
    asked = {"wholes": json.dumps(list(series)), "kind": NAME_OF[Season]}
    found: dict[str, list[Season]] = {one: [] for one in series}
    for (data,) in release.rows(_PARTS, asked):
        season = from_json(Season, data)
        found[season.series].append(season)
    return found


def episodes_of(release: Release, whole: str) -> list[Episode]:
    """Return the episodes of a series ("missions") or season ("missions/season-1"), in order."""
    asked = {"wholes": json.dumps([whole]), "kind": NAME_OF[Episode]}
    return [from_json(Episode, data) for (data,) in release.rows(_PARTS, asked)]


def in_order(release: Release) -> list[Channel]:
    """Return the channels as bouquets order them, then the others."""
    channels = release.catalogue.channels
    bouquets = release.catalogue.bouquets.values()
    ordered = [one for bouquet in bouquets for one in bouquet.channels if one in channels]
    return [channels[one] for one in dict.fromkeys([*ordered, *channels])]
