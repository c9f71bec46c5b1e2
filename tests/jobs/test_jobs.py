"""Clock and sender together, on a real database and a real server."""

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from guide.clock import machine_now
from guide.delivery.mailbox import MailboxTransport, messages
from guide.delivery.smtp import SmtpTransport, Timeouts
from guide.delivery.smtp_url import SmtpServer
from guide.delivery.transport import Transport
from guide.jobs import Jobs, Senders
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.reminders import CONFIRM, Kind
from guide.model.target import Target
from guide.model.tokens import Tokens
from guide.state import current, heartbeat, reminder_jobs, sign_ups
from guide.state.database import Database
from guide.state.leader import Leader
from guide.state.outbox import Outbox
from tests.delivery.fakes import Receiver, receiving
from tests.formats.builders import PREMIERE, SITE, SLOT, catalogue, listing
from tests.service import free_port

EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
SEASON = "series/missions/season-1"
PATIENCE = 10.0


def until(holds: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@dataclass
class FakeRelease:
    items: list[Listing]
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


@dataclass
class Installation:
    """A database with a release and people, a guide's clock that runs, and jobs on demand."""

    database: Database
    release: FakeRelease
    stack: ExitStack
    rate: float = 1.0
    guide: dt.datetime = EVENING
    began: float = field(default_factory=time.monotonic)
    names: Iterator[int] = field(default_factory=itertools.count)
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.database, lease=dt.timedelta(seconds=3))

    def now(self) -> dt.datetime:
        return self.guide + dt.timedelta(seconds=(time.monotonic() - self.began) * self.rate)

    def set_clock(self, guide: dt.datetime) -> None:
        self.guide, self.began = guide, time.monotonic()

    def publish(self, *items: Listing) -> None:
        self.release = FakeRelease(list(items), self.release.number + 1)
        with self.database.writing() as tx:
            current.move(
                tx,
                number=self.release.number,
                file="x",
                published_at=self.now(),
                note="",
                expect=self.release.number - 1 if self.release.number > 1 else None,
            )
            reminder_jobs.replan(tx, items, self.release.catalogue, now=self.now())

    def jobs(self, transport: Transport) -> Jobs:
        jobs = Jobs(
            database=self.database,
            outbox=self.outbox,
            lead=Leader(self.database),
            transport=transport,
            release=lambda: self.release,
            site=SITE,
            tokens=Tokens((b"k" * 32,)),
            senders=Senders("reminders@guide.example", "account@guide.example"),
            owner=f"jobs-{next(self.names)}",
            now=self.now,
            machine_now=machine_now,
            connections=2,
        )
        self.stack.callback(jobs.stop)
        jobs.start()
        return jobs

    def sign_up(self, email: str, *, lead: str = "30m", language: str = "fr") -> None:
        with self.database.writing() as tx:
            sign_ups.request_sign_up(
                tx,
                email=email,
                zone="Europe/Paris",
                language=language,
                target=SEASON,
                kinds=(Kind.AIRING,),
                leads=(lead,),
                network=email,
                machine_now=machine_now(),
            )

    def subscribe(self, email: str) -> None:
        """Sign up and confirm; the confirmation is taken out of the outbox by hand."""
        self.sign_up(email)
        clocks = {"now": self.now(), "machine_now": machine_now()}
        (one,) = self.outbox.claim(10, owner="hand", **clocks)
        assert one.kind == CONFIRM
        with self.database.writing() as tx:
            person = sign_ups.confirm(tx, one.reference, **clocks)
            assert person is not None
            known, now = self.release, self.now()
            reminder_jobs.plan_for(
                tx, person.id, known.items, known.catalogue, release=known.number, now=now
            )

    def waiting(self) -> int:
        backlog = self.outbox.backlog(now=self.now(), machine_now=machine_now())
        return backlog.queued + backlog.retrying


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with ExitStack() as stack:
        database = Database(f"sqlite:///{tmp_path / 'guide.sqlite'}")
        stack.callback(database.close)
        database.migrate()
        made = Installation(database, FakeRelease([], number=0), stack)
        made.publish(listing())
        yield made


@pytest.fixture
def receiver(installation: Installation) -> Receiver:
    return installation.stack.enter_context(receiving(Receiver()))


def smtp(port: int) -> SmtpTransport:
    quick = Timeouts(connect=1.0, command=2.0, final_dot=1.0)
    return SmtpTransport(SmtpServer("127.0.0.1", port), hello="guide.example", timeouts=quick)


def subjects(receiver: Receiver) -> list[str]:
    read = (message_from_bytes(body, policy=default) for body in receiver.bodies)
    return [str(mail["Subject"]).replace("\u00a0", " ") for mail in read]


def test_a_sign_up_is_confirmed_by_mail_within_a_moment(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "mailbox"
    installation.jobs(MailboxTransport(folder, installation.now))
    installation.sign_up("ann@example.org", language="en")
    until(lambda: len(messages(folder)) == 1)
    (kept,) = messages(folder)
    assert (kept.recipient, kept.subject) == (
        "ann@example.org",
        "Confirm your reminders from Guide",
    )
    assert "Missions, season 1: every broadcast, 30 minutes before" in kept.text


def test_a_reminder_comes_when_it_is_due_and_once(
    installation: Installation, receiver: Receiver
) -> None:
    installation.subscribe("ann@example.org")
    installation.jobs(smtp(receiver.port))
    time.sleep(1.5)
    assert receiver.accepted == []
    installation.set_clock(PREMIERE - dt.timedelta(minutes=30, seconds=1))
    until(lambda: len(receiver.accepted) == 1)
    time.sleep(1.5)
    assert subjects(receiver) == ["Missions S1 É1 — ce soir à 20h40 sur OCS City"]


def test_a_fast_clock_is_followed_promptly(installation: Installation, receiver: Receiver) -> None:
    installation.subscribe("ann@example.org")
    installation.rate = 60.0
    installation.set_clock(PREMIERE - dt.timedelta(minutes=32))
    installation.jobs(smtp(receiver.port))
    until(lambda: len(receiver.accepted) == 1)
    date = message_from_bytes(receiver.bodies[0], policy=default)["Date"].datetime
    late = date - (PREMIERE - SLOT)
    # Two ticks of a second each are two minutes of this clock.
    assert dt.timedelta(0) <= late <= dt.timedelta(minutes=4)


def test_a_moved_airing_moves_its_reminder_and_whoever_was_told_gets_one_notice(
    installation: Installation, receiver: Receiver
) -> None:
    installation.subscribe("ann@example.org")
    jobs = installation.jobs(smtp(receiver.port))
    installation.set_clock(PREMIERE - SLOT)
    until(lambda: len(receiver.accepted) == 1)
    later = PREMIERE + dt.timedelta(minutes=15)
    installation.publish(listing(starts=later, ends=later + SLOT))
    installation.set_clock(PREMIERE - dt.timedelta(minutes=19))
    jobs.sender.wake()
    until(lambda: len(receiver.accepted) == 2)
    time.sleep(1.5)
    assert subjects(receiver)[1:] == ["Déplacé : Missions S1 É1 — ce soir à 20h55 sur OCS City"]


def test_mail_waits_while_the_server_is_down_and_goes_when_it_is_back(
    installation: Installation,
) -> None:
    for name in ("ann", "bob", "cleo"):
        installation.subscribe(f"{name}@example.org")
    installation.set_clock(PREMIERE - SLOT)
    port = free_port()
    jobs = installation.jobs(smtp(port))
    until(lambda: jobs.sender.paused != "")
    until(lambda: installation.waiting() == 3)
    assert "the mail server cannot be used" in jobs.sender.paused
    receiver = Receiver()
    installation.stack.enter_context(receiving(receiver, port=port))
    until(lambda: len(receiver.accepted) == 3)
    until(lambda: installation.waiting() == 0)
    until(lambda: jobs.sender.paused == "")


def test_two_processes_on_one_database_send_everything_once(
    installation: Installation, receiver: Receiver
) -> None:
    people = [f"p{number}@example.org" for number in range(30)]
    for email in people:
        installation.subscribe(email)
    for _ in range(2):
        installation.jobs(smtp(receiver.port))
    installation.set_clock(PREMIERE - SLOT)
    until(lambda: len(receiver.accepted) >= 30)
    time.sleep(1.5)
    assert sorted(receiver.accepted) == sorted(people)
    assert len(set(receiver.message_ids)) == 30


def test_the_parts_show_that_they_live(installation: Installation, receiver: Receiver) -> None:
    started = machine_now()
    installation.jobs(smtp(receiver.port))

    def beats() -> dict[str, heartbeat.Beat]:
        with installation.database.reading() as tx:
            return heartbeat.beats(tx)

    until(lambda: set(beats()) == {"clock", "replan", "sender"})
    assert {beat.owner for beat in beats().values()} == {"jobs-0"}
    assert all(started <= beat.at <= machine_now() for beat in beats().values())


def test_a_stop_leaves_the_rest_to_a_restart(
    installation: Installation, receiver: Receiver
) -> None:
    def slowly(_: Receiver, __: str) -> str:
        time.sleep(0.05)
        return "250 OK"

    receiver.on_rcpt = slowly
    people = [f"p{number}@example.org" for number in range(40)]
    for email in people:
        installation.subscribe(email)
    installation.set_clock(PREMIERE - SLOT)
    jobs = installation.jobs(smtp(receiver.port))
    until(lambda: len(receiver.accepted) >= 5)
    jobs.stop()
    sent = len(receiver.accepted)
    assert installation.waiting() == 40 - sent > 0
    installation.jobs(smtp(receiver.port))
    until(lambda: len(receiver.accepted) >= 40)
    assert sorted(receiver.accepted) == sorted(people)


def test_a_release_that_cannot_be_had_holds_the_mail_back(
    installation: Installation, receiver: Receiver
) -> None:
    installation.subscribe("ann@example.org")
    installation.set_clock(PREMIERE - SLOT)
    release, missing = installation.release, replace(installation.release)
    installation.release = None  # type: ignore[assignment]  # what the jobs see for a while
    jobs = installation.jobs(smtp(receiver.port))
    until(lambda: jobs.sender.paused == "there is no release to write mails from")
    assert (receiver.accepted, missing) == ([], release)
    installation.release = release
    until(lambda: receiver.accepted == ["ann@example.org"])
