"""An outbox in memory, and a mail server that misbehaves on demand."""

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from guide.delivery.drain import OutboxAwayError
from guide.delivery.transport import Mail
from guide.model.reminders import Message, Outcome, Result, Subscriber
from tests.service import free_port

NOON = dt.datetime(2017, 6, 1, 10, tzinfo=dt.UTC)


def message(number: int, *, attempt: int = 1) -> Message:
    someone = Subscriber(f"s{number}", f"s{number}@example.org", "Europe/Paris", "fr", 0)
    return Message(
        id=number,
        kind="airing",
        reference="mission-1",
        lead="30m",
        told="ocs-city@2017-06-01T18:40:00Z",
        told_before="",
        subscriber=someone,
        expires=NOON + dt.timedelta(hours=8),
        attempt=attempt,
        lease=1,
        job=1,
    )


def mail(message: Message) -> Mail:
    body = f"To: {message.subscriber.email}\r\nMessage-ID: <{message.id}@x>\r\n\r\n.été\r\n"
    return Mail("reminders@guide.example", message.subscriber.email, body.encode())


@dataclass
class FakeOutbox:
    """Rows with a state each; `log` is every commit as (results, marks)."""

    rows: dict[int, Message]
    states: dict[int, str] = field(default_factory=dict)
    codes: dict[int, int] = field(default_factory=dict)
    not_before: dict[int, dt.datetime | None] = field(default_factory=dict)
    log: list[tuple[list[int], list[int]]] = field(default_factory=list)
    superseded: set[int] = field(default_factory=set)
    away: int = 0

    @classmethod
    def of(cls, count: int) -> "FakeOutbox":
        rows = {number: message(number) for number in range(1, count + 1)}
        return cls(rows, dict.fromkeys(rows, "queued"))

    def claim(self, limit: int) -> list[Message]:
        self._be_there()
        ready = [number for number, state in self.states.items() if state == "queued"][:limit]
        self.states.update(dict.fromkeys(ready, "leased"))
        return [self.rows[number] for number in ready]

    def round(self, results: Sequence[Result], submit: Sequence[Message]) -> list[Message]:
        self._be_there()
        for result in results:
            self._keep(result)
        allowed = [one for one in submit if one.id not in self.superseded]
        for one in allowed:
            assert self.states[one.id] == "leased"
            self.states[one.id] = "submitting"
        self.log.append(([r.message.id for r in results], [one.id for one in allowed]))
        return allowed

    def _keep(self, result: Result) -> None:
        number = result.message.id
        assert self.states[number] in {"leased", "submitting"}
        at_once = result.outcome is Outcome.RETRY and result.not_before is None
        self.states[number] = "queued" if at_once else result.outcome
        self.codes[number] = result.code
        self.not_before[number] = result.not_before

    def release(self, messages: Sequence[Message]) -> None:
        self._be_there()
        for one in messages:
            assert self.states[one.id] == "leased"
            self.states[one.id] = "queued"

    def _be_there(self) -> None:
        if self.away:
            self.away -= 1
            raise OutboxAwayError("database is locked")

    def count(self, state: str) -> int:
        return sum(1 for one in self.states.values() if one == state)


Answer = Callable[["Receiver", str], str]


@dataclass
class Receiver:
    """Counts what a server accepted, by recipient, and decides what it answers.

    `on_rcpt` and `on_data` get the recipient; an answer of "drop" hangs up after the mail was
    taken, "hang" takes it and says nothing.
    """

    on_rcpt: Answer = lambda _, __: "250 OK"
    on_data: Answer = lambda _, __: "250 OK"
    on_mail: Answer = lambda _, __: "250 OK"
    accepted: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    extensions: bool = True
    connections: int = 0
    rsets: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def tries(self, recipient: str) -> int:
        self.seen[recipient] = self.seen.get(recipient, 0) + 1
        return self.seen[recipient]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return answers if self.extensions else ["250 HELP"]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_mail(self, address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_rcpt(self, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.rsets += 1
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.on_data(self, envelope.rcpt_tos[0])
        if answer.startswith("250") or answer in {"drop", "hang"}:
            self.accepted.append(envelope.rcpt_tos[0])
            self.bodies.append(envelope.original_content or b"")
        if answer == "drop" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        if answer == "hang":
            await asyncio.to_thread(self.released.wait)
        return "250 OK" if answer in {"drop", "hang"} else answer

    @property
    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(body)["Message-ID"]) for body in self.bodies]


class _Authenticator:
    def __init__(self, password: bytes) -> None:
        self.password = password

    def __call__(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self.password
        return AuthResult(success=good, handled=False)


@contextmanager
def receiving(
    receiver: Receiver, *, port: int = 0, password: bytes = b"", **options: Any
) -> Iterator[Receiver]:
    """Run a server on the loopback, on a free port if none is given, while the block lasts."""
    if password:
        options |= {"authenticator": _Authenticator(password), "auth_require_tls": False}
    receiver.port = port or free_port()
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port, **options)
    controller.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        controller.stop()
