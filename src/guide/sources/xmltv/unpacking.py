"""Plain, gzip and xz bytes, told apart by their first bytes, unpacked within the limits."""

import lzma
import zlib
from typing import BinaryIO, Final, NoReturn, Protocol

from guide.model.problems import Place
from guide.sources.xmltv.limits import Limits, XmltvError

_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"
_UNREAD: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "packed with bzip2",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
}
_LONGEST: Final = 6
_CHUNK: Final = 1 << 16
_FREE: Final = 1 << 20  # unpacked bytes before the expansion counts
_XZ_MEMORY: Final = 128 << 20  # xz -9 needs 65 MiB


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class _Gunzip:
    """zlib with the manners of lzma: what it has not looked at yet, it keeps."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class Unpacked:
    """The unpacked bytes of `stream`; `packed` and `unpacked` count what has passed so far."""

    def __init__(self, stream: BinaryIO, *, name: str, limits: Limits) -> None:
        self.packed = self.unpacked = 0
        self._stream = stream
        self._name = name
        self._limits = limits
        self._members = 0
        self._ahead = self._at_least(_LONGEST)
        self._unpacker = self._member()

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end. Raises XmltvError beyond the limits."""
        some = self._plain(size) if self._unpacker is None else self._member_bytes(size)
        self.unpacked += len(some)
        self._check()
        return some

    def _plain(self, size: int) -> bytes:
        if not self._ahead:
            return self._take(size)
        some, self._ahead = self._ahead[:size], self._ahead[size:]
        return some

    def _member_bytes(self, size: int) -> bytes:
        while self._unpacker is not None:
            some = self._unpack(self._unpacker, size)
            if self._unpacker.eof:
                self._next_member(self._unpacker.unused_data)
            if some:
                return some
        return b""

    def _unpack(self, unpacker: _Unpacker, size: int) -> bytes:
        try:
            some = unpacker.decompress(self._ahead, size)
            self._ahead = b""
            if not some and not unpacker.eof:
                some = unpacker.decompress(self._take(_CHUNK) or self._cut_off(), size)
        except lzma.LZMAError as fault:
            if "emory" in str(fault):
                self._refuse("takes more than 128 MiB to unpack; pack it with gzip")
            self._refuse(f"the packed data are damaged ({fault}); fetch the guide again")
        except zlib.error as fault:
            self._refuse(f"the packed data are damaged ({fault}); fetch the guide again")
        return some

    def _next_member(self, following: bytes) -> None:
        """Go on behind the end of one packed member: zeros pad, and another may follow."""
        self._ahead = following.lstrip(b"\0")
        while not self._ahead and (more := self._take(_CHUNK)):
            self._ahead = more.lstrip(b"\0")
        if self._ahead:
            self._ahead += self._at_least(_LONGEST - len(self._ahead))
        self._unpacker = self._member()
        if self._ahead and self._unpacker is None:
            self._refuse("something follows the packed data; fetch the guide again")

    def _member(self) -> _Unpacker | None:
        self._members += 1
        for magic, what in _UNREAD.items():
            if self._ahead.startswith(magic):
                self._refuse(f"is {what}, which is not read; unpack it, or pack it with gzip or xz")
        if self._ahead.startswith(_GZIP):
            return _Gunzip()
        if self._ahead.startswith(_XZ):
            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
        return None

    def _check(self) -> None:
        limits = self._limits
        if self.unpacked > limits.max_bytes:
            self._refuse(f"holds more than {limits.max_bytes:,} bytes; raise the limit or cut it")
        if self.unpacked > max(_FREE, limits.expansion * self.packed):
            self._refuse(f"expands more than {limits.expansion} times, as no guide does")
        if self._members > 1000 + self.unpacked // 1024:
            self._refuse("is packed in too many tiny parts; pack it anew")

    def _take(self, size: int) -> bytes:
        try:
            some = self._stream.read(size)
        except OSError as fault:
            self._refuse(f"cannot be read: {fault.strerror or fault}")
        self.packed += len(some)
        return some

    def _at_least(self, size: int) -> bytes:
        some = b""
        while len(some) < size and (more := self._take(_CHUNK)):
            some += more
        return some

    def _cut_off(self) -> NoReturn:
        self._refuse("the packed data are cut off before their end; fetch the guide again")

    def _refuse(self, reason: str) -> NoReturn:
        raise XmltvError(reason, Place(self._name))
