import datetime as dt
import sqlite3
from dataclasses import replace

import pytest

from guide.model.airing import Status
from guide.model.changes import ChangeKind
from guide.model.listing import Revision
from guide.model.target import Target, TargetKind
from guide.model.window import Window, WindowRule
from guide.releases.layout import LAYOUT
from guide.releases.release import Release
from guide.releases.shelf import ReleaseError
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    Press,
    airing,
    draft,
    paris,
    some_day,
)

EVERYTHING = Target(TargetKind.ALL)
SECOND = dt.timedelta(seconds=1)
WINDOWS = [Window("missions", "go", rule=WindowRule(lasts=dt.timedelta(days=30)))]
NEXT_WEEK = paris("2017-06-08 12:00")
STAYS = airing("2017-06-09 20:40", of="missions/season-1/episode-3")


def as_of_another_layout(press: Press) -> None:
    """Make the current file one of a layout that nobody knows any more."""
    temporary = press.shelf.temporary()
    temporary.write_bytes(press.release().path.read_bytes())
    file = sqlite3.connect(temporary)
    file.executescript(
        """
        UPDATE meta SET value = '0' WHERE key = 'layout';
        DROP TABLE airing;
        DROP TABLE streaming_window;
        CREATE TABLE airing (something TEXT);
        """
    )
    file.close()
    press.current = press.shelf.place(temporary, 99)


@pytest.fixture
def older(press: Press) -> Press:
    """Return a press whose current release is the third, of an unknown layout: in it the
    premiere is history, a film was dropped ahead, and an episode has a day only.
    """
    film = airing("2017-06-20 22:00", of=FILM)
    press.publish(draft(airing(), film, STAYS, some_day("2017-06-15"), windows=WINDOWS), note="one")
    press.publish(draft(airing(), film, STAYS, some_day("2017-06-16"), windows=WINDOWS), note="two")
    press.now = NEXT_WEEK
    press.publish(draft(STAYS, some_day("2017-06-16"), windows=WINDOWS), note="three")
    as_of_another_layout(press)
    return press


def listings(release: Release) -> list[tuple[object, ...]]:
    found = release.listings(EVERYTHING)
    return [(one.airing, one.showing, one.revision) for one in found]


def test_the_old_file_can_not_be_read_but_built_upon(older: Press) -> None:
    with pytest.raises(ReleaseError, match="layout 0"):
        older.release()
    release = older.publish(draft(STAYS, some_day("2017-06-16"), windows=WINDOWS))
    assert (release.layout, release.number) == (LAYOUT, 4)


def test_everything_that_can_not_be_made_again_is_carried_over(press: Press, older: Press) -> None:
    assert older is press
    files = {"schedules/ocs.yaml": b"# newer\n"}
    release = older.publish(
        draft(STAYS, some_day("2017-06-16"), windows=WINDOWS, files=files), note="four"
    )
    history, cancelled = release.listing("a1"), release.listing("a2")
    assert history is not None
    assert cancelled is not None
    assert history.airing == airing(id="a1", gone=True)
    assert cancelled.airing.status is Status.CANCELLED
    revisions = {one.airing.id: one.revision for one in release.listings(EVERYTHING)}
    day = some_day("2017-06-15")
    assert {name: (one.sequence, one.revised) for name, one in revisions.items()} == {
        "a1": (0, EVENING),
        "a2": (1, NEXT_WEEK),
        "a3": (0, EVENING),
        "a4": (1, EVENING + SECOND),
    }
    moved_from = revisions["a4"].moved_from
    assert moved_from is not None
    assert moved_from.date == day.date
    assert [note.note for note in release.history()] == ["four", "three", "two", "one"]
    kinds = {n: [one.kind for one in release.changes_of(n) or []] for n in (1, 2, 3, 4)}
    assert kinds == {1: [], 2: [ChangeKind.MOVED], 3: [ChangeKind.CANCELLED], 4: []}
    assert release.files() == files


def test_what_is_written_afresh_says_the_same_as_what_was_copied(
    older: Press, press: Press
) -> None:
    what = draft(replace(STAYS, live=True), airing("2017-06-16 20:40", of=MARS), windows=WINDOWS)
    afresh = older.publish(what)
    third = next(path for path in press.folder.iterdir() if path.name.startswith("release-000003"))
    press.current = third.name
    copied = press.publish(what)
    assert listings(afresh) == listings(copied)
    assert (afresh.windows(), afresh.catalogue, afresh.retired) == (
        copied.windows(),
        copied.catalogue,
        copied.retired,
    )
    subjects = [change for change in copied.changes() if change.subject == "airing"]
    assert afresh.changes() == subjects
    assert afresh.history()[1:] == copied.history()[1:]


def test_names_of_the_older_file_are_still_known(older: Press) -> None:
    what = draft(STAYS, some_day("2017-06-16"), windows=WINDOWS)
    series = replace(what.catalogue.series["missions"], original_title="Missions!")
    renamed = replace(what.catalogue, series={"missions": series})
    release = older.publish(replace(what, catalogue=renamed))
    assert {change.kind for change in release.changes()} == {ChangeKind.RENAMED}


def test_an_airing_dropped_in_the_same_breath_is_kept_whole(older: Press) -> None:
    release = older.publish(draft(some_day("2017-06-16"), windows=WINDOWS))
    listing = release.listing("a3")
    assert listing is not None
    assert listing.airing == replace(STAYS, id="a3", gone=True, status=Status.CANCELLED)
    assert listing.revision == Revision(1, NEXT_WEEK + SECOND)


def test_a_rollback_reads_the_files_of_another_layout(older: Press) -> None:
    previous = older.previous()
    assert previous is not None
    with previous as ledger:
        assert ledger.files() == {"schedules/ocs.yaml": b"# the truth\n"}
