import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guide.sources.xmltv.times import Times
from tests.sources.xmltv.telling import Notebook

PARIS = "Europe/Paris"
EIGHT_FORTY = 1_496_342_400  # 20:40 in Paris, 1 June 2017

INSTANTS = st.datetimes(
    dt.datetime(1900, 1, 2),  # noqa: DTZ001 -- hypothesis adds the zone
    dt.datetime(2199, 12, 30),  # noqa: DTZ001 -- Hypothesis gives the zone
    timezones=st.just(dt.UTC),
)
OFFSETS = st.integers(-14 * 60, 14 * 60)


def read(text: str, zone: str = PARIS) -> int | None:
    return Times(zone, Notebook()).read(text)


@pytest.mark.parametrize(
    "text",
    [
        "20170601204000 +0200",
        "20170601204000 +02:00",
        "20170601204000 +02",
        "20170601204000+0200",
        "  20170601204000  +0200 ",
        "201706012040 +0200",
        "20170601144000 -0400",
        "20170601184000 +0000",
        "20170601184000 Z",
        "20170601184000 GMT",
        "201706012040 CEST",
        "20170601204000 cest",
        "20170601194000 BST",
        "20170601144000 EDT",
        "20170601204000",
        "201706012040",
    ],
)
def test_one_time_may_be_written_in_many_ways(text: str) -> None:
    assert read(text) == EIGHT_FORTY


def test_an_hour_alone_is_a_time() -> None:
    assert read("2017060120 +0200") == EIGHT_FORTY - 40 * 60


def test_midnight_may_end_a_day() -> None:
    assert read("20170601240000 +0200") == read("20170602000000 +0200")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "2017",
        "20170601",
        "20170230204000 +0200",
        "20171301204000 +0200",
        "20170601250000 +0200",
        "20170601246000 +0200",
        "20170601204060 +0200",
        "20170601204000 +2500",
        "20170601204000 +0260",
        "20170601204000 IST",
        "20170601204000 Mars",
        "20170601204000 +0200 x",
        "2017060120400 +0200",
        "18991231000000 +0000",
        "22000101000000 +0000",
        "##TODAY##000000 +0100",
        "２０１７0601204000 +0200",
        "2017060120400٣ +0200",
        "-0170601204000 +0200",
    ],
)
def test_what_is_no_time_of_a_day_is_none(text: str) -> None:
    assert read(text) is None


@given(INSTANTS, OFFSETS)
def test_any_time_with_an_offset_comes_back(at: dt.datetime, minutes: int) -> None:
    at = at.replace(microsecond=0)
    local = at.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
    times = Times(PARIS, Notebook())
    # Once slowly, and once from what is remembered of the day.
    assert [times.read(f"{local:%Y%m%d%H%M%S %z}") for _ in range(2)] == [at.timestamp()] * 2


@given(INSTANTS, st.sampled_from([PARIS, "America/New_York", "Australia/Lord_Howe", "UTC"]))
@example(dt.datetime(2017, 3, 26, 1, tzinfo=dt.UTC), PARIS)
@example(dt.datetime(2017, 10, 29, 1, tzinfo=dt.UTC), PARIS)
def test_any_local_time_comes_back_or_is_noted(at: dt.datetime, zone: str) -> None:
    at = at.replace(microsecond=0, second=0)
    local, notes = at.astimezone(ZoneInfo(zone)), Notebook()
    got = Times(zone, notes).read(f"{local:%Y%m%d%H%M%S}")
    assert got == at.timestamp() or (local.fold == 1 and notes.codes == ["ambiguous-time"])


@given(INSTANTS)
def test_a_date_is_that_of_the_zone(at: dt.datetime) -> None:
    # Before 1972 some zones were off by seconds.
    at = at.replace(year=max(at.year, 1972))
    times = Times("Asia/Kathmandu", Notebook())
    assert (
        times.date_of(int(at.timestamp())) == f"{at.astimezone(ZoneInfo('Asia/Kathmandu')):%Y%m%d}"
    )


def test_a_time_that_the_clocks_pass_over_moves_forward_as_they_do() -> None:
    notes = Notebook()
    times = Times(PARIS, notes)
    assert times.read("20170326023000") == times.read("20170326033000 +0200")
    assert notes.codes == ["missing-time"]
    assert times.read("20170326033000") == times.read("20170326033000 +0200")
    assert notes.codes == ["missing-time"]


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    notes = Notebook()
    times = Times(PARIS, notes)
    assert times.read("20171029023000") == times.read("20171029023000 +0200")
    assert times.read("20171029023000") == times.read("20171029023000 +0200")
    assert notes.codes == ["ambiguous-time"] * 2
    assert times.read("20171029033000") == times.read("20171029033000 +0100")


def test_clocks_may_change_at_midnight() -> None:
    notes = Notebook()
    times = Times("America/Sao_Paulo", notes)
    assert times.read("20171015001500") == times.read("20171015011500 -0200")
    assert times.read("20171014234500") == times.read("20171014234500 -0300")
    assert notes.codes == ["missing-time"]


def test_an_offset_counts_on_the_night_of_a_change() -> None:
    notes = Notebook()
    times = Times(PARIS, notes)
    assert times.read("20171029023000 +0100") == times.read("20171029013000 +0000")
    assert notes.codes == []


def test_what_is_remembered_of_days_is_bounded() -> None:
    times = Times(PARIS, Notebook())
    for day in range(5000):
        date = dt.date(2000, 1, 1) + dt.timedelta(days=day)
        assert (
            times.read(f"{date:%Y%m%d}120000 +0000")
            == (date - dt.date(1970, 1, 1)).days * 86_400 + 43_200
        )
    assert len(times._days) == 4096
