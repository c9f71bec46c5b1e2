"""Texts of a guide made fit to be shown.

Entities that are escaped twice are unescaped, HTML tags and control characters go, until nothing
of them is left; white space collapses to single spaces (no-break spaces stay within), and what is
longer than the limit is cut. So what was read once comes out the same if it is read again.
"""

import html
import re
from collections.abc import Callable
from typing import Final

Note = Callable[[str], None]

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|small|"
    r"span|strong|sub|sup|table|tbody|td|tr|u|ul)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_SPACE: Final = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\u2028\u2029]+")
# Nobody has escaped anything more often.
_ROUNDS: Final = 4
_EDGES: Final = " \xa0\u202f"

# Windows-1252 that was taken for Latin-1, as HTML repairs it; the rest of C0 and C1 goes, so do
# the zero-width space and mark, and what turns the direction of the text around it.
_GOING: Final = [*range(9), *range(14, 28), *range(127, 160), 0x200B, 0x2060, 0xFEFF]
_TURNING: Final = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROLS: Final[dict[int, str | None]] = {
    **dict.fromkeys((*_GOING, *_TURNING)),
    **{
        code: bytes([code]).decode("cp1252")
        for code in range(128, 160)
        if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    },
}


def tidy(text: str, limit: int, note: Note) -> str:
    """Return `text` by the rules above, at most `limit` bytes long in UTF-8."""
    if text.isprintable() and "&" not in text and "<" not in text and "  " not in text:
        bare = text.strip(" ")
        return bare if len(bare) * 4 <= limit else _cut(bare, limit, note)
    for _ in range(_ROUNDS):
        simpler = _without_controls(_without_tags(_unescaped(text, note), note), note)
        if simpler == text:
            break
        text = simpler
    return _cut(_SPACE.sub(" ", text).strip(_EDGES), limit, note)


def _unescaped(text: str, note: Note) -> str:
    if "&" not in text:
        return text
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if plain != text:
        note("double-escaped")
    return plain


def _without_tags(text: str, note: Note) -> str:
    if "<" not in text:
        return text
    bare, count = _TAG.subn(" ", text)
    if count:
        note("markup")
    return bare


def _without_controls(text: str, note: Note) -> str:
    clean = text.translate(_CONTROLS)
    if clean != text:
        note("control-characters")
    return clean


def _cut(text: str, limit: int, note: Note) -> str:
    if len(text) * 4 <= limit or len(raw := text.encode()) <= limit:
        return text
    note("long-text")
    ellipsis = "…"
    return raw[: limit - len(ellipsis.encode())].decode(errors="ignore").rstrip() + ellipsis
