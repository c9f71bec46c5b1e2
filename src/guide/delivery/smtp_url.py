"""The address of a mail server, as the settings write it."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where to deliver; `tls` from the first byte, `starttls` before anything is said."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False
    verify: bool = True


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:pass@host:587?starttls=1` or `smtps://user:pass@host`.

    STARTTLS is the default on port 587; `verify=0` accepts any certificate. Raises ValueError
    saying what is wrong, never with any part of the URL that might be a password.
    """
    parts = _split(url)
    options = _options(parts)
    tls = parts.scheme == "smtps"
    port = _port(parts) or (465 if tls else 25)
    if tls and options.get("starttls"):
        raise ValueError("smtps:// is TLS from the start: leave starttls out")
    server = SmtpServer(
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=options.get("starttls", not tls and port == 587),
        verify=options.get("verify", True),
    )
    _refuse_unusable(server)
    return server


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("is no URL like smtp://user:pass@host:587?starttls=1") from None
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("must start with smtp:// or smtps://")
    if parts.path not in ("", "/") or parts.fragment:
        raise ValueError(
            "has something behind the host: in a password, write / ? # @ : % as "
            "%2F %3F %23 %40 %3A %25"
        )
    if not _usable_host(parts.hostname or ""):
        raise ValueError("names no host: write smtp://user:pass@host:587?starttls=1")
    return parts


def _usable_host(host: str) -> bool:
    try:
        return bool(host.encode("idna"))
    except UnicodeError:
        return False


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("has a port that is no number from 1 to 65535") from None


def _options(parts: SplitResult) -> dict[str, bool]:
    options = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in ("starttls", "verify") or value not in ("0", "1"):
            raise ValueError("knows the options starttls=0|1 and verify=0|1 only")
        options[name] = value == "1"
    return options


def _refuse_unusable(server: SmtpServer) -> None:
    if not (server.user + server.password).isascii():
        raise ValueError("has a user or password with letters beyond ASCII")
    if server.password and not server.user:
        raise ValueError("has a password but no user")
    if server.user and not (server.tls or server.starttls) and server.host not in _LOOPBACK:
        raise ValueError("would send the password in the clear: add ?starttls=1 or use smtps://")
