import datetime as dt
import threading
from dataclasses import replace

import pytest

from guide.model.airing import Airing, Status
from guide.model.catalogue import Channel
from guide.model.day import day_start
from guide.model.listing import Listing
from guide.model.precision import Precision, When
from guide.model.selection import Selection
from guide.model.target import Target
from guide.model.window import Window
from guide.releases.release import Release
from guide.releases.sealed import Parameters, Rows
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    ULYSSE,
    Press,
    airing,
    catalogue,
    draft,
    paris,
    some_day,
)

PREMIERE = airing(id="premiere")
MARS_DAY = some_day("2017-06-01", id="mars-day")
REPEAT = airing("2017-06-02 10:00", on="max", id="repeat")
FILM_FAR = airing("2017-06-02 00:30", on="far", of=FILM, minutes=120, id="film-far")
CANCELLED = airing("2017-06-01 22:00", of=FILM, minutes=90, id="cancelled", status=Status.CANCELLED)
SEASON_2 = airing("2017-06-08 20:40", of="missions/season-2/episode-1", id="season-2")
ALL = [PREMIERE, MARS_DAY, REPEAT, FILM_FAR, CANCELLED, SEASON_2]


@pytest.fixture
def release(press: Press) -> Release:
    return press.publish(draft(*ALL))


def ids(listings: list[Listing]) -> list[str]:
    return [listing.airing.id for listing in listings]


def stem(text: str) -> Target:
    target = Target.parse(text)
    assert target is not None
    return target


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("all", ["mars-day", "premiere", "cancelled", "film-far", "repeat", "season-2"]),
        ("bouquets/ocs", ["mars-day", "premiere", "cancelled", "repeat", "season-2"]),
        ("channels/max", ["repeat"]),
        ("series/missions", ["mars-day", "premiere", "repeat", "season-2"]),
        ("series/missions/season-1", ["mars-day", "premiere", "repeat"]),
        ("series/missions/season-2", ["season-2"]),
        ("premieres", ["premiere", "season-2"]),
        ("airings/film-far", ["film-far"]),
        ("channels/unknown", []),
        ("bouquets/unknown", []),
        ("series/missions/season-7", []),
    ],
)
def test_each_target_has_its_listings_in_the_order_of_time(
    release: Release, target: str, expected: list[str]
) -> None:
    assert ids(release.listings(stem(target))) == expected


def test_at_one_time_channels_come_as_the_bouquet_orders_them(press: Press) -> None:
    trade = catalogue(channels=("far", "max", "city"))
    trade.bouquets["ocs"] = replace(trade.bouquets["ocs"], channels=("city", "max"))
    airings = [airing(of=FILM, on=channel, id=channel) for channel in ("far", "max", "city")]
    release = press.publish(draft(*airings, catalogue=trade))
    assert ids(release.listings(stem("all"))) == ["city", "max", "far"]
    assert ids(release.on_now(paris("2017-06-01 20:50"))) == ["city", "max", "far"]
    assert ids(release.next_up(paris("2017-06-01 20:39"))) == ["city", "max", "far"]


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("2017-06-01 21:06", "2017-06-01 22:00", ["mars-day"]),
        ("2017-06-01 21:05", "2017-06-01 22:00", ["mars-day", "premiere"]),
        ("2017-06-01 21:06", "2017-06-01 22:01", ["mars-day", "cancelled"]),
        ("2017-06-02 06:00", "2017-06-02 10:00", []),
        ("2017-06-02 02:29", None, ["mars-day", "film-far", "repeat", "season-2"]),
        (None, "2017-06-01 06:00", []),
        (None, "2017-06-01 20:41", ["mars-day", "premiere"]),
    ],
)
def test_between_is_half_open_and_a_day_counts_whole(
    release: Release, after: str | None, before: str | None, expected: list[str]
) -> None:
    between = (paris(after) if after else None, paris(before) if before else None)
    assert ids(release.listings(stem("all"), between=between)) == expected


def test_a_listing_is_the_airing_with_its_names(release: Release) -> None:
    trade = catalogue()
    listing = release.listing("repeat")
    assert listing is not None
    assert (listing.airing, listing.channel, listing.episode, listing.season, listing.series) == (
        REPEAT,
        trade.channels["max"],
        trade.episodes[ULYSSE],
        trade.seasons["missions/season-1"],
        trade.series["missions"],
    )
    assert release.listing("unknown") is None


def test_airings_of_an_episode_and_all_airings(release: Release) -> None:
    assert ids(release.airings_of(ULYSSE)) == ["premiere", "repeat"]
    assert ids(release.airings_of(FILM)) == ["cancelled", "film-far"]
    assert release.airings() == ALL


def day(press: Press, *airings: Airing, date: str = "2017-06-01") -> list[str]:
    release = press.publish(draft(*airings))
    return ids(release.day("city", dt.date.fromisoformat(date)))


def test_a_day_begins_at_six_and_ends_before_six(press: Press) -> None:
    airings = [
        airing("2017-06-01 05:59", minutes=1, id="too-early"),
        airing("2017-06-01 06:00", minutes=1, id="first"),
        airing("2017-06-02 05:59", minutes=1, id="last"),
        airing("2017-06-02 06:00", minutes=1, id="too-late"),
    ]
    assert day(press, *airings) == ["first", "last"]


def test_an_airing_across_six_is_in_both_days(press: Press) -> None:
    across = airing("2017-06-02 05:30", minutes=60, id="across")
    release = press.publish(draft(across))
    days = [release.day("city", dt.date(2017, 6, date)) for date in (1, 2, 3)]
    assert [ids(one) for one in days] == [["across"], ["across"], []]


def test_a_day_ends_with_what_has_no_time(press: Press) -> None:
    undated = some_day("2017-06-01", id="undated")
    other = some_day("2017-06-02", of=FILM, id="other")
    late = airing("2017-06-01 23:00", id="late")
    assert day(press, undated, other, late) == ["late", "undated"]
    assert press.release().day("unknown", dt.date(2017, 6, 1)) == []


@pytest.mark.parametrize(("date", "hours"), [("2017-03-25", 23), ("2017-10-28", 25)])
def test_a_day_in_which_the_clocks_change_is_whole(press: Press, date: str, hours: int) -> None:
    channel = Channel("city", "OCS City", "Europe/Paris")
    start = day_start(dt.date.fromisoformat(date), channel)
    hour, minute = dt.timedelta(hours=1), dt.timedelta(minutes=1)
    airings = [airing(of=f"missions/season-{n // 10 + 1}/episode-{n % 10 + 1}") for n in range(4)]
    slots = [start - minute, start, start + hours * hour - minute, start + hours * hour]
    placed = [
        replace(one, id=str(n), starts=at, ends=at + minute, date=at.date())
        for n, (one, at) in enumerate(zip(airings, slots, strict=True))
    ]
    assert day(press, *placed, date=date) == ["1", "2"]


def test_on_now_includes_the_start_and_excludes_the_end(release: Release) -> None:
    on = {
        minute: ids(release.on_now(paris(f"2017-06-01 {minute}")))
        for minute in ("20:39", "20:40", "21:05", "21:06")
    }
    assert on == {"20:39": [], "20:40": ["premiere"], "21:05": ["premiere"], "21:06": []}


def test_what_is_on_is_found_up_to_its_last_minute(press: Press) -> None:
    release = press.publish(draft(PREMIERE))
    last = paris("2017-06-01 21:05")
    assert ids(release.on_now(last)) == ["premiere"]
    assert ids(release.listings(stem("all"), between=(last, None))) == ["premiere"]


def test_neither_cancelled_nor_undated_airings_are_on(press: Press) -> None:
    press.now = paris("2017-06-02 01:00")
    release = press.publish(draft(*ALL))
    assert ids(release.on_now(paris("2017-06-01 22:30"))) == []
    assert ids(release.on_now(press.now)) == ["film-far"]


def test_what_was_on_stays_so_when_its_source_forgets_it(press: Press) -> None:
    press.publish(draft(*ALL))
    press.now = paris("2017-06-02 01:00")
    release = press.publish(draft(PREMIERE))
    assert ids(release.on_now(press.now)) == ["film-far"]
    assert ids(release.next_up(press.now)) == []


def test_of_two_at_once_the_one_that_started_last_is_on(press: Press) -> None:
    long = airing("2017-06-01 18:00", of=FILM, minutes=600, id="long")
    release = press.publish(draft(long, PREMIERE))
    times = ("2017-06-01 20:39", "2017-06-01 20:40", "2017-06-01 21:06")
    assert [ids(release.on_now(paris(one))) for one in times] == [["long"], ["premiere"], ["long"]]


def test_next_up_is_the_first_airing_of_each_channel_after_now(release: Release) -> None:
    assert ids(release.next_up(EVENING)) == ["premiere", "repeat", "film-far"]
    assert ids(release.next_up(paris("2017-06-01 20:40"))) == ["season-2", "repeat", "film-far"]
    assert ids(release.next_up(paris("2017-06-08 20:40"))) == []


def test_all_airings_are_counted(release: Release) -> None:
    assert release.count() == len(ALL)


def test_windows_of_a_part_are_those_of_the_whole_and_of_its_own_parts(press: Press) -> None:
    opens = When(Precision.DAY, dt.date(2017, 6, 1))
    targets = ("missions", "missions/season-1", "missions/season-2", MARS, ULYSSE, FILM)
    windows = [Window(target, "go", opens, id=target) for target in targets]
    release = press.publish(draft(windows=windows))

    def found(target: str | None) -> list[str]:
        return [window.id for window in release.windows(target)]

    assert release.windows() == windows
    assert found("missions") == ["missions", "missions/season-1", "missions/season-2", MARS, ULYSSE]
    assert found("missions/season-1") == ["missions", "missions/season-1", MARS, ULYSSE]
    assert found(MARS) == ["missions", "missions/season-1", MARS]
    assert (found(FILM), found("mission"), found("missions/season-10")) == (
        [FILM],
        [],
        ["missions"],
    )


def test_the_catalogue_is_the_one_that_was_published(release: Release) -> None:
    assert release.catalogue == catalogue()
    assert list(release.catalogue.episodes) == list(catalogue().episodes)


def test_several_threads_may_ask_at_once(release: Release) -> None:
    answers: list[list[str]] = []

    def ask() -> None:
        answers.extend(ids(release.listings(stem("all"))) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [ids(release.listings(stem("all")))] * 80


@pytest.mark.parametrize(
    "target",
    [
        "bouquets/ocs",
        "channels/city",
        "series/missions",
        "series/missions/season-1",
        "premieres",
        "all",
    ],
)
def test_no_question_reads_the_whole_table(release: Release, target: str) -> None:
    steps: list[str] = []
    asked = release.rows

    def explained(sql: str, parameters: Parameters = ()) -> Rows:
        steps.extend(row[3] for row in asked(f"EXPLAIN QUERY PLAN {sql}", parameters))
        return asked(sql, parameters)

    release.rows = explained  # type: ignore[method-assign]  # to overhear what is asked
    release.listings(stem(target), between=(EVENING, EVENING + dt.timedelta(hours=4)))
    ahead = Selection(EVENING, 1000, (EVENING, EVENING + dt.timedelta(days=9)), EVENING)
    release.select(stem(target), ahead)
    release.listing("premiere")
    release.airings_of(ULYSSE)
    release.on_now(EVENING)
    release.next_up(EVENING)
    release.cells(("city", "max"), (EVENING, EVENING + dt.timedelta(hours=4)))
    release.search("ulysse", now=EVENING)
    # What is virtual hands over what was asked for; subqueries were searched before.
    bounded = ("VIRTUAL TABLE", "(subquery")
    scans = [step for step in steps if step.startswith("SCAN")]
    assert [step for step in scans if not any(one in step for one in bounded)] == []
