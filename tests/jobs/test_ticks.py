import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from guide.jobs.ticks import Ticking
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.target import Target, targets_of
from guide.state import current, reminder_jobs, sign_ups
from guide.state.database import Database
from guide.state.outbox import Outbox
from tests.formats.builders import MAX, PREMIERE, catalogue, listing

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
        return [one for one in self.items if target in targets_of(one, self.catalogue)]

    def of_files(self, *, between: Any = None) -> list[Listing]:
        self.asked.append(("files", between))
        return [one for one in self.items if one.airing.source is None]

    def of_ids(self, ids: Iterable[str]) -> list[Listing]:
        return [one for one in self.items if one.airing.id in set(ids)]


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


def follow(database: Database, target: str) -> None:
    clocks = {"now": NOW, "machine_now": MACHINE}
    with database.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email="ada@example.org",
            zone="Europe/Paris",
            language="fr",
            target=target,
            kinds=("airing",),
            leads=("30m",),
            network="10.0.0.1",
            machine_now=MACHINE,
        )
    (one,) = Outbox(database).claim(1, owner="hand", **clocks)
    with database.writing() as tx:
        assert sign_ups.confirm(tx, one.reference, **clocks)


def planned(database: Database) -> list[str]:
    with database.reading() as tx:
        return [job.told for job in reminder_jobs.planned(tx)]


def test_a_replan_plans_all_that_was_not_over_two_days_ago(database: Database) -> None:
    release = FakeRelease()
    ticking(database, release).replan()
    assert planned(database) == ["ocs-city@2017-06-01T18:40:00Z"]
    assert release.asked == [("files", (NOW - dt.timedelta(days=2), None))]


def test_of_what_others_list_a_replan_asks_for_what_is_followed(database: Database) -> None:
    theirs = [
        listing(source="tnt"),
        listing(id="elsewhere", channel=MAX, source="tnt"),
    ]
    release = FakeRelease(items=theirs)
    follow(database, "channels/ocs-city")
    ticking(database, release).replan()
    assert planned(database) == ["ocs-city@2017-06-01T18:40:00Z"]
    assert [stem for stem, _ in release.asked] == ["files", "channels/ocs-city"]


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


def test_what_a_stale_server_left_behind_is_planned_within_a_tick(database: Database) -> None:
    release = FakeRelease()
    with database.writing() as tx:
        reminder_jobs.plan_for(tx, "ada", [], release.catalogue, release=0, now=NOW)
    ticking(database, release).due()
    assert planned(database) == ["ocs-city@2017-06-01T18:40:00Z"]
    ticking(database, release).due()
    assert len(release.asked) == 1


def test_a_stale_release_is_not_read_for_planning(database: Database) -> None:
    stale = FakeRelease(number=0)
    ticking(database, stale).replan()
    assert stale.asked == []
