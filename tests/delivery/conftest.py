import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from guide.delivery.smtp import SmtpTransport, Timeouts
from guide.delivery.smtp_url import SmtpServer
from tests.delivery.fakes import Receiver, receiving

QUICK = Timeouts(connect=1.0, command=1.0, final_dot=0.5)
Listen = Callable[..., Receiver]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start receivers that end with the test."""
    with ExitStack() as stack:

        def start(receiver: Receiver | None = None, **options: Any) -> Receiver:
            return stack.enter_context(receiving(receiver or Receiver(), **options))

        yield start


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def transport(receiver: Receiver, **server: Any) -> SmtpTransport:
    return SmtpTransport(
        SmtpServer("127.0.0.1", receiver.port, **server), hello="guide.example", timeouts=QUICK
    )


@pytest.fixture
def to() -> Callable[..., SmtpTransport]:
    """Return a way to a receiver, with short timeouts."""
    return transport
