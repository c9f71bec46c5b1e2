"""One download: asked for, redirected, and written to a file."""

import contextlib
import http
import http.client
import ssl
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from guide.sources.download import line as lines
from guide.sources.download.address import Address, parse, redirected, shown
from guide.sources.download.faults import DownloadError
from guide.sources.download.line import Connect, Resolve
from guide.sources.download.patience import Patience

REDIRECTS = (301, 302, 303, 307, 308)
CODINGS = ("", "identity", "gzip", "x-gzip")
PIECE = 65_536
VALIDATORS = ("ETag", "Last-Modified")

Validators = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """`head_seconds` are for everything up to the answer's head, `seconds` for the whole."""

    max_bytes: int = 256 * 1024 * 1024
    head_seconds: float = 10.0
    seconds: float = 600.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """`etag` and `modified` are what to ask with the next time."""

    size: int
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server still has what was fetched before."""


@dataclass(frozen=True, slots=True)
class Wires:
    """How names are looked up and connections made, and whose certificates are trusted."""

    resolve: Resolve = lines.resolve
    connect: Connect = lines.connect
    trust: ssl.SSLContext | None = None


def fetch(
    address: str,
    into: Path,
    *,
    allowed: Collection[str],
    limits: Limits = Limits(),
    known: Validators = (None, None),
    progress: Callable[[int, int | None], None] = lambda _done, _of: None,
    wires: Wires = Wires(),
) -> Fetched | NotModified:
    """Write what lies at `address` to `into`, as it came.

    `allowed` are names of hosts (at the scheme's own port) or `host:port`; `known` are ETag and
    Last-Modified of what one has already. `progress` hears of the bytes so far and of how many
    there will be, if that is known; what it raises ends the download. Raises DownloadError for
    everything that stands against it, OSError if `into` can't be written.
    """
    first = parse(address)
    try:
        with Patience(limits.seconds) as whole, Patience(limits.head_seconds) as head:
            asking = _Asking(into, allowed, limits, known, progress, wires, whole, head)
            return asking.follow(first)
    except DownloadError as fault:
        raise DownloadError(f"{shown(address)}: {fault}") from None


@dataclass(slots=True)
class _Asking:
    into: Path
    allowed: Collection[str]
    limits: Limits
    known: Validators
    progress: Callable[[int, int | None], None]
    wires: Wires
    whole: Patience
    head: Patience

    def follow(self, address: Address) -> Fetched | NotModified:
        for _ in range(self.limits.redirects + 1):
            connection = self._line(address)
            try:
                with contextlib.closing(self._asked(connection, address)) as answer:
                    if answer.status not in REDIRECTS:
                        return self._taken(answer, address)
            finally:
                connection.close()
            address = redirected(address, answer.headers.get("Location", ""))
        raise DownloadError(f"it redirects more than {self.limits.redirects} times")

    def _line(self, address: Address) -> HTTPConnection:
        if not address.is_among(self.allowed):
            raise DownloadError(
                f"{address.authority} is not among GUIDE_IMPORT_HOSTS: "
                "name it there to import from it"
            )
        ips = lines.checked(address, self.wires.resolve, self.head)
        connect, trust = self.wires.connect, self.wires.trust
        return lines.line(
            address, ips, connect=connect, trust=trust, head=self.head, whole=self.whole
        )

    def _asked(self, connection: HTTPConnection, address: Address) -> HTTPResponse:
        with self._told():
            connection.request(
                "GET",
                address.target,
                headers=self._headers(address),
                preload_content=False,
                decode_content=False,
            )
            answer = connection.getresponse()
        # A line that was hung up looks like the end of the head.
        if self.head.is_over:
            answer.close()
            raise DownloadError(self._late)
        return answer

    def _taken(self, answer: HTTPResponse, address: Address) -> Fetched | NotModified:
        self.head.end()
        if answer.status == http.HTTPStatus.NOT_MODIFIED and any(self.known):
            return NotModified()
        if answer.status != http.HTTPStatus.OK:
            raise DownloadError(f"it answers {_status(answer.status)}{_why(answer, address)}")
        if answer.headers.get("Content-Encoding", "").strip().lower() not in CODINGS:
            raise DownloadError("it answers in a coding that was not asked for")
        size = self._saved(answer)
        etag, modified = (_validator(answer.headers.get(name)) for name in VALIDATORS)
        return Fetched(size, etag, modified)

    def _saved(self, answer: HTTPResponse) -> int:
        size, of = 0, answer.length_remaining
        self._bear(of or 0)
        with self.into.open("wb") as file:
            for piece in self._pieces(answer):
                size += len(piece)
                self._bear(size)
                file.write(piece)
                self.progress(size, of)
        if size == 0:
            raise DownloadError("it answers with nothing")
        return size

    def _pieces(self, answer: HTTPResponse) -> Iterator[bytes]:
        pieces = answer.stream(PIECE, decode_content=False)
        while True:
            with self._told():
                piece = next(pieces, b"")
            # A line that was hung up looks like an end where no length was told.
            if self.whole.is_over:
                raise DownloadError(f"it takes longer than {self.limits.seconds:.0f} s")
            if not piece:
                return
            yield piece

    def _bear(self, size: int) -> None:
        if size > self.limits.max_bytes:
            raise DownloadError(
                f"it has more than {self.limits.max_bytes:,} bytes: raise GUIDE_IMPORT_MAX_BYTES"
            )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a line what a connection could not do."""
        try:
            yield
        except (OSError, HTTPError, http.client.HTTPException) as fault:
            raise DownloadError(self._reason(fault)) from None

    @property
    def _late(self) -> str:
        return f"no answer came within {self.limits.head_seconds:.0f} s"

    def _reason(self, fault: Exception) -> str:
        if self.whole.is_over:
            return f"it takes longer than {self.limits.seconds:.0f} s"
        if self.head.is_over:
            return self._late
        if isinstance(fault, TimeoutError | ReadTimeoutError):
            return f"nothing came for {self.limits.head_seconds:.0f} s"
        return _words(fault)

    def _headers(self, address: Address) -> dict[str, str]:
        etag, modified = self.known
        headers = {
            "Host": address.authority,
            "User-Agent": "guide",
            "Accept": "application/xml, text/xml, application/gzip, */*;q=0.5",
            "Accept-Encoding": "identity",
            "Authorization": address.credentials,
            "If-None-Match": etag,
            "If-Modified-Since": modified,
        }
        return {name: value for name, value in headers.items() if value}


def _words(fault: Exception) -> str:
    match fault:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be trusted: {fault.verify_message}"
        case ssl.SSLError():
            return "no encrypted connection can be agreed upon"
        case OSError(strerror=str(words)):
            return f"it cannot be reached: {words}"
    return "its answer breaks off, or is no HTTP"


def _why(answer: HTTPResponse, address: Address) -> str:
    """Tell where user and password come from, if they are missing: no release keeps them."""
    missing = answer.status == http.HTTPStatus.UNAUTHORIZED and address.credentials is None
    return ": write the credentials into its address in the schedule files" if missing else ""


def _status(code: int) -> str:
    try:
        return f"{code} {http.HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _validator(value: str | None) -> str | None:
    """Return what a server calls its answer, if it is fit to be kept and sent back."""
    return value if value and value.isascii() and value.isprintable() and len(value) < 500 else None
