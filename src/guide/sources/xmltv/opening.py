"""Open a guide as one stream of UTF-8, whatever it is packed and encoded in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from guide.model.problems import Place
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.transcoding import (
    UnknownEncodingError,
    spoken,
    transcoder,
    without_declaration,
)
from guide.sources.xmltv.unpacking import Unpacked

_HEAD: Final = 1 << 16


class Source:
    """A guide's text in UTF-8; its byte order mark is gone, its XML declaration blanked.

    `encoding` is what it is read as and `declared` what it says of itself ("" if nothing):
    ISO-8859-1 may prove to be UTF-8 while it is read. `packed` and `unpacked` count bytes.
    """

    def __init__(self, stream: BinaryIO, *, name: str, limits: Limits) -> None:
        self.name = name
        self._bytes = Unpacked(stream, name=name, limits=limits)
        head = self._head()
        try:
            self.declared, encoding, skip = spoken(head)
        except UnknownEncodingError as unknown:
            self._refuse(f"is in {unknown}, which is not read; convert it to UTF-8 (iconv does)")
        self._transcoder = transcoder(encoding)
        self._line = 1
        self._ahead = without_declaration(self._utf_8(head[skip:]))

    @property
    def encoding(self) -> str:
        return self._transcoder.encoding if self._transcoder else "utf-8"

    @property
    def packed(self) -> int:
        return self._bytes.packed

    @property
    def unpacked(self) -> int:
        return self._bytes.unpacked

    def read(self, size: int) -> bytes:
        """Return the next bytes, about `size` of them, none at the end.

        Raises XmltvError for what is beyond the limits, damaged, cut off or wrongly encoded.
        """
        if self._ahead:
            some, self._ahead = self._ahead, b""
            return some
        while raw := self._bytes.read(size):
            if some := self._utf_8(raw):
                return some
        return self._utf_8(b"")

    def _head(self) -> bytes:
        head = b""
        while len(head) < _HEAD and (more := self._bytes.read(_HEAD - len(head))):
            head += more
        return head

    def _utf_8(self, raw: bytes) -> bytes:
        if self._transcoder is None:
            return raw
        try:
            some = self._transcoder.utf_8(raw)
        except UnicodeDecodeError as fault:
            before = self._line + fault.object[: fault.start].count(b"\n")
            self._refuse(
                f"has bytes that are no {self.encoding}; declare the encoding it is in", before
            )
        self._line += some.count(b"\n")
        return some

    def _refuse(self, reason: str, line: int = 1) -> NoReturn:
        raise XmltvError(reason, Place(self.name, line))


@contextmanager
def opened(path: Path | BinaryIO, *, name: str, limits: Limits | None = None) -> Iterator[Source]:
    """Open a file, or a stream that need not seek and stays open; `name` is for messages.

    What it is packed in shows in its first bytes, not in its name. Raises XmltvError.
    """
    limits = limits or Limits()
    if not isinstance(path, Path):
        yield Source(path, name=name, limits=limits)
        return
    try:
        stream = path.open("rb", buffering=0)
    except OSError as fault:
        raise XmltvError(f"cannot be opened: {fault.strerror}", Place(name)) from None
    with stream:
        yield Source(stream, name=name, limits=limits)
