import datetime as dt
from dataclasses import replace

from guide.model.airing import Airing, Showing, Status
from guide.model.listing import Listing, Revision
from guide.releases.browsing import in_order
from guide.web.evening import Evening, evening_of, highlights, premiere_of, premieres_of
from tests.releases.builders import EVENING, FILM, ULYSSE, airing, catalogue, draft
from tests.web.world import World, evening_draft

DAY = dt.date(2017, 6, 1)
KNOWN = catalogue()


def listing(one: Airing, premiere: str | None = None) -> Listing:
    showing = Showing(premiere=premiere)
    channel, episode = KNOWN.channels[one.channel], KNOWN.episodes[one.episode]
    return Listing(one, channel, episode, showing, Revision(0, EVENING))


def test_an_evening_has_two_parts_of_two_hours(world: World) -> None:
    starts = ("19:59", "20:00", "21:59", "22:00", "23:59")
    more = [airing(f"2017-06-03 {at}", id=at, minutes=1) for at in starts]
    after = airing("2017-06-04 00:00", id="midnight", minutes=1)
    world.publish(evening_draft(*more, after))
    release = world.library.current()
    assert release is not None
    evening = evening_of(release, dt.date(2017, 6, 3), in_order(release))
    assert [one.airing.id for one in evening.first] == ["20:00", "21:59"]
    assert [one.airing.id for one in evening.second] == ["22:00", "23:59"]


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
    films = [airing("2017-06-01 20:00", on=one, of=FILM, id=one) for one in MANY[:2]]
    other = airing("2017-06-01 20:00", on="x149", of=FILM, id="x149")
    assert shown(world, *films, most=3) == (["x000", "x001"], True)
    assert shown(world, *films, other, most=2) == (["x000", "x001"], False)
