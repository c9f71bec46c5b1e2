"""A publish goes on from a file of each earlier layout, and loses nothing.

The files in `layouts` were written by the guide of their time; each holds three releases: the
premiere is history, a film was dropped ahead, one episode is live, another has a day only.
"""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from guide.model.airing import Status
from guide.model.changes import ChangeKind
from guide.model.listing import Revision, Slot
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.releases.layout import LAYOUT
from guide.releases.release import Release
from tests.releases.builders import EVENING, FILM, ULYSSE, Press, airing, draft, some_day
from tests.releases.test_ledger import NEXT_WEEK, SECOND, WINDOWS

FOLDER = Path(__file__).parent / "layouts"
LAYOUTS = sorted(int(path.stem.removeprefix("layout-")) for path in FOLDER.glob("layout-*.sql"))
STAYS = airing("2017-06-09 20:40", of="missions/season-1/episode-3", live=True,
               note=Text.of({"fr": "en direct"}))  # fmt: skip
DAY = some_day("2017-06-16")
SAME = draft(STAYS, DAY, windows=WINDOWS)


@pytest.fixture(params=LAYOUTS)
def older(press: Press, request: pytest.FixtureRequest) -> Press:
    temporary = press.shelf.temporary()
    with sqlite3.connect(temporary) as file:
        file.executescript((FOLDER / f"layout-{request.param}.sql").read_text("utf-8"))
    file.close()
    press.current, press.now = press.shelf.place(temporary, 3), NEXT_WEEK
    return press


def revisions(release: Release) -> dict[str, Revision]:
    return {one.airing.id: one.revision for one in release.listings(Target(TargetKind.ALL))}


def test_there_is_a_file_of_each_earlier_layout() -> None:
    assert list(range(1, LAYOUT)) == [one for one in LAYOUTS if one < LAYOUT]


def test_the_same_schedule_revises_nothing_and_tells_nothing(older: Press) -> None:
    release = older.publish(SAME, note="four")
    day = DAY.date.replace(day=15)
    assert revisions(release) == {
        "a1": Revision(0, EVENING),
        "a2": Revision(1, NEXT_WEEK),
        "a3": Revision(0, EVENING),
        "a4": Revision(1, EVENING + SECOND, Slot("city", day, None, None)),
    }
    assert release.changes() == []
    assert [note.note for note in release.history()] == ["four", "three", "two", "one"]
    kinds = [[one.kind for one in release.changes_of(number) or []] for number in (1, 2, 3)]
    assert kinds == [[], [ChangeKind.MOVED], [ChangeKind.CANCELLED]]


def test_every_airing_says_what_it_said(older: Press) -> None:
    release = older.publish(SAME)
    film = airing("2017-06-20 22:00", of=FILM)
    assert release.airings() == [
        airing(id="a1", gone=True),
        replace(film, id="a2", gone=True, status=Status.CANCELLED),
        replace(STAYS, id="a3"),
        replace(DAY, id="a4"),
    ]
    again = older.publish(draft(STAYS, DAY, airing(of=ULYSSE, on="max"), windows=WINDOWS))
    assert again.airings()[:4] == release.airings()


def test_what_is_dropped_in_the_same_breath_is_kept_whole(older: Press) -> None:
    release = older.publish(draft(DAY, windows=WINDOWS))
    dropped = release.listing("a3")
    assert dropped is not None
    assert dropped.airing == replace(STAYS, id="a3", gone=True, status=Status.CANCELLED)
    assert dropped.revision == Revision(1, NEXT_WEEK + SECOND)


def test_cells_are_there_for_what_has_a_time(older: Press) -> None:
    release = older.publish(SAME)
    assert release.rows("SELECT airing, channel, begins, finishes FROM cell ORDER BY key") == [
        (one.id, one.channel, int(one.starts.timestamp()), int(one.ends.timestamp()))
        for one in release.airings()
        if one.starts and one.ends
    ]
