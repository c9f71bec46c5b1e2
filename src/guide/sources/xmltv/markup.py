"""Where XML's constructs begin and end, in bytes, without a parser.

Outside of comments, CDATA, processing instructions and the DOCTYPE every "<" begins a tag: XML
allows none in text or attributes. So bytes alone tell where a programme ends. That the document
is well-formed is not decided here: a parser sees each part (guide.sources.xmltv.parsing).
"""

import re
from html.entities import html5
from typing import Final, NamedTuple

_CLOSED_BY: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_MARK: Final = re.compile(rb"<(?:!--|!\[CDATA\[|\?|/programme[ \t\r\n]*>|programme(?=[ \t\r\n/>]))")
_TAG_MARK: Final = re.compile(rb"[\"'>]")
_CONSTRUCT: Final = rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
_OPENING: Final = re.compile(_CONSTRUCT + rb"|(<[!?])", re.DOTALL)
_ENTITY: Final = re.compile(_CONSTRUCT + rb"|<[!?].*|&([A-Za-z][A-Za-z0-9]{1,30};)", re.DOTALL)
_DTD_MARK: Final = re.compile(
    rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|<!ENTITY|<!--|<\?|[\[\]\"'>]", re.DOTALL
)


class Cuts(NamedTuple):
    """Where programmes are, as (start, end) of bytes; from `open_from` on more has to be seen."""

    programmes: list[tuple[int, int]]
    open_from: int


def tag_end(text: bytes, at: int) -> int | None:
    """Return where the tag that `at` is inside of ends, None if not in `text`."""
    while mark := _TAG_MARK.search(text, at):
        if mark[0] == b">":
            return mark.end()
        at = text.find(mark[0], mark.end()) + 1
        if not at:
            return None
    return None


def closed_within(text: bytes) -> bool:
    """Say whether every comment, CDATA section and instruction of `text` ends in it."""
    return not any(opened[1] for opened in _OPENING.finditer(text))


def spelled(text: bytes) -> bytes:
    """Write HTML's names of characters, such as &nbsp;, as XML knows them.

    Of 14 real guides one uses them, for a DTD that nobody reads.
    """
    return _ENTITY.sub(_by_number, text)


def _by_number(entity: re.Match[bytes]) -> bytes:
    letters = html5.get(entity[1].decode()) if entity[1] else None
    return "".join(f"&#{ord(one)};" for one in letters).encode() if letters else entity[0]


def find_programmes(text: bytes) -> Cuts:
    """Find the programmes of `text`, which begins outside of any construct.

    A programme inside another belongs to that.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while mark := _MARK.search(text, at):
        start = mark.start()
        if mark[0] == b"<programme":
            end = _programme_end(text, start)
            if end:
                found.append((start, end))
        else:
            end = _past(text, mark)
        if not end:
            return Cuts(found, start)
        at = end
    last = text.rfind(b"<", at)
    return Cuts(found, last if last >= 0 else len(text))


def _programme_end(text: bytes, at: int) -> int | None:
    depth = 0
    while mark := _MARK.search(text, at):
        if mark[0] == b"<programme":
            end = tag_end(text, mark.end())
            depth += bool(end and text[end - 2 : end] != b"/>")
        else:
            end = _past(text, mark)
            depth -= mark[0].startswith(b"</")
        if not end or not depth:
            return end
        at = end
    return None


def _past(text: bytes, mark: re.Match[bytes]) -> int | None:
    """Return where the comment, section or instruction ends; an end tag has ended already."""
    closer = _CLOSED_BY.get(mark[0])
    if closer is None:
        return mark.end()
    at = text.find(closer, mark.end())
    return at + len(closer) if at >= 0 else None


def doctype_end(text: bytes, at: int) -> int | None:
    """Return where a DOCTYPE that begins before `at` ends, None if not in `text`.

    Raises ValueError if it declares an entity.
    """
    inside = False
    for mark in _DTD_MARK.finditer(text, at):
        if mark[0] == b"<!ENTITY":
            raise ValueError(mark.start())
        if mark[0] in {b'"', b"'", b"<!--", b"<?"}:
            return None
        if mark[0] in {b"[", b"]"}:
            inside = mark[0] == b"["
        if mark[0] == b">" and not inside:
            return mark.end()
    return None
