"""Cells of a grid, and what lasts longer than a grid."""

import datetime as dt

from guide.model import cell
from guide.model.texts import Text
from tests.releases.builders import FILM, Press, airing, draft, paris
from tests.releases.test_release import ALL, PREMIERE, ids, stem

LOOP = airing("2017-05-29 06:00", of=FILM, minutes=7 * 24 * 60, id="loop")
NIGHT = airing("2017-06-01 10:00", on="max", of=FILM, minutes=20 * 60, id="night")


def test_what_lasts_for_a_week_is_found_like_anything_else(press: Press) -> None:
    release = press.publish(draft(*ALL, LOOP, NIGHT))
    evening = (paris("2017-06-01 20:00"), paris("2017-06-01 21:00"))
    assert ids(release.listings(stem("all"), between=evening)) == [
        "loop",
        "mars-day",
        "night",
        "premiere",
    ]
    assert ids(release.listings(stem("channels/city"), between=evening)) == [
        "loop",
        "mars-day",
        "premiere",
    ]
    assert ids(release.listings(stem("airings/loop"), between=evening)) == ["loop"]
    assert ids(release.listings(stem("airings/night"), between=evening)) == ["night"]
    assert ids(release.listings(stem("channels/far"), between=evening)) == []
    assert ids(release.on_now(paris("2017-06-01 20:00"))) == ["loop", "night"]
    assert ids(release.on_now(paris("2017-06-05 05:59"))) == ["loop"]
    assert ids(release.on_now(paris("2017-06-05 06:00"))) == []


def test_cells_are_what_a_grid_shows_in_the_order_of_its_channels(press: Press) -> None:
    release = press.publish(draft(*ALL, LOOP, NIGHT))
    evening = (paris("2017-06-01 20:00"), paris("2017-06-02 01:00"))
    found = release.cells(("max", "far", "city", "unknown"), evening)
    film, none = "The Invented Film", None
    assert [(one.airing, one.title, one.season, one.number, one.sub_title) for one in found] == [
        ("night", film, none, none, none),
        ("film-far", film, none, none, none),
        ("loop", film, none, none, none),
        ("premiere", "fr\x1fMissions", 1, 1, "fr\x1fUlysse"),
        ("cancelled", film, none, none, none),
    ]
    assert [found[0].flags, found[-2].flags, found[-1].flags] == [
        cell.REPEAT,
        cell.FIRST_RUN + cell.PREMIERE,
        cell.REPEAT + cell.CANCELLED,
    ]
    assert cell.unpacked(found[-2].title) == Text.of({"fr": "Missions"})
    assert [found[3].begins, found[3].finishes] == [
        int(at.timestamp()) for at in (PREMIERE.starts, PREMIERE.ends) if at
    ]


def test_cells_are_half_open(press: Press) -> None:
    release = press.publish(draft(*ALL))
    starts, ends = PREMIERE.starts, PREMIERE.ends
    assert starts is not None
    assert ends is not None
    second, hour = dt.timedelta(seconds=1), dt.timedelta(hours=1)
    asked = [(starts - hour, starts), (starts - hour, starts + second), (ends - second, ends),
             (ends, ends + second)]  # fmt: skip
    assert [len(release.cells(("city",), one)) for one in asked] == [0, 1, 1, 0]
