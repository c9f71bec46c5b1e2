"""Claim, send, mark: the one way from the outbox to the mail server."""

import datetime as dt
import logging
import queue
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from guide.delivery.bugs import described
from guide.delivery.line import Event, Line
from guide.delivery.transport import DeliveryError, Mail, Transport
from guide.model.reminders import Message, Outcome, Result

FIRST_BACK_OFF = dt.timedelta(seconds=30)
LONGEST_BACK_OFF = dt.timedelta(minutes=15)
STOP_SECONDS = 5.0
POLL_SECONDS = 0.5
CLAIM_PER_CONNECTION = 20
FIRST_AWAY_SECONDS = 0.2
LONGEST_AWAY_SECONDS = 2.0

log = logging.getLogger(__name__)


class OutboxAwayError(Exception):
    """The outbox could not be reached; nothing of the call took effect, call again."""


class RefusedError(Exception):
    """A message that must not be sent; the text says why, without an address."""


class Outbox(Protocol):
    """Each call is one commit, may be repeated, and may raise OutboxAwayError."""

    def claim(self, limit: int) -> Sequence[Message]:
        """Lease up to `limit` messages that are due, the soonest to expire first."""

    def round(self, results: Sequence[Result], submit: Sequence[Message]) -> Sequence[Message]:
        """Keep the results, mark `submit` as being submitted, return those that may be sent."""

    def release(self, messages: Sequence[Message]) -> None:
        """Give leased messages back, as if they had never been claimed."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What one drain did; `paused` says why the way is closed, "" if it is open; `away` that
    the outbox could not be reached.
    """

    outcomes: Counter[Outcome]
    paused: str = ""
    away: bool = False


def back_off(attempt: int, jitter: Callable[[], float]) -> dt.timedelta:
    """Return how long to wait after a try: full jitter below 30 s, 60 s, 2 min, … 15 min."""
    ceiling = min(FIRST_BACK_OFF * (1 << min(attempt - 1, 10)), LONGEST_BACK_OFF)
    return ceiling * jitter()


def drain(
    outbox: Outbox,
    transport: Transport,
    render: Callable[[Message], Mail],
    *,
    connections: int,
    machine_now: Callable[[], dt.datetime],
    stop: threading.Event,
    jitter: Callable[[], float] = random.random,
    first_rest: float = 1.0,
) -> Drained:
    """Send what is due until nothing is left, the way is closed or `stop` is set.

    `render` raises RefusedError for a message that must not go out, and DeliveryError when no
    message can be written at present, which pauses like a server that is down. One message is
    in flight on each connection, marked beforehand; the commit of those marks also keeps the
    last results. With `stop` the mails in flight get five seconds to end.
    """
    drainer = _Drainer(outbox, render, machine_now, stop, jitter)
    drainer.claim(connections * CLAIM_PER_CONNECTION)
    if drainer.waiting:
        lines = [
            Line(transport, drainer.events, stop, first_rest=first_rest)
            for _ in range(min(connections, len(drainer.waiting)))
        ]
        drainer.run(lines)
    return Drained(drainer.outcomes, drainer.paused, drainer.away)


@dataclass
class _Drainer:
    outbox: Outbox
    render: Callable[[Message], Mail]
    machine_now: Callable[[], dt.datetime]
    stop: threading.Event
    jitter: Callable[[], float]
    events: "queue.SimpleQueue[Event]" = field(default_factory=queue.SimpleQueue)
    waiting: deque[Message] = field(default_factory=deque)
    free: list[Line] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    in_flight: int = 0
    paused: str = ""
    away: bool = False
    stopped: float = 0.0

    @property
    def open(self) -> bool:
        return not (self.paused or self.away or self.stop.is_set())

    def claim(self, limit: int) -> None:
        try:
            self.waiting.extend(self.outbox.claim(limit))
        except OutboxAwayError as fault:
            log.warning("the outbox is away: %s", fault)
            self.away = True

    def run(self, lines: list[Line]) -> None:
        self.free.extend(lines)
        try:
            while self.open and self._more(len(lines)):
                self._send_some()
                self._collect(patience=POLL_SECONDS)
            self._wind_up()
        finally:
            for line in lines:
                line.end()

    def _wind_up(self) -> None:
        """Let the mails in flight end, keep their results, give the rest back."""
        while self.in_flight and not self._time_is_up():
            self._collect(patience=POLL_SECONDS)
            self._round([])
        if self.in_flight:
            log.warning("%d mails still under way at the stop", self.in_flight)
        self._round([])  # whatever was refused before it was sent
        try:
            if self.waiting:
                self.outbox.release(list(self.waiting))
        except OutboxAwayError as fault:
            # Leases end by themselves.
            log.warning("the outbox is away: %s", fault)
            self.away = True

    def _time_is_up(self) -> bool:
        """Say whether `stop` was set five seconds ago."""
        if not self.stop.is_set():
            return False
        self.stopped = self.stopped or time.monotonic()
        return time.monotonic() - self.stopped > STOP_SECONDS

    def _more(self, lines: int) -> bool:
        """Say whether anything is left to do, having claimed more if too little waits."""
        if len(self.waiting) < len(self.free):
            self.claim(lines * CLAIM_PER_CONNECTION)
        return bool(self.waiting or self.in_flight)

    def _send_some(self) -> None:
        """Hand a message to every free line, keeping the last results in the same commit."""
        mails = self._mails(len(self.free))
        allowed = self._round([message for message, _ in mails.values()])
        for message in allowed:
            self.free.pop().take(*mails[message.id])
        self.in_flight += len(allowed)

    def _mails(self, limit: int) -> dict[int, tuple[Message, Mail]]:
        mails: dict[int, tuple[Message, Mail]] = {}
        while self.open and self.waiting and len(mails) < limit:
            message = self.waiting.popleft()
            mail = self._rendered(message)
            if mail is not None:
                mails[message.id] = message, mail
        return mails

    def _rendered(self, message: Message) -> Mail | None:
        try:
            return self.render(message)
        except DeliveryError as fault:
            self.paused = str(fault)
            self.waiting.appendleft(message)
        except RefusedError as refusal:
            self._keep(Result(message, Outcome.FAILED, text=str(refusal)))
        except Exception as bug:  # noqa: BLE001 -- one unwritable message must not hold up the rest
            log.error("message %d cannot be written: %s", message.id, described(bug))  # noqa: TRY400 -- a traceback could hold an address
            text = f"could not be written: {type(bug).__name__}"
            self._keep(Result(message, Outcome.RETRY, text=text, not_before=self._later(message)))
        return None

    def _round(self, submit: list[Message]) -> Sequence[Message]:
        """Commit, however long the database is away: what was sent must not be forgotten."""
        if not (submit or self.results):
            return ()
        seconds = FIRST_AWAY_SECONDS
        while True:
            try:
                allowed = self.outbox.round(self.results, submit)
            except OutboxAwayError as fault:
                log.warning("results wait for the outbox: %s", fault)
                if self._time_is_up():
                    self.away = True
                    return ()
                time.sleep(seconds)
                seconds = min(seconds * 2, LONGEST_AWAY_SECONDS)
            else:
                self.results.clear()
                return allowed

    def _collect(self, *, patience: float) -> None:
        """Wait until a line has something to say, then hear all that do."""
        if self.waiting:
            patience = 0.0 if self.free and self.open else patience
        elif not self.in_flight:
            patience = 0.0
        try:
            self._hear(self.events.get(timeout=patience))
            while True:
                self._hear(self.events.get_nowait())
        except queue.Empty:
            return

    def _hear(self, event: Event) -> None:
        if event.free:
            self.free.append(event.line)
        if event.message is None:
            return
        self.in_flight -= 1
        fault = event.fault
        if fault is not None and fault.pause:
            self.paused = str(fault)
        self._keep(self._result(event.message, fault))

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self.outcomes[result.outcome] += 1
        message, outcome = result.message, result.outcome
        level = logging.INFO if outcome is Outcome.SENT else logging.WARNING
        log.log(level, "message %d %s: %s", message.id, outcome, result.text or result.code)

    def _result(self, message: Message, fault: DeliveryError | None) -> Result:
        if fault is None:
            return Result(message, Outcome.SENT, code=250)
        if fault.permanent:
            return Result(message, Outcome.FAILED, fault.code, str(fault))
        outcome = Outcome.UNKNOWN if fault.unknown else Outcome.RETRY
        # A closed way is no fault of the mail: it goes as soon as the way is open again.
        not_before = None if fault.pause else self._later(message)
        return Result(message, outcome, fault.code, str(fault), not_before)

    def _later(self, message: Message) -> dt.datetime:
        return self.machine_now() + back_off(message.attempt, self.jitter)
