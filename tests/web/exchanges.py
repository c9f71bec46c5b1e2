"""Requests as the server hands them over, and exchanges that note what they are told."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 65_536


@dataclass
class FakeHeaders:
    """As the server's: names in small letters, which may come several times."""

    pairs: Sequence[tuple[str, str]]

    def get(self, key: str, default: str | None = None) -> str | None:
        return next((value for name, value in self.pairs if name == key), default)

    def items(self) -> list[tuple[str, str]]:
        return list(self.pairs)


@dataclass
class FakeScope:
    path: str = "/"
    method: str = "GET"
    query_string: str = ""
    headers: FakeHeaders = field(default_factory=lambda: FakeHeaders([("host", "guide.test")]))
    client: str = "192.0.2.7:40000"
    server: str = "127.0.0.1:8000"
    scheme: str = "http"
    http_version: str = "1.1"

    def saying(self, **headers: str) -> "FakeScope":
        more = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.headers = FakeHeaders([*self.headers.pairs, *more])
        return self


@dataclass
class FakeExchange:
    """`pieces` is the body of the request; `never_ends` where more of it is said to come.

    A file is read in a thread of its own, up to `reads` bytes, then closed, as by a visitor who
    leaves.
    """

    pieces: Sequence[bytes] = ()
    never_ends: bool = False
    reads: int = 1 << 30
    taken: int = 0
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None
    reader: threading.Thread | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece
        if self.never_ends:
            await asyncio.Event().wait()

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.status, self.headers = status, headers
        self.reader = threading.Thread(target=self._read, args=(Path(file),))
        self.reader.start()

    def _read(self, path: Path) -> None:
        read = bytearray()
        with path.open("rb", buffering=0) as pipe:
            while len(read) < self.reads and (chunk := pipe.read(CHUNK)):
                read += chunk
        self.body = bytes(read)
