"""Imported airings that the schedule files now speak of themselves: they stay who they were."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from guide.model.airing import Airing
from guide.model.problems import Problem, error
from guide.releases.layout import COLUMN_SINCE
from guide.releases.ledger import Ledger, Record
from guide.releases.release import Release
from guide.releases.rows import instant, seconds

# An editor's start and a guide's may differ by so much, in seconds, and mean the same airing.
NEAR = 15 * 60

_OVERLAPPING = """
SELECT ledger.id FROM airing JOIN ledger USING (key)
WHERE airing.channel = :channel AND airing.begins < :ends AND airing.finishes > :starts
  AND airing.begins > :starts - 86400 AND ledger.source IS NOT NULL AND ledger.gone = 0
  AND (airing.episode = :episode OR abs(airing.begins - :starts) <= :near)
ORDER BY airing.episode <> :episode, abs(airing.begins - :starts) LIMIT 1
"""
_NAMED = """
SELECT channel, starts, ends, gone FROM ledger WHERE id = ? AND source IS NOT NULL
"""


def counterparts(before: Ledger | None, drafted: Iterable[Airing]) -> dict[str, Record]:
    """Return by id the imported airings that the schedule files speak of now.

    Either they name its id, or they have an airing in its slot: one that overlaps it on its
    channel, and has its episode or starts within 15 minutes of it. Each stands under the episode
    of the airing that covers it, for that is what makes it known again.
    """
    if before is None or before.ledger < COLUMN_SINCE["ledger", "source"]:
        return {}
    found: dict[str, Record] = {}
    # Who is named is spoken for.
    for airing in sorted(drafted, key=lambda one: not one.id):
        named = airing.id and before.rows(_NAMED, (airing.id,))
        for key in [airing.id] if named else _counterpart(before, airing):
            if key not in found:
                record = before.record(key)
                found[key] = replace(record, airing=replace(record.airing, episode=airing.episode))
    return found


def misnamed(before: Ledger | None, drafted: Iterable[Airing]) -> Iterator[Problem]:
    """Yield a Problem for each airing with the id of an imported one that goes on elsewhere.

    To speak of an imported airing is to stand in its slot: else its source would go on telling
    of it there, and both could not have the id.
    """
    if before is None or before.ledger < COLUMN_SINCE["ledger", "source"]:
        return
    for airing in drafted:
        for channel, starts, ends, gone in before.rows(_NAMED, (airing.id,)) if airing.id else ():
            if not gone and not _overlaps(airing, channel, starts, ends):
                text = (
                    f'the id "{airing.id}" is that of an imported airing on {channel} from '
                    f"{instant(starts):%Y-%m-%d %H:%M} to {instant(ends):%H:%M} UTC: "
                    "put this one there, or give it another id"
                )
                yield error(airing.place, "imported-id", text)


def _overlaps(airing: Airing, channel: str, starts: int, ends: int) -> bool:
    if airing.starts is None or airing.ends is None:
        return False
    is_then = seconds(airing.starts) < ends and seconds(airing.ends) > starts
    return airing.channel == channel and is_then


def _counterpart(before: Ledger, airing: Airing) -> list[str]:
    is_asked = isinstance(before, Release) and before.rows("SELECT 1 FROM source LIMIT 1")
    if not is_asked or airing.starts is None or airing.ends is None:
        return []
    given = {
        "channel": airing.channel,
        "episode": airing.episode,
        "starts": seconds(airing.starts),
        "ends": seconds(airing.ends),
        "near": NEAR,
    }
    return [row[0] for row in before.rows(_OVERLAPPING, given)]
