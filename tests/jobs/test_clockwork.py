import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from guide.clock import machine_now
from guide.jobs.clockwork import Clockwork, Tick
from guide.state.database import Database, Reason, StateError
from guide.state.leader import Leader

QUICK = dt.timedelta(seconds=0.05)


def until(holds: Callable[[], bool], *, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


@dataclass
class FakeLead:
    mine: bool = True
    left: bool = False

    def lead(self) -> bool:
        return self.mine

    def leave(self) -> None:
        self.left = True


class Clocks:
    """Clockworks that end with the test."""

    def __init__(self) -> None:
        self.all: list[Clockwork] = []

    def start(self, *ticks: Tick, lead: FakeLead | Leader, beats: Counter[str]) -> Clockwork:
        clock = Clockwork(
            ticks, lead=lead, alive=lambda name: beats.update([name]), machine_now=machine_now
        )
        self.all.append(clock)
        clock.start()
        return clock

    def stop(self) -> None:
        for clock in self.all:
            clock.stop()


@pytest.fixture
def clocks() -> "Clocks":
    return Clocks()


@pytest.fixture(autouse=True)
def _ended(clocks: Clocks) -> "object":
    yield
    clocks.stop()


def counting(runs: Counter[str], name: str, every: dt.timedelta = QUICK) -> Tick:
    return Tick(name, every, lambda: runs.update([name]))


def test_ticks_run_at_once_and_then_at_their_distance(clocks: Clocks) -> None:
    runs, beats = Counter[str](), Counter[str]()
    hourly = counting(runs, "replan", dt.timedelta(hours=1))
    clock = clocks.start(counting(runs, "due"), hourly, lead=FakeLead(), beats=beats)
    until(lambda: runs["due"] >= 5)
    clock.stop()
    assert runs["replan"] == 1
    assert beats == runs
    assert clock.troubles == Counter()


def test_a_tick_that_fails_is_tried_again_and_beats_not(
    clocks: Clocks, caplog: pytest.LogCaptureFixture
) -> None:
    runs, beats = Counter[str](), Counter[str]()
    faults = [StateError(Reason.BUSY, "The database is busy."), KeyError("ann@example.org")]

    def due() -> None:
        runs.update(["due"])
        if faults:
            raise faults.pop()

    clock = clocks.start(Tick("due", QUICK, due), lead=FakeLead(), beats=beats)
    until(lambda: runs["due"] >= 5)
    clock.stop()
    assert clock.troubles == {"state": 1, "error": 1}
    assert beats["due"] == runs["due"] - 2
    assert "tick due waits for the next: The database is busy." in caplog.text
    assert "tick due failed: KeyError in due" in caplog.text
    assert "ann@example.org" not in caplog.text


def test_a_slow_tick_neither_piles_up_nor_holds_up_the_others(clocks: Clocks) -> None:
    runs, beats, done = Counter[str](), Counter[str](), threading.Event()

    def slow() -> None:
        runs.update(["slow"])
        done.wait(5)

    clock = clocks.start(
        Tick("slow", QUICK, slow), counting(runs, "due"), lead=FakeLead(), beats=beats
    )
    until(lambda: runs["due"] >= 8)
    assert runs["slow"] == 1
    done.set()
    clock.stop()
    assert clock.troubles["still running"] > 0


def test_without_the_lead_nothing_runs_until_it_is_ours(clocks: Clocks) -> None:
    runs, beats, lead = Counter[str](), Counter[str](), FakeLead(mine=False)
    clock = clocks.start(counting(runs, "due"), lead=lead, beats=beats)
    time.sleep(0.3)
    assert (runs, beats) == (Counter(), Counter())
    lead.mine = True
    until(lambda: runs["due"] >= 1)
    lead.mine = False
    time.sleep(0.1)
    before = runs["due"]
    time.sleep(0.2)
    assert runs["due"] == before
    clock.stop()
    assert lead.left


def test_of_two_clocks_on_one_database_one_ticks_and_the_other_takes_over(
    clocks: Clocks, tmp_path: Path
) -> None:
    runs = Counter[str]()
    databases = [Database(f"sqlite:///{tmp_path / 'guide.sqlite'}") for _ in range(2)]
    databases[0].migrate()
    first = clocks.start(counting(runs, "first"), lead=Leader(databases[0]), beats=Counter())
    until(lambda: runs["first"] >= 1)
    clocks.start(counting(runs, "second"), lead=Leader(databases[1]), beats=Counter())
    until(lambda: runs["first"] >= 6)
    assert runs["second"] == 0
    first.stop()
    until(lambda: runs["second"] >= 1)
    clocks.stop()
    for database in databases:
        database.close()
