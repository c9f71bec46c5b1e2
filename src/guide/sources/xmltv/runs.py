"""Pass over runs of programmes whose bytes are known, and cut the others.

Where a run ends hangs on the bytes around that place alone, so a programme more or less changes
the run it is in, and no other. Only what the quick lane has cut becomes a known run: it begins
with a programme and ends before another, so the same bytes at such a place are the same
programmes.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol
from zlib import crc32

from guide.sources.xmltv.cutting import START, Cut, Cutter, Piece

_LEAST: Final = 3 << 13
_MOST: Final = 1 << 17
_ONE_IN: Final = 8  # so many programmes, on average, beyond the least
_SEEN: Final = 96  # the bytes of a start tag that say who, where and when


class Memory(Protocol):
    """What is known of runs by their digests, of 32 bytes."""

    def passes(self, run: bytes) -> tuple[int, int]:
        """Return how many programmes and line feeds a known run has, none of which is cut: no
        programmes if it has to be.
        """

    def note(self, run: bytes, pieces: Sequence[Piece], lines: int = 0) -> None:
        """Take note of what a run is made of; b"" for programmes that are in no run."""


class Runs:
    """Cuts what `memory` does not know; `prefixes` are those of the Cutter."""

    def __init__(self, memory: Memory, prefixes: Sequence[tuple[bytes, bytes]]) -> None:
        self._memory = memory
        # Pieces are told with the namespaces that they use.
        self._begun = hashlib.sha256(repr(tuple(prefixes)).encode() + b"\n")

    def cut(self, cutter: Cutter, text: bytes) -> Cut | None:
        """Cut all whole runs that `text` begins with, or wait for more of it; None, and nothing is
        done, if it does not begin with a run that the quick lane can cut.
        """
        pieces: list[Piece] = []
        passed = skipped = at = 0
        if not text.startswith(START):
            return None
        view = memoryview(text)
        while end := _end(text, at):
            digest = self._digest(view[at:end])
            count, lines = self._memory.passes(digest)
            if count:
                cutter.line += lines
                passed += count
                skipped += end - at
            elif (cut := self._cut(cutter, text[at:end], digest)) is not None:
                pieces += cut
            else:
                break
            at = end
        if not at and (end or len(text) > 2 * _MOST):
            return None
        return Cut(pieces, [], text[at:], passed, skipped)

    def _cut(self, cutter: Cutter, run: bytes, digest: bytes) -> list[Piece] | None:
        before = cutter.line
        cut = cutter.quick(run + START)
        if cut is None:
            return None
        self._memory.note(digest, cut.pieces, cutter.line - before)
        return cut.pieces

    def _digest(self, run: memoryview) -> bytes:
        digest = self._begun.copy()
        digest.update(run)
        return digest.digest()


def _end(text: bytes, start: int) -> int:
    """Return where the run that begins at `start` ends, 0 if more has to be seen."""
    at = text.find(START, start + _LEAST)
    while 0 <= at <= len(text) - _SEEN:
        if at - start >= _MOST or crc32(text[at : at + _SEEN]) % _ONE_IN == 0:
            return at
        at = text.find(START, at + 1)
    return 0
