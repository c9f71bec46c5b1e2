import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

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
    """Ends as `answers` say, the last one for ever; counts how often it was called."""

    answers: list[Drained | Exception]
    calls: int = 0

    def __call__(self, stop: threading.Event) -> Drained:
        self.calls += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Pauses(threading.Event):
    """A stop that notes how long one would wait for it, and does not let wait."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout)
        return self.is_set()


IDLE = Drained(Counter())
CLOSED = Drained(Counter(), paused="the mail server cannot be used: refused")


def test_it_looks_every_second_and_at_once_when_woken() -> None:
    drain = FakeDrain([IDLE])
    sender = Sender(drain, poll=60.0)
    sender.start()
    until(lambda: drain.calls == 1)
    sender.wake()
    until(lambda: drain.calls == 2)
    sender.stop()
    assert drain.calls <= 3


def test_a_closed_way_is_tried_at_doubling_distances_and_then_normally() -> None:
    drain, pauses = FakeDrain([*(CLOSED for _ in range(8)), IDLE]), Pauses()
    sender = Sender(drain, poll=60.0, _stop=pauses)
    sender.start()
    until(lambda: sender.paused == "" and drain.calls == 9)
    sender.stop()
    assert pauses.asked == [1, 2, 4, 8, 16, 32, 60, 60]


def test_as_long_as_the_way_is_closed_it_says_why() -> None:
    sender = Sender(FakeDrain([CLOSED]), first_pause=60.0)
    sender.start()
    until(lambda: sender.paused == "the mail server cannot be used: refused")
    sender.stop()


def test_a_wake_up_does_not_cut_a_pause_short() -> None:
    drain = FakeDrain([CLOSED])
    sender = Sender(drain, first_pause=60.0)
    sender.start()
    until(lambda: sender.paused != "")
    sender.wake()
    time.sleep(0.05)
    assert drain.calls == 1
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
    until(lambda: drain.calls > 3)
    sender.stop()
    assert "mail waits" in caplog.text
    assert "ann@example.org" not in caplog.text


@pytest.mark.parametrize("answer", [IDLE, CLOSED], ids=["wait", "pause"])
def test_a_stop_ends_a_wait_and_a_pause(answer: Drained) -> None:
    drain = FakeDrain([answer])
    sender = Sender(drain, poll=3600.0, first_pause=3600.0)
    sender.start()
    until(lambda: drain.calls == 1 and sender.paused == answer.paused)
    sender.stop()
    assert sender._thread is not None
    assert not sender._thread.is_alive()
