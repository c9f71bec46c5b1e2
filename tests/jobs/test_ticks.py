import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from guide.jobs.ticks import Ticking
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.target import Target
from guide.state import current, reminder_jobs
from guide.state.database import Database
from guide.state.outbox import Outbox
from tests.formats.builders import PREMIERE, catalogue, listing

NOW = PREMIERE - dt.timedelta(hours=2)
MACHINE = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@dataclass
class FakeRelease:
    number: int = 1
    items: list[Listing] = field(default_factory=lambda: [listing()])
    catalogue: Catalogue = field(default_factory=catalogue)
    asked: list[Any] = field(default_factory=list)

    def listings(self, target: Target, *, between: Any = None) -> list[Listing]:
        self.asked.append((target.stem, between))
        return self.items


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'guide.sqlite'}")
    database.migrate()
    with database.writing() as tx:
        current.move(tx, number=1, file="x", published_at=NOW, note="", expect=None)
    yield database
    database.close()


def ticking(database: Database, release: FakeRelease | None) -> Ticking:
    return Ticking(
        database=database,
        outbox=Outbox(database),
        release=lambda: release,
        now=lambda: NOW,
        machine_now=lambda: MACHINE,
        wake=lambda: None,
    )


def planned(database: Database) -> list[str]:
    with database.reading() as tx:
        return [job.told for job in reminder_jobs.planned(tx)]


def test_a_replan_plans_all_that_was_not_over_two_days_ago(database: Database) -> None:
    release = FakeRelease()
    ticking(database, release).replan()
    assert planned(database) == ["ocs-city@2017-06-01T18:40:00Z"]
    assert release.asked == [("all", (NOW - dt.timedelta(days=2), None))]


def test_a_replan_leaves_a_newer_release_alone(database: Database) -> None:
    with database.writing() as tx:
        current.move(tx, number=2, file="y", published_at=NOW, note="", expect=1)
    ticking(database, FakeRelease(number=1)).replan()
    assert planned(database) == []
    ticking(database, replace(FakeRelease(), number=2)).replan()
    assert len(planned(database)) == 1


def test_without_a_release_there_is_nothing_to_plan(database: Database) -> None:
    ticking(database, None).replan()
    assert planned(database) == []


def test_ticks_are_named_and_spaced(database: Database) -> None:
    ticks = ticking(database, None).ticks()
    assert {tick.name: tick.every.total_seconds() for tick in ticks} == {"clock": 1, "replan": 3600}
