"""Guides of others as time goes by: when they are looked at, and what comes of it."""

import datetime as dt
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from guide.jobs.refreshing import AGAIN, LOOK_EVERY, Refreshed, Refreshing
from guide.publishing.publish import Verdict
from guide.sources.copies import Copies
from guide.state import import_checks
from guide.state.database import Database
from guide.state.import_checks import ImportCheck
from tests.jobs.imports import NOON, FakePress, FakeWeb

ADDRESS = "https://epg.example/tele.xml"
HOURLY = f"sources: {{tele: {{name: Tele, address: '{ADDRESS}', every: 1h}}}}"
MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


@dataclass
class World:
    database: Database
    folder: Path
    press: FakePress = field(default_factory=FakePress)
    web: FakeWeb = field(default_factory=FakeWeb)
    now: dt.datetime = NOON

    def __post_init__(self) -> None:
        self.refreshing = Refreshing(
            database=self.database,
            copies=Copies(self.folder / "copies"),
            release=lambda: self.press,
            imported=lambda: self.press.imported,
            take=self.press.take,
            download=self.web.download,
            folder=self.folder,
            machine_now=lambda: self.now,
        )

    def offer(self, content: bytes, etag: str = "", address: str = ADDRESS) -> None:
        self.web.pages[address] = (content, etag)

    def pass_by(self, duration: dt.timedelta) -> None:
        """Let time pass, ticking every few minutes, and a minute before the end."""
        until = self.now + duration
        steps = [self.now + step * 15 * MINUTE for step in range(1, duration // (15 * MINUTE) + 1)]
        for at in sorted({*steps, max(until - MINUTE, self.now), until}):
            self.now = at
            self.refreshing.refresh_due()

    def check(self, source: str = "tele") -> ImportCheck:
        with self.database.reading() as tx:
            return import_checks.checks(tx)[source]

    def refresh(self, source_id: str = "tele") -> Refreshed:
        [source] = [one for one in self.refreshing.listed() if one.id == source_id]
        return self.refreshing.refresh(source, progress=lambda _what, _count: None)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("refreshing") / "guide.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    database = Database(f"sqlite:///{shutil.copy(template, tmp_path / 'guide.sqlite')}")
    world = World(database, tmp_path)
    world.press.publish(HOURLY)
    yield world
    database.close()


def test_a_new_source_is_fetched_and_published_at_once(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    assert world.press.said == {"tele": b"<tv>1"}
    check = world.check()
    assert (check.checked_at, check.known_at(ADDRESS)) == (NOON, ('"1"', None))


def test_it_is_looked_at_again_when_its_time_has_come_and_not_before(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.pass_by(59 * MINUTE)
    assert world.web.asked == [(ADDRESS, None)]
    world.pass_by(MINUTE)
    assert world.web.asked == [(ADDRESS, None), (ADDRESS, '"1"')]
    world.pass_by(23 * HOUR)
    assert len(world.web.asked) == 25
    assert world.press.taken == ["tele"]


def test_what_is_new_is_published_and_what_is_not_is_not_even_read(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.pass_by(HOUR)
    world.offer(b"<tv>12", '"2"')
    world.pass_by(HOUR)
    assert world.press.said == {"tele": b"<tv>12"}
    assert world.press.taken == ["tele", "tele"]
    assert world.check().checked_at == NOON + 2 * HOUR


def test_a_failure_keeps_the_last_good_guide_and_is_tried_again_soon(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    del world.web.pages[ADDRESS]
    world.pass_by(HOUR)
    assert world.press.said == {"tele": b"<tv>1"}
    check = world.check()
    assert check.failure == f"{ADDRESS}: it answers 404 Not Found"
    assert (check.checked_at, check.failed_at) == (NOON, NOON + HOUR)
    [line] = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert line.getMessage() == f"import of tele failed: {ADDRESS}: it answers 404 Not Found"
    world.pass_by(30 * MINUTE)
    assert len(world.web.asked) == 4
    world.offer(b"<tv>12", '"2"')
    world.pass_by(15 * MINUTE)
    assert world.press.said == {"tele": b"<tv>12"}
    assert world.check().failure is None
    world.pass_by(59 * MINUTE)
    assert len(world.web.asked) == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<html>", f"{ADDRESS}:1:1: this is no XMLTV"), (b"<tv>", "tele names less than before")],
)
def test_a_guide_that_is_refused_is_fetched_anew_whatever_its_tag(
    world: World, content: bytes, said: str
) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.offer(content, '"2"')
    world.pass_by(HOUR)
    check = world.check()
    assert said in str(check.failure)
    assert check.known_at(ADDRESS) == ('"1"', None)
    assert world.press.said == {"tele": b"<tv>1"}
    world.pass_by(15 * MINUTE)
    assert world.web.asked[-1] == (ADDRESS, '"1"')


def test_who_is_overtaken_by_another_publish_tries_again_at_the_next_tick(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.offer(b"<tv>1", '"1"')
    world.press.overtakers = 1
    world.refreshing.refresh_due()
    assert world.press.said == {}
    with world.database.reading() as tx:
        assert import_checks.checks(tx) == {}
    world.now += LOOK_EVERY
    world.refreshing.refresh_due()
    assert world.press.said == {"tele": b"<tv>1"}
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("INFO", "import of tele: another publish came first, once more"),
        ("INFO", "import of tele: release 4, 5 airings"),
    ]


def test_a_failure_of_before_stays_while_others_publish(world: World) -> None:
    world.refreshing.refresh_due()
    world.offer(b"<tv>1", '"1"')
    world.press.overtakers = 1
    failed = world.check()
    world.now += AGAIN
    world.refreshing.refresh_due()
    assert world.check() == failed
    world.now += LOOK_EVERY
    world.refreshing.refresh_due()
    assert world.check().failure is None


def test_a_look_by_hand_says_that_it_was_overtaken(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.press.overtakers = 1
    said = "another publish came first: look at it, then try again"
    assert world.refresh() == Refreshed("tele", failure=said, overtaken=True)


def test_each_source_has_its_own_hours_and_its_own_failures(world: World) -> None:
    world.press.publish(
        "sources:\n"
        "  tele: {name: Tele, address: 'https://epg.example/a', every: 1h}\n"
        "  radio: {name: Radio, address: 'https://epg.example/b', every: 2h}\n"
        "  film: {name: Film, address: 'https://epg.example/c'}\n"
    )
    world.offer(b"<tv>1", address="https://epg.example/b")
    world.pass_by(MINUTE)
    assert list(world.press.said) == ["radio"]
    assert world.check("tele").failure
    assert world.check("radio").failure is None
    assert not [address for address, _ in world.web.asked if address.endswith("/c")]


def test_what_the_schedules_say_anew_of_a_source_is_read_anew(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.press.publish(HOURLY.replace("every: 1h", "every: 1h, shift: 1h"))
    world.pass_by(14 * MINUTE)
    assert world.press.taken == ["tele"]
    world.pass_by(MINUTE)
    assert world.press.taken == ["tele", "tele"]
    assert world.web.asked == [(ADDRESS, None), (ADDRESS, None)]
    world.pass_by(45 * MINUTE)
    assert world.press.taken == ["tele", "tele"]


def test_what_the_schedules_say_anew_of_channels_asks_for_the_same_once_more(world: World) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.refreshing.read_alike = lambda _source: False
    world.pass_by(HOUR + MINUTE)
    assert world.web.asked == [(ADDRESS, None), (ADDRESS, None)]


def test_another_address_is_not_asked_for_what_the_first_one_called_its_answer(
    world: World,
) -> None:
    world.offer(b"<tv>1", '"1"')
    world.refreshing.refresh_due()
    world.offer(b"<tv>2", '"1"', "https://epg.example/new.xml")
    world.press.publish(HOURLY.replace("tele.xml", "new.xml"))
    world.pass_by(HOUR)
    assert world.press.said == {"tele": b"<tv>2"}


def test_a_file_of_the_schedules_folder_is_read_when_it_differs(world: World) -> None:
    world.press.publish("sources: {tele: {name: Tele, file: guides/tele.xml, every: 5m}}")
    path = world.folder / "guides" / "tele.xml"
    world.pass_by(MINUTE)
    assert "is no file in" in str(world.check().failure)
    path.parent.mkdir()
    path.write_bytes(b"<tv>1")
    world.pass_by(5 * MINUTE)
    assert world.press.said == {"tele": b"<tv>1"}
    world.pass_by(HOUR)
    assert world.press.taken == ["tele"]
    path.write_bytes(b"<tv>12")
    world.pass_by(5 * MINUTE)
    assert world.press.said == {"tele": b"<tv>12"}


def test_a_file_outside_of_the_schedules_folder_is_never_read(world: World) -> None:
    world.press.publish("sources: {tele: {name: Tele, file: ../other.xml, every: 5m}}")
    (world.folder.parent / "other.xml").write_bytes(b"<tv>1")
    world.pass_by(MINUTE)
    assert "lies outside of" in str(world.check().failure)
    assert world.press.said == {}


def test_a_look_in_the_future_does_not_stop_all_looks(world: World) -> None:
    world.now = NOON + 1000 * HOUR
    world.offer(b"<tv>1")
    world.refreshing.refresh_due()
    world.now = NOON
    world.pass_by(MINUTE)
    assert len(world.web.asked) == 2


def test_a_look_by_hand_says_what_came_of_it(world: World) -> None:
    assert world.refresh() == Refreshed("tele", failure=f"{ADDRESS}: it answers 404 Not Found")
    world.offer(b"<tv>1", '"1"')
    first = world.refresh().outcome
    assert first
    assert (first.verdict, first.number) == (Verdict.PUBLISHED, 3)
    assert world.refresh() == Refreshed("tele")


def test_an_import_under_way_ends_when_the_process_is_to_end(world: World) -> None:
    world.offer(b"<tv>1")
    world.refreshing.stop()
    world.refreshing.refresh_due()
    assert world.press.said == {}
    with world.database.reading() as tx:
        assert import_checks.checks(tx) == {}


def test_nothing_is_looked_at_before_the_first_release(world: World) -> None:
    world.refreshing.release = lambda: None
    world.refreshing.refresh_due()
    assert world.web.asked == []


def test_what_comes_is_gone_after_a_failure(world: World) -> None:
    world.offer(b"<html>")
    world.refreshing.refresh_due()
    assert [path for path in (world.folder / "copies").rglob("*") if path.is_file()] == []


def test_schedules_are_read_for_their_sources_once_a_release(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def files() -> dict[str, bytes]:
        read.append(world.press.number)
        return world.press.schedules

    monkeypatch.setattr(world.press, "files", files)
    for _ in range(3):
        world.refreshing.refresh_due()
    world.press.publish(HOURLY)
    world.refreshing.refresh_due()
    assert read == [2, 3]


def test_the_tick_has_its_name_and_its_space(world: World) -> None:
    [tick] = world.refreshing.ticks()
    assert (tick.name, tick.every.total_seconds()) == ("imports", 30)
