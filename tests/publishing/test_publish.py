"""The use case as a whole: who wins, what stays, who is woken."""

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from guide.model.draft import Draft
from guide.publishing.faults import OvertakenError, PublishingError
from guide.publishing.publish import Outcome, Press, Verdict
from guide.releases.shelf import Shelf
from guide.sources import yaml_files
from guide.state import current
from guide.state.database import Database

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
LONG = dt.timedelta(days=8)


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def press(tmp_path: Path, woken: list[int]) -> Iterator[Press]:
    database = Database(f"sqlite:///{tmp_path}/guide.sqlite")
    database.migrate()
    ids = (f"id{number}" for number in itertools.count())
    shelf = Shelf(tmp_path / "releases")
    yield Press(
        database=database, shelf=shelf, mint=ids.__next__, keep=2, wake=lambda: woken.append(1)
    )
    database.close()


def draft(minute: int) -> Draft:
    text = f"""
zone: Europe/Paris
channels: {{alpha: {{name: Alpha}}}}
films: {{pier: {{title: The Pier, running: 30m}}}}
airings:
  - {{at: 2017-06-20 20:{minute:02}, channel: alpha, episode: pier}}
"""
    return yaml_files.read({"a.yaml": text.encode()})


def files(press: Press) -> list[str]:
    return sorted(path.name[:14] for path in press.shelf.folder.iterdir())


def publish_daily(press: Press, days: int) -> Outcome:
    steps = (press.publish(draft(n), now=NOW + n * dt.timedelta(days=1)) for n in range(days))
    return list(steps)[-1]


def test_files_stay_for_seven_days_and_then_as_many_as_asked_for(press: Press) -> None:
    publish_daily(press, 4)
    assert files(press) == [f"release-00000{n}" for n in (1, 2, 3, 4)]
    press.publish(draft(30), now=NOW + LONG)
    assert files(press) == [f"release-00000{n}" for n in (3, 4, 5)]
    press.publish(draft(31), now=NOW + 3 * LONG)
    assert files(press) == ["release-000005", "release-000006"]
    with press.database.reading() as tx:
        assert [one.number for one in current.history(tx)] == [6, 5, 4, 3, 2, 1]


def test_of_two_publishes_from_one_predecessor_the_second_is_refused(
    press: Press, monkeypatch: pytest.MonkeyPatch, woken: list[int]
) -> None:
    press.publish(draft(0), now=NOW)
    place = Shelf.place

    def slow(shelf: Shelf, temp: Path, number: int) -> str:
        monkeypatch.setattr(Shelf, "place", place)
        assert press.publish(draft(1), now=NOW).verdict is Verdict.PUBLISHED
        return place(shelf, temp, number)

    monkeypatch.setattr(Shelf, "place", slow)
    with pytest.raises(OvertakenError, match="another publish came first"):
        press.publish(draft(2), now=NOW)
    release = press.current()
    assert release is not None
    assert release.files() == draft(1).files
    assert len(woken) == 2
    release.close()


def test_workers_are_woken_by_what_is_published_alone(press: Press, woken: list[int]) -> None:
    assert press.publish(draft(0), now=NOW, dry_run=True).verdict is Verdict.WOULD_PUBLISH
    press.publish(draft(75), now=NOW)
    assert woken == []
    press.publish(draft(0), now=NOW)
    press.publish(draft(0), now=NOW)
    assert woken == [1]


def daily(days: int) -> Draft:
    text = f"""
zone: Europe/Paris
channels: {{alpha: {{name: Alpha}}}}
films: {{pier: {{title: The Pier, running: 30m}}, other: {{title: Other, running: 30m}}}}
airings:
  - {{at: 2017-06-20 20:00, channel: alpha, episode: other}}
slots:
  - channel: alpha
    episode: pier
    first: 2017-06-21
    every: day
    last: 2017-06-{20 + days}
    at: 20:00
"""
    return yaml_files.read({"a.yaml": text.encode()})


def test_a_folder_that_lost_most_of_what_lies_ahead_is_refused(press: Press) -> None:
    press.publish(daily(10), now=NOW)
    with pytest.raises(PublishingError, match="10 of 11 coming airings would be cancelled"):
        press.publish(draft(0), now=NOW)
    assert current_number(press) == 1
    assert press.publish(draft(0), now=NOW, allow_shrink=True).verdict is Verdict.PUBLISHED


def test_a_few_airings_may_go(press: Press) -> None:
    press.publish(draft(0), now=NOW)
    press.publish(daily(10), now=NOW)
    assert press.publish(daily(6), now=NOW).verdict is Verdict.PUBLISHED


def current_number(press: Press) -> int:
    with press.database.reading() as tx:
        pointer = current.current(tx)
    assert pointer
    return pointer.number
