import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guide.model.airing import Airing, Showing, Status
from guide.model.listing import Listing, Revision
from guide.releases.browsing import in_order
from guide.web.evening import Evening, evening_of, highlights, premiere_of, premieres_of
from tests.releases.builders import EVENING, FILM, ULYSSE, Press, airing, catalogue, draft
from tests.web.world import World

DAY = dt.date(2017, 6, 1)
KNOWN = catalogue()


def listing(one: Airing, premiere: str | None = None) -> Listing:
    showing = Showing(premiere=premiere)
    channel, episode = KNOWN.channels[one.channel], KNOWN.episodes[one.episode]
    return Listing(one, channel, episode, showing, Revision(0, EVENING))


def parts(tmp_path: Path, *airings: Airing) -> tuple[list[str], list[str]]:
    """Return the ids of both parts of the evening of 1 June, of these airings alone."""
    release = Press(tmp_path).publish(draft(*airings))
    evening = evening_of(release, DAY, in_order(release))
    first, second, _ = ([one.airing.id for one in part] for part in evening)
    return first, second


def at(time: str, minutes: int, of: str = FILM, **fields: Any) -> Airing:
    date = "2017-06-02" if time < "06:00" else "2017-06-01"
    return airing(f"{date} {time}", of=of, minutes=minutes, id=time, **fields)


SEASON = [f"missions/season-2/episode-{number}" for number in range(2, 9)]


@pytest.mark.parametrize(
    ("airings", "expected"),
    [
        # News, a short programme, the film, what follows, and the night.
        ([at("20:00", 35), at("20:35", 10), at("20:45", 95), at("22:20", 60), at("23:20", 60)],
         (["20:45"], ["22:20"])),
        # A daily serial before the film is shorter than it.
        ([at("20:15", 25, SEASON[0]), at("20:40", 100), at("22:20", 5), at("22:25", 60)],
         (["20:40"], ["22:25"])),
        # Episodes that follow each other are one thing, whatever is on before.
        ([at("20:15", 40), at("20:55", 26, SEASON[0]), at("21:21", 26, SEASON[1]),
          at("21:50", 26, SEASON[2]), at("22:40", 26, SEASON[3])],
         (["20:55", "21:21", "21:50"], ["22:40"])),
        # The match that began before is still on.
        ([at("20:00", 120), at("22:00", 30)], (["20:00"], ["22:00"])),
        ([at("20:00", 75), at("21:15", 20)], (["21:15"], [])),
        # Nothing of any length, and what is on since the afternoon.
        ([at("17:00", 300), at("22:10", 30)], ([], ["22:10"])),
        ([at("20:40", 19), at("21:40", 30)], ([], [])),
        # The bounds.
        ([at("20:14", 30), at("21:29", 20), at("21:50", 30)], (["21:29"], ["21:50"])),
        ([at("21:30", 90), at("23:00", 30)], ([], ["23:00"])),
        ([at("20:30", 60), at("21:30", 60)], (["20:30"], ["21:30"])),
        ([at("21:00", 208), at("00:28", 60)], (["21:00"], ["00:28"])),
        ([at("21:00", 210), at("00:30", 60)], (["21:00"], [])),
    ],
)  # fmt: skip
def test_the_parts_of_an_evening_are_what_is_longest_and_what_comes_next(
    tmp_path: Path, airings: list[Airing], expected: tuple[list[str], list[str]]
) -> None:
    assert parts(tmp_path, *airings) == expected


def test_what_is_cancelled_is_no_part_but_is_shown(tmp_path: Path) -> None:
    off = at("20:40", 120, status=Status.CANCELLED)
    late = at("22:30", 60, status=Status.CANCELLED)
    assert parts(tmp_path, off, at("21:00", 60), late) == (["20:40", "21:00"], ["22:30"])


def test_a_premiere_is_shown_whatever_its_length(tmp_path: Path) -> None:
    short = at("20:20", 10, ULYSSE)
    assert parts(tmp_path, short, at("20:40", 90)) == (["20:20", "20:40"], [])


def test_each_channel_has_its_own_clock_and_parts(tmp_path: Path) -> None:
    tokyo = replace(KNOWN.channels["far"], zone="Asia/Tokyo")
    known = replace(KNOWN, channels={**KNOWN.channels, "far": tokyo})
    begins = dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC)
    there = Airing("far", FILM, DAY, begins, begins + dt.timedelta(hours=1), id="there")
    release = Press(tmp_path).publish(draft(at("21:00", 60), there, catalogue=known))
    evening = evening_of(release, DAY, in_order(release))
    assert [one.airing.id for one in evening.first] == ["there", "21:00"]


def test_the_first_of_a_series_comes_before_the_first_of_a_season() -> None:
    season = listing(airing("2017-06-01 20:30"), "season")
    series = listing(airing("2017-06-01 20:40"), "series")
    assert premiere_of(Evening([season, series], [], []), EVENING) == series


def test_the_premiere_told_is_the_earliest_of_its_kind_that_is_not_over() -> None:
    over = listing(airing("2017-06-01 20:00", minutes=30), "series")
    running = listing(airing("2017-06-01 20:15", minutes=30), "series")
    later = listing(airing("2017-06-01 22:40"), "series")
    evening = Evening([over, running], [later], [])
    at = EVENING + dt.timedelta(minutes=30)
    assert premiere_of(evening, at) == running


def test_what_is_cancelled_or_no_premiere_is_not_told() -> None:
    plain = listing(airing())
    cancelled = replace(
        plain, airing=airing(status=Status.CANCELLED), showing=Showing(premiere="series")
    )
    assert premiere_of(Evening([plain, cancelled], [], []), EVENING) is None


MANY = tuple(f"x{at:03}" for at in range(150))


def shown(world: World, *airings: Airing, most: int = 4) -> tuple[list[str], bool]:
    """Return the ids of what is told first of the evening of one channel or another of many."""
    release = world.press.publish(draft(*airings, catalogue=catalogue(channels=MANY)))
    special = premieres_of(release, DAY)
    evening, whole = highlights(release, DAY, in_order(release), special, most)
    return [one.airing.id for one in evening.lines], whole


def test_an_evening_that_is_on_late_channels_only_is_told_whole(world: World) -> None:
    late = airing("2017-06-01 22:30", on="x149", of=FILM, id="late")
    early = airing("2017-06-01 20:30", on="x120", of=FILM, id="early")
    assert shown(world, late, early) == (["early", "late"], True)


def test_of_a_long_evening_premieres_come_first_then_the_first_channels(world: World) -> None:
    films = [
        airing(f"2017-06-01 {at}", on=one, of=FILM, id=f"{one}-{at}", minutes=minutes)
        for one in MANY[10:140]
        for at, minutes in (("20:00", 30), ("20:30", 90))
    ]
    premiere = airing("2017-06-01 20:40", on="x149", of=ULYSSE, id="premiere")
    first = [f"{one}-20:30" for one in MANY[10:13]]
    assert shown(world, *films, premiere) == ([*first, "premiere"], False)


def test_an_evening_of_as_many_lines_as_are_wanted_is_whole_only_if_no_channel_is_left(
    world: World,
) -> None:
    films = [airing("2017-06-01 20:40", on=one, of=FILM, id=one) for one in MANY[:2]]
    other = airing("2017-06-01 20:40", on="x149", of=FILM, id="x149")
    assert shown(world, *films, most=3) == (["x000", "x001"], True)
    assert shown(world, *films, other, most=2) == (["x000", "x001"], False)
