"""What one source says, on its way into a file: what is known is dropped, the rest is spooled."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from guide.model.catalogue import Channel
from guide.releases.importing.before import Before, known_before
from guide.releases.importing.encoding import Batch, Row, pack
from guide.releases.importing.entries import Entries
from guide.releases.importing.remembered import Digested, Remembered, forget_runs
from guide.releases.importing.spool import Spool
from guide.releases.rows import to_json

P = TypeVar("P", bound=Digested)


class Intake:
    """Takes in one source.

    A piece whose digest the file knows of this source is neither parsed nor written again. With
    `afresh` nothing is known: the source is read otherwise than before. `above` are the sources
    whose word counts more.
    """

    def __init__(
        self, file: sqlite3.Connection, source: str, *, above: Iterable[str], afresh: bool
    ) -> None:
        self.source = source
        self._file = file
        ((_, _, path),) = file.execute("PRAGMA database_list").fetchmany(1)
        # The disk on which there is room, for it was looked for.
        self._spool = Spool(source, Path(path).parent)
        self._entries = Entries(file, source, above)
        self._afresh = afresh
        self.remembered = Remembered(file, source, afresh=afresh)
        self._ours: dict[str, list[str]] = {}
        self.read = self._asked = 0
        self.more_channels = False
        self.named: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._spool.close()

    def unknown(self, pieces: Sequence[P]) -> list[P]:
        """Return the pieces that have to be read; each known one is found once."""
        knows = self.remembered.knows
        found = [piece for piece in pieces if not knows(piece.digest)]
        self._asked += len(found)
        return found

    @property
    def kept(self) -> int:
        """Return how many programmes of the file were found again."""
        return self.remembered.kept

    def take(self, batch: Batch) -> None:
        """Spool what was read, by the source's own ids of channels."""
        self.read += batch.count
        for channel, packed in batch.rows.items():
            self._spool.add(channel, packed)
        self._entries.respell(batch.respelled)
        self._entries.put("series", batch.series)
        self._entries.put("seasons", batch.counted)
        self._entries.add("seasons", batch.seasons)
        self._entries.put("episodes", batch.episodes)

    @property
    def heard(self) -> list[str]:
        """Return the source's ids of the channels of what was read."""
        return self._spool.channels

    @property
    def before(self) -> Before:
        """Return what was known of channels before this source is named."""
        return known_before(self._file, self.source)

    def name(self, channels: Sequence[Channel], ids: Mapping[str, str]) -> None:
        """Write the channels that the source names, in its order; `ids` makes its ids ours."""
        self.named = [one.id for one in channels]
        self.more_channels = self._entries.put_channels({one.id: to_json(one) for one in channels})
        for theirs in self.heard:
            self._ours.setdefault(ids[theirs], []).append(theirs)

    def forget(self) -> set[str]:
        """Drop the programmes that the source no longer has; return their channels."""
        if self._afresh:
            return forget_all(self._file, self.source)
        return self.remembered.forget()

    def remember(self, read: bytes) -> None:
        """Remember what was taken in and is settled now; `read` is the digest of its source."""
        self.remembered.write(read, unread=self.read < self._asked)

    @property
    def channels(self) -> list[str]:
        """Return our ids of the channels of what was read."""
        return list(self._ours)

    def rows(self, channel: str) -> list[Row]:
        """Return what was read of a channel of ours, as the owners of its entries tell it."""
        told = self._entries.as_told
        ours = self._ours.get(channel, ())
        return [told(row) for theirs in ours for row in self._spool.rows(theirs)]

    def packed(self, channel: str) -> list[bytes]:
        """Return what `rows` returns, packed, in some parts."""
        if self._entries.may_differ:
            return [pack(self.rows(channel))]
        ours = self._ours.get(channel, ())
        return [packed for theirs in ours for packed in self._spool.packed(theirs)]


# Of a file of another layout the airings are carried over, and no programmes.
_CHANNELS = """
SELECT channel FROM programme WHERE source = :source
UNION SELECT channel FROM ledger WHERE source = :source AND gone = 0
"""


def forget_all(file: sqlite3.Connection, source: str) -> set[str]:
    """Drop all programmes of a source; return their channels, and those of its airings."""
    channels = {channel for (channel,) in file.execute(_CHANNELS, {"source": source})}
    file.execute("DELETE FROM programme WHERE source = ?", (source,))
    forget_runs(file, source)
    return channels
