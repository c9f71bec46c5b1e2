"""A connection to one checked address, and to no other that its name may have meanwhile."""

import logging
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Sequence

from urllib3.connection import HTTPConnection, HTTPSConnection

from guide.sources.download.address import Address
from guide.sources.download.faults import DownloadError
from guide.sources.download.networks import why_not
from guide.sources.download.patience import Patience

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]
Dial = Callable[[], socket.socket]

# It writes whole addresses into the log, and what stands in them may be secret.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


def resolve(host: str, port: int) -> list[str]:
    """Return every internet address that the machine's resolver knows of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(ip: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((ip, port), timeout=seconds)


class _PlainLine(HTTPConnection):
    dial: Dial

    def _new_conn(self) -> socket.socket:
        return self.dial()


class _SecureLine(HTTPSConnection):
    dial: Dial

    def _new_conn(self) -> socket.socket:
        return self.dial()


def checked(address: Address, resolve: Resolve, patience: Patience) -> Sequence[str]:
    """Return the internet addresses of a host; raise DownloadError if any is not public."""
    found = _looked_up(address, resolve, patience)
    for ip in found:
        kind = why_not(ip)
        if kind is not None:
            raise DownloadError(
                f"{address.host} leads to {ip}, which is {kind}: only public addresses are "
                "fetched from; import the file itself instead"
            )
    return found


def line(
    address: Address,
    ips: Sequence[str],
    *,
    connect: Connect,
    trust: ssl.SSLContext | None,
    head: Patience,
    whole: Patience,
) -> HTTPConnection:
    """Return a connection, not yet open, to the first of `ips` that answers.

    It is made of the number, never of the name, so that nothing looks the name up again; the
    name is what the certificate must be of.
    """

    def dial() -> socket.socket:
        sock = _dialled(ips, address.port, connect, head)
        sock.settimeout(head.seconds)
        head.watch(sock)
        whole.watch(sock)
        return sock

    if address.scheme == "http":
        plain = _PlainLine(ips[0], address.port, timeout=head.seconds)
        plain.dial = dial
        return plain
    secure = _SecureLine(
        ips[0],
        address.port,
        timeout=head.seconds,
        server_hostname=address.host.strip("[]"),
        ssl_context=trust or ssl.create_default_context(),
    )
    secure.dial = dial
    return secure


def _dialled(ips: Sequence[str], port: int, connect: Connect, patience: Patience) -> socket.socket:
    for ip in ips[:-1]:
        try:
            return connect(ip, port, patience.left / 2)
        except OSError:
            continue
    return connect(ips[-1], port, patience.left)


def _looked_up(address: Address, resolve: Resolve, patience: Patience) -> Sequence[str]:
    """Look a name up in a thread of its own: the system's resolver knows no end."""
    answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolve(address.host.strip("[]"), address.port))
        except (OSError, UnicodeError):
            answers.put(())

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        found = answers.get(timeout=patience.left)
    except queue.Empty:
        raise DownloadError(f"{address.host} could not be looked up in time") from None
    if not found:
        raise DownloadError(
            f"{address.host} is not known: look at its spelling, and at the network"
        )
    return found
