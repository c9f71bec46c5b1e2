"""How a Problem's text writes times."""

import datetime as dt

import pytest

from guide.model.precision import NOT_DATED, Precision, When
from guide.model.spelling import spell, spell_date, spell_length, spell_slot, spell_when


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_date_names_its_weekday() -> None:
    assert spell_date(dt.date(2017, 6, 1)) == "Thu 1 June 2017"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Paris", "Thu 1 June 2017 20:40"),
        ("Asia/Kathmandu", "Fri 2 June 2017 00:25"),
        ("America/Toronto", "Thu 1 June 2017 14:40"),
    ],
)
def test_an_instant_is_written_by_the_zones_clock(zone: str, expected: str) -> None:
    assert spell(_utc("2017-06-01T18:40"), zone) == expected


def test_a_slot_names_the_date_of_its_end_only_where_it_is_another() -> None:
    starts = _utc("2017-06-01T21:30")
    assert spell_slot(starts, _utc("2017-06-01T21:59"), "Europe/Paris") == (
        "Thu 1 June 2017 23:30 to 23:59"
    )
    assert spell_slot(starts, _utc("2017-06-01T22:00"), "Europe/Paris") == (
        "Thu 1 June 2017 23:30 to Fri 2 June 2017 00:00"
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (NOT_DATED, "at an unknown date"),
        (When(Precision.YEAR, dt.date(2018, 1, 1)), "in 2018"),
        (When(Precision.QUARTER, dt.date(2018, 1, 1)), "in quarter 1 of 2018"),
        (When(Precision.QUARTER, dt.date(2018, 10, 1)), "in quarter 4 of 2018"),
        (When(Precision.MONTH, dt.date(2018, 6, 1)), "in June 2018"),
        (When(Precision.DAY, dt.date(2018, 6, 1)), "on Fri 1 June 2018"),
        (
            When(Precision.TIME, dt.date(2018, 6, 1), _utc("2018-06-01T18:40")),
            "on Fri 1 June 2018 20:40",
        ),
    ],
)
def test_a_date_is_written_no_more_precisely_than_it_is_known(when: When, expected: str) -> None:
    assert spell_when(when, "Europe/Paris") == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (95, "1 h 35 min"),
        (24 * 60, "1 day"),
        (2 * 24 * 60 + 61, "2 days 1 h 1 min"),
    ],
)
def test_a_length_leaves_out_its_empty_parts(minutes: int, expected: str) -> None:
    assert spell_length(dt.timedelta(minutes=minutes)) == expected
