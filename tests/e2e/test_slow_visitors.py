"""Visitors who send or read slowly, at a running server: nobody else notices."""

import contextlib
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from tests.e2e.readers import wait_for
from tests.faults.pouring import CHUNK, LARGE
from tests.service import PATIENCE, ROOT, Service, free_port

HALF = (
    b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail=a"
)
SLOW = 60
# What lies between the two: the pipe, the server's own piece, and both sockets.
MOST_ON_ITS_WAY = 32_000_000


@contextlib.contextmanager
def visitors(port: int, count: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
            for _ in range(count)
        ]


def test_half_a_form_holds_nobody_up(service: Service) -> None:
    with (
        service.running("serve", "--workers", "1"),
        visitors(service.port, SLOW) as slow,
    ):
        for one in slow:
            one.sendall(HALF)
        for address in ("/fr/", "/en/now", "/fr/changes", "/feeds/all.ics", "/healthz", "/fr/"):
            assert (address, service.get(address).status) == (address, 200)
        slow[0].sendall(b"&" * (100 - len(b"email=a")))
        assert slow[0].recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 400"
        for one in slow[1:]:
            one.settimeout(0)
            with pytest.raises(BlockingIOError):
                one.recv(1)


@pytest.fixture
def pouring() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.faults.pouring", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(lambda: poured(port) == (0, 0))
        yield port
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0


def poured(port: int) -> tuple[int, int] | None:
    """Return how many bytes were made so far, and how many answers have ended."""
    with contextlib.suppress(OSError):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/poured") as answer:
            made, ended = answer.read().split()
        return int(made), int(ended)
    return None


def test_a_large_answer_is_made_as_fast_as_it_is_read(pouring: int) -> None:
    with visitors(pouring, 1) as [reader]:
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert reader.recv(15, socket.MSG_WAITALL) == b"HTTP/1.1 200 OK"
        read = 0
        while read < LARGE // 4:
            read += len(reader.recv(len(CHUNK)))
        made = poured(pouring)
        assert made is not None
        assert read <= made[0] <= read + MOST_ON_ITS_WAY
        assert made[1] == 0
    wait_for(lambda: (poured(pouring) or (0, 0))[1] == 1)
    made = poured(pouring)
    assert made is not None
    assert made[0] <= read + MOST_ON_ITS_WAY


def test_a_large_answer_arrives_whole(pouring: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{pouring}/large") as answer:
        length = 0
        while piece := answer.read(len(CHUNK)):
            length += len(piece)
    assert length == LARGE
    wait_for(lambda: poured(pouring) == (LARGE, 1))
