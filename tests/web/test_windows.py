"""Windows of a broadcast day, by the clock of one zone."""

import datetime as dt

import pytest

from guide.web.windows import STARTS, Window, hour_of, hours_from, window_at, window_hour
from tests.releases.builders import PARIS, paris

DAY = dt.date(2017, 6, 1)


def test_six_windows_make_a_day_from_six_to_six() -> None:
    windows = [Window(DAY, hour, PARIS) for hour in STARTS]
    assert [one.starts for one in windows] == [
        paris(f"2017-06-0{1 + (hour == 2)} {hour:02}:00") for hour in STARTS
    ]
    assert [one.ends for one in windows] == [one.starts for one in [*windows, windows[-1].later()]][
        1:
    ]
    assert windows[-1].ends == paris("2017-06-02 06:00")


@pytest.mark.parametrize(
    ("date", "hours"), [("2017-03-25", 23), ("2017-06-01", 24), ("2017-10-28", 25)]
)
def test_a_day_of_changing_clocks_has_windows_of_its_length(date: str, hours: int) -> None:
    windows = [Window(dt.date.fromisoformat(date), hour, PARIS) for hour in STARTS]
    assert sum(one.hours.minutes for one in windows) == hours * 60
    assert windows[-1].hours.minutes == (hours - 20) * 60


def test_windows_follow_each_other_over_days() -> None:
    night = Window(DAY, 2, PARIS)
    assert night.later() == Window(dt.date(2017, 6, 2), 6, PARIS)
    assert night.later().earlier() == night
    assert night.earlier().later() == night


@pytest.mark.parametrize(
    ("at", "date", "hour"),
    [
        ("2017-06-01 05:59", 31, 2),
        ("2017-06-01 06:00", 1, 6),
        ("2017-06-01 20:00", 1, 18),
        ("2017-06-01 22:00", 1, 22),
        ("2017-06-02 01:59", 1, 22),
        ("2017-06-02 02:00", 1, 2),
    ],
)
def test_every_instant_lies_in_one_window(at: str, date: int, hour: int) -> None:
    window = window_at(paris(at), PARIS)
    assert (window.date.day, window.hour) == (date, hour)
    assert window.starts <= paris(at) < window.ends


@pytest.mark.parametrize(
    ("text", "hour"),
    [("18", 18), ("20h40", 20), ("20h", 20), ("8:30", 8), ("0", 0), ("24", None), ("", None),
     ("six", None), ("1800000", None), ("-1", None), ("２０", None)],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, hour: int | None) -> None:
    assert hour_of(text) == hour


def test_hours_belong_to_the_window_that_holds_them() -> None:
    held = {window_hour(hour) for hour in (18, 19, 20, 21)}
    assert held == {18}
    assert [window_hour(hour) for hour in (22, 0, 1, 2, 5, 6)] == [22, 22, 22, 2, 2, 6]


def test_now_begins_with_its_half_hour() -> None:
    hours = hours_from(paris("2017-06-01 20:44"))
    assert hours.begins == int(paris("2017-06-01 20:30").timestamp())
    assert hours.minutes == 240
