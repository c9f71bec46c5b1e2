"""Measure imports: `python -m bench.imports 10000 100000 1000000`. Medians of whole processes.

Everything stands beside `xmllint --noout --stream` over the same file in the same run. Peak
memory is that of the largest process. `guide` is run as a person runs it.
"""

# A script that prints, starts processes and reads its own environment.
# ruff: noqa: INP001, S603, T201, TID251

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.guides import shape, write

RUNS = 5
ALONE = ("nothing", "parse", "read")
GUIDE = (sys.executable, "-m", "guide")
TINY = """<tv><channel id="one"><display-name>One</display-name></channel>
<programme start="20261120060000 +0100" stop="20261120070000 +0100" channel="one">
<title>News</title></programme></tv>
"""


class Cost(NamedTuple):
    """Seconds of the clock and of all processors, and megabytes."""

    wall: float
    cpu: float
    peak: int


def run(command: Sequence[str], environment: dict[str, str]) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    took = time.perf_counter() - began
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def median(costs: Sequence[Cost]) -> Cost:
    walls, cpus, peaks = zip(*costs, strict=True)
    return Cost(statistics.median(walls), statistics.median(cpus), max(peaks))


class Bench:
    """One size of guide: `folder` holds its files, and the homes the commands run in."""

    def __init__(self, folder: Path, programmes: int) -> None:
        self.folder = folder
        self.count = programmes
        self.plain = self._guide("plain.xml", None)
        self.altered = self._guide("altered.xml", 7)
        self.tiny = folder / "tiny.xml"
        self.tiny.write_text(TINY, encoding="utf-8")

    def _guide(self, name: str, altered: int | None) -> Path:
        path = self.folder / name
        write(path, shape(self.count, altered=altered))
        return path

    def take(self, home: str, guide: Path, *, anew: bool = False) -> Cost:
        folder = self.folder / home
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        (self.folder / "none").mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "GUIDE_HOME": str(folder),
            "GUIDE_SCHEDULES": str(self.folder / "none"),
            "GUIDE_NOW": "2026-11-20T06:00+01:00",
        }
        command = [*GUIDE, "import", str(guide), "--name", "bench", "--zone", "Europe/Paris"]
        return run(command, environment)

    def lint(self) -> Cost:
        return run(["xmllint", "--noout", "--stream", str(self.plain)], dict(os.environ))

    def alone(self, what: str) -> Cost:
        command = [sys.executable, "-m", "bench.imports", what, str(self.plain)]
        return run(command, dict(os.environ))


def rounds(times: int, *what: Callable[[], Cost]) -> list[Cost]:
    """Run all of them in turn, so that a slow minute is everybody's, and return their medians."""
    costs = [[one() for one in what] for _ in range(times)]
    return [median(some) for some in zip(*costs, strict=True)]


def measure(bench: Bench, times: int) -> None:
    print(f"\n{bench.count:,} programmes, {bench.plain.stat().st_size / 1e6:.0f} MB")
    lint, nothing, apart, read, first = rounds(
        times,
        bench.lint,
        *(partial(bench.alone, what) for what in ALONE),
        lambda: bench.take("home", bench.plain, anew=True),
    )
    bench.take("tiny", bench.tiny, anew=True)
    start, again = rounds(
        times,
        lambda: bench.take("tiny", bench.tiny),
        lambda: bench.take("home", bench.plain),
    )
    turn = iter([bench.altered, bench.plain] * times)
    (altered,) = rounds(times, lambda: bench.take("home", next(turn)))
    print(f"xmllint --stream        {lint.wall:8.2f} s wall {lint.cpu:8.2f} s cpu")
    for name, cost in (("parse, one process", apart), ("parse and understand", read)):
        cpu = cost.cpu - nothing.cpu
        print(
            f"{name:23} {cpu:8.2f} s cpu = {cpu / lint.cpu:.2f} x xmllint, "
            f"{cost.peak - nothing.peak} MB beyond the interpreter"
        )
    print(
        f"first import            {first.wall:8.2f} s wall = {first.wall / lint.wall:.2f} x, "
        f"{first.cpu:.2f} s cpu, {first.peak} MB"
    )
    print(f"start-up of the command {start.wall:8.2f} s wall")
    for name, cost in (("the same file again", again), ("one channel changed", altered)):
        beyond = cost.wall - start.wall
        print(f"{name:23} {beyond:8.2f} s beyond it = {beyond / lint.wall:.2f} x, {cost.peak} MB")


def read_alone(what: str, path: Path) -> None:
    """Do one part of an import in this process: load what it takes, take programmes apart into
    their texts, or make programmes of them.
    """
    from guide.sources.xmltv.limits import Limits  # noqa: PLC0415 -- loading is measured apart
    from guide.sources.xmltv.opening import opened  # noqa: PLC0415 -- the same
    from guide.sources.xmltv.reading import Reader, Reading  # noqa: PLC0415 -- the same
    from guide.sources.xmltv.shapes import Shapes  # noqa: PLC0415 -- the same
    from guide.sources.xmltv.splitting import Splitter  # noqa: PLC0415 -- the same

    if what == "nothing":
        return
    reader = Reader(Reading("bench", zone="Europe/Paris"))
    shapes = Shapes(lambda _: True, lambda _: None, name=path.name, limits=Limits())
    with opened(path, name=path.name) as source:
        for pieces in Splitter(source):
            if what == "parse":
                deque(map(shapes.take_apart, pieces), maxlen=0)
            else:
                reader.programmes(pieces)


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in ALONE:
        read_alone(sys.argv[1], Path(sys.argv[2]))
        return
    sizes = [int(one) for one in sys.argv[1:]] or [10_000, 100_000]
    processor = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text("ascii"))
    print(f"{os.cpu_count()} cores, {processor[1] if processor else 'unknown'}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure(Bench(Path(folder), size), RUNS if size < 500_000 else 1)


if __name__ == "__main__":
    main()
