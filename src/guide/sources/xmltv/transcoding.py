"""From the encoding that a guide has, or says it has, to UTF-8."""

import codecs
import re
from typing import Final, NamedTuple, Protocol

_BOMS: Final = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_BOM: Final = (b"<\0", b"\0<")
_DECLARATION: Final = re.compile(rb"<\?xml\s[^>]{0,1000}?\?>")
_ENCODING: Final = re.compile(rb"""\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_AS_UTF_8: Final = {"utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-32"}
_LATIN: Final = {"iso8859-1", "cp1252"}
_NOT_NEWLINE: Final = re.compile(rb"[^\n]")


class UnknownEncodingError(Exception):
    """No decoder for what a guide says it is encoded in: its name for it."""


class Spoken(NamedTuple):
    """How a guide is encoded: `declared` by itself, "" if silent, and `encoding` in truth.

    `skip` bytes of byte order mark come first.
    """

    declared: str
    encoding: str
    skip: int


def spoken(head: bytes) -> Spoken:
    """Read the encoding off the first bytes (XML 1.0, appendix F: the mark counts most).

    Who can read the words "UTF-16" in single bytes does not read UTF-16, so the declaration lies
    and UTF-8 is tried; ASCII is a part of it. Raises UnknownEncodingError.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return Spoken("", _known(encoding, marked=True), len(mark))
    if head.startswith(_NO_BOM):
        raise UnknownEncodingError("UTF-16 without a byte order mark")
    found = _DECLARATION.match(head)
    named = _ENCODING.search(found[0]) if found else None
    declared = named[1].decode() if named else ""
    return Spoken(declared, _known(declared or "utf-8", marked=False), 0)


def _known(declared: str, *, marked: bool) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        raise UnknownEncodingError(declared) from None
    if marked and name != "utf-32":
        return name
    if not marked and name in _AS_UTF_8:
        return "utf-8"
    if re.fullmatch(r"iso8859-\d+|cp125\d|koi8-[ru]", name):
        return name
    raise UnknownEncodingError(declared)


def without_declaration(first: bytes) -> bytes:
    """Blank the XML declaration, which no longer tells the truth; lines and columns stay."""
    found = _DECLARATION.match(first)
    return _NOT_NEWLINE.sub(b" ", found[0]) + first[found.end() :] if found else first


class Transcoder(Protocol):
    """Bytes in, UTF-8 out. Raises UnicodeDecodeError for bytes that stand for nothing."""

    encoding: str

    def utf_8(self, some: bytes) -> bytes:
        """Return what `some` adds; no bytes mean the end."""


def transcoder(encoding: str) -> Transcoder | None:
    """Return what makes UTF-8 of `encoding`, None for UTF-8 itself: the XML parser checks it."""
    if encoding == "utf-8":
        return None
    return _Utf16(encoding) if encoding.startswith("utf-16") else _SingleByte(encoding)


class _Utf16:
    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def utf_8(self, some: bytes) -> bytes:
        return self._decoder.decode(some, final=not some).encode()


class _SingleByte:
    """One of the old alphabets of 256 letters, unless the guide's bytes tell that it is UTF-8.

    Of 382 real guides, some declare ISO-8859-1 and hold UTF-8. Sequences of high bytes that are
    UTF-8 are no words in any old alphabet, so the first of them decide for the whole guide. And
    ISO-8859-1 is read as windows-1252: where they differ the former has control characters only.
    """

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self._table = _table("cp1252" if encoding in _LATIN else encoding)
        self._undecided = True

    def utf_8(self, some: bytes) -> bytes:
        if some.isascii():
            return some
        if self._undecided:
            self._undecided = False
            if _is_utf_8(some):
                self.encoding = "utf-8"
        if self.encoding == "utf-8":
            return some
        return codecs.charmap_decode(some, "strict", self._table)[0].encode()


def _table(encoding: str) -> str:
    """Return the 256 characters of an alphabet; U+FFFE stands where it has none.

    What windows-1252 leaves free are the C1 controls, as browsers read it.
    """
    letters = bytes(range(256)).decode(encoding, "replace").replace("\ufffd", "\ufffe")
    if encoding != "cp1252":
        return letters
    return "".join(chr(at) if one == "\ufffe" else one for at, one in enumerate(letters))


def _is_utf_8(some: bytes) -> bool:
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(some).isascii()
    except UnicodeDecodeError:
        return False
