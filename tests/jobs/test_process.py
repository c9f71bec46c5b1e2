"""The process ends cleanly when told to, and loses nothing when killed."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from guide.clock import machine_now
from guide.model.catalogue import Catalogue
from guide.model.reminders import Kind
from guide.state import reminder_jobs, sign_ups
from guide.state.database import Database
from guide.state.outbox import Outbox
from tests.delivery.fakes import Receiver, receiving
from tests.formats.builders import ROOT, catalogue, listing
from tests.jobs.process import NOW

Process = subprocess.Popen[str]
SEASON = "series/missions/season-1"
CONNECTIONS = 2
PEOPLE = 120
KILLS = 6


def until_accepted(count: int, receiver: Receiver) -> None:
    """Wait until so many different people have their mail."""
    deadline = time.monotonic() + 20
    while len(set(receiver.accepted)) < count:
        assert time.monotonic() < deadline, f"only {len(set(receiver.accepted))} of {count} came"
        time.sleep(0.01)


def _subscribe(database: Database, number: int, known: Catalogue) -> None:
    """Sign somebody up and confirm, without a mail."""
    email = f"p{number}@example.org"
    clocks = {"now": NOW, "machine_now": machine_now()}
    with database.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email=email,
            zone="Europe/Paris",
            language="fr",
            target=SEASON,
            kinds=(Kind.AIRING,),
            leads=("30m",),
            network=f"10.{number // 250}.{number % 250}.1",
            machine_now=clocks["machine_now"],
        )
    (one,) = Outbox(database).claim(1, owner="hand", **clocks)
    with database.writing() as tx:
        person = sign_ups.confirm(tx, one.reference, **clocks)
        assert person is not None
        reminder_jobs.plan_for(tx, person.id, [listing()], known, release=1, now=NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a database in which many people are due to be told, none yet."""
    path = tmp_path / "guide.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as tx:
        reminder_jobs.replan(tx, [listing()], catalogue(), now=NOW)
    for number in range(PEOPLE):
        _subscribe(database, number, catalogue())
    database.close()
    return path


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    def slowly(_: Receiver, __: str) -> str:
        time.sleep(0.005)
        return "250 OK"

    with receiving(Receiver(on_rcpt=slowly)) as receiver:
        yield receiver


@pytest.fixture
def start(path: Path, receiver: Receiver) -> Iterator[Callable[[], Process]]:
    """Start a process that sends; whatever becomes of the test, none is left behind."""
    with ExitStack() as stack:

        def started() -> Process:
            arguments = (str(path), str(receiver.port), str(CONNECTIONS))
            command = [sys.executable, "-m", "tests.jobs.process", *arguments]
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
            return process

        yield started


def _end(process: Process) -> int:
    process.terminate()
    return process.wait(timeout=60)


def test_a_terminated_process_ends_its_mails_and_keeps_the_rest(
    start: Callable[[], Process], receiver: Receiver
) -> None:
    process = start()
    until_accepted(10, receiver)
    assert _end(process) == 0
    assert 10 <= len(receiver.accepted) < PEOPLE
    process = start()
    until_accepted(PEOPLE, receiver)
    assert _end(process) == 0
    assert Counter(Counter(receiver.accepted).values()) == {1: PEOPLE}


def test_a_killed_process_loses_nothing_and_doubles_at_most_one_mail_a_connection(
    start: Callable[[], Process], receiver: Receiver
) -> None:
    chance = random.Random(1)
    for kill in range(1, KILLS + 1):
        process = start()
        until_accepted(kill * PEOPLE // (KILLS + 2), receiver)
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait()
    process = start()
    until_accepted(PEOPLE, receiver)
    time.sleep(2.5)
    assert _end(process) == 0
    copies = Counter(zip(receiver.accepted, receiver.message_ids, strict=True))
    assert len(copies) == PEOPLE
    assert sum(copies.values()) - PEOPLE <= KILLS * CONNECTIONS
