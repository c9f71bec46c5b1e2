"""Large documents that are kept ready: packed, in files without names."""

import os
import tempfile
import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator

CHUNK = 65_536
MOST_FILES = 200
# So many threads at most make documents or wait for one, and so many send large ones: the server
# needs a thread for each that it sends piece by piece. The others are there for pages.
MAKERS = 4
SENDERS = 4
PATIENCE = 2.0
FLIGHTS = 16
_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 6


class BusyError(Exception):
    """Too many documents are being made or sent."""


class Packed:
    """A document as a gzip file (RFC 1952, its time 0): equal content has equal bytes.

    `size` is that of the gzip file, `length` of what is in it. Several threads may read at once.
    Only a whole document is ever made of `pieces`: what they raise comes through.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- as long as it is kept
        weakref.finalize(self, self._file.close)
        self.length = 0
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        for piece in pieces:
            self.length += len(piece)
            self._file.write(packer.compress(piece))
        self._file.write(packer.flush())
        self.size = self._file.tell()

    def packed(self) -> Iterator[bytes]:
        """Yield the gzip file."""
        at = 0
        while chunk := os.pread(self._file.fileno(), CHUNK, at):
            at += len(chunk)
            yield chunk

    def plain(self) -> Iterator[bytes]:
        """Yield what is in it, in pieces of CHUNK bytes at most."""
        unpacker = zlib.decompressobj(_GZIP)
        for chunk in self.packed():
            rest = chunk
            while rest:
                yield unpacker.decompress(rest, CHUNK)
                rest = unpacker.unconsumed_tail
        yield unpacker.flush()


class Sending:
    """Pieces on their way; `close` gives back the place they take, as their end does."""

    def __init__(self, pieces: Iterator[bytes], give_back: Callable[[], None]) -> None:
        self._pieces = pieces
        self.close = weakref.finalize(self, give_back)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except StopIteration:
            self.close()
            raise


class Documents:
    """The newest edition of each document, the least lately asked for given up past `limit` bytes.

    Of many who ask for the same missing document at once, one makes it and the others wait.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Packed]] = OrderedDict()
        self._flights = tuple(threading.Lock() for _ in range(FLIGHTS))
        self._makers = threading.BoundedSemaphore(MAKERS)
        self._senders = threading.BoundedSemaphore(SENDERS)

    def get(self, key: Hashable, edition: Hashable) -> Packed | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != edition:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def made(self, key: Hashable, edition: Hashable, make: Callable[[], Iterable[bytes]]) -> Packed:
        """Return the document, made if it is not kept; BusyError if too many are being made."""
        found = self.get(key, edition)
        if found is not None:
            return found
        if not self._makers.acquire(timeout=PATIENCE):
            raise BusyError
        try:
            with self._flights[hash(key) % FLIGHTS]:
                return self.get(key, edition) or self._put(key, edition, Packed(make()))
        finally:
            self._makers.release()

    def sent(self, pieces: Iterator[bytes]) -> Sending:
        """Return pieces of a large document as they may be sent; BusyError if too many are."""
        if not self._senders.acquire(timeout=PATIENCE):
            raise BusyError
        return Sending(pieces, self._senders.release)

    def _put(self, key: Hashable, edition: Hashable, packed: Packed) -> Packed:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (edition, packed)
            # The newest one is kept however large it is: somebody else will ask for it.
            while len(self._kept) > 1 and (
                len(self._kept) > MOST_FILES
                or sum(one.size for _, one in self._kept.values()) > self._limit
            ):
                self._kept.popitem(last=False)
        return packed
