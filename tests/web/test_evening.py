import datetime as dt
from dataclasses import replace

from guide.model.airing import Airing, Showing, Status
from guide.model.listing import Listing, Revision
from guide.web.evening import Evening, evening_of, premiere_of
from tests.releases.builders import EVENING, airing, catalogue
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
    evening = evening_of(release, dt.date(2017, 6, 3))
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
