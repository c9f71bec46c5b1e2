import datetime as dt

import pytest

from guide import clock
from guide.clock import Clock

MACHINE = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PREMIERE = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _two_minutes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = MACHINE + dt.timedelta(minutes=2)
    monkeypatch.setattr(clock, "machine_now", lambda: later)


def test_unless_told_otherwise_the_guide_lives_in_the_machines_time() -> None:
    assert Clock().now() == MACHINE + dt.timedelta(minutes=2)


def test_the_clock_runs_on_from_its_instant_at_its_rate() -> None:
    started = Clock(machine=MACHINE, guide=PREMIERE, rate=60)
    assert started.now() == PREMIERE + dt.timedelta(hours=2)
