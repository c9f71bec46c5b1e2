"""What a period shows: on which channels anything, and each episode for the first time."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from guide.model.broadcasts import Earliest
from guide.releases.layout import ENDLESS
from guide.releases.rows import instant, seconds
from guide.releases.sealed import Rows, Sealed

_ASKED = "CREATE TEMP TABLE asked (id TEXT PRIMARY KEY) WITHOUT ROWID"
# `on_air` counts what its source has dropped since.
_STAYS = "(SELECT gone FROM ledger WHERE ledger.key = airing.key) = 0"
_SHOWN = f"""
    SELECT id FROM asked WHERE EXISTS (
      SELECT 1 FROM airing WHERE channel = asked.id AND on_air = 1 AND finishes > ? AND {_STAYS}
    )
"""  # noqa: S608 -- our own terms
# What is on for longer than a day is no repeat of anything: that bounds what is looked at.
_ON_AIR = f"""
    airing.on_air = 1 AND airing.begins > :since - {ENDLESS} AND airing.finishes > :since
    AND airing.channel IN (SELECT id FROM asked) AND {_STAYS}
"""  # noqa: S608 -- our own terms
_EARLIEST = """
    CREATE TEMP TABLE earliest (episode TEXT PRIMARY KEY, begins INTEGER NOT NULL, ran INTEGER)
    WITHOUT ROWID
"""
_GATHER = f"""
    INSERT INTO earliest
    SELECT episode, min(begins),
      -- A first run is the default, which JSON leaves out.
      min(CASE WHEN json_extract(showing, '$.kind') IS NULL THEN begins END)
    FROM airing WHERE {_ON_AIR} GROUP BY episode HAVING count(*) > 1
"""  # noqa: S608 -- our own terms
_OF_CHANNEL = f"""
    WITH here AS MATERIALIZED (
      SELECT DISTINCT episode FROM airing
      WHERE channel = :channel AND begins > :since - {ENDLESS} AND finishes > :since
    )
    SELECT here.episode, earliest.begins, earliest.ran, airing.channel
    FROM here CROSS JOIN earliest ON earliest.episode = here.episode
      CROSS JOIN airing ON airing.episode = here.episode AND airing.begins = earliest.begins
    WHERE {_ON_AIR}
    ORDER BY airing.channel
"""  # noqa: S608 -- our own terms


class Broadcasts(Sealed):
    """What `channels` (ids) of a release show that ends after `since`: airings that have a time,
    are not cancelled and not gone. `shown` are those of them that show anything.

    It has a connection of its own and a table beside the file: of a million airings it takes
    seconds to gather, when no page should wait, and the table is too large to hold in objects.
    The file must be of the present layout.
    """

    def __init__(self, path: Path, channels: Sequence[str], since: dt.datetime) -> None:
        super().__init__(path)
        self._since = seconds(since)
        self.rows(_ASKED)
        self.rows("INSERT INTO asked SELECT value FROM json_each(?)", (json.dumps([*channels]),))
        self.shown = frozenset(channel for (channel,) in self.rows(_SHOWN, (self._since,)))
        self.rows(_EARLIEST)
        self.rows(_GATHER, {"since": self._since})

    def earliest(self, channel: str) -> dict[str, Earliest]:
        """Return the earliest airing, on any of the channels, of what `channel` shows and that is
        on more than once; by the episode's id.
        """
        asked = {"since": self._since, "channel": channel}
        return _earliest(self.rows(_OF_CHANNEL, asked))


def _earliest(rows: Rows) -> dict[str, Earliest]:
    found: dict[str, Earliest] = {}
    for episode, begins, ran, channel in rows:
        known = found.get(episode)
        channels = (*known.channels, channel) if known else (channel,)
        found[episode] = Earliest(instant(begins), channels, None if ran is None else instant(ran))
    return found
