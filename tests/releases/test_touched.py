"""A feed is touched by what changes it, and by little else."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from guide.model.airing import Status
from guide.model.catalogue import Catalogue, Channel
from guide.model.draft import Draft
from guide.model.feed_options import Kind
from guide.model.precision import Precision, When
from guide.model.selection import Selection, Touch
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.model.window import Window
from guide.releases.release import Release
from tests.releases.builders import EVENING, FILM, Press, airing, catalogue, draft, some_day
from tests.releases.test_ledger import as_of_another_layout

STEMS = ("all", "bouquets/ocs", "channels/city", "channels/far", "channels/max", "premieres",
         "series/missions", "series/missions/season-1", "series/missions/season-2",
         "streaming")  # fmt: skip
PREMIERE = airing(id="premiere")
AIRINGS = [PREMIERE, airing("2017-06-02 22:00", on="max", of=FILM, id="film"),
           airing("2017-06-03 22:00", on="far", of=FILM, id="far")]  # fmt: skip
OPENS = When(Precision.DAY, dt.date(2017, 6, 1))
WINDOW = Window("missions/season-1", "go", OPENS)
LATER = EVENING + dt.timedelta(hours=1)


def target(stem: str) -> Target:
    found = Target.parse(stem)
    assert found is not None
    return found


def touched(press: Press, before: Draft, after: Draft) -> set[str]:
    """Return the feeds that the second release touches."""
    press.publish(before)
    press.now = LATER
    release = press.publish(after)
    return {stem for stem in STEMS if release.touched(target(stem)).number == 2}


def missions_renamed() -> Catalogue:
    known = catalogue()
    series = replace(known.series["missions"], note=Text.of("A note."))
    return replace(known, series={"missions": series})


def test_a_first_release_touches_every_feed(press: Press) -> None:
    release = press.publish(draft(*AIRINGS))
    assert {release.touched(target(stem)) for stem in STEMS} == {Touch(1, EVENING)}


SEASON_1 = {"series/missions", "series/missions/season-1"}
CHANGES: dict[str, tuple[Draft, set[str]]] = {
    "a film moves": (
        draft(PREMIERE, airing("2017-06-02 22:05", on="max", of=FILM, id="film"), AIRINGS[2]),
        {"all", "bouquets/ocs", "channels/max"},
    ),
    "a film changes channel": (
        draft(PREMIERE, AIRINGS[1], airing("2017-06-03 22:00", on="city", of=FILM, id="far")),
        {"all", "bouquets/ocs", "channels/city", "channels/far"},
    ),
    "the premiere is cancelled": (
        draft(replace(PREMIERE, status=Status.CANCELLED), *AIRINGS[1:]),
        {"all", "bouquets/ocs", "channels/city", "premieres"} | SEASON_1,
    ),
    "a film is dropped": (draft(*AIRINGS[:2]), {"all", "channels/far"}),
    "a repeat comes": (
        draft(*AIRINGS, airing("2017-06-05 10:00", on="max", id="repeat")),
        {"all", "bouquets/ocs", "channels/max"} | SEASON_1,
    ),
    "a window opens": (draft(*AIRINGS, windows=[WINDOW]), {"streaming"}),
    "a series has a note": (
        draft(*AIRINGS, catalogue=missions_renamed()),
        {"all", "bouquets/ocs", "channels/city", "premieres", "series/missions/season-2"}
        | SEASON_1,
    ),
    "a channel comes": (
        draft(*AIRINGS, catalogue=catalogue(channels=("city", "max", "far", "new"))),
        set(STEMS),
    ),
    "a file has a comment": (draft(*AIRINGS, files={"a.yaml": b"# more"}), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_release_touches_the_feeds_it_changes_and_no_other(press: Press, change: str) -> None:
    after, feeds = CHANGES[change]
    assert touched(press, draft(*AIRINGS), after) == feeds


def test_a_channels_zone_moves_days_without_a_time_everywhere(press: Press) -> None:
    known = catalogue()
    far = Channel("far", "OCS Far", "Asia/Tokyo")
    moved = replace(known, channels=known.channels | {"far": far})
    before = draft(*AIRINGS, some_day("2017-06-09", on="far", of=FILM))
    assert touched(press, before, replace(before, catalogue=moved)) == set(STEMS)


def test_after_another_layout_every_feed_is_touched(press: Press) -> None:
    press.publish(draft(*AIRINGS))
    as_of_another_layout(press)
    press.now = LATER
    release = press.publish(draft(*AIRINGS))
    assert {release.touched(target(stem)) for stem in STEMS} == {Touch(2, LATER)}


def test_one_airing_is_touched_by_what_revises_it(press: Press) -> None:
    press.publish(draft(*AIRINGS))
    press.now = LATER
    film = airing("2017-06-02 22:05", on="max", of=FILM, id="film")
    release = press.publish(draft(PREMIERE, film, AIRINGS[2]))
    ids = ("premiere", "film", "far")
    seen = [release.touched(Target(TargetKind.AIRING, one)).at for one in ids]
    assert seen == [EVENING, LATER, EVENING]


def selected(release: Release, **wanted: Any) -> tuple[list[str], int]:
    asked: dict[str, Any] = {"near": EVENING, "most": 100, **wanted}
    found = release.select(target("all"), Selection(**asked))
    return [one.airing.id for one in found.listings], found.total


@pytest.fixture
def choice(press: Press) -> Release:
    off = airing("2017-06-01 22:00", of=FILM, id="off", status=Status.CANCELLED)
    maybe = airing("2017-06-04 22:00", of=FILM, id="maybe", status=Status.TENTATIVE)
    return press.publish(draft(*AIRINGS, off, maybe, some_day("2017-06-09", id="day")))


@pytest.mark.parametrize(
    ("wanted", "ids", "total"),
    [
        ({}, ["premiere", "off", "film", "far", "maybe", "day"], 6),
        ({"most": 2}, ["premiere", "off"], 6),
        ({"hide_cancelled": True}, ["premiere", "film", "far", "maybe", "day"], 5),
        ({"hide_tentative": True}, ["premiere", "off", "film", "far"], 4),
        ({"cancelled_after": EVENING + dt.timedelta(days=9)},
         ["premiere", "film", "far", "maybe", "day"], 5),
        ({"kinds": (Kind.PREMIERE,)}, ["premiere"], 1),
        ({"kinds": (Kind.REPEAT,)}, ["maybe"], 1),
        ({"between": (EVENING + dt.timedelta(days=2), None)}, ["far", "maybe", "day"], 3),
    ],
)  # fmt: skip
def test_a_selection_is_made_by_the_file(
    choice: Release, wanted: dict[str, Any], ids: list[str], total: int
) -> None:
    assert selected(choice, **wanted) == (ids, total)


def test_the_nearest_are_selected_on_either_side(press: Press) -> None:
    hours = (-50, -30, -7, -2, 0, 1, 3, 7, 24, 200)
    shown = {str(n): EVENING + dt.timedelta(hours=n) for n in hours}
    some = [replace(PREMIERE, id=one, starts=at, ends=at + dt.timedelta(minutes=30))
            for one, at in shown.items()]  # fmt: skip
    long = replace(PREMIERE, id="long", starts=EVENING - dt.timedelta(hours=90), ends=EVENING)
    off = replace(PREMIERE, id="off", channel="max", status=Status.CANCELLED)
    release = press.publish(draft(*some, long, off))
    for most in range(1, 13):
        near = sorted([*hours, -90], key=lambda n: (abs(n), n > 0))[:most]
        wanted = ["long" if n == -90 else str(n) for n in sorted(near)]
        assert selected(release, most=most, hide_cancelled=True) == (wanted, 11)
    since = EVENING - dt.timedelta(hours=3)
    assert selected(release, between=(since, None), most=3, near=EVENING - dt.timedelta(days=9),
                    hide_cancelled=True) == (["long", "-2", "0"], 8)  # fmt: skip


@pytest.mark.parametrize(
    ("stems", "most", "ids", "total"),
    [
        (("series/missions", "channels/max"), 100, ["premiere", "film", "day"], 3),
        (("channels/max", "series/missions", "premieres"), 2, ["premiere", "film"], 3),
        (("channels/unknown",), 100, [], 0),
        ((), 100, [], 0),
    ],
)
def test_of_several_targets_each_airing_is_selected_once(
    choice: Release, stems: tuple[str, ...], most: int, ids: list[str], total: int
) -> None:
    targets = [target(stem) for stem in stems]
    found = choice.select_any(targets, Selection(near=EVENING, most=most))
    assert ([one.airing.id for one in found.listings], found.total) == (ids, total)


def test_occasions_have_revisions_of_their_own(press: Press) -> None:
    day = dt.timedelta(days=1)
    seen: list[list[tuple[int, int, int]]] = []
    for opens in (0, 0, 3, None, 3):
        windows = [replace(WINDOW, opens=When(Precision.DAY, dt.date(2017, 6, 1) + opens * day))
                   ] if opens is not None else []  # fmt: skip
        press.now += day
        # A release of its own each time.
        film = airing(f"2017-07-01 20:{len(seen):02}", of=FILM, on="far", id="other")
        release = press.publish(draft(film, windows=windows))
        found = release.occasions(target("streaming"))
        seen.append([(one.occasion.date.day, one.revision.sequence,
                      (one.revision.revised - EVENING).days) for one in found])  # fmt: skip
    assert seen == [[(1, 0, 1)], [(1, 0, 1)], [(4, 1, 3)], [], [(4, 2, 5)]]


@pytest.mark.parametrize(
    ("stem", "count"),
    [("all", 1), ("streaming", 1), ("bouquets/ocs", 1), ("series/missions", 1), ("premieres", 1),
     ("series/missions/season-1", 1), ("series/missions/season-2", 0), ("channels/city", 0)],
)  # fmt: skip
def test_occasions_are_of_what_a_feed_is_about(press: Press, stem: str, count: int) -> None:
    release = press.publish(draft(*AIRINGS, windows=[WINDOW]))
    assert len(release.occasions(target(stem))) == count
    after = (dt.datetime(2017, 6, 1, 22, tzinfo=dt.UTC), None)
    assert release.occasions(target(stem), between=after) == []
