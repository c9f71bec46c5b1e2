"""The jobs as a process of their own: `python -m tests.jobs.process DATABASE PORT CONNECTIONS`."""

import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guide.clock import machine_now
from guide.delivery.smtp import SmtpTransport
from guide.delivery.smtp_url import SmtpServer
from guide.jobs import Jobs, Senders
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.target import Target
from guide.model.tokens import Tokens
from guide.state.database import Database
from guide.state.leader import Leader
from guide.state.outbox import Outbox
from tests.formats.builders import PREMIERE, SITE, catalogue, listing

NOW = PREMIERE - dt.timedelta(minutes=20)
LEASE = dt.timedelta(seconds=1)


@dataclass
class OneRelease:
    """Has the premiere alone."""

    items: list[Listing] = field(default_factory=lambda: [listing()])
    number: int = 1
    catalogue: Catalogue = field(default_factory=catalogue)

    def listing(self, airing_id: str) -> Listing | None:
        return next((item for item in self.items if item.airing.id == airing_id), None)

    def listings(self, target: Target, *, between: Any = None) -> list[Listing]:
        return self.items

    def of_files(self, *, between: Any = None) -> list[Listing]:
        return self.items

    def of_ids(self, ids: Iterable[str]) -> list[Listing]:
        return [item for item in self.items if item.airing.id in set(ids)]


def main(path: str, port: str, connections: str) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    database, release = Database(f"sqlite:///{path}"), OneRelease()
    jobs = Jobs(
        database=database,
        outbox=Outbox(database, lease=LEASE),
        lead=Leader(database),
        transport=SmtpTransport(SmtpServer("127.0.0.1", int(port)), hello="guide.example"),
        release=lambda: release,
        site=SITE,
        tokens=Tokens((b"k" * 32,)),
        senders=Senders("reminders@guide.example", "account@guide.example"),
        owner=f"process-{os.getpid()}",
        now=lambda: NOW,
        machine_now=machine_now,
        connections=int(connections),
    )
    jobs.start()
    sys.stdout.write("started\n")
    sys.stdout.flush()
    stop.wait()
    jobs.stop()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
