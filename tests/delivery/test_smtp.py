import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from guide.delivery.smtp import MAILS_PER_CONNECTION, SmtpTransport, Timeouts
from guide.delivery.smtp_url import SmtpServer
from guide.delivery.transport import Connection, DeliveryError, Mail
from tests.delivery.fakes import Receiver
from tests.judges.need import require

Listen = Callable[..., Receiver]
To = Callable[..., SmtpTransport]
BODY = "Subject: x\r\n\r\nune première ligne\r\n.une ligne à point\r\n..deux\r\n".encode()
MAIL = Mail("reminders@guide.example", "ann@example.org", BODY)


def mail_to(recipient: str) -> Mail:
    return replace(MAIL, recipient=recipient)


def refusal(connection: Connection, mail: Mail = MAIL) -> tuple[int, str]:
    """Return the code and the one bit that is set."""
    with pytest.raises(DeliveryError) as caught:
        connection.send(mail)
    fault = caught.value
    bits = [bit for bit in ("permanent", "unknown", "pause", "slow") if getattr(fault, bit)]
    return fault.code, " ".join(bits) or "again"


def test_a_mail_arrives_byte_for_byte_dots_included(listen: Listen, to: To) -> None:
    receiver = listen()
    connection = to(receiver).open()
    connection.send(MAIL)
    connection.close()
    assert receiver.bodies == [BODY]


def test_one_connection_carries_many_mails(listen: Listen, to: To) -> None:
    receiver = listen()
    connection = to(receiver).open()
    for _ in range(MAILS_PER_CONNECTION + 1):
        connection.send(MAIL)
    connection.close()
    assert (len(receiver.accepted), receiver.connections) == (MAILS_PER_CONNECTION + 1, 2)


def test_a_connection_older_than_a_minute_is_renewed(listen: Listen, to: To) -> None:
    receiver, seconds = listen(), [1000.0]
    connection = replace(to(receiver), monotonic=lambda: seconds[0]).open()
    connection.send(MAIL)
    seconds[0] += 59
    connection.send(MAIL)
    assert receiver.connections == 1
    seconds[0] += 1
    connection.send(MAIL)
    connection.close()
    assert receiver.connections == 2


def test_nothing_connects_before_the_first_mail() -> None:
    SmtpTransport(SmtpServer("127.0.0.1", 1)).open().close()


@pytest.mark.parametrize(
    ("where", "answer", "expected"),
    [
        ("on_rcpt", "450 4.2.0 later", (450, "again")),
        ("on_rcpt", "550 5.1.1 no such", (550, "permanent")),
        ("on_rcpt", "421 4.7.0 too many", (421, "slow")),
        ("on_rcpt", "530 5.7.0 sign in", (530, "pause")),
        ("on_data", "451 4.3.0 later", (451, "again")),
        ("on_data", "554 5.6.0 no", (554, "permanent")),
        ("on_data", "421 4.3.0 closing", (421, "slow")),
        ("on_mail", "451 4.3.0 later", (451, "again")),
        ("on_mail", "550 5.7.1 quota", (550, "pause")),
        ("on_data", "drop", (0, "unknown")),
        ("on_data", "hang", (0, "unknown")),
    ],
)
def test_each_refusal_has_its_bit(
    listen: Listen, to: To, where: str, answer: str, expected: tuple[int, str]
) -> None:
    receiver = Receiver()
    setattr(receiver, where, lambda _, __: answer)
    listen(receiver)
    connection = to(receiver).open()
    assert refusal(connection) == expected
    connection.close()


def test_a_refused_recipient_leaves_the_connection_fit_for_the_next(listen: Listen, to: To) -> None:
    bad = "bad@example.org"
    receiver = listen(Receiver(on_rcpt=lambda _, to: "550 no" if to == bad else "250 OK"))
    connection = to(receiver).open()
    assert refusal(connection, mail_to(bad)) == (550, "permanent")
    connection.send(MAIL)
    connection.close()
    assert (receiver.accepted, receiver.connections, receiver.rsets) == (
        ["ann@example.org"],
        1,
        1,
    )


def test_a_connection_the_server_closed_meanwhile_is_made_again(listen: Listen, to: To) -> None:
    receiver = listen(timeout=0.3)
    connection = to(receiver).open()
    connection.send(MAIL)
    threading.Event().wait(0.6)
    connection.send(MAIL)
    connection.close()
    assert (len(receiver.accepted), receiver.connections) == (2, 2)


def test_no_server_pauses() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = SmtpTransport(SmtpServer("127.0.0.1", taken.getsockname()[1]), hello="x.example")
        assert refusal(closed.open()) == (0, "pause")


def test_a_server_that_never_greets_pauses(to: To) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        way = SmtpTransport(
            SmtpServer("127.0.0.1", silent.getsockname()[1]),
            hello="x.example",
            timeouts=Timeouts(connect=0.2),
        )
        assert refusal(way.open()) == (0, "pause")


def test_a_refused_sign_in_pauses_and_a_good_one_sends(listen: Listen, to: To) -> None:
    receiver = listen(password=b"right")
    assert refusal(to(receiver, user="ann", password="wrong").open()) == (535, "pause")
    connection = to(receiver, user="ann", password="right").open()
    connection.send(MAIL)
    connection.close()
    assert receiver.accepted == ["ann@example.org"]


def test_starttls_that_is_not_offered_pauses(listen: Listen, to: To) -> None:
    assert refusal(to(listen(), starttls=True).open()) == (0, "pause")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a self-signed certificate for the loopback and its key."""
    require(present=bool(shutil.which("openssl")), piece="openssl", get="apt-get install openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, cert, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "30", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    return both


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("starttls", [True, False])
def test_a_certificate_is_checked_unless_told_otherwise(
    listen: Listen, to: To, certificate: Path, *, starttls: bool
) -> None:
    name = "tls_context" if starttls else "ssl_context"
    receiver = listen(**{name: _server_context(certificate)})
    way = to(receiver, starttls=starttls, tls=not starttls)
    assert refusal(way.open()) == (0, "pause")
    unchecked = replace(way, server=replace(way.server, verify=False))
    trusted = replace(way, authorities=str(certificate))
    for good in (unchecked, trusted):
        connection = good.open()
        connection.send(MAIL)
        connection.close()
    assert receiver.accepted == ["ann@example.org", "ann@example.org"]


def test_a_server_of_seven_bits_gets_seven_bits(listen: Listen, to: To) -> None:
    body = (
        "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nà 20h40\r\n"
    ).encode()

    receiver = listen(Receiver(extensions=False))
    connection = to(receiver).open()
    connection.send(replace(MAIL, body=body))
    connection.close()
    assert receiver.bodies[0].isascii()
    read = message_from_bytes(receiver.bodies[0], policy=default)
    assert (read["Subject"], read.get_content()) == ("x", "à 20h40\r\n")


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(listen: Listen, to: To) -> None:
    receiver = listen(enable_SMTPUTF8=True)
    connection = to(receiver).open()
    connection.send(mail_to("zoé@example.org"))
    connection.close()
    assert receiver.accepted == ["zoé@example.org"]
    plain = listen(Receiver(), enable_SMTPUTF8=False)
    connection = to(plain).open()
    assert refusal(connection, mail_to("zoé@example.org")) == (553, "permanent")
    connection.send(MAIL)
    connection.close()
    assert plain.accepted == ["ann@example.org"]


def test_what_the_server_says_is_told_without_addresses(listen: Listen, to: To) -> None:
    receiver = listen(Receiver(on_rcpt=lambda _, to: f"550 5.1.1 <{to}>: unknown in table"))
    connection = to(receiver).open()
    with pytest.raises(DeliveryError, match=r"550 5\.1\.1 <\(address\)>: unknown in table"):
        connection.send(MAIL)
    connection.close()
