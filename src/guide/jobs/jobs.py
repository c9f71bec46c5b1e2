"""Clock and sender of one process, wired together."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

from guide.delivery.drain import Drained, drain
from guide.delivery.transport import DeliveryError, Transport
from guide.jobs import render
from guide.jobs.clockwork import Clockwork, Lead
from guide.jobs.outbox import OwnedOutbox
from guide.jobs.refreshing import Refreshing
from guide.jobs.render import Renderer, Senders, Sources
from guide.jobs.sender import Sender
from guide.jobs.ticks import Ticking
from guide.model.reminders import SignUp
from guide.model.site import Site
from guide.model.tokens import Tokens
from guide.publishing import planning
from guide.state import heartbeat, sign_ups
from guide.state.database import Database, StateError
from guide.state.outbox import Outbox

BEAT_SECONDS = 5.0

log = logging.getLogger(__name__)


class Schedule(render.Schedule, planning.Schedule, Protocol):
    """What clock and sender ask of a release."""


@dataclass(kw_only=True)
class Jobs:
    """`release` gives the current release, None while it cannot be had, never an older one.

    `owner` names this process in leases and heartbeats. `now` is the guide's clock. `imports`
    looks at the guides of others.
    """

    database: Database
    outbox: Outbox
    lead: Lead
    transport: Transport
    release: Callable[[], Schedule | None]
    site: Site
    tokens: Tokens
    senders: Senders
    owner: str
    now: Callable[[], dt.datetime]
    machine_now: Callable[[], dt.datetime]
    connections: int = 4
    imports: Refreshing | None = None

    def start(self) -> None:
        self.sender.start()
        self.clockwork.start()
        log.info("clock and sender started as %s", self.owner)

    def stop(self) -> None:
        """End within a few seconds: the mails in flight first, then the ticks."""
        if self.imports:
            self.imports.stop()
        self.sender.stop()
        self.clockwork.stop()
        log.info("clock and sender ended")

    @cached_property
    def sender(self) -> Sender:
        return Sender(self._drain)

    @cached_property
    def clockwork(self) -> Clockwork:
        ticking = Ticking(
            database=self.database,
            outbox=self.outbox,
            release=self.release,
            now=self.now,
            machine_now=self.machine_now,
            wake=self.sender.wake,
        )
        return Clockwork(
            (*ticking.ticks(), *(self.imports.ticks() if self.imports else ())),
            lead=self.lead,
            alive=self._beating(),
            machine_now=self.machine_now,
        )

    @cached_property
    def _owned(self) -> OwnedOutbox:
        alive = partial(self._beating(), "sender")
        return OwnedOutbox(self.outbox, self.owner, self.now, self.machine_now, alive)

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(
            Sources(
                site=self.site,
                tokens=self.tokens,
                release=self.release,
                pending=self._pending,
                now=self.now,
                senders=self.senders,
            )
        )

    def _drain(self, stop: threading.Event) -> Drained:
        return drain(
            self._owned,
            self.transport,
            self._renderer,
            connections=self.connections,
            machine_now=self.machine_now,
            stop=stop,
        )

    def _pending(self, sign_up: str) -> Sequence[SignUp] | None:
        try:
            with self.database.reading() as tx:
                return sign_ups.sign_ups(tx, sign_up, machine_now=self.machine_now())
        except StateError as fault:
            raise DeliveryError(str(fault), pause=True) from fault

    def _beating(self) -> Callable[[str], None]:
        """Return what notes a sign of life, every five seconds at most: each is a disk write."""
        last: dict[str, float] = {}

        def beat(name: str) -> None:
            if time.monotonic() - last.get(name, -BEAT_SECONDS) < BEAT_SECONDS:
                return
            with self.database.writing() as tx:
                heartbeat.beat(tx, name, owner=self.owner, machine_now=self.machine_now())
            last[name] = time.monotonic()

        return beat
