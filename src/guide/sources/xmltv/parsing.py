"""The parser's part: it sees all of a guide once, and no DTD.

A guide is well-formed if each piece is, and so is what is left with a mark in the place of each
run of pieces, each mark a child of the root: no cut in the wrong place goes unseen.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple, NoReturn, cast

from lxml import etree
from lxml.etree import _Element, _ListErrorLog

from guide.model.problems import Place
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.markup import spelled, tag_end

_MARK: Final = "guide-programmes"
_MARKS: Final = re.compile(rb"<\?guide-programmes (-?\d+)\?>\n")
_CHUNK: Final = 1 << 16
_DEEP: Final = "Excessive depth"
_HUGE: Final = "use XML_PARSE_HUGE"
_END: Final = re.compile(rb"</tv[ \t\r\n]*>")
_TAGS_A_CHANNEL: Final = 40
_MOST_OUTSIDE: Final = 1000
_PLACE: Final = re.compile(r",? line \d+, column \d+\s*$")
_LINE: Final = re.compile(r"\bline (\d+)")
_NO_UTF_8: Final = "has bytes that are no UTF-8; let it declare the encoding it is in"
_CONTROL: Final = "has a control character that XML forbids; remove it"
_UNDECLARED: Final = etree.ErrorTypes.ERR_UNDECLARED_ENTITY
_IDENTITY: Final = re.compile(rb"\s((?:start|channel)\s*=\s*(?:\"[^\"]{0,80}\"|'[^']{0,80}'))")
_REASONS: Final = {
    etree.ErrorTypes.ERR_INVALID_ENCODING: _NO_UTF_8,
    etree.ErrorTypes.ERR_INVALID_CHAR: _CONTROL,
}


def elements(batch: Sequence[Piece], *, name: str, limits: Limits | None = None) -> list[_Element]:
    """Parse pieces with one call: their `programme` elements, without comments, in their order.

    Raises XmltvError for the first piece that is not well-formed or is beyond the limits.
    """
    limits = limits or Limits()
    try:
        root = _together(batch)
    except etree.XMLSyntaxError:
        root = _spelled(batch, name)
    found = list(root)
    if len(found) != len(batch):
        _refuse_first(batch, name, "a programme does not end where it should")
    too_deep = _deeper(limits.depth)
    if too_deep(root) or any(one.tag != "programme" for one in found):
        for piece, one in zip(batch, found, strict=True):
            _check(piece, one, name, limits)
    return found


def _together(batch: Sequence[Piece]) -> _Element:
    return etree.fromstring(b"<tv>%s</tv>" % b"".join([one.raw for one in batch]), _parser())


def _spelled(batch: Sequence[Piece], name: str) -> _Element:
    batch = [one._replace(raw=spelled(one.raw)) for one in batch]
    try:
        return _together(batch)
    except etree.XMLSyntaxError as fault:
        _refuse_first(batch, name, fault.msg or "")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


@lru_cache(maxsize=8)
def _deeper(levels: int) -> etree.XPath:
    """Return the question whether an element has more than `levels` - 1 below it."""
    return etree.XPath(f"boolean({'/'.join('*' * levels)})")


def _check(piece: Piece, element: _Element, name: str, limits: Limits) -> None:
    place = Place(name, piece.line)
    if element.tag != "programme":
        raise XmltvError("has a programme in a namespace; XMLTV has none", place)
    if _deeper(limits.depth - 1)(element):
        raise XmltvError(_too_deep(limits.depth), place)


def _too_deep(most: int) -> str:
    return f"nests elements deeper than {most}; no guide needs that"


def _refuse_first(batch: Sequence[Piece], name: str, reason: str) -> NoReturn:
    for piece in batch:
        try:
            etree.fromstring(piece.raw, _parser())
        except etree.XMLSyntaxError as error:
            _refuse(_fault(error), name, partial(_line_of, piece.line), _which(piece))
    raise XmltvError(f"is not well-formed XML: {reason}", Place(name, batch[0].line))


def _line_of(first: int, line: int) -> int:
    return first + line - 1


class _Fault(NamedTuple):
    """What a parser says of the first thing wrong, and where."""

    text: str
    code: int
    line: int
    column: int


def _fault(error: etree.XMLSyntaxError) -> _Fault:
    line, column = error.position
    return _Fault(error.msg or "", getattr(error, "code", 0), max(line, 1), max(column, 1))


def _first_logged(log: _ListErrorLog) -> _Fault | None:
    """Return the first fault that a parser logged; what it raises may be only what came of it."""
    entries = log.filter_from_errors()
    return next((_Fault(one.message, one.type, one.line, one.column) for one in entries), None)


def _refuse(fault: _Fault, name: str, absolute: Callable[[int], int], which: str = "") -> NoReturn:
    """Raise what the parser says, its lines made those of the source."""
    told = " ".join(_PLACE.sub("", fault.text).split())
    told = _LINE.sub(lambda found: f"line {absolute(int(found[1]))}", told)
    if _HUGE in told:
        told = told.partition(_HUGE)[0].rstrip(", ")
    told += "; write the character itself" if fault.code == _UNDECLARED else "; repair it"
    reason = _REASONS.get(fault.code) or f"is not well-formed XML: {told}"
    if fault.text.startswith(_DEEP):
        reason = _too_deep(Limits().depth)
    raise XmltvError(reason + which, Place(name, absolute(fault.line), fault.column)) from None


def _which(piece: Piece) -> str:
    """Name a programme, for guides that have many of them on a line."""
    tag = piece.raw[: tag_end(piece.raw, 0)]
    told = [found[1].decode("utf-8", "replace") for found in _IDENTITY.finditer(tag)]
    return f" (programme {' '.join(told)})" if told else ""


def mark(lines: int) -> bytes:
    """Return what stands in the rest for a run of pieces that goes over `lines` line ends."""
    return b"<?%s %d?>\n" % (_MARK.encode(), lines - 1)


def line_in_source(rest: bytes, line: int) -> int:
    """Return the line in the source of a line in the rest, both from 1."""
    cut = at = 0
    seen = 1
    for run in _MARKS.finditer(rest):
        seen += rest.count(b"\n", at, run.start())
        at = run.start()
        if seen >= line:
            break
        cut += int(run[1])
    return line + cut


class _Outline:
    """Follows a parser through the rest and keeps no tree of it: counts, depth, places."""

    def __init__(self, limits: Limits) -> None:
        self.channels = self.runs = self.depth = 0
        self._limits = limits
        self._outside = 0

    def see(self, event: str, node: _Element) -> str:
        """Take one event in; return why the guide is refused, "" if it is not."""
        before = node.getprevious()
        parent = node.getparent()
        if before is not None and parent is not None:
            parent.remove(before)
        if event == "pi":
            return self._instruction(node)
        if event == "end":
            self.depth -= 1
            return ""
        self.depth += 1
        self.channels += self.depth == 2 and node.tag == "channel"
        most = self._limits.depth
        return _too_deep(most) if self.depth > most else ""

    def _instruction(self, node: _Element) -> str:
        self._outside += not self.depth  # what has no parent stays in memory
        if self._outside > _MOST_OUTSIDE:
            return "has too many instructions outside of <tv>"
        if getattr(node, "target", None) != _MARK:
            return ""
        self.runs += 1
        return "" if self.depth == 1 else "has a programme that is not directly in <tv>"


def outline(rest: bytes, *, name: str, runs: int, limits: Limits) -> int:
    """Check that the rest, with its `runs` marks, is well-formed, and count its channels.

    Raises XmltvError for what is not, is cut off, or is beyond the limits.
    """
    _check_size(rest, name, limits)
    told = _Outline(limits)
    for event, node in _events(rest, name):
        if reason := told.see(event, node):
            line = line_in_source(rest, cast("int", node.sourceline))
            raise XmltvError(reason, Place(name, line))
    if told.runs != runs:
        raise XmltvError("has programmes where XML allows none; repair it", Place(name))
    return told.channels


def _events(rest: bytes, name: str) -> Iterator[tuple[str, _Element]]:
    """Yield start, end and instructions as a parser meets them; it fetches nothing.

    Its log is looked at after each chunk: of some faults (an unknown entity) lxml 6.1 raises
    nothing, and takes the next chunk for a new document.
    """
    parser = etree.XMLPullParser(
        events=("start", "end", "pi"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
    )
    for at in range(0, len(rest) + _CHUNK, _CHUNK):
        chunk = rest[at : at + _CHUNK]
        error = _fed(parser, chunk)
        if fault := _first_logged(parser.feed_error_log) or error:
            _refuse(fault, name, partial(line_in_source, rest))
        yield from cast("Iterator[tuple[str, _Element]]", parser.read_events())


def _fed(parser: etree.XMLPullParser, chunk: bytes) -> _Fault | None:
    """Feed a parser, or close it where there is nothing more."""
    try:
        parser.feed(chunk) if chunk else parser.close()
    except etree.XMLSyntaxError as error:
        return _fault(error)
    return None


def _check_size(rest: bytes, name: str, limits: Limits) -> None:
    """Refuse, before a parser sees it, what it would need too much memory or time for."""
    reason = ""
    if not _END.search(rest) and not rest.rstrip().endswith(b"/>"):
        reason = "is cut off: </tv> is missing; fetch the guide again"
    elif rest.count(b"<channel") > limits.channels:
        reason = f"has more than {limits.channels:,} channels"
    elif rest.count(b"<") > _TAGS_A_CHANNEL * limits.channels:
        reason = "has too many elements that are no programmes"
    elif long := re.search(rb"<[^<]{%d}" % limits.piece, rest):
        rest = rest[: long.start()]
        reason = f"has a tag or a text of more than {limits.piece:,} bytes"
    if reason:
        raise XmltvError(reason, Place(name, line_in_source(rest, 1 + rest.count(b"\n"))))
