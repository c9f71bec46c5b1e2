"""Servers that stand for those of others: local, but known by public names and addresses."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from guide.sources.download.fetching import Wires

PUBLIC = "93.184.216.34"


@dataclass
class Page:
    """What is answered at a path; `raw` is sent as it is, in place of any HTTP."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    length: int | None = None


@dataclass
class Site:
    """A server, its pages by path, and what was asked of it."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@dataclass
class Internet:
    """Names and addresses as the downloads of a test see them.

    `names` may answer a name differently each time, the last answer staying. Every connection
    ends at the site of its port in `ports`, whichever public address it was made to.
    """

    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    ports: dict[int, int] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    trust: ssl.SSLContext | None = None

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        answers = self.names.get(host, [()])
        return answers[min(self.looked_up.count(host), len(answers)) - 1]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((ip, port))
        return socket.create_connection(("127.0.0.1", self.ports[port]), timeout=seconds)

    @property
    def wires(self) -> Wires:
        return Wires(resolve=self.resolve, connect=self.connect, trust=self.trust)


@contextlib.contextmanager
def site(certificate: Path | None = None) -> Iterator[Site]:
    """Yield a server that answers what its pages say; of a certificate, over TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    one = Site(server.server_address[1])
    server.RequestHandlerClass = _handler(one)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients hang up here
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(one: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            one.asked.append((self.path, dict(self.headers)))
            page = one.pages.get(self.path, Page(b"nothing here", 404))
            if page.raw is not None:
                self.wfile.write(page.raw)
                return
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if "Transfer-Encoding" not in page.headers:
                length = len(page.body) if page.length is None else page.length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def speaker(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """Yield the port of a server that speaks to whoever connects, until it is told to end."""
    over = threading.Event()

    def hear(one: socket.socket) -> None:
        with one, contextlib.suppress(OSError):
            one.recv(65_536)
            speak(one, over)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = listening.accept()
                threading.Thread(target=hear, args=(one,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def certificate(folder: Path, host: str) -> Path:
    """Return a new certificate of `host` that vouches for itself, with its key, in one file."""
    path = folder / f"{host}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    names = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}", "-days", "2"]
    files = ["-nodes", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    with path.open("ab") as file:
        file.write(Path(f"{path}.crt").read_bytes())
    return path
