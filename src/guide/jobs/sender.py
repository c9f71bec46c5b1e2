"""The thread that sends: drains, then waits for a wake-up or a second."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from guide.delivery.bugs import described
from guide.delivery.drain import Drained

POLL_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass
class Sender:
    """`drain` sends what is due until the event it gets is set.

    While the way is closed or the outbox away it tries again after 1, 2, 4, … 60 seconds.
    `paused` says why nothing is sent, "" when all is well.
    """

    drain: Callable[[threading.Event], Drained]
    poll: float = POLL_SECONDS
    first_pause: float = FIRST_PAUSE_SECONDS
    paused: str = ""
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be mail; does nothing to a pause."""
        self._wake.set()

    def stop(self, *, patience: float = 10.0) -> None:
        """Let the mails in flight end, give back the rest; return within `patience` seconds."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        pause = self.first_pause
        while not self._stop.is_set():
            self._wake.clear()
            trouble = self._drain()
            self._say(trouble)
            if trouble:
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                pause = self.first_pause
                self._wake.wait(self.poll)

    def _drain(self) -> str:
        """Return what is in the way, "" if nothing is."""
        try:
            drained = self.drain(self._stop)
        except Exception as bug:  # noqa: BLE001 -- the thread's boundary: mail goes on afterwards
            return f"sending failed: {described(bug)}"
        return "the outbox is away" if drained.away else drained.paused

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self.paused:
            log.warning("mail waits: %s", trouble)
        if self.paused and not trouble:
            log.info("mail goes again")
        self.paused = trouble
