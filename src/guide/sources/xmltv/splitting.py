"""Cut a guide into programmes and the rest, without parsing the programmes.

The quick lane cuts bytes where "<programme" stands. A run of bytes where that could err takes the
careful lane, which looks at comments, CDATA, instructions, nesting and self-closing; both give
the same bytes for the same programme, so digests do not depend on the lane. Runs of programmes
that are known by their bytes are passed over (guide.sources.xmltv.runs). What is refused is
refused by the parser, which sees the rest here and each piece in `parsing.elements`.
"""

from collections.abc import Iterator
from typing import Final, NoReturn, Protocol

from guide.model.problems import Place
from guide.sources.xmltv.cutting import Cut, Cutter, Piece
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.markup import spelled
from guide.sources.xmltv.parsing import mark, outline
from guide.sources.xmltv.prolog import read_prolog
from guide.sources.xmltv.runs import Memory, Runs

__all__ = ["Piece", "Splitter"]

_BLOCK: Final = 1 << 17  # stays in the processor's cache: a fifth faster than a megabyte
_BATCH: Final = 2000
_BATCH_BYTES: Final = 1 << 20


class Readable(Protocol):
    """What a splitter needs of a guide: UTF-8 without byte order mark or XML declaration."""

    @property
    def name(self) -> str: ...
    def read(self, size: int, /) -> bytes: ...


class Splitter:
    """Iterate once for the pieces, in batches of at most 2,000 and about a megabyte.

    Afterwards `rest` is the document without its programmes, checked, each run of them marked by
    a processing instruction (`parsing.line_in_source` reads those); `programmes` and `channels`
    count. Raises XmltvError for what is not a guide, not well-formed outside of the programmes,
    cut off, empty, or beyond the limits. `careful` takes the careful lane throughout. What
    `memory` knows is counted, but no piece.
    """

    def __init__(
        self,
        source: Readable,
        limits: Limits | None = None,
        *,
        careful: bool = False,
        block: int = _BLOCK,
        memory: Memory | None = None,
    ) -> None:
        self.rest = b""
        self.programmes = self.channels = 0
        self._source = source
        self._limits = limits or Limits()
        self._careful = careful
        self._block = block
        self._memory = memory
        self._runs: Runs | None = None
        self._kept = bytearray()
        self._kept_programmes = self._marks = 0
        self._kept_line = 1

    def __iter__(self) -> Iterator[list[Piece]]:
        cutter, text = self.begin()
        batch: list[Piece] = []
        size = 0
        while True:
            cut = self._cut(cutter, text)
            batch += cut.pieces
            size += len(text) - len(cut.left) - cut.skipped
            while len(batch) >= _BATCH or (batch and size >= _BATCH_BYTES):
                yield batch[:_BATCH]
                batch, size = batch[_BATCH:], 0
            more = self._source.read(self._block)
            if not more:
                break
            text = cut.left + more
        batch += self._finish(cutter, cut.left)
        if batch:
            yield batch

    def begin(self) -> tuple[Cutter, bytes]:
        """Read up to the start tag of the root: what cuts behind it, and what was read of that."""
        text = b""
        while (prolog := read_prolog(text, self._source.name)) is None:
            more = self._source.read(self._block)
            if len(text) > self._limits.piece:
                self._refuse(f"has more than {self._limits.piece:,} bytes before <tv>", 1)
            if not more and not text.strip():
                self._refuse("is empty; fetch the guide again", 1)
            if not more:
                self._refuse("is cut off before <tv>; fetch the guide again", _line_after(text))
            text += more
        self._keep(prolog.text)
        self._kept_line = _line_after(text[: prolog.end])
        if self._memory and not self._careful:
            self._runs = Runs(self._memory, prolog.prefixes)
        return Cutter(prolog.prefixes, line=self._kept_line), text[prolog.end :]

    def _cut(self, cutter: Cutter, text: bytes) -> Cut:
        cut = self._runs.cut(cutter, text) if self._runs else None
        if cut is None:
            cut = None if self._careful else cutter.quick(text)
            if cut is None:
                cut = cutter.careful(text)
                if len(cut.left) > self._limits.piece:
                    self._refuse_long(cutter.line)
            self._note_loose(cut)
        self._take(cut, cutter.line)
        return cut

    def _note_loose(self, cut: Cut) -> None:
        if self._memory and cut.pieces:
            self._memory.note(b"", cut.pieces)

    def _take(self, cut: Cut, line: int) -> None:
        for gap in cut.gaps:
            self._mark(self.programmes + gap.pieces_before, gap.line)
            self._keep(gap.text)
            self._kept_line = gap.line + gap.text.count(b"\n")
        for piece in cut.pieces:
            if len(piece.raw) > self._limits.piece:
                self._refuse_long(piece.line)
        self.programmes += len(cut.pieces) + cut.passed
        if self.programmes > self._limits.programmes:
            most = f"{self._limits.programmes:,}"
            at = cut.pieces[-1].line if cut.pieces else line
            self._refuse(f"has more than {most} programmes; split it", at)

    def _mark(self, programmes: int, line: int) -> None:
        if programmes > self._kept_programmes:
            self._kept_programmes = programmes
            self._keep(mark(line - self._kept_line))
            self._marks += 1

    def _keep(self, some: bytes) -> None:
        self._kept += some
        if len(self._kept) > self._limits.rest:
            most = f"{self._limits.rest:,}"
            self._refuse(f"has more than {most} bytes beside its programmes", self._kept_line)

    def _finish(self, cutter: Cutter, text: bytes) -> list[Piece]:
        """Take what the last cut left, now that nothing follows, and check the rest."""
        cut = cutter.careful(text)
        self._note_loose(cut)
        self._take(cut, cutter.line)
        if cut.left.startswith(b"<programme"):
            reason = "is cut off in a programme that begins here; fetch the guide again"
            self._refuse(reason, cutter.line)
        self._mark(self.programmes, cutter.line)
        self._keep(cut.left)
        rest = bytes(self._kept)
        self._kept.clear()
        if b"&" in rest:
            rest = spelled(rest)
        name, limits = self._source.name, self._limits
        self.channels = outline(rest, name=name, runs=self._marks, limits=limits)
        if not self.programmes and not self.channels:
            self._refuse("is empty: it has no programme and no channel; fetch the guide again", 1)
        self.rest = rest
        return cut.pieces

    def _refuse_long(self, line: int) -> NoReturn:
        most = f"{self._limits.piece:,}"
        self._refuse(f"has a programme, comment or tag of more than {most} bytes", line)

    def _refuse(self, reason: str, line: int) -> NoReturn:
        raise XmltvError(reason, Place(self._source.name, line))


def _line_after(text: bytes) -> int:
    return 1 + text.count(b"\n")
