import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from guide.delivery.drain import Drained
from guide.jobs.sender import Sender
from guide.state.database import Reason, StateError


def until(holds: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Wait until something holds; fail if it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


@dataclass
class FakeDrain:
    """Ends as `answers` say, the last one for ever; notes when it was called."""

    answers: list[Drained | Exception]
    times: list[float] = field(default_factory=list)

    def __call__(self, stop: threading.Event) -> Drained:
        self.times.append(time.monotonic())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def waits(self) -> list[float]:
        return [b - a for a, b in zip(self.times, self.times[1:], strict=False)]


IDLE = Drained(Counter())
CLOSED = Drained(Counter(), paused="the mail server cannot be used: refused")


def test_it_looks_every_second_and_at_once_when_woken() -> None:
    drain = FakeDrain([IDLE])
    sender = Sender(drain, poll=60.0)
    sender.start()
    until(lambda: len(drain.times) == 1)
    sender.wake()
    until(lambda: len(drain.times) == 2)
    sender.stop()
    assert len(drain.times) <= 3


def test_a_closed_way_is_tried_at_doubling_distances_and_then_normally() -> None:
    drain = FakeDrain([CLOSED, CLOSED, CLOSED, CLOSED, IDLE])
    sender = Sender(drain, poll=60.0, first_pause=0.05)
    sender.start()
    until(lambda: len(drain.times) == 2)
    assert sender.paused == "the mail server cannot be used: refused"
    until(lambda: len(drain.times) == 5)
    until(lambda: sender.paused == "")
    sender.stop()
    for wait, least in zip(drain.waits, (0.05, 0.1, 0.2, 0.4), strict=False):
        assert least <= wait < least + 0.25


def test_a_wake_up_does_not_cut_a_pause_short() -> None:
    drain = FakeDrain([CLOSED])
    sender = Sender(drain, first_pause=60.0)
    sender.start()
    until(lambda: sender.paused != "")
    sender.wake()
    time.sleep(0.05)
    assert len(drain.times) == 1
    sender.stop()


@pytest.mark.parametrize(
    "trouble",
    [
        StateError(Reason.BUSY, "The database is busy."),
        KeyError("ann@example.org"),
        Drained(Counter(), away=True),
    ],
)
def test_no_trouble_ends_the_thread(
    trouble: Exception | Drained, caplog: pytest.LogCaptureFixture
) -> None:
    drain = FakeDrain([trouble, IDLE])
    sender = Sender(drain, poll=0.01, first_pause=0.01)
    sender.start()
    until(lambda: len(drain.times) > 3)
    sender.stop()
    assert "mail waits" in caplog.text
    assert "ann@example.org" not in caplog.text


def test_a_stop_is_prompt_in_a_pause_and_in_a_wait() -> None:
    for answer in (IDLE, CLOSED):
        sender = Sender(FakeDrain([answer]), poll=60.0, first_pause=60.0)
        sender.start()
        started = time.monotonic()
        sender.stop()
        assert time.monotonic() - started < 1
