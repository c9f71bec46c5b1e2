"""One connection and the thread that speaks on it: one mail in flight at a time."""

import logging
import queue
import threading
from dataclasses import dataclass

from guide.delivery.bugs import described
from guide.delivery.transport import Connection, DeliveryError, Mail, Transport
from guide.model.reminders import Message

FIRST_REST = 1.0
LONGEST_REST = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """What a line tells: how its message ended (none after a rest), and whether it is free."""

    line: "Line"
    message: Message | None = None
    fault: DeliveryError | None = None
    free: bool = True


class Line:
    """Give it a mail when it is free; it puts an Event into `events` when that has ended.

    A server that asks for fewer mails (421) gets a rest, twice as long each time. The thread
    is a daemon: a mail that hangs for minutes does not keep the process from ending.
    """

    def __init__(
        self,
        transport: Transport,
        events: "queue.SimpleQueue[Event]",
        stop: threading.Event,
        *,
        first_rest: float = FIRST_REST,
    ) -> None:
        self._events = events
        self._stop = stop
        self._first_rest = self._rest = first_rest
        self._work: queue.SimpleQueue[tuple[Message, Mail] | None] = queue.SimpleQueue()
        self._connection = transport.open()
        threading.Thread(target=self._run, name="mail", daemon=True).start()

    def take(self, message: Message, mail: Mail) -> None:
        self._work.put((message, mail))

    def end(self) -> None:
        """Hang up once the mail in flight has ended; returns at once."""
        self._work.put(None)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            message, mail = work
            fault = _send(self._connection, mail)
            slow = fault is not None and fault.slow
            self._events.put(Event(self, message, fault, free=not slow))
            if slow:
                self._stop.wait(self._rest)
                self._events.put(Event(self))
            self._rest = min(self._rest * 2, LONGEST_REST) if slow else self._first_rest
        self._connection.close()


def _send(connection: Connection, mail: Mail) -> DeliveryError | None:
    try:
        connection.send(mail)
    except DeliveryError as fault:
        return fault
    except Exception as bug:  # noqa: BLE001 -- the thread's boundary: a bug must not lose the line
        log.error("a mail's fate is unknown: %s", described(bug))  # noqa: TRY400 -- a traceback could hold an address
        return DeliveryError(f"sending ended in {type(bug).__name__}", unknown=True)
    return None
