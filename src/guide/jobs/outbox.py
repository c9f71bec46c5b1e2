"""The database's outbox as the drain wants it: one owner, both clocks, one kind of trouble."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from guide.delivery.drain import OutboxAwayError
from guide.model.reminders import Message, Result
from guide.state.database import StateError
from guide.state.outbox import Outbox


@dataclass(frozen=True, slots=True)
class OwnedOutbox:
    """`owner` names this process in the leases; `now` is the guide's clock.

    `alive` hears of every question: a sender that asks is alive, also in a drain of hours.
    """

    outbox: Outbox
    owner: str
    now: Callable[[], dt.datetime]
    machine_now: Callable[[], dt.datetime]
    alive: Callable[[], None]

    def claim(self, limit: int) -> Sequence[Message]:
        with _told_as_away():
            self.alive()
            return self.outbox.claim(
                limit, owner=self.owner, now=self.now(), machine_now=self.machine_now()
            )

    def round(self, results: Sequence[Result], submit: Sequence[Message]) -> Sequence[Message]:
        with _told_as_away():
            self.alive()
            return self.outbox.round(
                results, submit, now=self.now(), machine_now=self.machine_now()
            )

    def release(self, messages: Sequence[Message]) -> None:
        with _told_as_away():
            self.outbox.release(messages)


@contextmanager
def _told_as_away() -> Iterator[None]:
    try:
        yield
    except StateError as fault:
        raise OutboxAwayError(str(fault)) from fault
