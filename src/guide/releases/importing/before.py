"""Which of our channels a source's ids were, in the release before."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from guide.model.source import ImportSource
from guide.releases.rows import from_json

_CHANNELS = """
SELECT id, coalesce(json_extract(data, '$.aliases'), '[]') FROM (
  SELECT id, data FROM entry WHERE kind = 'channels'
  UNION ALL SELECT id, data FROM covered WHERE kind = 'channels'
) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Before:
    """`channels` has each channel that there is or ever was, with all its aliases, `mapped` the
    source's ids of which its settings said anything the last time.
    """

    channels: Mapping[str, tuple[str, ...]]
    mapped: frozenset[str]


def known_before(file: sqlite3.Connection, source: str) -> Before:
    """Return what a file knows of channels before `source` is laid into it."""
    channels: dict[str, tuple[str, ...]] = {}
    for key, told in file.execute(_CHANNELS):
        channels[key] = tuple(dict.fromkeys((*channels.get(key, ()), *json.loads(told))))
    rows = file.execute("SELECT config FROM source WHERE id = ?", (source,))
    configs = (from_json(ImportSource, config) for (config,) in rows)
    mapped = frozenset(theirs for config in configs for theirs, _ in config.channels)
    return Before(channels, mapped)
