import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guide.model.airing import Airing, Showing, ShowingKind, Status, Version
from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ChangeKind, ReleaseNote, slot_of
from guide.model.listing import Listing, Revision
from guide.model.precision import Precision, When
from guide.model.problems import Place
from guide.model.source import ImportSource
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.model.window import Window, WindowRule
from guide.releases.build import Built, build
from guide.releases.release import Release
from guide.releases.shelf import ReleaseError
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    ULYSSE,
    Mint,
    Press,
    airing,
    catalogue,
    draft,
    paris,
    some_day,
)

EVERYTHING = Target(TargetKind.ALL)
SECOND = dt.timedelta(seconds=1)
PREMIERE = airing("2017-06-01 20:40")
LATER = airing("2017-06-01 20:55")
REST = (some_day("2017-06-01"), airing("2017-06-02 22:00", of=FILM))


def by_id(release: Release) -> dict[str, Listing]:
    return {one.airing.id: one for one in release.listings(EVERYTHING)}


def only(release: Release) -> Listing:
    (listing,) = release.listings(EVERYTHING)
    return listing


def sequences(release: Release) -> dict[str, int]:
    return {name: one.revision.sequence for name, one in by_id(release).items()}


def renamed(title: str) -> Catalogue:
    trade = catalogue()
    odyssey = replace(trade.episodes[ULYSSE], title=Text.of({"fr": title}))
    return replace(trade, episodes={**trade.episodes, ULYSSE: odyssey})


def content(release: Release) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table; what is virtual keeps its rows in others."""
    tables = release.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    return {name: sorted(release.rows(f"SELECT * FROM {name}"), key=repr) for (name,) in tables}


def test_a_first_release_is_compared_with_nothing(press: Press) -> None:
    release = press.publish(draft(PREMIERE), note="the start")
    assert press.last == Built(changed=True, changes=(), number=1, published_at=EVENING)
    assert (release.number, release.note, release.published_at) == (1, "the start", EVENING)
    assert release.history() == [ReleaseNote(1, EVENING, "the start", 0)]
    assert only(release).revision == Revision(0, EVENING)


def test_a_move_is_told_keeps_its_id_and_touches_nothing_else(press: Press) -> None:
    before = by_id(press.publish(draft(PREMIERE, *REST)))
    press.now = EVENING + dt.timedelta(minutes=5)
    release = press.publish(draft(LATER, *REST))
    after = by_id(release)
    moved = Change(
        ChangeKind.MOVED,
        "airing",
        "a1",
        "Missions S1 E1 Ulysse",
        slot_of(PREMIERE),
        slot_of(LATER),
    )
    assert release.changes() == [moved]
    assert press.last == Built(changed=True, changes=(moved,), number=2, published_at=press.now)
    assert after["a1"].airing == replace(LATER, id="a1")
    assert after["a1"].revision == Revision(1, press.now, slot_of(PREMIERE))
    del before["a1"], after["a1"]
    assert after == before


def test_going_back_to_an_older_draft_raises_the_sequence_again(press: Press) -> None:
    first = press.publish(draft(PREMIERE, *REST))
    press.publish(draft(LATER, *REST))
    release = press.publish(draft(PREMIERE, *REST))
    assert release.number == 3
    assert sequences(release) == {"a1": 2, "a2": 0, "a3": 0}
    assert release.listing("a1") == replace(
        by_id(first)["a1"], revision=Revision(2, EVENING + 2 * SECOND, slot_of(LATER))
    )


def test_what_is_dropped_ahead_is_cancelled_and_comes_back_restored(press: Press) -> None:
    press.publish(draft(PREMIERE))
    cancelled = press.publish(draft())
    assert only(cancelled).airing == replace(PREMIERE, id="a1", gone=True, status=Status.CANCELLED)
    assert [change.kind for change in cancelled.changes()] == [ChangeKind.CANCELLED]
    restored = press.publish(draft(PREMIERE))
    assert only(restored).airing == replace(PREMIERE, id="a1")
    assert [change.kind for change in restored.changes()] == [ChangeKind.RESTORED]
    assert (only(cancelled).revision, only(restored).revision) == (
        Revision(1, EVENING + SECOND),
        Revision(2, EVENING + 2 * SECOND),
    )


def test_what_is_dropped_is_kept_with_all_that_was_said_of_it(press: Press) -> None:
    said = airing(live=True, version=Version("VOST", ("en",)), note=Text.of("a note"))
    before = only(press.publish(draft(said)))
    cancelled = replace(before.airing, gone=True, status=Status.CANCELLED)
    assert only(press.publish(draft())).airing == cancelled


def test_what_is_dropped_after_it_began_is_history_and_nothing_is_told(press: Press) -> None:
    before = only(press.publish(draft(PREMIERE)))
    press.now = paris("2017-06-01 21:00")
    release = press.publish(draft())
    assert release.changes() == []
    assert only(release) == replace(before, airing=replace(before.airing, gone=True))


def test_history_keeps_its_names_when_nothing_else_speaks_of_them(press: Press) -> None:
    airings = airing(of=FILM, on="far"), airing()
    before = press.publish(draft(*airings))
    press.now = paris("2017-06-05 12:00")
    empty = draft(catalogue=Catalogue())
    press.publish(empty)
    release = press.publish(draft(airing("2017-06-06 20:40", of=FILM)))
    assert set(release.catalogue.channels) == {"city", "max", "far"}
    assert release.listings(EVERYTHING)[:2] == [
        replace(one, airing=replace(one.airing, gone=True)) for one in before.listings(EVERYTHING)
    ]
    bare = press.publish(empty)
    assert bare.catalogue == Catalogue()
    assert set(bare.retired.episodes) == {FILM, ULYSSE}
    assert set(bare.retired.channels) == {"city", "far"}
    assert (set(bare.retired.series), set(bare.retired.seasons)) == (
        {"missions"},
        {"missions/season-1"},
    )
    assert len(bare.listings(EVERYTHING)) == 3


def test_a_rename_is_no_cancellation_and_no_new_sequence(press: Press) -> None:
    press.publish(draft(PREMIERE, *REST))
    release = press.publish(draft(PREMIERE, *REST, catalogue=renamed("Odyssée")))
    (change,) = release.changes()
    assert (change.kind, change.title, change.old_title) == (
        ChangeKind.RENAMED,
        "Missions S1 E1 Odyssée",
        "Missions S1 E1 Ulysse",
    )
    listings = by_id(release)
    assert listings["a1"].revision == Revision(0, EVENING + SECOND)
    assert {listings[one].revision for one in ("a2", "a3")} == {Revision(0, EVENING)}


@pytest.mark.parametrize(
    ("kind", "key", "named"),
    [
        ("channels", "city", {"name": "City"}),
        ("series", "missions", {"title": Text.of("Missions!")}),
        ("seasons", "missions/season-1", {"title": Text.of("The first")}),
        ("episodes", ULYSSE, {"title": Text.of("Odysseus")}),
    ],
)
def test_whatever_is_renamed_its_listings_are_revised(
    press: Press, kind: str, key: str, named: dict[str, Any]
) -> None:
    press.publish(draft(PREMIERE))
    trade = catalogue()
    entries = dict(getattr(trade, kind))
    entries[key] = replace(entries[key], **named)
    release = press.publish(draft(PREMIERE, catalogue=replace(trade, **{kind: entries})))
    assert [change.kind for change in release.changes()] == [ChangeKind.RENAMED]
    assert only(release).revision == Revision(0, EVENING + SECOND)


@pytest.mark.parametrize(
    ("after", "sequence"),
    [
        (airing(minutes=30), 1),
        (airing(on="max"), 1),
        (airing(status=Status.TENTATIVE), 1),
        (airing(status=Status.CANCELLED), 1),
        (some_day("2017-06-01", of=ULYSSE), 1),
        (airing(note=Text.of("a note")), 0),
        (airing(live=True), 0),
    ],
)
def test_sequence_rises_with_slot_channel_and_status_only(
    press: Press, after: Airing, sequence: int
) -> None:
    press.publish(draft(PREMIERE))
    revision = only(press.publish(draft(after))).revision
    assert (revision.sequence, revision.revised) == (sequence, EVENING + SECOND)


def test_a_day_that_gets_its_time_rises_once_and_has_not_moved(press: Press) -> None:
    press.publish(draft(some_day("2017-06-01")))
    release = press.publish(draft(airing("2017-06-01 21:05", of=MARS)))
    assert only(release).revision == Revision(1, EVENING + SECOND)
    assert [change.kind for change in release.changes()] == [ChangeKind.DATED]


def test_moved_from_is_the_slot_before_the_last_move(press: Press) -> None:
    press.publish(draft(PREMIERE))
    press.publish(draft(LATER))
    release = press.publish(draft(replace(LATER, note=Text.of("a note"))))
    assert only(release).revision == Revision(1, EVENING + 2 * SECOND, slot_of(PREMIERE))


def test_another_airing_may_change_what_this_one_is(press: Press) -> None:
    press.publish(draft(PREMIERE))
    release = press.publish(draft(PREMIERE, airing("2017-05-30 20:40", on="max")))
    listing = by_id(release)["a1"]
    assert listing.showing == Showing(kind=ShowingKind.REPEAT)
    assert listing.revision == Revision(0, EVENING + SECOND)
    assert [change.kind for change in release.changes()] == [ChangeKind.NEW]


@pytest.mark.parametrize("days", [0, 1, 400])
def test_the_same_truth_makes_no_release_however_much_time_passes(press: Press, days: int) -> None:
    rule = WindowRule(lasts=dt.timedelta(days=30))
    windows = [Window("missions", "go", rule=rule)]
    gone = airing(of="missions/season-2/episode-4")
    press.publish(draft(PREMIERE, gone, *REST, windows=windows))
    press.publish(draft(PREMIERE, *REST, windows=windows))
    press.now = EVENING + dt.timedelta(days=days)
    commented = {"schedules/ocs.yaml": b"# another comment\n"}
    reordered = draft(*REST, PREMIERE, windows=windows, files=commented)
    release = press.publish(reordered)
    assert press.last == Built(changed=False, changes=(), number=2, published_at=EVENING + SECOND)
    assert (release.number, len(list(press.folder.iterdir()))) == (2, 2)


def test_what_only_the_checks_read_makes_a_release_but_revises_no_listing(press: Press) -> None:
    press.publish(draft(PREMIERE))
    trade = catalogue()
    far = replace(trade.channels["city"], horizon=dt.timedelta(days=14))
    trade.channels["city"] = far
    release = press.publish(draft(PREMIERE, catalogue=trade))
    assert (release.number, release.catalogue.channels["city"]) == (2, far)
    assert only(release).revision == Revision(0, EVENING)


def test_another_source_to_import_makes_a_release_wherever_it_is_written(press: Press) -> None:
    tele = ImportSource("tele", "Tele", address="https://epg.example/a")
    radio = ImportSource("radio", "Radio", file="radio.xml")
    numbers = [
        press.publish(draft(PREMIERE, sources=sources)).number
        for sources in [(), (tele,), (replace(tele, place=Place("b.yaml", 7)),), (tele, radio)]
    ]
    numbers.append(press.publish(draft(PREMIERE, sources=(radio, tele))).number)
    assert numbers == [1, 2, 2, 3, 3]


def test_a_new_password_of_a_source_makes_no_release(press: Press) -> None:
    tele = ImportSource("tele", "Tele", address="https://me:sesame@epg.example/a")
    press.publish(draft(PREMIERE, sources=(tele,)))
    tele = replace(tele, address="https://me:abracadabra@epg.example/a")
    assert press.publish(draft(PREMIERE, sources=(tele,))).number == 1


def test_a_window_by_rule_follows_its_airing(press: Press) -> None:
    windows = [Window("missions", "go", rule=WindowRule(lasts=dt.timedelta(days=30)))]
    (before,) = press.publish(draft(PREMIERE, windows=windows)).windows()
    release = press.publish(draft(LATER, windows=windows))
    opens, closes = paris("2017-06-01 20:55"), paris("2017-07-01 20:55")
    assert release.windows() == [
        replace(
            before,
            opens=When(Precision.TIME, dt.date(2017, 6, 1), opens),
            closes=When(Precision.TIME, dt.date(2017, 7, 1), closes),
        )
    ]
    told = [(change.kind, change.subject, change.title) for change in release.changes()]
    assert told == [
        (ChangeKind.MOVED, "airing", "Missions S1 E1 Ulysse"),
        (ChangeKind.MOVED, "window", "Missions S1 E1 Ulysse"),
    ]


def test_a_window_alone_makes_a_release_and_revises_no_listing(press: Press) -> None:
    june = When(Precision.DAY, dt.date(2017, 6, 1))
    press.publish(draft(PREMIERE))
    release = press.publish(draft(PREMIERE, windows=[Window("missions", "go", june)]))
    assert [(one.kind, one.subject, one.title) for one in release.changes()] == [
        (ChangeKind.NEW, "window", "Missions")
    ]
    assert only(release).revision == Revision(0, EVENING)


def test_the_changes_of_every_release_stay(press: Press) -> None:
    press.publish(draft(PREMIERE), note="one")
    press.publish(draft(LATER), note="two")
    release = press.publish(draft(), note="three")
    told = {n: [one.kind for one in release.changes_of(n) or []] for n in (1, 2, 3)}
    assert told == {1: [], 2: [ChangeKind.MOVED], 3: [ChangeKind.CANCELLED]}
    assert release.changes_of(4) is None
    assert release.history() == [
        ReleaseNote(3, EVENING + 2 * SECOND, "three", 1),
        ReleaseNote(2, EVENING + SECOND, "two", 1),
        ReleaseNote(1, EVENING, "one", 0),
    ]


def test_published_at_only_ever_rises(press: Press) -> None:
    press.now = EVENING + dt.timedelta(microseconds=999_999)
    times = [press.publish(draft(PREMIERE)).published_at]
    press.now = EVENING - dt.timedelta(days=1)
    times.append(press.publish(draft(LATER)).published_at)
    press.now = EVENING + dt.timedelta(days=1)
    times.append(press.publish(draft(PREMIERE)).published_at)
    assert times == [EVENING, EVENING + SECOND, EVENING + dt.timedelta(days=1)]


def test_the_published_files_stay_for_a_rollback(press: Press) -> None:
    files = {"schedules/b.yaml": b"b: 1\n", "schedules/a.yaml": b"\xef\xbb\xbfa"}
    first = press.publish(draft(PREMIERE, files=files))
    second = press.publish(draft(LATER, files={"schedules/c.yaml": b""}))
    assert (first.files(), second.files()) == (files, {"schedules/c.yaml": b""})


def test_two_builds_from_the_same_input_say_the_same(tmp_path: Path) -> None:
    one, two = (Press(tmp_path / name, mint=Mint()) for name in ("one", "two"))
    for what in (draft(PREMIERE, *REST), draft(LATER, REST[1])):
        assert content(one.publish(what)) == content(two.publish(what))


def test_a_copy_of_the_predecessor_says_the_same_as_a_fresh_file(press: Press) -> None:
    press.publish(draft(PREMIERE, *REST))
    release = press.publish(draft(LATER, REST[1], airing(of=MARS)))
    fresh = press.folder / "fresh.sqlite"
    ids = {one.airing.id: replace(one.airing) for one in release.listings(EVERYTHING)}
    named = [one for one in ids.values() if not one.gone]
    build(draft(*named), path=fresh, previous=None, number=1, now=EVENING, note="", mint=Mint())
    alone = {name: (one.airing, one.showing) for name, one in by_id(Release(fresh)).items()}
    both = {name: (one.airing, one.showing) for name, one in by_id(release).items()}
    assert alone == {name: pair for name, pair in both.items() if not pair[0].gone}


def test_a_release_file_never_had_a_write_ahead_log(press: Press) -> None:
    press.publish(draft(PREMIERE))
    press.publish(draft(LATER))
    for path in press.folder.iterdir():
        assert path.read_bytes()[18:20] == b"\x01\x01"
        with sqlite3.connect(path) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        file.close()


def test_a_build_that_can_not_write_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "no" / "such" / "folder.sqlite"
    with pytest.raises(ReleaseError, match="can't be written"):
        build(draft(), path=path, previous=None, number=1, now=EVENING, note="", mint=Mint())
    assert list(tmp_path.iterdir()) == []
