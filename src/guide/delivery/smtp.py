"""Mail by SMTP (RFC 5321): one connection is used again for many mails."""

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY

from guide.delivery.smtp_url import SmtpServer
from guide.delivery.transport import Connection, DeliveryError, Mail

CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 60.0
FINAL_DOT_SECONDS = 120.0
GOODBYE_SECONDS = 1.0
MAILS_PER_CONNECTION = 100
CONNECTION_SECONDS = 60.0

_NOT_SIGNED_IN = (530, 534, 535, 538)
_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Timeouts:
    connect: float = CONNECT_SECONDS
    command: float = COMMAND_SECONDS
    final_dot: float = FINAL_DOT_SECONDS


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """`hello` is the name we greet with; without one Python asks the machine's resolver.

    `authorities` is a file of certificates to trust beside none other, for private servers.
    """

    server: SmtpServer
    hello: str | None = None
    authorities: str | None = None
    timeouts: Timeouts = Timeouts()
    monotonic: Callable[[], float] = time.monotonic

    def open(self) -> Connection:
        return SmtpConnection(self)

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authorities)
        if not self.server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class SmtpConnection:
    """One connection, made at the first mail, renewed after 100 mails or 60 seconds."""

    def __init__(self, transport: SmtpTransport) -> None:
        self._transport = transport
        self._client: smtplib.SMTP | None = None
        self._mails = 0
        self._since = 0.0

    def send(self, mail: Mail) -> None:
        """Deliver one mail; raise DeliveryError with what is known of its fate."""
        if self._worn():
            self.close()
        fresh = self._client is None
        client = self._client or self._connect()
        self._mails += 1
        try:
            self._converse(client, mail)
        except _HungUpError as hung_up:
            self._drop()
            if fresh:
                raise DeliveryError(hung_up.args[0]) from None
            # An idle connection may have been closed by the server: that says nothing of the mail.
            self.send(mail)

    def close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(OSError):
            _set_timeout(client, GOODBYE_SECONDS)
            client.quit()
        client.close()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _worn(self) -> bool:
        age = self._transport.monotonic() - self._since
        return self._mails >= MAILS_PER_CONNECTION or age >= CONNECTION_SECONDS

    def _connect(self) -> smtplib.SMTP:
        client = _client(self._transport)
        self._client = client
        self._mails = 0
        self._since = self._transport.monotonic()
        return client

    def _converse(self, client: smtplib.SMTP, mail: Mail) -> None:
        try:
            with _spoken():
                _envelope(client, mail)
                _expect(3, client.docmd("DATA"))
                client.send(_LINE_START_DOT.sub(b"..", _suited(client, mail.body)) + b".\r\n")
            self._await_final_answer(client)
        except DeliveryError as fault:
            if fault.slow or fault.unknown or not _reset(client):
                self._drop()
            raise

    def _await_final_answer(self, client: smtplib.SMTP) -> None:
        try:
            _set_timeout(client, self._transport.timeouts.final_dot)
            answer = client.getreply()
            _set_timeout(client, self._transport.timeouts.command)
        except OSError as fault:
            text = f"no answer after the mail was handed over: {_said(fault)}"
            raise DeliveryError(text, unknown=True) from None
        if answer[0] // 100 not in (2, 4, 5):
            raise DeliveryError("an unreadable answer to the mail", unknown=True)
        _expect(2, answer)


class _HungUpError(Exception):
    """The connection broke before the mail was handed over whole."""


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _HungUpError(_said(fault)) from None


def _set_timeout(client: smtplib.SMTP, seconds: float) -> None:
    if client.sock is not None:
        client.sock.settimeout(seconds)


def _envelope(client: smtplib.SMTP, mail: Mail) -> None:
    answer = client.mail(mail.sender, _mail_options(client, mail))
    # The sender is the same for all: a refusal is about us, not about this recipient.
    _expect(2, answer, pause=answer[0] // 100 == 5)
    _expect(2, client.rcpt(mail.recipient))


def _expect(digit: int, answer: tuple[int, bytes], *, pause: bool = False) -> None:
    code, text = answer
    if code // 100 == digit:
        return
    pause = pause or code in _NOT_SIGNED_IN
    raise DeliveryError(
        f"{code} {text.decode('utf-8', 'replace')}",
        code=code,
        permanent=code // 100 == 5 and not pause,
        pause=pause,
        slow=code == 421,
    )


def _reset(client: smtplib.SMTP) -> bool:
    """Make the connection fit for the next mail; False if it is not."""
    try:
        return client.rset()[0] == 250
    except OSError:
        return False


def _client(transport: SmtpTransport) -> smtplib.SMTP:
    """Return a greeted, encrypted, signed-in client; raise DeliveryError(pause) if it cannot be."""
    client: smtplib.SMTP | None = None
    try:
        client = _greeted(transport)
        _introduce(client, transport)
    except OSError as fault:
        if client is not None:
            client.close()
        code = fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0
        raise DeliveryError(
            f"the mail server cannot be used: {_said(fault)}", code=code, pause=True
        ) from None
    _set_timeout(client, transport.timeouts.command)
    return client


def _greeted(transport: SmtpTransport) -> smtplib.SMTP:
    server, seconds = transport.server, transport.timeouts.connect
    if server.tls:
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            transport.hello,
            timeout=seconds,
            context=transport.context(),
        )
    return smtplib.SMTP(server.host, server.port, transport.hello, timeout=seconds)


def _introduce(client: smtplib.SMTP, transport: SmtpTransport) -> None:
    client.ehlo_or_helo_if_needed()
    if transport.server.starttls:
        client.starttls(context=transport.context())
        client.ehlo_or_helo_if_needed()
    if transport.server.user:
        client.login(transport.server.user, transport.server.password)


def _mail_options(client: smtplib.SMTP, mail: Mail) -> Sequence[str]:
    options = ["BODY=8BITMIME"] if client.has_extn("8bitmime") and not mail.body.isascii() else []
    if (mail.sender + mail.recipient).isascii():
        return options
    if not client.has_extn("smtputf8"):
        raise DeliveryError("the mail server takes ASCII addresses only", code=553, permanent=True)
    return [*options, "SMTPUTF8"]


def _suited(client: smtplib.SMTP, body: bytes) -> bytes:
    """Return the body as this server can carry it: in 7 bits for the few that ask for it."""
    if body.isascii() or client.has_extn("8bitmime"):
        return body
    return message_from_bytes(body, policy=SMTP_POLICY).as_bytes(
        policy=SMTP_POLICY.clone(cte_type="7bit")
    )


def _said(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return f"sign-in refused with {fault.smtp_code}"
    if isinstance(fault, smtplib.SMTPResponseException):
        text = fault.smtp_error
        return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return str(fault) or type(fault).__name__
