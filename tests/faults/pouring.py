"""A server of guide's whose only answer is far larger than what it may keep in memory.

Started with a port. `/poured` tells how much of it was made so far, and how often it ended.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.routing import Map

from guide.cli import parts
from guide.web.front import Front
from guide.web.ready import ReadyBytes
from tests.releases.builders import EVENING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CHUNK = bytes(65_536)
LARGE = 4_000 * len(CHUNK)


@dataclass
class Pouring:
    poured: int = 0
    ended: int = 0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/poured":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [f"{self.poured} {self.ended}".encode()]
        start_response("200 OK", [("Content-Length", str(LARGE))])
        return Pour(self)


@dataclass
class Pour:
    noted: Pouring

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(LARGE // len(CHUNK)):
            self.noted.poured += len(CHUNK)
            yield CHUNK

    def close(self) -> None:
        self.noted.ended += 1


def front() -> Front:
    nothing: Callable[[], None] = lambda: None  # noqa: E731 -- what has no release keeps nothing
    layer = ReadyBytes(
        Pouring(),
        urls=Map([]),
        kept={},
        release=nothing,
        seen=nothing,
        now=lambda: EVENING,
        allowed_hosts=("127.0.0.1",),
        limit=0,
    )
    return Front(layer, largest=1)


if __name__ == "__main__":
    parts.serve(front, host="127.0.0.1", port=int(sys.argv[1]), workers=1)
