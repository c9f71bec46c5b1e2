"""From a request of the server's to a WSGI application, and its answer back (PEP 3333)."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from guide.web.piping import piped
from guide.web.rsgi import Exchange, Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# A longer body goes piece by piece, as fast as the visitor reads it.
WHOLE_BYTES = 1_000_000
BODILESS = frozenset({204, 304})
UNPREFIXED = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


def environ_of(scope: Scope, body: bytes) -> "WSGIEnvironment":
    """Return the request as WSGI has it; `body` is what was received of it."""
    server, _, port = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_octets(scope.path),
        "QUERY_STRING": _as_octets(scope.query_string),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | _headers_of(scope, body)


def _as_octets(text: str) -> str:
    return text.encode().decode("latin-1")


def _headers_of(scope: Scope, body: bytes) -> dict[str, str]:
    # Of a body in chunks nobody has said how long it is; it is in no chunks any more.
    found = {"CONTENT_LENGTH": str(len(body))} if body else {}
    for name, value in scope.headers.items():
        # X_Forwarded_For would pass for what a proxy says in X-Forwarded-For.
        if "_" in name or name == "transfer-encoding":
            continue
        key = name.upper().replace("-", "_")
        key = key if key in UNPREFIXED else f"HTTP_{key}"
        repeated = key in found and key != "CONTENT_LENGTH"
        found[key] = f"{found[key]},{value}" if repeated else value
    return found


def answer(app: "WSGIApplication", environ: "WSGIEnvironment", exchange: Exchange) -> None:
    """Ask the application, which begins its answer before it returns, and send what it says.

    Returns when the answer is handed over, or has gone piece by piece, or the visitor has left.
    """
    begun: list[tuple[int, list[tuple[str, str]]]] = []
    written = io.BytesIO()

    def begin(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        begun.append((int(status[:3]), headers))
        return written.write

    chunks = app(environ, begin)
    try:
        status, headers = begun[-1]
        if status in BODILESS or environ["REQUEST_METHOD"] == "HEAD":
            exchange.response_empty(status, headers)
        elif _length(headers) > WHOLE_BYTES:
            piped(chunks, lambda path: exchange.response_file(status, headers, path))
        else:
            exchange.response_bytes(status, headers, _joined(written, chunks))
    finally:
        getattr(chunks, "close", lambda: None)()


def _length(headers: list[tuple[str, str]]) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), 0)


def _joined(written: io.BytesIO, chunks: Iterable[bytes]) -> bytes:
    written.writelines(chunks)
    return written.getvalue()
