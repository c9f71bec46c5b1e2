"""Cut programmes out of a run of a guide's bytes: the lanes of guide.sources.xmltv.splitting."""

import hashlib
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from guide.model.programme import DIGEST
from guide.sources.xmltv.markup import closed_within, find_programmes, tag_end

START: Final = b"<programme"
_END: Final = b"</programme>"
_BEGUN: Final = hashlib.blake2b(digest_size=DIGEST)
_WHITE: Final = b" \t\r\n"  # bytes.strip alone would hide what XML forbids


class Piece(NamedTuple):
    """One programme of a guide: the bytes of its element, in UTF-8, and their digest (8 bytes).

    `line`, from 1, is where the element begins in the unpacked guide.
    """

    raw: bytes
    digest: bytes
    line: int


class Gap(NamedTuple):
    """What is neither a programme nor mere white space beside one, and begins on `line`."""

    text: bytes
    line: int
    pieces_before: int


class Cut(NamedTuple):
    """What some bytes give; `left` is their end, of which more has to be seen. `passed` programmes
    of `skipped` bytes are known, and not among the pieces.
    """

    pieces: list[Piece]
    gaps: list[Gap]
    left: bytes
    passed: int = 0
    skipped: int = 0


class Cutter:
    """Keeps the place, and cuts one run of bytes after another.

    Each run begins with what the cut before has left. `prefixes` are (name, declaration) of the
    namespaces declared above the programmes.
    """

    def __init__(self, prefixes: Sequence[tuple[bytes, bytes]], *, line: int) -> None:
        self.line = line
        self._prefixes = prefixes

    def quick(self, text: bytes) -> Cut | None:
        """Cut where "<programme" stands, if that is all it takes; else None, and nothing is done.

        It is where only white space stands between programmes, none is in another or closes
        itself, and no comment, CDATA or instruction holds the beginning of one. The last
        programme is left, for what follows it is not seen yet.
        """
        parts = text.split(START)
        inner = parts[1:-1]
        if not inner or parts[0].strip(_WHITE):
            return None
        raws = [START + bare for part in inner if (bare := part.rstrip(_WHITE)).endswith(_END)]
        if len(raws) < len(inner) or _open_construct(inner):
            return None
        first = self.line + parts[0].count(b"\n")
        lines = list(accumulate([part.count(b"\n") for part in inner], initial=first))
        pieces = self._pieces(raws, lines)
        self.line = lines[-1]
        return Cut(pieces, [], START + parts[-1])

    def careful(self, text: bytes) -> Cut:
        """Cut by looking at every construct that can hide a programme from the quick cut."""
        found = find_programmes(text)
        pieces: list[Piece] = []
        gaps: list[Gap] = []
        at = 0
        for start, end in found.programmes:
            gaps.append(Gap(text[at:start], self.line, len(pieces)))
            self.line += text.count(b"\n", at, start)
            pieces += self._pieces([text[start:end]], [self.line])
            self.line += text.count(b"\n", start, end)
            at = end
        gaps.append(Gap(text[at : found.open_from], self.line, len(pieces)))
        self.line += text.count(b"\n", at, found.open_from)
        return Cut(pieces, [gap for gap in gaps if gap.text.strip(_WHITE)], text[found.open_from :])

    def _pieces(self, raws: list[bytes], lines: list[int]) -> list[Piece]:
        if self._prefixes:
            raws = [self._declared(raw) for raw in raws]
        return list(map(Piece._make, zip(raws, map(_digest, raws), lines, strict=False)))

    def _declared(self, raw: bytes) -> bytes:
        """Declare in a piece the prefixes that it uses, so that it can be read alone."""
        tag = raw[: tag_end(raw, len(START))]
        wanted = [
            b" " + declaration
            for prefix, declaration in self._prefixes
            if prefix + b":" in raw and b"xmlns:" + prefix not in tag
        ]
        return START + b"".join(wanted) + raw[len(START) :] if wanted else raw


def _digest(raw: bytes) -> bytes:
    # A copy is made in half the time of a new one.
    digest = _BEGUN.copy()
    digest.update(raw)
    return digest.digest()


def _open_construct(parts: list[bytes]) -> bool:
    """Say whether a comment, CDATA section or instruction does not end in the part it begins in."""
    marked = (
        part for part in parts if (33 in part and b"<!" in part) or (63 in part and b"<?" in part)
    )
    return not all(map(closed_within, marked))
