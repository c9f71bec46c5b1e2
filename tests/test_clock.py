import datetime as dt

import pytest

from guide import clock
from guide.clock import Clock
from guide.model.site import ClockPair

MACHINE = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PREMIERE = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    later = MACHINE + dt.timedelta(minutes=2)
    monkeypatch.setattr(clock, "machine_now", lambda: later)


@pytest.mark.usefixtures("machine")
def test_without_a_pair_the_guide_lives_in_the_machines_time() -> None:
    assert Clock().now() == MACHINE + dt.timedelta(minutes=2)


@pytest.mark.usefixtures("machine")
def test_a_pair_runs_on_from_its_instant_at_its_rate() -> None:
    pair = ClockPair(machine=MACHINE, guide=PREMIERE, rate=60, setting="")
    assert Clock(pair).now() == PREMIERE + dt.timedelta(hours=2)


@pytest.mark.usefixtures("machine")
def test_a_clock_that_starts_now_shows_its_instant() -> None:
    pair = clock.starting(PREMIERE, rate=60, setting="x")
    assert Clock(pair).now() == PREMIERE
