"""A roll-back: all that an earlier release was made of, in one new release."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guide.model.airing import Status
from guide.model.changes import ChangeKind
from guide.model.texts import Text
from guide.publishing.faults import PublishingError
from guide.publishing.publish import Outcome, Verdict
from guide.releases.importing.imported import Imported, imported_sources
from guide.state import current
from tests.publishing.test_importer import (
    HOUR,
    NATIONAL,
    NOTHING,
    NOW,
    House,
    guide,
    mission,
    named,
    schedule,
    show,
)

JOURNAL = show("2000", "2040", "Le Journal")
FILM = show("2040", "2200", "Film", "<date>1999</date>")
NIGHT = show("2200", "2300", "La Nuit")
GOOD = guide(JOURNAL, FILM, NIGHT)
BAD = guide(show("2010", "2040", "Le Journal"), show("2040", "2150", "Mire"))
OTHER = replace(NATIONAL, id="other", name="Other")
ARTE = guide(show("2000", "2100", "Doc", channel="arte.example"))
LATER = NOW + HOUR


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def back(house: House, number: int, hours: int = 2) -> Outcome:
    return house.importer.rollback(number, now=NOW + hours * HOUR)


def kinds(outcome: Outcome) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.id) for change in outcome.changes]


def sources(house: House) -> dict[str, Imported]:
    release = house.press.current()
    assert release
    with release:
        return imported_sources(release)


def on_air(house: House) -> list[tuple[str, str, str]]:
    """Return id, time and SEQUENCE of what is not cancelled."""
    return [(one[0], one[2], str(one[4])) for one in house.told() if one[3] == "confirmed"]


def on_channels(house: House) -> set[str]:
    return {one[1] for one in house.told() if one[3] == "confirmed"}


def synopses(house: House) -> list[Text | None]:
    there = (one for one in house.listings() if one.airing.status is Status.CONFIRMED)
    return [one.episode.synopsis for one in there]


def test_a_bad_guide_is_undone_in_one_release(house: House) -> None:
    house.take(GOOD)
    good = sources(house)
    house.take(BAD, now=LATER, allow_shrink=100)
    assert on_air(house) == [("id1", "20:10", "1"), ("id1001", "20:40", "0")]
    outcome = back(house, 1)
    assert (outcome.verdict, outcome.number) == (Verdict.PUBLISHED, 3)
    assert kinds(outcome) == [
        (ChangeKind.CANCELLED, "id1001"),
        (ChangeKind.MOVED, "id1"),
        (ChangeKind.RESTORED, "id2"),
        (ChangeKind.RESTORED, "id3"),
    ]
    assert on_air(house) == [("id1", "20:00", "2"), ("id2", "20:40", "2"), ("id3", "22:00", "2")]
    assert sources(house) == good


def test_the_guide_that_came_back_is_known_again(house: House) -> None:
    house.take(GOOD)
    good = sources(house)
    house.take(guide(JOURNAL, FILM), now=LATER, allow_shrink=100)
    back(house, 1)
    assert sources(house) == good
    assert house.take(GOOD, now=NOW + 3 * HOUR).verdict is Verdict.UNCHANGED
    again = house.take(BAD, now=NOW + 3 * HOUR, allow_shrink=100)
    assert (again.verdict, again.number) == (Verdict.PUBLISHED, 4)


def test_edits_and_imports_are_undone_together(house: House) -> None:
    house.publish(schedule("2026-11-20 18:00"))
    house.take(GOOD)
    before = on_air(house)
    house.publish(schedule("2026-11-20 18:30"), now=LATER)
    house.take(BAD, now=LATER, allow_shrink=100)
    outcome = back(house, 2)
    assert (outcome.verdict, outcome.number) == (Verdict.PUBLISHED, 5)
    assert len({change.id for change in outcome.changes}) == len(outcome.changes) == 5
    assert [one[:2] for one in on_air(house)] == [one[:2] for one in before]
    assert [one[2] for one in on_air(house)] == ["2", "2", "2", "2"]
    release = house.press.current()
    assert release
    with release:
        assert release.files() == {"a.yaml": schedule("2026-11-20 18:00").encode()}
        assert release.history()[0].note == "rollback to release 2"


def test_a_rollback_of_edits_alone_leaves_the_guides_as_they_are(house: House) -> None:
    house.publish(schedule("2026-11-20 18:00"))
    house.take(GOOD)
    house.publish(schedule("2026-11-20 18:30"), now=LATER)
    read: list[str] = []
    house.importer.rollback(2, now=LATER, progress=lambda what, _count: read.append(what))
    assert read == []
    assert [one[1:] for one in on_air(house)] == [
        ("18:00", "2"), ("20:00", "0"), ("20:40", "0"), ("22:00", "0"),
    ]  # fmt: skip


def test_a_source_that_was_removed_comes_back(house: House) -> None:
    house.take(GOOD)
    before = on_air(house)
    house.importer.drop("national", now=LATER)
    assert on_air(house) == []
    outcome = back(house, 1)
    assert [change.kind for change in outcome.changes] == [ChangeKind.RESTORED] * 3
    assert on_air(house) == [(one, at, "2") for one, at, _ in before]
    assert sources(house)["national"].report.airings == 3


def test_a_source_that_came_since_goes(house: House) -> None:
    house.take(GOOD)
    before = on_air(house)
    house.take(ARTE, source=OTHER, now=LATER)
    outcome = back(house, 1)
    assert [change.kind for change in outcome.changes] == [ChangeKind.CANCELLED]
    assert on_air(house) == before
    assert list(sources(house)) == ["national"]
    release = house.press.current()
    assert release
    with release:
        assert list(release.catalogue.channels) == ["tf1-example"]


def test_what_came_since_and_has_been_on_stays_as_history(house: House) -> None:
    house.take(GOOD)
    house.take(ARTE, source=OTHER, now=LATER)
    outcome = back(house, 1, hours=14)
    assert outcome.changes == ()
    gone = [one.airing.source for one in house.listings() if one.airing.gone]
    assert gone == ["other"]


def test_several_guides_come_back_at_once_in_their_rank(house: House) -> None:
    better = replace(OTHER, priority=1)
    house.take(GOOD)
    house.take(guide(show("2040", "2210", "Le Film, version longue")), source=better)
    before = on_air(house)
    worse = replace(OTHER, priority=-1)
    house.take(guide(show("2040", "2300", "Mire")), source=worse, now=LATER, allow_shrink=100)
    house.take(BAD, now=LATER, allow_shrink=100)
    outcome = back(house, 2)
    assert outcome.number == 5
    assert len({change.id for change in outcome.changes}) == len(outcome.changes)
    assert [one[:2] for one in on_air(house)] == [one[:2] for one in before]
    assert {one.source.id: one.source.priority for one in sources(house).values()} == {
        "national": 0,
        "other": 1,
    }


def test_channels_are_named_as_the_schedules_named_them_then(house: House) -> None:
    house.publish(NOTHING)
    house.take(GOOD)
    house.publish(NOTHING.replace("tf1.example", "another.example"), now=LATER)
    house.take(BAD, now=LATER, allow_shrink=100)
    house.take(GOOD, now=LATER, allow_shrink=100)
    assert on_channels(house) == {"tf1-example"}
    back(house, 2)
    assert on_channels(house) == {"tf1"}


def test_channels_are_named_as_the_source_was_described_then(house: House) -> None:
    mapped = replace(NATIONAL, channels=(("tf1.example", "une"),))
    house.take(GOOD)
    house.take(BAD, source=mapped, now=LATER, allow_shrink=100)
    house.take(GOOD, source=mapped, now=LATER, allow_shrink=100)
    assert on_channels(house) == {"une"}
    back(house, 1)
    assert on_channels(house) == {"tf1-example"}
    assert sources(house)["national"].source == NATIONAL


@pytest.mark.parametrize(("ours", "told"), [("Ours.", "Ours."), ("", "Theirs.")])
def test_whose_word_counted_more_then_has_it_again(house: House, ours: str, told: str) -> None:
    house.take(guide(mission(ours)), source=replace(OTHER, priority=1))
    house.take(guide(mission("Theirs.")))
    assert synopses(house) == [Text.of(told)]
    house.take(guide(mission("Ours, later.")), source=OTHER, now=LATER)
    house.take(guide(mission("Theirs, later.")), source=replace(NATIONAL, priority=2), now=LATER)
    assert synopses(house) == [Text.of("Theirs, later.")]
    back(house, 2)
    assert synopses(house) == [Text.of(told)]


def test_an_edit_that_speaks_of_an_imported_airing_comes_back(house: House) -> None:
    house.publish(NOTHING)
    house.take(guide(JOURNAL, NIGHT))
    journal = house.told()[0][0]
    house.publish(named("2026-11-20 20:18", journal), now=LATER)
    house.publish(NOTHING, now=LATER)
    house.take(guide(show("2130", "2200", "Le Journal"), NIGHT), now=LATER)
    outcome = back(house, 3)
    assert (outcome.verdict, outcome.problems) == (Verdict.PUBLISHED, ())
    assert next(one[:4] for one in house.told() if one[3] == "confirmed") == (
        journal, "tf1", "20:18", "confirmed",
    )  # fmt: skip


def test_without_its_copy_nothing_is_rolled_back(house: House) -> None:
    house.take(GOOD)
    copy = house.importer.copies.path(sources(house)["national"].copy)
    house.take(BAD, now=LATER, allow_shrink=100)
    before = house.told()
    copy.unlink()
    told = "the copy of national that release 1 was made of is missing or damaged"
    with pytest.raises(PublishingError, match=told):
        back(house, 1)
    copy.write_text(GOOD.replace("Film", "Mire"))
    with pytest.raises(PublishingError, match=told):
        back(house, 1)
    assert (house.press.number(), house.told()) == (2, before)


@pytest.mark.parametrize("where", ["reading", "settling", "placed"])
def test_a_rollback_that_is_killed_leaves_the_last_release(
    house: House, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    house.take(GOOD)
    house.take(BAD, now=LATER, allow_shrink=100)
    before = house.told()

    def die(what: str, _count: int = 0) -> None:
        if what == where:
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        # The last moment before the pointer moves.
        patch.setattr(current, "move", lambda *_, **__: die("placed"))
        child = os.fork()
        if child == 0:
            try:
                House(house.home).importer.rollback(1, now=LATER, progress=die)
            finally:
                os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert (house.press.number(), house.told()) == (2, before)
    assert back(house, 1).number == 3
    assert [one[1:] for one in on_air(house)] == [("20:00", "2"), ("20:40", "2"), ("22:00", "2")]
    assert not list(house.press.shelf.folder.glob(".building-*"))


def test_a_dry_run_says_what_would_come_back(house: House) -> None:
    house.take(GOOD)
    house.take(BAD, now=LATER, allow_shrink=100)
    tried = house.importer.rollback(1, now=LATER, dry_run=True)
    assert (tried.verdict, tried.number, len(tried.changes)) == (Verdict.WOULD_PUBLISH, 3, 4)
    assert house.press.number() == 2


def test_the_current_release_is_nothing_to_go_back_to(house: House) -> None:
    house.publish(NOTHING)
    house.take(GOOD)
    assert back(house, 2) == Outcome(Verdict.UNCHANGED, 2)


def test_what_is_not_kept_cannot_be_gone_back_to(house: House) -> None:
    for day in range(3):
        house.publish(schedule(f"2026-12-20 20:4{day}"), now=NOW + day * 9 * 24 * HOUR)
    with pytest.raises(PublishingError, match="release 1 is not kept"):
        back(house, 1)
    assert house.importer.rollback(2, now=NOW + 27 * 24 * HOUR).number == 4


def test_all_that_lies_ahead_may_be_rolled_back(house: House) -> None:
    house.publish(NOTHING)
    days = ", ".join(
        f"{{at: 2026-12-{day} 20:40, channel: tf1, episode: missions/s1e1}}"
        for day in range(10, 25)
    )
    house.publish(NOTHING.replace("airings: []", f"airings: [{days}]"))
    outcome = back(house, 1)
    assert [change.kind for change in outcome.changes] == [ChangeKind.CANCELLED] * 15


def test_a_channel_that_the_schedules_have_named_since_is_the_guides_own_again(
    house: House,
) -> None:
    house.take(GOOD)
    house.publish(NOTHING, now=LATER)
    house.take(BAD, now=LATER, allow_shrink=100)
    back(house, 1)
    assert on_channels(house) == {"tf1-example"}
    release = house.press.current()
    assert release
    with release:
        assert list(release.catalogue.channels) == ["tf1-example"]


def test_a_release_of_another_layout_is_gone_back_over_in_one_step(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish(schedule("2026-11-20 18:00"))
    house.take(GOOD)
    before = on_air(house)
    house.take(ARTE, source=OTHER, now=LATER)
    house.take(BAD, now=LATER, allow_shrink=100)
    for module in ("ledger", "release", "shelf", "written"):
        monkeypatch.setattr(f"guide.releases.{module}.LAYOUT", 99)
    outcome = back(house, 2)
    assert (outcome.verdict, outcome.number) == (Verdict.PUBLISHED, 5)
    assert [one[:2] for one in on_air(house)] == [one[:2] for one in before]
    assert house.take(GOOD, now=NOW + 3 * HOUR).verdict is Verdict.UNCHANGED
