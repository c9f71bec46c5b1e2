from collections.abc import Callable
from dataclasses import replace

import pytest

from guide.model.matching import Known, match
from tests.effort import growth

MINUTE, HOUR, DAY = 60, 3600, 86_400
LONG_AGO = -(10**9)
NEWS = "news/episode"


def on(clock: str, episode: str = "film-2017", title: str = "", *, gone: bool = False) -> Known:
    """Return an airing of half an hour at "20:00", or "1 20:00" on the first day after."""
    day, _, hours = clock.rpartition(" ")
    hour, minute = (int(part) for part in hours.split(":"))
    starts = int(day or 0) * DAY + hour * HOUR + minute * MINUTE
    return Known(0, episode, title or episode, starts, starts + 30 * MINUTE, gone)


def moved(one: Known, minutes: int) -> Known:
    return replace(one, starts=one.starts + minutes * MINUTE, ends=one.ends + minutes * MINUTE)


def matched(new: list[Known], old: list[Known], now: int = LONG_AGO) -> list[int | None]:
    """Return for each new one the place of the old one that it is."""
    found = match(new, old, now=now)
    assert len(set(found.values())) == len(found)
    return [found.get(at) for at in range(len(new))]


def test_a_first_import_is_all_new() -> None:
    assert matched([on("20:00")], []) == [None]
    assert matched([], [on("20:00")]) == []


def test_the_same_slot_is_the_same_airing_in_any_order() -> None:
    old = [on("20:00", "a"), on("21:00", "b"), on("22:00", "a")]
    assert matched(old, old) == [0, 1, 2]
    assert matched(old[::-1], old) == [2, 1, 0]


@pytest.mark.parametrize("clock", ["20:10", "19:00", "23:59", "1 20:00", "-1 20:00"])
def test_an_episode_that_moves_within_a_day_stays_the_same_airing(clock: str) -> None:
    assert matched([on(clock)], [on("20:00")]) == [0]


def test_a_longer_way_is_another_airing() -> None:
    assert matched([on("1 20:01")], [on("20:00")]) == [None]


def test_what_is_known_by_its_series_alone_moves_half_a_day() -> None:
    assert matched([on("20:00", NEWS)], [on("08:00", NEWS)]) == [0]
    assert matched([on("20:01", NEWS)], [on("08:00", NEWS)]) == [None]


def test_what_has_begun_moves_within_three_hours_only() -> None:
    now = on("20:00").starts
    assert matched([on("23:00")], [on("20:00")], now) == [0]
    assert matched([on("23:01")], [on("20:00")], now) == [None]
    assert matched([on("20:00")], [on("23:00")], now) == [0]
    assert matched([on("20:00")], [on("23:01")], now) == [None]


def test_nothing_moves_more_than_half_the_way_to_its_next_airing() -> None:
    old = [on("08:00"), on("16:00")]
    assert matched([on("08:00"), on("20:00")], old) == [0, 1]
    assert matched([on("08:00"), on("20:01")], old) == [0, None]


def test_a_daily_edition_that_is_dropped_is_gone_and_the_others_stay() -> None:
    old = [on(f"{day} 20:00", NEWS) for day in range(7)]
    without = [*old[:3], *old[4:]]
    assert matched(without, old) == [0, 1, 2, 4, 5, 6]
    assert matched([*without, on("7 20:00", NEWS)], old) == [0, 1, 2, 4, 5, 6, None]
    assert matched([*old[:6], on("7 20:00", NEWS)], old) == [0, 1, 2, 3, 4, 5, None]


def test_a_window_that_rolls_on_takes_nothing_for_what_has_left_it() -> None:
    old = [on(f"{day} 20:00", NEWS) for day in range(7)]
    new = [on(f"{day} 20:00", NEWS) for day in range(1, 8)]
    assert matched(new, old, now=on("1 06:00").starts) == [1, 2, 3, 4, 5, 6, None]


def test_an_hourly_programme_ten_minutes_late_stays_in_order() -> None:
    old = [on(f"{hour}:00", NEWS) for hour in range(24)]
    assert matched([moved(one, 10) for one in old], old) == list(range(24))
    assert matched([moved(one, -10) for one in old], old) == list(range(24))


@pytest.mark.parametrize("minutes", [10, 50, 60, 70, 120, 150, -60, -90])
def test_what_is_around_tells_by_how_much_an_hourly_programme_has_moved(minutes: int) -> None:
    old = [
        airing
        for hour in range(12)
        for airing in (on(f"{hour}:00", NEWS), on(f"{hour}:30", f"show-{hour}"))
    ]
    assert matched([moved(one, minutes) for one in old], old) == list(range(24))


def test_a_stretch_that_is_late_takes_its_own_editions_along_only() -> None:
    old = [on(f"{hour}:00", NEWS) for hour in range(24)] + [on("12:30", "film-2017")]
    late = {12, 13, 14}
    new = [moved(one, 70) if at in late else one for at, one in enumerate(old[:24])]
    assert matched([*new, moved(old[24], 70)], old) == list(range(25))


def test_without_another_sign_the_slots_that_say_the_same_stay() -> None:
    old = [on(f"{hour}:00", NEWS) for hour in (12, 13, 14, 15)]
    new = [on(f"{hour}:00", NEWS) for hour in (13, 14, 15, 16)]
    assert matched(new, old) == [1, 2, 3, None]


def test_a_block_of_equals_that_moves_stays_in_order() -> None:
    old = [on("20:00", NEWS), on("20:30", NEWS)]
    assert matched([on("21:00", NEWS), on("21:30", NEWS)], old) == [0, 1]


def test_the_nearest_two_belong_together() -> None:
    old = [on("08:00", NEWS), on("14:00", NEWS)]
    assert matched([on("08:20", NEWS), on("13:00", NEWS)], old) == [0, 1]
    assert matched([on("08:20", NEWS), on("10:00", NEWS)], old[:1]) == [0, None]


def test_who_is_nearest_is_who_moved() -> None:
    assert matched([on("10:00", NEWS)], [on("08:00", NEWS), on("10:20", NEWS)]) == [1]
    assert matched([on("10:00", NEWS)], [on("09:40", NEWS), on("12:00", NEWS)]) == [0]


def test_a_serial_put_off_by_a_day_follows_its_episodes() -> None:
    old = [on(f"{day} 18:00", f"soap/season-1/episode-{day + 1}") for day in range(5)]
    new = [on("0 18:00", "match-2017", "Match"), *(moved(one, 24 * 60) for one in old[:4])]
    assert matched(new, old) == [None, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("was", "then"),
    [
        (("missions/episode", "Missions"), ("missions/season-1/episode-1", "Missions")),
        (("missions/season-1/episode-1", "Missions"), ("missions/ulysse", "Missions")),
        (("misions/episode", "Misions"), ("missions/episode", "Missions")),
        (("missions/episode", "Missions"), ("missions-x/episode", "Missions : le film")),
        (("tba/episode", "TBA"), ("match-2017", "Match")),
        (("match-2017", "Match"), ("tba/episode", "To be announced")),
    ],
)
def test_a_retitled_airing_stays_the_same(was: tuple[str, str], then: tuple[str, str]) -> None:
    assert matched([on("20:00", *then)], [on("20:00", *was)]) == [0]


def test_a_wholly_different_programme_in_the_slot_is_a_new_airing() -> None:
    old = [on("20:00", "missions/episode", "Missions")]
    assert matched([on("20:00", "match-2017", "Match")], old) == [None]


def test_a_place_holder_stands_for_a_slot_of_its_own_length() -> None:
    longer = replace(on("20:00", "tba/episode", "TBA"), ends=on("22:00").starts)
    assert matched([on("20:00", "match-2017", "Match")], [longer]) == [None]


def test_a_retitled_airing_may_have_moved_a_quarter_of_an_hour() -> None:
    old = [on("20:00", "missions/episode", "Missions")]
    assert matched([on("20:15", "missions/ulysse", "Missions")], old) == [0]
    assert matched([on("20:16", "missions/ulysse", "Missions")], old) == [None]


def test_a_retitled_airing_moves_with_those_around_it() -> None:
    old = [on("19:30", "a"), on("20:00", "missions/episode", "Missions"), on("20:30", "b")]
    new = [moved(one, 100) for one in old]
    new[1] = replace(new[1], episode="missions/ulysse")
    assert matched(new, old) == [0, 1, 2]


def test_who_moved_away_is_known_before_who_was_retitled() -> None:
    old = [on("20:00", "soap/season-1/episode-1", "Soap"), on("20:30", "b")]
    new = [on("20:00", "soap/season-1/episode-2", "Soap"), on("21:00", old[0].episode, "Soap")]
    assert matched(new, old) == [None, 0]


def test_what_is_gone_may_come_back() -> None:
    gone = [on("20:00", "missions/episode", "Missions", gone=True)]
    assert matched([on("20:00", "missions/episode", "Missions")], gone) == [0]
    assert matched([on("20:40", "missions/episode", "Missions")], gone) == [0]
    assert matched([on("20:00", "missions/ulysse", "Missions")], gone) == [0]


def test_what_is_there_is_matched_before_what_is_gone() -> None:
    old = [on("20:30", NEWS, gone=True), on("20:00", NEWS)]
    assert matched([on("20:40", NEWS)], old) == [1]
    assert matched([on("20:40", NEWS), on("21:00", NEWS)], old) == [1, 0]


def test_a_slot_that_is_gone_says_more_than_nearness() -> None:
    old = [on("20:30", NEWS, gone=True), on("20:00", NEWS)]
    assert matched([on("20:30", NEWS)], old) == [0]


def test_twins_in_one_slot_are_told_apart_somehow() -> None:
    twins = [on("20:00"), on("20:00"), on("20:30")]
    assert set(matched(twins, twins)) == {0, 1, 2}


def test_equal_slots_cost_as_much_as_they_are_many() -> None:
    def slots(count: int) -> Callable[[], None]:
        shows = (f"show-{n % 999}/episode" for n in range(count))
        old = [Known(n, show, "Show", n * 900, n * 900 + 900) for n, show in enumerate(shows)]

        def matching() -> None:
            assert match(old, old, now=LONG_AGO) == {n: n for n in range(count)}

        return matching

    assert growth(slots, 10_000) < 8


@pytest.mark.parametrize(("step", "shift"), [(5, 2), (5, DAY), (300, 36_001), (60, 61)])
def test_crowds_of_one_episode_that_move_are_no_hardship(step: int, shift: int) -> None:
    def crowd(count: int) -> Callable[[], object]:
        old = [Known(n, NEWS, "News", n * step, n * step + step) for n in range(count)]
        new = [replace(one, starts=one.starts + shift, ends=one.ends + shift) for one in old]
        return lambda: match(new, old, now=LONG_AGO)

    assert growth(crowd, 5_000) < 8


def test_a_guide_of_strangers_is_no_hardship() -> None:
    def strangers(count: int) -> Callable[[], None]:
        starts = [n * 60 for n in range(count)]
        old = [Known(n, f"x-{n}", f"alpha{n} " * 9, at, at + 60) for n, at in enumerate(starts)]
        new = [Known(n, f"y-{n}", f"{n}omega " * 9, at + 7, at + 67) for n, at in enumerate(starts)]

        def matching() -> None:
            assert match(new, old, now=LONG_AGO) == {}

        return matching

    assert growth(strangers, 1_250) < 8
