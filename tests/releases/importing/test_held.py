"""What is asked of a file before a channel is settled, and how much of it is looked at."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guide.releases.importing import lane
from guide.releases.importing.held import periods
from tests.releases.importing.guides import MORNING, Shop, show

DAY = 86_400
A_DAY = 24 * 60


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return how many thousand steps the files were worked for since the last time."""
    done = 0
    connect = sqlite3.connect

    def count() -> int:
        nonlocal done
        done += 1
        return 0

    def counted(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        connection.set_progress_handler(count, 1000)
        return connection

    def taken() -> int:
        nonlocal done
        done, before = 0, done
        return before

    monkeypatch.setattr(sqlite3, "connect", counted)
    return taken


def first_import(folder: Path, channels: int) -> Shop:
    folder.mkdir()
    shop = Shop(folder)
    shop.take(*(show("Le Film", 0, number=1, channel=f"c{n}") for n in range(channels)))
    return shop


def second_import(folder: Path, channels: int) -> Shop:
    shop = first_import(folder, 10)
    shop.take(*(show("Le Film", 0, number=1, channel=f"c{n}") for n in range(channels)))
    return shop


@pytest.mark.parametrize("importing", [first_import, second_import])
def test_many_channels_are_no_dearer_each_than_few(
    tmp_path: Path,
    steps: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    importing: Callable[[Path, int], Shop],
) -> None:
    monkeypatch.setattr(lane, "MANY", 50)
    importing(tmp_path / "few", 400)
    few = steps()
    importing(tmp_path / "many", 1600)
    assert steps() < 6 * few


def days(count: int) -> Iterator[int]:
    return (day * A_DAY for day in range(-count, 0))


def settled_after(folder: Path, steps: Callable[[], int], history: int) -> int:
    """Return what it takes to settle a channel of which so many days were shown."""
    folder.mkdir()
    shop = Shop(folder)
    at = (*days(history), 0)
    shop.take(
        *(show("Le Film", 30 * n + day, number=1 + n) for day in at for n in range(20)),
        now=MORNING - dt.timedelta(days=history),
    )
    evening = [show("Le Film", 30 * n, number=1 + n) for n in range(20)]
    shop.take(*evening, now=MORNING)
    steps()
    shop.take(*evening[1:], now=MORNING - dt.timedelta(hours=1))
    return steps()


def test_history_makes_settling_no_dearer(tmp_path: Path, steps: Callable[[], int]) -> None:
    short = settled_after(tmp_path / "short", steps, 20)
    long = settled_after(tmp_path / "long", steps, 200)
    assert long < 2 * short, (short, long)


def test_a_start_of_long_ago_is_a_period_of_its_own() -> None:
    now = 20_000 * DAY
    week = [now + day * DAY for day in range(-3, 4)]
    [(since, until), *others] = periods([0, *week], now)
    assert (since, until > now + 400 * DAY, others) == (now - 4 * DAY, True, [(-DAY, 2 * DAY)])
    assert periods([], now)[0][0] == now - DAY


def test_a_wrong_start_of_long_ago_stays_the_same_airing(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    wrong = show("Le Film", -9000 * A_DAY)
    shop.take(wrong, show("Le Journal", 0))
    shop.take(wrong, show("Le Journal", 10))
    assert [one[:3] for one in shop.told()] == [
        ("id1", "Le Film", -9000 * A_DAY),
        ("id2", "Le Journal", 10),
    ]


def test_ids_are_given_in_the_order_in_which_channels_are_heard_of(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    names = [f"c{n}" for n in range(12)]
    shop.take(*(show("Le Film", 0, channel=name) for name in names))
    ids = {one.channel.id: one.airing.id for one in shop.listings()}
    assert ids == {name: f"id{n}" for n, name in enumerate(names, 1)}


def test_an_episode_of_long_ago_makes_a_repeat(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take(show("Missions", -60 * A_DAY, number=1), now=MORNING - dt.timedelta(days=61))
    shop.take(show("Missions", 0, number=1), show("Missions", 30, number=2))
    assert [one.showing.kind.value for one in shop.listings()] == ["unknown", "repeat", "unknown"]
