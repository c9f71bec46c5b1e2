"""The parts of a broadcast day, and the ISO weeks of addresses."""

import datetime as dt

import pytest

from guide.model.catalogue import Channel
from guide.model.day import day_bounds
from guide.web.day_parts import part_at, parts_of
from guide.web.days import read_week, week_of

DAY = dt.date(2017, 6, 1)


def channel(starts: str) -> Channel:
    return Channel("c", "C", "Europe/Paris", dt.time.fromisoformat(starts))


@pytest.mark.parametrize(
    ("starts", "anchors", "quarters"),
    [
        ("06:00", ["h06", "h12", "h18", "h00"], [1, 2, 3, 0]),
        ("05:00", ["h05", "h12", "h18", "h00"], [1, 2, 3, 0]),
        ("03:00", ["h03", "h12", "h18", "h00"], [1, 2, 3, 0]),
        ("00:00", ["h00", "h06", "h12", "h18"], [0, 1, 2, 3]),
        ("02:30", ["h02", "h06", "h12", "h18", "h00"], [0, 1, 2, 3, 0]),
        ("20:00", ["h20", "h00", "h06", "h12", "h18"], [3, 0, 1, 2, 3]),
    ],
)
def test_a_day_has_parts_that_fill_it(starts: str, anchors: list[str], quarters: list[int]) -> None:
    parts = parts_of(DAY, channel(starts))
    assert [one.anchor for one in parts] == anchors
    assert [one.quarter for one in parts] == quarters
    assert (parts[0].starts, parts[-1].ends) == day_bounds(DAY, channel(starts))
    assert [one.ends for one in parts[:-1]] == [one.starts for one in parts[1:]]


@pytest.mark.parametrize(("date", "hours"), [("2017-03-25", 5), ("2017-10-28", 7)])
def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer(date: str, hours: int) -> None:
    night = parts_of(dt.date.fromisoformat(date), channel("06:00"))[-1]
    assert night.ends - night.starts == dt.timedelta(hours=hours)


def test_an_instant_is_in_the_part_that_began_last() -> None:
    parts = parts_of(DAY, channel("06:00"))
    minute = dt.timedelta(minutes=1)
    asked = [one.starts + late for one in parts for late in (-minute, 0 * minute, minute)]
    assert [part_at(at, parts) for at in asked] == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("week", "monday"),
    [
        ("2017-W22", "2017-05-29"),
        ("2016-W52", "2016-12-26"),
        ("2020-W53", "2020-12-28"),
        ("2026-W01", "2025-12-29"),
    ],
)
def test_a_week_is_read_as_its_monday(week: str, monday: str) -> None:
    date = dt.date.fromisoformat(monday)
    assert read_week(week) == date
    assert {week_of(date + dt.timedelta(days=one)) for one in range(7)} == {week}


@pytest.mark.parametrize(
    "week",
    ["2017-W54", "2017-W53", "2017-W00", "0001-W01", "9999-W52", "9999-W53", "2017-22", "2017-w22",
     "2017-W2", "2017W22", "2017-W22-4", "２０１７-W22", "", "W22", "2017-W22\n"],
)  # fmt: skip
def test_what_is_no_week_is_none(week: str) -> None:
    assert read_week(week) is None
