"""Kill -9 a publish at random moments, many times, and look at what readers would see.

Run as a script: it forks a publisher a round (or, with --command, starts `guide publish`),
kills it, and then reads the installation as a stranger would. Prints a report as JSON.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from guide.cli.installation import Installation
from guide.model.listing import Listing
from guide.model.reminders import truth
from guide.model.target import Target, TargetKind
from guide.settings import child_environment, read
from guide.sources import yaml_files
from guide.state import current, reminder_jobs

SCHEDULES = Path(__file__).parents[2] / "schedules"
EVERYTHING = Target(TargetKind.ALL)

Slots = frozenset[tuple[str, str, str, str]]
Start = Callable[[Path], int]


@dataclasses.dataclass
class Report:
    rounds: int = 0
    old: int = 0
    new: int = 0
    torn: list[str] = dataclasses.field(default_factory=list)


def installation() -> Installation:
    environment = child_environment()
    return Installation(read(environment), environment)


def publish(folder: Path) -> None:
    guide = installation()
    draft = yaml_files.read(yaml_files.collect(folder))
    guide.press.publish(draft, now=guide.clock.now())
    guide.database.close()


def forked(folder: Path) -> int:
    child = os.fork()
    if child == 0:
        publish(folder)
        os._exit(0)
    return child


def commanded(folder: Path) -> int:
    done = subprocess.Popen(
        [sys.executable, "-m", "guide", "publish", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.pid


def end(child: int, after: float) -> None:
    deadline = time.monotonic() + after
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def look(expected: dict[str, Slots]) -> tuple[int, str, list[str]]:
    """Return the current release's number, which variant it is, and what is wrong with it."""
    guide = installation()
    try:
        with guide.database.reading() as tx:
            pointer = current.current(tx)
            planned = {(job.airing, job.told) for job in reminder_jobs.planned(tx)}
        assert pointer
        faults = _integrity(guide.shelf.folder / pointer.file)
        with guide.current_release() as release:
            listings = release.listings(EVERYTHING)
    finally:
        guide.database.close()
    seen = slots(listings)
    variant = next((name for name, whole in expected.items() if whole == seen), "")
    if not variant:
        faults.append("the release is neither the old whole nor the new one")
    told = {(listing.airing.id, truth(listing)) for listing in listings}
    faults += [f"a job tells {job}, the release does not" for job in sorted(planned - told)]
    return pointer.number, variant, faults


def slots(listings: list[Listing]) -> Slots:
    return frozenset(
        (one.airing.episode, one.channel.id, str(one.airing.starts), str(one.airing.ends))
        for one in listings
    )


def _integrity(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
        [(verdict,)] = file.execute("PRAGMA integrity_check").fetchall()
    return [] if verdict == "ok" else [f"{path.name}: {verdict}"]


def variant(base: Path, name: str, minutes: str) -> Path:
    """Return a copy of the schedules in which the premiere starts at 20:`minutes`."""
    folder = base / name
    shutil.copytree(SCHEDULES, folder)
    file = folder / "ocs" / "missions.yaml"
    text = file.read_text(encoding="utf-8")
    assert "2017-06-01 20:40" in text
    file.write_text(text.replace("2017-06-01 20:40", f"2017-06-01 20:{minutes}"), encoding="utf-8")
    return folder


def torture(start: Start, folder: Path, *, rounds: int, seed: int) -> Report:
    chance = random.Random(seed)
    folders = {name: variant(folder, name, name) for name in ("40", "55")}
    expected, longest = {}, 0.0
    for name, path in folders.items():
        begun = time.monotonic()
        end(start(path), after=60)
        longest = max(longest, time.monotonic() - begun)
        with installation().current_release() as release:
            expected[name] = slots(release.listings(EVERYTHING))
    report, (number, now, _) = Report(), look(expected)
    for _ in range(rounds):
        wanted = "40" if now == "55" else "55"
        end(start(folders[wanted]), after=chance.uniform(0, longest * 1.4))
        before = number
        number, now, faults = look(expected)
        report.rounds += 1
        report.new += now == wanted
        report.old += now != wanted
        if number != before + (now == wanted):
            faults.append(f"release {number} came after {before}")
        report.torn += faults
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", action="store_true")
    chosen = parser.parse_args()
    start = commanded if chosen.command else forked
    report = torture(start, chosen.folder, rounds=chosen.rounds, seed=chosen.seed)
    sys.stdout.write(json.dumps(dataclasses.asdict(report)) + "\n")


if __name__ == "__main__":
    main()
