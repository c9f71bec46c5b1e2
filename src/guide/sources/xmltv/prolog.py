"""What stands before the programmes: up to the start tag of the root."""

import re
from typing import Final, NamedTuple, NoReturn

from guide.model.problems import Place
from guide.sources.xmltv.limits import XmltvError
from guide.sources.xmltv.markup import doctype_end, tag_end

_SPACE: Final = re.compile(rb"\s*")
_NAME: Final = re.compile(rb"<([^\s/>!?][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(rb"\s+([^\s=\"'<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NOT_NEWLINE: Final = re.compile(rb"[^\n]")
_DOCTYPE: Final = b"<!DOCTYPE"
_OPENERS: Final = (b"<!--", b"<?", _DOCTYPE)
_MOST_NAMESPACES: Final = 4000  # bytes: each piece may have to repeat them
_WEB_PAGE: Final = {"html", "HTML", "head", "body"}


class Prolog(NamedTuple):
    """Everything before the root's content.

    `text` ends with the root's start tag; a DOCTYPE and a default namespace are blanked in it:
    no parser ever sees a DTD of others, and XMLTV has no namespace. `prefixes` are
    (name, declaration) of the namespaces that the root declares; `end` is in the source's bytes.
    """

    text: bytes
    end: int
    prefixes: tuple[tuple[bytes, bytes], ...]


def read_prolog(text: bytes, name: str) -> Prolog | None:
    """Read the prolog off the beginning of a document, None if more of it has to be seen.

    Raises XmltvError for what is not XML, declares an entity, or has another root than `tv`.
    """
    seen: list[bytes] = []
    at = 0
    while True:
        start = _after_space(text, at)
        seen.append(text[at:start])
        if text.startswith(b"<!--", start):
            end = _behind(text, b"-->", start + 4)
        elif text.startswith(b"<?", start):
            end = _behind(text, b"?>", start + 2)
        elif text.startswith(_DOCTYPE, start):
            end = _doctype(text, start, name)
        elif any(opener.startswith(text[start : start + 9]) for opener in _OPENERS):
            return None
        else:
            return _root(text, start, b"".join(seen), name)
        if end is None:
            return None
        doctype = text.startswith(_DOCTYPE, start)
        seen.append(_blank(text[start:end]) if doctype else text[start:end])
        at = end


def _after_space(text: bytes, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _behind(text: bytes, closer: bytes, at: int) -> int | None:
    found = text.find(closer, at)
    return found + len(closer) if found >= 0 else None


def _doctype(text: bytes, start: int, name: str) -> int | None:
    try:
        return doctype_end(text, start + len(_DOCTYPE))
    except ValueError as fault:
        _refuse("declares an ENTITY, which no guide needs; remove it", text[: fault.args[0]], name)


def _root(text: bytes, start: int, before: bytes, name: str) -> Prolog | None:
    named = _NAME.match(text, start)
    if not named:
        _refuse(f"is not XML: it begins with {_letters(text[start:])!a}", text[:start], name)
    end = tag_end(text, named.end())
    if end is None:
        return None
    root = _letters(named[1])
    if root in _WEB_PAGE:
        _refuse("is a web page and not a guide; check the address", text[:start], name)
    if root != "tv":
        shown = ascii(root)[1:-1]
        reason = f"has the root <{shown}>, so it is not XMLTV, whose root is <tv>"
        _refuse(reason, text[:start], name)
    tag, prefixes = _namespaces(text[start:end], len(named[0]))
    if sum(len(declaration) for _, declaration in prefixes) > _MOST_NAMESPACES:
        _refuse("declares too many namespaces; XMLTV has none", text[:start], name)
    return Prolog(before + tag, end, prefixes)


def _namespaces(tag: bytes, at: int) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """Return the root's start tag without a default namespace, and the prefixes it declares."""
    prefixes = []
    while found := _ATTRIBUTE.match(tag, at):
        at = found.end()
        if found[1] == b"xmlns":
            tag = tag[: found.start()] + _blank(found[0]) + tag[at:]
        elif found[1].startswith(b"xmlns:"):
            prefixes.append((found[1][6:], found[0].strip()))
    return tag, tuple(prefixes)


def _blank(some: bytes) -> bytes:
    return _NOT_NEWLINE.sub(b" ", some)


def _letters(some: bytes) -> str:
    return some[:20].decode("utf-8", "replace")


def _refuse(reason: str, before: bytes, name: str) -> NoReturn:
    raise XmltvError(reason, Place(name, 1 + before.count(b"\n")))
