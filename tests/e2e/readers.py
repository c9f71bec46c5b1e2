"""Readers of a running guide: they sign up, get mail, and look at feeds."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from sqlalchemy import select

from guide.cli.installation import Installation
from guide.clock import machine_now
from guide.model.target import Target, TargetKind
from guide.settings import read
from guide.state import reminder_jobs, sign_ups
from guide.state.outbox import Outbox
from guide.state.tables import sign_up
from tests.service import PATIENCE, Answer, Service

SEASON = "series/missions/season-1"
SEASON_FEED = f"/feeds/{SEASON}.ics"
EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)


@dataclass(frozen=True)
class Letter:
    recipient: str
    subject: str
    text: str


@contextlib.contextmanager
def opened(service: Service) -> Iterator[Installation]:
    installation = Installation(read(service.environment), service.environment)
    try:
        yield installation
    finally:
        installation.database.close()


def subscribe(service: Service, email: str, *, lead: str) -> None:
    """Sign up to the season and confirm, by what the pages call."""
    with opened(service) as guide, guide.current_release() as release:
        now = guide.clock.now()
        with guide.database.writing() as tx:
            sign_ups.request_sign_up(
                tx,
                email=email,
                zone="Europe/Paris",
                language="fr",
                target=SEASON,
                kinds=("airing",),
                leads=(lead,),
                network=email,
                machine_now=machine_now(),
            )
            [request] = tx.execute(select(sign_up.c.id)).scalars()
            person = sign_ups.confirm(tx, request, now=now, machine_now=machine_now())
            assert person
            listings = release.listings(Target(TargetKind.ALL), between=(now, None))
            reminder_jobs.plan_for(
                tx, person.id, listings, release.catalogue, release=release.number, now=now
            )


def letters(service: Service) -> list[Letter]:
    """Return the mails of the mailbox, oldest first."""
    return [_letter(mail) for mail in service.mails()]


def _letter(mail: bytes) -> Letter:
    message = message_from_bytes(mail, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return Letter(str(message["To"]), str(message["Subject"]), str(body.get_content()))


def wait_until_nothing_waits(service: Service) -> None:
    """Wait until every reminder that is due has become mail, and every mail has gone."""
    with opened(service) as guide:
        outbox = Outbox(guide.database)

        def done() -> bool:
            now, machine = guide.clock.now(), machine_now()
            with guide.database.reading() as tx:
                planned = reminder_jobs.planned(tx, after=now)
            due = [one for one in planned if one.state != "expanded" and one.due <= now]
            left = outbox.backlog(now=now, machine_now=machine)
            return not (due or left.queued or left.retrying or left.leased or left.submitting)

        wait_for(done)


def wait_for(true: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def season_feed(service: Service) -> Answer:
    feed = service.get(SEASON_FEED)
    assert feed.status == 200
    return feed


def events(feed: Answer) -> dict[str, bytes]:
    """Return the bytes of every VEVENT by its UID."""
    found = EVENT.findall(feed.body)
    return {value(event, "UID"): event for event in found}


def value(event: bytes, name: str) -> str:
    found = re.search(rf"^{name}:(.*)\r$", event.decode(), re.MULTILINE)
    assert found, f"no {name} in {event.decode()}"
    return found[1]
