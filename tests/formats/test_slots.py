"""A channel's hours: gaps, overlaps, runs of short programmes, and widths in minutes."""

import datetime as dt
import itertools
import random

import pytest

from guide.formats.slots import (
    MOST_ELEMENTS,
    NARROWEST,
    Hours,
    Slot,
    fitting,
    folded,
    slots,
    widths,
)
from guide.model import cell as flags
from tests.formats.cells import HOURS, cell, minute


def seen(lane: list[Slot]) -> list[tuple[int, int, str]]:
    """Return each slot as minutes since the hours began, and what is in it."""
    return [
        (
            (one.begins - HOURS.begins) // 60,
            (one.finishes - HOURS.begins) // 60,
            "+".join(shown.airing for shown in one.cells),
        )
        for one in lane
    ]


def test_what_runs_over_both_edges_is_cut_to_the_hours() -> None:
    lane = slots([cell("before", -30, 60), cell("after", 60, 300)], HOURS)
    assert seen(lane) == [(0, 60, "before"), (60, 240, "after")]


def test_what_is_longer_than_the_hours_fills_them() -> None:
    assert seen(slots([cell("loop", -5000, 9000)], HOURS)) == [(0, 240, "loop")]


def test_gaps_are_slots_of_their_own() -> None:
    lane = slots([cell("a", 10, 40), cell("b", 60, 200)], HOURS)
    assert seen(lane) == [(0, 10, ""), (10, 40, "a"), (40, 60, ""), (60, 200, "b"), (200, 240, "")]


def test_less_than_a_minute_is_no_gap() -> None:
    late = cell("b", 60, 240)._replace(begins=minute(60) + 30)
    assert seen(slots([cell("a", 0, 60), late], HOURS)) == [(0, 60, "a"), (60, 240, "b")]


def test_a_channel_with_nothing_is_one_gap() -> None:
    assert seen(slots([], HOURS)) == [(0, 240, "")]


def test_of_two_at_once_the_later_begun_is_shown_and_the_other_goes_on_after_it() -> None:
    lane = slots([cell("loop", -60, 400), cell("news", 60, 90)], HOURS)
    assert seen(lane) == [(0, 60, "loop"), (60, 90, "news"), (90, 240, "loop")]


def test_a_cancelled_airing_is_shown_where_nothing_took_its_place() -> None:
    off = cell("off", 60, 90, flags=flags.CANCELLED)
    other = cell("other", 90, 240, flags=flags.CANCELLED)
    lane = slots([cell("a", 0, 60), off, other, cell("new", 120, 240)], HOURS)
    assert seen(lane) == [(0, 60, "a"), (60, 90, "off"), (90, 120, ""), (120, 240, "new")]


def test_short_neighbours_share_a_slot_and_a_single_one_stands_alone() -> None:
    lane = slots(
        [cell("a", 0, 9), cell("b", 9, 15), cell("c", 18, 20), cell("film", 20, 120),
         cell("weather", 120, 123), cell("late", 123, 240)],
        HOURS,
    )  # fmt: skip
    assert seen(folded(lane, HOURS, 10)) == [
        (0, 20, "a+b+c"),
        (20, 120, "film"),
        (120, 123, "weather"),
        (123, 240, "late"),
    ]


def test_a_run_ends_after_half_an_hour_and_gives_back_the_gap_at_its_end() -> None:
    lane = slots([cell(f"s{at}", at, at + 8) for at in range(0, 56, 8)], HOURS)
    assert seen(folded(lane, HOURS, 10)) == [
        (0, 32, "s0+s8+s16+s24"),
        (32, 56, "s32+s40+s48"),
        (56, 240, ""),
    ]


def test_a_film_of_which_the_edge_leaves_little_is_no_short_programme() -> None:
    lane = slots([cell("film", -90, 5), cell("a", 5, 8), cell("late", 8, 240)], HOURS)
    assert seen(folded(lane, HOURS, 10)) == [(0, 5, "film"), (5, 8, "a"), (8, 240, "late")]


def test_slots_are_as_wide_as_they_are_long() -> None:
    lane = slots([cell("a", 10, 40), cell("b", 60, 200)], HOURS)
    assert widths(lane, HOURS) == [10, 30, 20, 140, 40]


@pytest.mark.parametrize(
    ("lane", "expected"),
    [
        ([cell("a", 0, 100), cell("b", 100, 101), cell("c", 101, 240)], [100, 4, 136]),
        ([cell("a", 0, 239), cell("b", 239, 300)], [236, 4]),
        ([cell("a", -60, 1), cell("b", 1, 3), cell("c", 3, 240)], [4, 4, 232]),
    ],
)
def test_no_link_is_too_narrow_to_hit(lane: list[flags.Cell], expected: list[int]) -> None:
    assert widths(slots(lane, HOURS), HOURS) == expected


@pytest.mark.parametrize("seed", range(60))
def test_any_lane_fills_its_hours_with_links_that_can_be_hit(seed: int) -> None:
    dice = random.Random(seed)
    edges = sorted(dice.sample(range(-60, 300), dice.randrange(2, 150)))
    pairs = [pair for pair in itertools.pairwise(edges) if dice.random() < 0.8]
    [lane] = fitting([slots([cell(f"a{a}", a, b) for a, b in pairs], HOURS)], HOURS)
    wide = widths(lane, HOURS)
    assert sum(wide) == HOURS.minutes
    assert min(wide) >= 1
    assert all(width >= NARROWEST for width, one in zip(wide, lane, strict=True) if one.cells)
    assert all(a.finishes <= b.begins for a, b in itertools.pairwise(lane))


def test_of_a_page_too_full_the_fullest_channels_give_way() -> None:
    news = slots([cell(f"n{at}", at, at + 15) for at in range(0, 240, 15)], HOURS)
    films = slots([cell(f"f{at}", at, at + 80) for at in range(0, 240, 80)], HOURS)
    lanes = fitting([news] * 25 + [films] * 25, HOURS)
    assert sum(len(lane) for lane in lanes) <= MOST_ELEMENTS // 4
    assert lanes[25:] == [films] * 25
    kept = [one.airing for slot in lanes[0] for one in slot.cells]
    assert kept == [one.airing for slot in news for one in slot.cells]


def test_a_page_of_quarter_hours_alone_is_bearable_too() -> None:
    news = slots([cell(f"n{at}", at, at + 15) for at in range(0, 240, 15)], HOURS)
    lanes = fitting([news] * 50, HOURS)
    assert sum(len(lane) for lane in lanes) <= MOST_ELEMENTS // 4


@pytest.mark.parametrize(("hours", "minutes"), [(3, 180), (5, 300)])
def test_a_night_of_changing_clocks_is_as_wide_as_it_is_long(hours: int, minutes: int) -> None:
    begins = int(dt.datetime(2017, 3, 26, 1, tzinfo=dt.UTC).timestamp())
    night = Hours(begins, begins + hours * 3_600)
    assert sum(widths(slots([], night), night)) == night.minutes == minutes
