"""Web addresses: read strictly, and shown without what may be secret in them."""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from guide.sources.download.faults import DownloadError

PORTS = {"http": 80, "https": 443}
MASK = "***"
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\]")
_BARE = re.compile(r"[\x21-\x7e\x80-\U0010ffff]{1,2000}")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address: `host` in lower case, IPv6 in brackets; `target` is path and
    query as they are asked for. `credentials` are what Basic authentication sends.
    """

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)
    credentials: str | None = field(default=None, repr=False)

    @property
    def authority(self) -> str:
        """Return the host, with its port where that is not the scheme's own."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"

    def is_among(self, hosts: Collection[str]) -> bool:
        """Say whether one of `hosts` (`name`, at the scheme's own port, or `name:port`) is this."""
        return self.authority in hosts or f"{self.host}:{self.port}" in hosts

    def is_same_host(self, other: "Address") -> bool:
        """Say whether `other` may hear our credentials: same host and port, or its https."""
        if (self.host, self.port, self.scheme) == (other.host, other.port, other.scheme):
            return True
        secured = (self.scheme, self.port, other.scheme, other.port) == ("http", 80, "https", 443)
        return self.host == other.host and secured


def parse(text: str) -> Address:
    """Read an address; raise DownloadError if it is none to download from."""
    try:
        parts = urlsplit(text) if _BARE.fullmatch(text) and "\\" not in text else None
        port = parts.port if parts else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in PORTS:
        raise DownloadError(f"{shown(text)} is no address that starts with https:// or http://")
    host = parts.netloc.rpartition("@")[2].lower()
    host = re.sub(r":\d*$", "", host).removesuffix(".")
    if not _HOST.fullmatch(host) or port == 0:
        raise DownloadError(f"{shown(text)} names no host: write it in plain letters (xn--…)")
    return Address(
        scheme=parts.scheme,
        host=host,
        port=port or PORTS[parts.scheme],
        target=_target(parts),
        credentials=_credentials(parts),
    )


def redirected(base: Address, location: str) -> Address:
    """Return where a redirect leads; raise DownloadError if it leads from https to http."""
    whole = f"{base.scheme}://{base.authority}{base.target}"
    found = parse(urljoin(whole, location.strip()))
    if base.scheme == "https" and found.scheme == "http":
        raise DownloadError(f"it leads to {shown(location)}, which is not encrypted any more")
    # Credentials that a server names would be sent to whomever it likes.
    kept = base.credentials if base.is_same_host(found) else None
    return Address(found.scheme, found.host, found.port, found.target, kept)


def shown(address: str) -> str:
    """Return an address as it may be printed, logged and kept: user, password and the values of
    the query masked, on one line. Anything is accepted.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return "an address that is none"
    user, at, host = parts.netloc.rpartition("@")
    if parts.scheme not in PORTS and "@" in address:
        return _plain(f"{MASK}@{address.rpartition('@')[2]}")
    scheme = f"{parts.scheme}:" if parts.scheme else ""
    authority = f"//{MASK if user else ''}{at}{host}" if parts.netloc else ""
    query = "&".join(_masked(pair) for pair in parts.query.split("&")) if parts.query else ""
    whole = f"{scheme}{authority}{parts.path}{'?' if query else ''}{query}"
    return _plain(whole)


def _plain(text: str) -> str:
    plain = "".join(one if one.isprintable() else "?" for one in text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _masked(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={MASK}" if equals else MASK


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _credentials(parts: SplitResult) -> str | None:
    if parts.username is None and parts.password is None:
        return None
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")
