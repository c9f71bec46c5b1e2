"""What a way of delivering mail looks like, and what can go wrong with it."""

import re
from dataclasses import dataclass
from typing import Protocol

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender` and `recipient` are bare addresses, `body` the whole message with CRLF ends."""

    sender: str
    recipient: str
    body: bytes


class DeliveryError(Exception):
    """A mail that was not, or perhaps not, accepted; the text names no address.

    Without any bit it is worth trying again later. `permanent`: never for this recipient.
    `unknown`: the mail was handed over whole but no answer came, so it may have been accepted.
    `pause`: nothing is wrong with the mail, the way itself is closed. `slow`: the server asks
    for fewer mails (421). `code` is the server's answer, 0 without one.
    """

    def __init__(
        self,
        text: str,
        *,
        code: int = 0,
        permanent: bool = False,
        unknown: bool = False,
        pause: bool = False,
        slow: bool = False,
    ) -> None:
        super().__init__(_ADDRESS.sub("(address)", " ".join(text.split()))[:300])
        self.code = code
        self.permanent = permanent
        self.unknown = unknown
        self.pause = pause
        self.slow = slow


class Connection(Protocol):
    def send(self, mail: Mail) -> None:
        """Return once the mail is accepted; raise DeliveryError otherwise."""

    def close(self) -> None:
        """Hang up; harmless at any time, never raises."""


class Transport(Protocol):
    def open(self) -> Connection:
        """Return a connection for one thread; it need not connect before its first mail."""
