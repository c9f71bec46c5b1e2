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

    def passes(self, run: bytes) -> int:
        """Return how many programmes a known run has, none of which is cut; else 0."""

    def note(self, run: bytes, pieces: Sequence[Piece]) -> None:
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
        while end := _end(text, at):
            run = text[at:end]
            digest = self._digest(run)
            if count := self._memory.passes(digest):
                cutter.line += run.count(b"\n")
                passed += count
                skipped += len(run)
            elif cut := cutter.quick(run + START):
                self._memory.note(digest, cut.pieces)
                pieces += cut.pieces
            else:
                break
            at = end
        if not at and (end or len(text) > 2 * _MOST):
            return None
        return Cut(pieces, [], text[at:], passed, skipped)

    def _digest(self, run: bytes) -> bytes:
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
