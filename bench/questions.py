"""Measure questions to a big release: `python -m bench.questions [AIRINGS]`. Whole milliseconds.

The release is invented (bench.invented), written row by row; each question is asked at another
time, of other channels or words, 100 times after 5 that warm up.
"""

# A script that prints; its dice need no secrecy.
# ruff: noqa: INP001, S311, T201

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.guides import WORDS
from bench.invented import CHANNELS, STARTS, phrase, titles, write
from guide.model.found import Narrowing
from guide.model.selection import Selection
from guide.model.target import Target, TargetKind
from guide.releases.release import Release

RUNS, WARM_UP = 100, 5
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
HOSTILE = ('"', "a" * 100_000, "* OR NEAR(", "l* l* l* l*", " ".join(WORDS[:8]), "title:x ^y", "\0")


def asked(name: str, question: Callable[[random.Random], object], wanted: str = "") -> None:
    """Print median and p99 of a question, by the clock and by the processor."""
    dice = random.Random(7)
    walls, cpus = [], []
    for run in range(RUNS + WARM_UP):
        wall, cpu = time.perf_counter(), time.process_time()
        question(dice)
        if run >= WARM_UP:
            walls.append((time.perf_counter() - wall) * 1e3)
            cpus.append((time.process_time() - cpu) * 1e3)
    told = [f"{statistics.median(one):9.2f} {p99(one):9.2f}" for one in (walls, cpus)]
    print(f"{name:<44}{told[0]}  {told[1]}   {wanted}")


def p99(some: list[float]) -> float:
    return sorted(some)[len(some) * 99 // 100 - 1]


def moment(dice: random.Random, days: int) -> dt.datetime:
    return STARTS + dt.timedelta(minutes=dice.randrange(days * 24 * 60))


def questions(release: Release, days: int, names: list[str]) -> None:
    """Ask everything that pages ask of a release whose guide is `days` long."""

    def window(dice: random.Random) -> object:
        first, at = dice.randrange(CHANNELS - 50), moment(dice, days)
        return release.cells([f"c{n}" for n in range(first, first + 50)], (at, at + 4 * HOUR))

    def day(dice: random.Random) -> object:
        return release.day(f"c{dice.randrange(CHANNELS)}", moment(dice, days).date())

    def feed(dice: random.Random) -> object:
        at = moment(dice, days)
        target = Target(TargetKind.CHANNEL, f"c{dice.randrange(CHANNELS)}")
        past = (at - 30 * DAY, at + 180 * DAY)
        return release.select(target, Selection(at, 1000, past, cancelled_after=at - 7 * DAY))

    asked("cells: 50 channels, 4 hours", window, "wanted: 1, 5 at p99")
    asked("on now, every channel", lambda dice: release.on_now(moment(dice, days)))
    asked("a channel's day", day)
    asked("a channel's feed, up to 1,000 airings", feed)
    searches(release, days, names)


def searches(release: Release, days: int, names: list[str]) -> None:
    def search(make: Callable[[random.Random], str]) -> Callable[[random.Random], object]:
        return lambda dice: release.search(make(dice), now=moment(dice, days))

    asked("search: a common word", search(lambda dice: dice.choice(WORDS)), "wanted: 5")
    asked("search: a phrase", search(lambda dice: f'"{phrase(dice, 2)}"'), "wanted: 5")
    asked("search: two words", search(lambda dice: phrase(dice, 2)))
    asked("search: the title of something", search(lambda dice: dice.choice(names)))
    asked("search: one letter", search(lambda dice: dice.choice(WORDS)[0]))
    asked("search: a word that is but begun", search(lambda dice: dice.choice(WORDS)[:3]))
    asked("search: a director", search(lambda dice: phrase(dice, 2).title()))
    asked("search: nothing like it", search(lambda _: "xylophone zwei"))
    narrowed(release, days)
    asked("search: hostile", search(lambda dice: dice.choice(HOSTILE)), "wanted: 50 at most")


def narrowed(release: Release, days: int) -> None:
    """Ask searches that are narrowed: of each filter, a word and none."""
    cases = {
        "nothing": Narrowing(),
        "films": Narrowing(genre=lambda genre: genre == "film"),
        "first runs": Narrowing(first_run=True),
        "what there is none of": Narrowing(audio_description=True, subtitles=True, vost=True),
    }
    for name, wanted in cases.items():
        asked(
            f"narrowed to {name}: a word",
            lambda dice, wanted=wanted: release.narrowed(  # type: ignore[misc] # a fixed default
                dice.choice(WORDS), wanted, now=moment(dice, days)
            ),
            "wanted: 5",
        )
        asked(
            f"narrowed to {name}: no word",
            lambda dice, wanted=wanted: release.narrowed("", wanted, now=moment(dice, days)),  # type: ignore[misc] # a fixed default
        )

    def on_channel(dice: random.Random) -> object:
        wanted = Narrowing(f"c{dice.randrange(CHANNELS)}")
        return release.narrowed(dice.choice(WORDS), wanted, now=moment(dice, days))

    asked("narrowed to a channel: a word", on_channel, "wanted: 5")


def main(airings: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("BENCH_RELEASE", f"{folder}/release.sqlite"))  # noqa: TID251 -- a bench has no settings
        if not path.exists():
            began = time.process_time()
            write(path, airings)
            print(f"{airings} airings written in {time.process_time() - began:.0f} s of processor")
        release = Release(path)
        days = airings // CHANNELS * 68 // 60 // 24 or 1
        episodes, size = len(release.catalogue.episodes), path.stat().st_size // 10**6
        print(f"{release.count()} airings, {days} days, {episodes} episodes, {size} MB")
        print(f"{'milliseconds':<44}{'median':>9} {'p99':>9}  {'cpu':>9} {'p99':>9}")
        names = list(titles(path))
        questions(release, days, [name.partition("\x1f")[2] for name in names])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
