import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from guide.model.airing import Airing, Showing, Status
from guide.model.changes import (
    Change,
    ChangeKind,
    compare,
    compare_windows,
    joined,
    slot_of,
    title_of,
    title_of_target,
)
from guide.model.listing import Listing, Revision, Slot, join
from guide.model.precision import Precision, When
from guide.model.texts import Text
from guide.model.window import Window
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    ULYSSE,
    airing,
    catalogue,
    episode,
    paris,
    some_day,
)

TITLE = "Missions S1 E1 Ulysse"


def listed(one: Airing, **names: Any) -> Listing:
    listing = join(replace(one, id="x"), Showing(), Revision(0, EVENING), catalogue())
    return replace(listing, **names)


def changes(before: Listing | None, after: Listing) -> tuple[Change, ...]:
    return compare({"x": before} if before else {}, {"x": after})


def kinds(before: Airing, after: Airing) -> list[ChangeKind]:
    return [change.kind for change in changes(listed(before), listed(after))]


def test_a_move_tells_both_slots() -> None:
    before, after = airing("2017-06-01 20:40"), airing("2017-06-01 20:55")
    assert changes(listed(before), listed(after)) == (
        Change(ChangeKind.MOVED, "airing", "x", TITLE, slot_of(before), slot_of(after)),
    )


def test_what_is_first_seen_is_new() -> None:
    assert changes(None, listed(airing())) == (
        Change(ChangeKind.NEW, "airing", "x", TITLE, after=slot_of(airing())),
    )


def test_nothing_is_told_of_what_is_the_same_or_became_history() -> None:
    assert kinds(airing(), airing()) == []
    assert kinds(airing(), airing(gone=True)) == []
    assert kinds(airing(), airing(note=Text.of("another note"))) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (airing(), airing(on="max"), ChangeKind.MOVED),
        (airing(), airing(minutes=30), ChangeKind.RETIMED),
        (airing(), airing("2017-06-02 20:40", status=Status.CANCELLED), ChangeKind.CANCELLED),
        (airing(status=Status.CANCELLED), airing("2017-06-02 20:40"), ChangeKind.RESTORED),
        (some_day("2017-06-01"), airing("2017-06-01 20:40", of=MARS), ChangeKind.DATED),
        (some_day("2017-06-01"), airing("2017-06-02 20:40", of=MARS), ChangeKind.DATED),
        (some_day("2017-06-01"), some_day("2017-06-08"), ChangeKind.MOVED),
        (airing(of=MARS), some_day("2017-06-01"), ChangeKind.MOVED),
    ],
)
def test_the_most_telling_kind_wins(before: Airing, after: Airing, kind: ChangeKind) -> None:
    assert kinds(before, after) == [kind]


def test_a_rename_is_no_cancellation_and_tells_both_titles() -> None:
    renamed = listed(airing(), episode=episode(1, title=Text.of({"fr": "Odyssée"})))
    slot = slot_of(airing())
    assert changes(listed(airing()), renamed) == (
        Change(ChangeKind.RENAMED, "airing", "x", "Missions S1 E1 Odyssée", slot, slot, TITLE),
    )


def test_a_channel_that_is_renamed_is_named_both_ways() -> None:
    before = listed(airing())
    after = replace(before, channel=replace(before.channel, name="City"))
    (change,) = changes(before, after)
    assert (change.kind, change.title, change.old_title) == (
        ChangeKind.RENAMED,
        f"{TITLE} (City)",
        f"{TITLE} (OCS City)",
    )


def test_a_move_with_another_title_is_a_move_that_knows_the_old_title() -> None:
    after = listed(airing("2017-06-01 20:55"), episode=episode(1))
    (change,) = changes(listed(airing()), after)
    assert (change.kind, change.title, change.old_title) == (
        ChangeKind.MOVED,
        "Missions S1 E1",
        TITLE,
    )


def test_changes_come_in_the_order_of_the_schedule() -> None:
    slots = {"c": "2017-06-08 20:40", "a": "2017-06-01 22:00", "b": "2017-06-01 20:40"}
    current = {name: listed(airing(at)) for name, at in slots.items()}
    current = {
        name: replace(one, airing=replace(one.airing, id=name)) for name, one in current.items()
    }
    assert [change.id for change in compare({}, current)] == ["b", "a", "c"]


EARLY = slot_of(airing("2017-06-01 20:40"))
LATE = slot_of(airing("2017-06-01 20:45"))
LONG = slot_of(airing("2017-06-01 20:40", minutes=35))


@pytest.mark.parametrize(
    ("after", "title", "told"),
    [
        (LATE, TITLE, [Change(ChangeKind.MOVED, "airing", "x", TITLE, EARLY, LATE)]),
        (LONG, TITLE, [Change(ChangeKind.RETIMED, "airing", "x", TITLE, EARLY, LONG)]),
        (EARLY, "Mars", [Change(ChangeKind.RENAMED, "airing", "x", "Mars", EARLY, EARLY, TITLE)]),
        (EARLY, TITLE, []),
    ],
)
def test_what_the_files_hand_on_to_an_import_was_never_cancelled(
    after: Slot, title: str, told: list[Change]
) -> None:
    lost = Change(ChangeKind.CANCELLED, "airing", "x", TITLE, EARLY, EARLY)
    others = [replace(lost, id="y"), replace(lost, subject="window")]
    taken = Change(ChangeKind.RESTORED, "airing", "x", title, EARLY, after)
    new = Change(ChangeKind.MOVED, "airing", "z", TITLE, EARLY, LATE)
    assert joined([lost, *others], [taken, new]) == (*others, *told, new)


def test_titles_are_those_of_the_original() -> None:
    trade = catalogue()
    missions = trade.series["missions"]
    titled = [title_of(trade.episodes[one], missions) for one in (ULYSSE, MARS)]
    assert titled == [TITLE, "Missions S1 E2"]
    assert title_of(trade.episodes[FILM], None) == "The Invented Film"
    targets = ("missions", "missions/season-1", ULYSSE, "unknown")
    assert [title_of_target(target, trade) for target in targets] == [
        "Missions",
        "Missions S1",
        TITLE,
        "unknown",
    ]


def window(opens: str, closes: str | None = None) -> Window:
    until = When(Precision.DAY, dt.date.fromisoformat(closes)) if closes else None
    since = When(Precision.TIME, dt.date.fromisoformat(opens[:10]), paris(opens))
    return Window("missions", "go", since, until, id="w")


def window_changes(before: Window | None, after: Window | None) -> tuple[Change, ...]:
    return compare_windows(
        {"w": before} if before else {},
        {"w": after} if after else {},
        title=lambda one: one.target,
        now=EVENING,
    )


def window_slot(opens: str) -> Slot:
    return Slot("go", dt.date.fromisoformat(opens[:10]), paris(opens), None)


def test_windows_are_new_moved_or_cancelled() -> None:
    early, late = "2017-06-01 20:40", "2017-06-02 20:40"
    new = Change(ChangeKind.NEW, "window", "w", "missions", after=window_slot(early))
    gone = Change(ChangeKind.CANCELLED, "window", "w", "missions", before=window_slot(early))
    moved = Change(
        ChangeKind.MOVED, "window", "w", "missions", window_slot(early), window_slot(late)
    )
    assert window_changes(None, window(early)) == (new,)
    assert window_changes(window(early), None) == (gone,)
    assert window_changes(window(early), window(late)) == (moved,)
    assert window_changes(window(early), window(early)) == ()
    closing = window_changes(window(early), window(early, "2017-07-01"))
    assert [change.kind for change in closing] == [ChangeKind.MOVED]


def test_a_window_that_had_closed_is_not_cancelled_when_it_is_dropped() -> None:
    assert window_changes(window("2017-05-01 20:40", "2017-05-31"), None) == ()
    assert len(window_changes(window("2017-05-01 20:40", "2017-06-01"), None)) == 1
