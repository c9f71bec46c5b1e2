import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from guide.web import piping
from guide.web.bridge import WHOLE_BYTES, answer, environ_of
from tests.web.exchanges import CHUNK, FakeExchange, FakeHeaders, FakeScope

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGE = 40 * CHUNK
HEADERS = [("Content-Type", "text/plain"), ("Content-Length", str(LARGE))]


def test_a_request_becomes_the_environment_of_wsgi() -> None:
    scope = FakeScope(
        "/séries/",
        "POST",
        "q=é",
        FakeHeaders([("host", "guide.test"), ("content-type", "a/b"), ("accept", "x"),
                     ("accept", "y"), ("content-length", "3"), ("transfer-encoding", "chunked"),
                     ("x_forwarded_for", "192.0.2.1")]),
        "[2001:db8::7]:40000", "[::1]:8000", "http", "1.1",
    )  # fmt: skip
    environ = environ_of(scope, b"a=b")
    body = environ.pop("wsgi.input")
    assert isinstance(body, io.BytesIO)
    assert body.read() == b"a=b"
    assert environ == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/séries/".encode().decode("latin-1"),
        "QUERY_STRING": "q=é".encode().decode("latin-1"),
        "SERVER_NAME": "::1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "2001:db8::7",
        "CONTENT_TYPE": "a/b",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "guide.test",
        "HTTP_ACCEPT": "x,y",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


@dataclass
class Pouring:
    """An application whose answer is LARGE, in pieces; `fails` in the middle of them."""

    status: str = "200 OK"
    fails: bool = False
    poured: int = 0
    closed: int = 0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response(self.status, HEADERS)
        return self

    def __iter__(self) -> Iterator[bytes]:
        for n in range(LARGE // CHUNK):
            if self.fails and n == 20:
                raise LookupError
            self.poured += CHUNK
            yield bytes([n]) * CHUNK

    def close(self) -> None:
        self.closed += 1


def pour(app: Pouring, exchange: FakeExchange, method: str = "GET") -> None:
    try:
        answer(app, environ_of(FakeScope(method=method), b""), exchange)
    finally:
        if exchange.reader:
            exchange.reader.join()


def test_a_large_answer_goes_through_a_pipe() -> None:
    app, exchange = Pouring(), FakeExchange()
    assert LARGE > WHOLE_BYTES
    pour(app, exchange)
    assert (exchange.status, exchange.headers) == (200, HEADERS)
    assert exchange.body == b"".join(bytes([n]) * CHUNK for n in range(LARGE // CHUNK))
    assert (app.poured, app.closed) == (LARGE, 1)


def test_nothing_is_made_for_a_visitor_who_has_left() -> None:
    app, exchange = Pouring(), FakeExchange(reads=2 * CHUNK)
    pour(app, exchange)
    assert exchange.body is not None
    assert app.poured < LARGE
    assert app.closed == 1


def test_nobody_is_waited_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piping, "PATIENCE", 0.01)
    app, exchange = Pouring(), FakeExchange()
    monkeypatch.setattr(exchange, "response_file", lambda *_: None)
    pour(app, exchange)
    assert (app.poured, app.closed) == (0, 1)


def test_what_fails_in_the_middle_ends_the_pipe_too_early() -> None:
    app, exchange = Pouring(fails=True), FakeExchange()
    with pytest.raises(LookupError):
        pour(app, exchange)
    assert exchange.body is not None
    assert len(exchange.body) == 20 * CHUNK
    assert app.closed == 1


@pytest.mark.parametrize(("status", "method"), [("200 OK", "HEAD"), ("304 Not Modified", "GET")])
def test_without_a_body_nothing_is_poured(status: str, method: str) -> None:
    app, exchange = Pouring(status), FakeExchange()
    pour(app, exchange, method)
    assert (exchange.status, exchange.headers, exchange.body) == (int(status[:3]), HEADERS, None)
    assert (app.poured, app.closed) == (0, 1)
