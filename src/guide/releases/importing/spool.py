"""Where packed rows wait until all of their channel are there."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from guide.releases.importing.encoding import Row, unpack

IN_MEMORY = 32 * 1024 * 1024


class Spool:
    """Rows of one source by channel: in memory while few, in an unnamed file in `folder` when
    many.
    """

    def __init__(self, source: str, folder: Path, *, in_memory: int = IN_MEMORY) -> None:
        self._source = source
        self._file = tempfile.SpooledTemporaryFile(max_size=in_memory, dir=str(folder))  # noqa: SIM115 -- closed with the spool
        self._parts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)

    def close(self) -> None:
        self._file.close()

    def add(self, channel: str, packed: bytes) -> None:
        at = self._file.seek(0, 2)
        self._file.write(packed)
        self._parts[channel].append((at, len(packed)))

    @property
    def channels(self) -> list[str]:
        """Return the channels in the order in which they came."""
        return list(self._parts)

    def rows(self, channel: str) -> list[Row]:
        """Return all rows of a channel, as they came."""
        return [row for packed in self.packed(channel) for row in unpack(packed, self._source)]

    def packed(self, channel: str) -> Iterator[bytes]:
        """Yield what `add` was given of a channel."""
        for at, length in self._parts.get(channel, ()):
            self._file.seek(at)
            yield self._file.read(length)
