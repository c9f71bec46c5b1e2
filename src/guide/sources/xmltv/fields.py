"""A programme taken apart into tags and texts, without a parser.

That is for plain XML: tags and texts in turns, no bare ">", double quotes, no reference but XML's
own. Of two plain programmes whose tags are the same but for values of attributes, one is
well-formed if the other is: guide.sources.xmltv.shapes.
"""

import re
from typing import Final, NamedTuple

# What is left of a plain programme without these are the marks of its tags, and no control.
_UNMARKED: Final = bytes(set(range(256)) - set(range(32)) - set(b"<>")) + b"\t\n\r"
_START: Final = re.compile(r"([^\s\"'=/&!?]+)((?:\s+[^\s\"'=/&]+\s*=\s*\"\")*)\s*(/?)")
_NAME: Final = re.compile(r"[^\s=\"]+")
_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_BREAKS: Final = str.maketrans("\t\n\r", "   ")
# The values of these are part of a kind: they are few, and say how a text is to be understood.
_TELLING: Final = frozenset({"lang", "system", "type", "units", "guest", "source"})
_MOST: Final = 4096


class NotPlainError(Exception):
    """Bytes that only a parser can judge."""


class Form(NamedTuple):
    """A start tag but for its values: `telling` are where those stand that belong to its kind."""

    name: str
    attributes: tuple[str, ...]
    empty: bool
    text: str
    telling: tuple[int, ...]


class Kinds(dict[str, str]):
    """The kind of each tag, by the tag; those that come again and again are remembered.

    Tags are of one kind if they differ in the values of attributes alone, and not in those.
    """

    def __init__(self) -> None:
        super().__init__()
        self._forms: dict[str, Form] = {}
        self._silent: dict[str, str] = {}

    def __missing__(self, tag: str) -> str:
        parts = tag.split('"')
        kind = self._silent.get('""'.join(parts[::2]))
        return kind if kind and len(parts) % 2 else self._told(tag, parts)

    def _told(self, tag: str, parts: list[str]) -> str:
        form = self.form(parts)
        if not form.attributes or len(form.telling) == len(form.attributes):
            # Nothing about it varies: it is its own kind.
            if len(self) >= _MOST:
                self.clear()
            return self.setdefault(tag, tag)
        if not form.telling:
            return self._silent.setdefault(form.text, form.text)
        return "\n".join((form.text, *(parts[at] for at in form.telling)))

    def form(self, parts: list[str]) -> Form:
        """Return what a tag is, cut at its quotes; raise NotPlainError if it is not plain."""
        text = '""'.join(parts[::2])
        form = self._forms.get(text)
        if form is None:
            if len(self._forms) >= _MOST:
                self._forms.clear()
                self._silent.clear()
            form = self._forms[text] = _form(text)
        if len(parts) % 2 == 0:
            raise NotPlainError
        return form


def split(raw: bytes) -> list[str]:
    """Return one programme as text, tag, text, tag... text; raise NotPlainError if it is not."""
    marks = raw.translate(None, _UNMARKED)
    if marks != b"<>" * (len(marks) // 2):
        raise NotPlainError
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotPlainError from error
    if "\ufffe" in text or "\uffff" in text:
        raise NotPlainError
    if "&" in text:
        _check_references(text)
    return text.replace(">", "<").split("<")


def _form(text: str) -> Form:
    if text.startswith("/"):
        return Form(text, (), empty=False, text=text, telling=())
    found = _START.fullmatch(text)
    if found is None:
        raise NotPlainError
    attributes = tuple(_NAME.findall(found[2]))
    telling = (2 * at + 1 for at, name in enumerate(attributes) if name in _TELLING)
    return Form(found[1], attributes, bool(found[3]), text, tuple(telling))


def _check_references(text: str) -> None:
    references = _REFERENCE.findall(text)
    if len(references) != text.count("&"):
        raise NotPlainError
    for name, decimal, hexadecimal in references:
        if not name and not _allowed(int(decimal or 0) or int(hexadecimal or "0", 16)):
            raise NotPlainError


def _allowed(code: int) -> bool:
    """Say whether XML has this character."""
    plain = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return plain or 0x10000 <= code <= 0x10FFFF


def resolved(text: str) -> str:
    """Return text of a field with its references replaced, as a parser would."""
    return _REFERENCE.sub(_character, text)


def value(quoted: str) -> str:
    """Return the value of an attribute as a parser would: each line break a space."""
    plain = quoted.translate(_BREAKS) if not quoted.isprintable() else quoted
    return resolved(plain) if "&" in plain else plain


def _character(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    return _ENTITIES[name] if name else chr(int(decimal or hexadecimal, 10 if decimal else 16))
