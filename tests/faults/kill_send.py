"""Kill -9 the sender at random moments, many times, and count at the receiver what came.

Run as a script: it signs people up, lets their reminders fall due, then forks clock and sender a
round, kills them, and at the end lets them finish. Each round greets the receiver with a name of
its own, so that its log tells which round sent what. Prints a report as JSON.
"""

import argparse
import collections
import contextlib
import dataclasses
import datetime as dt
import functools
import json
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from guide import clock
from guide.cli.installation import Installation
from guide.delivery.smtp import SmtpTransport
from guide.delivery.smtp_url import SmtpServer
from guide.jobs.jobs import Jobs
from guide.jobs.render import Senders
from guide.model.target import Target, TargetKind
from guide.settings import child_environment, read
from guide.sources import yaml_files
from guide.state import reminder_jobs, sign_ups
from guide.state.database import Tx
from guide.state.leader import Leader
from guide.state.outbox import Outbox
from guide.state.tables import sign_up

SCHEDULES = Path(__file__).parents[2] / "schedules"
RECEIVER = Path(__file__).with_name("receiver.py")
SEASON = "series/missions/season-1"
EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)  # 20:00 in Paris
DUE = EVENING + dt.timedelta(minutes=15)  # 30 minutes before 20:40 are over
SHORT_LEASE = dt.timedelta(seconds=2)
LEASE = dt.timedelta(seconds=30)
CONNECTIONS = 4
MAIL_SECONDS = 0.02
STARTING = 0.2
SENDING = 0.12
PATIENCE = 60.0


@dataclasses.dataclass(frozen=True)
class Arrival:
    """A line of the receiver's log; `greeting` names the round."""

    greeting: str
    connection: str
    recipient: str
    message_id: str


@dataclasses.dataclass
class Report:
    """`interrupted` counts the kills in whose round mail had been accepted; `doubled` the mails
    that came again, by the round that was killed with them; `wrong` is what must not be.
    """

    kills: int = 0
    interrupted: int = 0
    people: int = 0
    arrivals: int = 0
    lost: list[str] = dataclasses.field(default_factory=list)
    doubled: dict[str, int] = dataclasses.field(default_factory=dict)
    wrong: list[str] = dataclasses.field(default_factory=list)


def installation() -> Installation:
    environment = child_environment()
    return Installation(read(environment), environment)


def prepare(people: int) -> list[str]:
    """Publish, sign people up and queue their reminders; return the addresses."""
    addresses = [f"reader-{number}@example.org" for number in range(people)]
    guide = installation()
    guide.press.publish(yaml_files.read(yaml_files.collect(SCHEDULES)), now=EVENING)
    with guide.database.writing() as tx:
        sign_everybody_up(tx, addresses)
    # Nobody waits for the confirmations any more: this ends them.
    machine_now = clock.machine_now()
    assert not Outbox(guide.database).claim(people, owner="", now=EVENING, machine_now=machine_now)
    with guide.current_release() as release, guide.database.writing() as tx:
        listings = release.listings(Target(TargetKind.ALL))
        reminder_jobs.replan(tx, listings, release.catalogue, now=EVENING)
        reminder_jobs.expand_due(tx, now=DUE)
    guide.database.close()
    return addresses


def sign_everybody_up(tx: Tx, addresses: list[str]) -> None:
    # As slowly as the limits ask for, and all within the life of a request.
    between = dt.timedelta(seconds=20)
    start = clock.machine_now() - between * len(addresses)
    for number, address in enumerate(addresses):
        sign_ups.request_sign_up(
            tx,
            email=address,
            zone="Europe/Paris",
            language="fr",
            target=SEASON,
            kinds=("airing",),
            leads=("30m",),
            network=f"10.{number // 256}.{number % 256}.1",
            machine_now=start + between * number,
        )
    for request in tx.execute(select(sign_up.c.id)).scalars().fetchall():
        assert sign_ups.confirm(tx, request, now=EVENING, machine_now=clock.machine_now())


def jobs(guide: Installation, port: int, greeting: str, lease: dt.timedelta) -> Jobs:
    server = SmtpServer("127.0.0.1", port, tls=False, starttls=False)
    return Jobs(
        database=guide.database,
        outbox=Outbox(guide.database, lease=lease),
        lead=Leader(guide.database),
        transport=SmtpTransport(server, hello=greeting),
        release=functools.cache(guide.press.current),
        site=guide.site,
        tokens=guide.tokens,
        senders=Senders("reminders@example.org", "account@example.org"),
        owner=greeting,
        now=lambda: DUE,
        machine_now=clock.machine_now,
        connections=CONNECTIONS,
    )


def fork_sender(port: int, greeting: str, *, lease: dt.timedelta) -> int:
    child = os.fork()
    if child == 0:
        logging.disable()
        jobs(installation(), port, greeting, lease).start()
        while True:
            signal.pause()
    return child


def wait_for_a_moment(chance: random.Random, log: Path) -> None:
    """Wait until some moment of a start, one time in five, or else of the sending."""
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0, STARTING))
        return
    size, deadline = log.stat().st_size, time.monotonic() + PATIENCE
    while log.stat().st_size == size and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, SENDING))


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def finish(port: int) -> None:
    """Let a last sender go on until nothing is left in the outbox."""
    child = fork_sender(port, "last", lease=LEASE)
    guide = installation()
    try:
        _wait_until_done(Outbox(guide.database))
    finally:
        kill(child)
        guide.database.close()


def _wait_until_done(outbox: Outbox) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        left = outbox.backlog(now=DUE, machine_now=clock.machine_now())
        if not (left.queued or left.retrying or left.leased or left.submitting):
            return
        time.sleep(0.1)


@contextlib.contextmanager
def receiving(log: Path) -> Iterator[int]:
    """Run a receiver; yield its port once it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, str(RECEIVER), str(port), str(log), "--pace", str(MAIL_SECONDS)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("the receiver did not come up")


def arrivals(log: Path) -> list[Arrival]:
    return [Arrival(*line.split("\t")) for line in log.read_text(encoding="utf-8").splitlines()]


def judge(addresses: list[str], came: list[Arrival], *, kills: int) -> Report:
    greetings = {one.greeting for one in came}
    report = Report(
        kills=kills,
        interrupted=sum(f"round-{number}" in greetings for number in range(kills)),
        people=len(addresses),
        arrivals=len(came),
        lost=sorted(set(addresses) - {one.recipient for one in came}),
    )
    last = {(one.greeting, one.connection): one for one in came}
    doubled: collections.Counter[str] = collections.Counter()
    for copies in _by_recipient(came).values():
        if len({one.message_id for one in copies}) != 1:
            report.wrong.append(f"two mails to one reader: {copies}")
        for earlier in copies[:-1]:
            doubled[earlier.greeting] += 1
            if last[earlier.greeting, earlier.connection] != earlier:
                report.wrong.append(f"sent again though its connection went on: {earlier}")
    report.doubled = dict(doubled)
    report.wrong += [f"{who} doubled {n}" for who, n in doubled.items() if n > CONNECTIONS]
    if "last" in doubled:
        report.wrong.append("doubled without a kill")
    return report


def _by_recipient(came: list[Arrival]) -> dict[str, list[Arrival]]:
    copies: dict[str, list[Arrival]] = {}
    for one in came:
        copies.setdefault(one.recipient, []).append(one)
    return copies


def torture(folder: Path, *, kills: int, people: int, seed: int) -> Report:
    chance, log = random.Random(seed), folder / "arrivals.log"
    log.touch()
    addresses = prepare(people)
    with receiving(log) as port:
        for number in range(kills):
            child = fork_sender(port, f"round-{number}", lease=SHORT_LEASE)
            wait_for_a_moment(chance, log)
            kill(child)
        finish(port)
    return judge(addresses, arrivals(log), kills=kills)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=1600)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    report = torture(chosen.folder, kills=chosen.kills, people=chosen.people, seed=chosen.seed)
    sys.stdout.write(json.dumps(dataclasses.asdict(report)) + "\n")


if __name__ == "__main__":
    main()
