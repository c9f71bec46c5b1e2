"""Local times in six zones: gaps, folds, half hours, a day that never was."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.catalogue import Channel
from guide.model.day import (
    AmbiguousTimeError,
    Fold,
    MissingTimeError,
    broadcast_day,
    dates,
    day_bounds,
    day_start,
    is_late_night,
    local_add,
    nearest_instant,
    resolve,
)

ZONES = (
    *("Europe/Paris", "America/New_York", "Australia/Lord_Howe"),
    *("Africa/Casablanca", "Pacific/Apia", "Europe/Dublin"),
)
NINETIES = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
MINUTES = st.integers(0, 45 * 366 * 24 * 60)


def _clock(text: str) -> dt.timedelta:
    hours, minutes = text.split(":")
    return dt.timedelta(hours=int(hours), minutes=int(minutes))


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


def _channel(zone: str = "Europe/Paris", day_starts: str = "06:00") -> Channel:
    return Channel("a", "A", zone, day_starts=dt.time.fromisoformat(day_starts))


@pytest.mark.parametrize(
    ("zone", "date", "clock", "instant"),
    [
        ("Europe/Paris", "2017-06-01", "20:40", "2017-06-01T18:40"),
        ("Europe/Paris", "2017-06-01", "24:35", "2017-06-01T22:35"),
        ("Europe/Paris", "2017-06-01", "25:10", "2017-06-01T23:10"),
        ("Europe/Paris", "2017-03-25", "25:59", "2017-03-26T00:59"),
        ("Europe/Paris", "2017-03-26", "01:59", "2017-03-26T00:59"),
        ("Europe/Paris", "2017-03-26", "03:00", "2017-03-26T01:00"),
        ("Europe/Paris", "2017-10-29", "01:59", "2017-10-28T23:59"),
        ("Europe/Paris", "2017-10-29", "03:00", "2017-10-29T02:00"),
        ("Europe/Paris", "2017-12-31", "29:59", "2018-01-01T04:59"),
        ("America/New_York", "2017-06-01", "20:40", "2017-06-02T00:40"),
        ("America/New_York", "2017-03-12", "03:00", "2017-03-12T07:00"),
        ("America/New_York", "2017-11-05", "02:00", "2017-11-05T07:00"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", "2017-06-01", "20:40", "2017-06-01T10:10"),
        ("Australia/Lord_Howe", "2017-10-01", "01:59", "2017-09-30T15:29"),
        ("Australia/Lord_Howe", "2017-10-01", "02:30", "2017-09-30T15:30"),
        # Summer time all year but in Ramadan, from 27 May to 2 July 2017.
        ("Africa/Casablanca", "2017-05-01", "20:40", "2017-05-01T19:40"),
        ("Africa/Casablanca", "2017-06-01", "20:40", "2017-06-01T20:40"),
        # 30 December 2011 never was: the island crossed the date line.
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59"),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00"),
        # Summer is standard time there, winter goes back from it.
        ("Europe/Dublin", "2017-06-01", "20:40", "2017-06-01T19:40"),
        ("Europe/Dublin", "2017-12-01", "20:40", "2017-12-01T20:40"),
    ],
)
def test_a_local_time_is_one_instant(zone: str, date: str, clock: str, instant: str) -> None:
    found = resolve(dt.date.fromisoformat(date), _clock(clock), zone)
    assert (found, found.tzinfo) == (_utc(instant), dt.UTC)


@pytest.mark.parametrize(
    ("zone", "date", "clock"),
    [
        ("Europe/Paris", "2017-03-26", "02:00"),
        ("Europe/Paris", "2017-03-26", "02:30"),
        ("Europe/Paris", "2017-03-25", "26:59"),
        ("America/New_York", "2017-03-12", "02:30"),
        ("Australia/Lord_Howe", "2017-10-01", "02:00"),
        ("Australia/Lord_Howe", "2017-10-01", "02:29"),
        ("Africa/Casablanca", "2017-07-02", "02:30"),
        ("Pacific/Apia", "2011-12-30", "12:00"),
        ("Pacific/Apia", "2011-12-29", "24:00"),
        ("Europe/Dublin", "2017-03-26", "01:30"),
    ],
)
@pytest.mark.parametrize("fold", [None, *Fold])
def test_a_time_that_the_clocks_leap_over_is_missing_whatever_the_fold(
    zone: str, date: str, clock: str, fold: Fold | None
) -> None:
    with pytest.raises(MissingTimeError, match=f"does not exist in {zone}, the clocks go forward"):
        resolve(dt.date.fromisoformat(date), _clock(clock), zone, fold=fold)


@pytest.mark.parametrize(
    ("zone", "date", "clock", "first", "second"),
    [
        ("Europe/Paris", "2017-10-29", "02:00", "2017-10-29T00:00", "2017-10-29T01:00"),
        ("Europe/Paris", "2017-10-28", "26:30", "2017-10-29T00:30", "2017-10-29T01:30"),
        ("America/New_York", "2017-11-05", "01:30", "2017-11-05T05:30", "2017-11-05T06:30"),
        ("Australia/Lord_Howe", "2017-04-02", "01:45", "2017-04-01T14:45", "2017-04-01T15:15"),
        ("Africa/Casablanca", "2017-05-21", "02:30", "2017-05-21T01:30", "2017-05-21T02:30"),
        ("Europe/Dublin", "2017-10-29", "01:30", "2017-10-29T00:30", "2017-10-29T01:30"),
    ],
)
def test_a_time_that_comes_twice_needs_a_fold(
    zone: str, date: str, clock: str, first: str, second: str
) -> None:
    day, reading = dt.date.fromisoformat(date), _clock(clock)
    with pytest.raises(AmbiguousTimeError, match=f"comes twice in {zone}, the clocks go back"):
        resolve(day, reading, zone)
    assert resolve(day, reading, zone, fold=Fold.FIRST) == _utc(first)
    assert resolve(day, reading, zone, fold=Fold.SECOND) == _utc(second)
    assert nearest_instant(dt.datetime.combine(day, dt.time()) + reading, zone) == _utc(first)


def test_a_fold_changes_nothing_where_a_time_comes_once() -> None:
    date, clock = dt.date(2017, 6, 1), _clock("20:40")
    assert {resolve(date, clock, "Europe/Paris", fold=fold) for fold in (None, *Fold)} == {
        _utc("2017-06-01T18:40")
    }


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/Paris", "2017-03-26T02:30", "2017-03-26T01:00"),
        ("America/New_York", "2017-03-12T02:00", "2017-03-12T07:00"),
        ("Australia/Lord_Howe", "2017-10-01T02:29", "2017-09-30T15:30"),
        ("Africa/Casablanca", "2017-07-02T02:59", "2017-07-02T02:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00"),
        ("Europe/Dublin", "2017-03-26T01:01", "2017-03-26T01:00"),
    ],
)
def test_the_nearest_instant_of_a_missing_time_is_the_end_of_the_gap(
    zone: str, wall: str, instant: str
) -> None:
    assert nearest_instant(dt.datetime.fromisoformat(wall), zone) == _utc(instant)


def test_adding_on_the_wall_clock_keeps_the_hour_over_a_clock_change() -> None:
    day = dt.timedelta(days=1)
    assert local_add(_utc("2017-03-25T19:40"), day, "Europe/Paris") == _utc("2017-03-26T18:40")
    assert local_add(_utc("2017-10-28T18:40"), day, "Europe/Paris") == _utc("2017-10-29T19:40")
    assert local_add(_utc("2017-03-25T01:30"), day, "Europe/Paris") == _utc("2017-03-26T01:00")
    assert local_add(_utc("2017-06-02T18:40"), -day, "Europe/Paris") == _utc("2017-06-01T18:40")


@pytest.mark.parametrize(
    ("date", "hours"), [("2017-03-25", 23), ("2017-06-01", 24), ("2017-10-28", 25)]
)
def test_a_broadcast_day_in_paris_is_twice_a_year_of_another_length(date: str, hours: int) -> None:
    starts, ends = day_bounds(dt.date.fromisoformat(date), _channel())
    assert ends - starts == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("instant", "day_starts", "date", "night"),
    [
        ("2017-06-01T18:40", "06:00", "2017-06-01", ""),
        ("2017-06-01T21:59", "06:00", "2017-06-01", ""),
        ("2017-06-01T22:00", "06:00", "2017-06-01", "late"),
        ("2017-06-02T03:59", "06:00", "2017-06-01", "late"),
        ("2017-06-02T04:00", "06:00", "2017-06-02", ""),
        ("2017-06-01T22:00", "00:00", "2017-06-02", ""),
        # The clocks go forward: the day of the 25th ends at 06:00, 23 hours after it began.
        ("2017-03-26T03:59", "06:00", "2017-03-25", "late"),
        ("2017-03-26T04:00", "06:00", "2017-03-26", ""),
        # A day that starts within the gap starts after it.
        ("2017-03-26T00:59", "02:30", "2017-03-25", "late"),
        ("2017-03-26T01:00", "02:30", "2017-03-26", ""),
        # A day that starts at 02:30 on the night of 25 hours starts the first time, and only then.
        ("2017-10-29T00:29", "02:30", "2017-10-28", "late"),
        ("2017-10-29T00:30", "02:30", "2017-10-29", ""),
        ("2017-10-29T01:15", "02:30", "2017-10-29", ""),
    ],
)
def test_an_instant_belongs_to_one_broadcast_day(
    instant: str, day_starts: str, date: str, night: str
) -> None:
    channel = _channel(day_starts=day_starts)
    assert broadcast_day(_utc(instant), channel) == dt.date.fromisoformat(date)
    assert is_late_night(_utc(instant), channel) is (night == "late")


def test_a_broadcast_day_lasts_over_the_date_that_an_island_skipped() -> None:
    channel = _channel("Pacific/Apia")
    assert day_start(dt.date(2011, 12, 30), channel) == _utc("2011-12-30T10:00")
    assert broadcast_day(_utc("2011-12-30T09:59"), channel) == dt.date(2011, 12, 29)
    assert broadcast_day(_utc("2011-12-30T16:00"), channel) == dt.date(2011, 12, 31)


@given(
    minute=MINUTES,
    zone=st.sampled_from(ZONES),
    day_starts=st.times(),
)
def test_every_instant_lies_within_the_bounds_of_its_broadcast_day(
    minute: int, zone: str, day_starts: dt.time
) -> None:
    at = NINETIES + minute * dt.timedelta(minutes=1)
    channel = Channel("a", "A", zone, day_starts=day_starts.replace(second=0, microsecond=0))
    starts, ends = day_bounds(broadcast_day(at, channel), channel)
    assert starts <= at < ends


@given(
    minute=MINUTES,
    zone=st.sampled_from(ZONES),
)
def test_what_a_clock_shows_at_an_instant_resolves_to_that_instant(minute: int, zone: str) -> None:
    at = NINETIES + minute * dt.timedelta(minutes=1)
    local = at.astimezone(ZoneInfo(zone))
    clock = dt.timedelta(hours=local.hour, minutes=local.minute)
    assert at in {resolve(local.date(), clock, zone, fold=fold) for fold in Fold}


def test_dates_leave_out_the_last() -> None:
    assert list(dates(dt.date(2017, 5, 31), dt.date(2017, 6, 2))) == [
        dt.date(2017, 5, 31),
        dt.date(2017, 6, 1),
    ]
    assert list(dates(dt.date(2017, 6, 1), dt.date(2017, 6, 1))) == []
