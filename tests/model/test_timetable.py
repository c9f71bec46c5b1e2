"""What is on when: each fault fires with its exact Problem, and is silent at its edge."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from guide.model.airing import Airing, ShowingKind, Status
from guide.model.catalogue import Bouquet, Catalogue, Channel, Period
from guide.model.precision import Precision, When
from guide.model.problems import Place, Problem, error, warning
from guide.model.timetable import check_timetable

PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
JUNE_1 = dt.date(2017, 6, 1)
CITY = Channel("city", "City", "Europe/Paris", place=Place("c.yaml", 3))
MAX = Channel("max", "Max", "Europe/Paris", place=Place("c.yaml", 4))


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(dt.UTC)


def _airing(starts: str, ends: str, line: int = 1, episode: str = "film") -> Airing:
    at = _at(starts)
    date = (dt.datetime.fromisoformat(starts) - dt.timedelta(hours=6)).date()
    return Airing("city", episode, date, at, _at(ends), place=Place("a.yaml", line))


def _on(date: dt.date, line: int = 1) -> Airing:
    return Airing("city", "film", date, status=Status.TENTATIVE, place=Place("a.yaml", line))


def _problems(*airings: Airing, channel: Channel = CITY) -> list[Problem]:
    catalogue = Catalogue(
        channels={"city": channel, "max": MAX},
        bouquets={"ocs": Bouquet("ocs", "OCS", ("city", "max"))},
    )
    return list(check_timetable(airings, catalogue, now=NOW))


def test_two_airings_at_once_on_one_channel_are_an_error_at_the_later_one() -> None:
    first = _airing("2017-06-01T20:40", "2017-06-01T21:06", 5, "a")
    second = _airing("2017-06-01T21:05", "2017-06-02T00:05", 2, "b")
    text = (
        "b (Thu 1 June 2017 21:05 to Fri 2 June 2017 00:05) overlaps"
        " a (Thu 1 June 2017 20:40 to 21:06, a.yaml:5:1) on City:"
        " move, shorten or cancel one of them"
    )
    assert _problems(second, first) == [error(second.place, "overlap", text, first.place)]


def test_an_airing_inside_a_long_one_overlaps_it_even_after_a_shorter_one() -> None:
    night = _airing("2017-06-01T20:00", "2017-06-01T23:00", 1)
    inside = _airing("2017-06-01T20:30", "2017-06-01T20:40", 2)
    later = _airing("2017-06-01T22:00", "2017-06-01T22:30", 3)
    found = [(p.place.line, p.related) for p in _problems(night, inside, later)]
    assert found == [(2, (night.place,)), (3, (night.place,))]


def test_slots_that_touch_do_not_overlap() -> None:
    first = _airing("2017-06-01T20:40", "2017-06-01T21:06")
    assert _problems(first, _airing("2017-06-01T21:06", "2017-06-01T21:32")) == []


def test_slots_that_touch_in_the_hour_that_comes_twice_do_not_overlap() -> None:
    first = Airing(
        "city",
        "film",
        dt.date(2017, 10, 28),
        dt.datetime(2017, 10, 29, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2017, 10, 29, 1, 0, tzinfo=dt.UTC),
    )
    second = dataclasses.replace(
        first, starts=first.ends, ends=dt.datetime(2017, 10, 29, 1, 30, tzinfo=dt.UTC)
    )
    assert _problems(first, second) == []


def test_an_overlap_names_the_local_times_of_both_sides_of_a_clock_change() -> None:
    first = _airing("2017-03-26T01:30", "2017-03-26T03:30", 1, "a")
    second = _airing("2017-03-26T03:15", "2017-03-26T04:00", 2, "b")
    [problem] = _problems(first, second)
    assert "(Sun 26 March 2017 03:15 to 04:00)" in problem.text
    assert "(Sun 26 March 2017 01:30 to 03:30, a.yaml:1:1)" in problem.text


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.TENTATIVE])
def test_a_cancelled_airing_takes_no_slot_and_a_tentative_one_does(status: Status) -> None:
    first = _airing("2017-06-01T20:40", "2017-06-01T21:06")
    second = dataclasses.replace(first, status=status)
    cancelled = dataclasses.replace(first, status=Status.CANCELLED)
    assert [p.code for p in _problems(first, second, cancelled)] == ["overlap"]


def test_airings_known_to_the_day_take_no_slot() -> None:
    assert (
        _problems(_on(JUNE_1), _on(JUNE_1), _airing("2017-06-01T06:00", "2017-06-02T06:00")) == []
    )


def test_a_simulcast_is_no_overlap() -> None:
    here = _airing("2017-06-01T20:40", "2017-06-01T21:06")
    assert _problems(here, dataclasses.replace(here, channel="max")) == []


def test_an_airing_that_ends_when_or_before_it_starts_is_an_error() -> None:
    empty = _airing("2017-06-01T20:40", "2017-06-01T20:40", 1)
    backwards = _airing("2017-06-01T20:40", "2017-06-01T20:00", 2)
    assert _problems(empty, backwards) == [
        error(
            empty.place,
            "no-length",
            "film on City ends when it starts (Thu 1 June 2017 20:40 to 20:40): correct its times",
        ),
        error(
            backwards.place,
            "no-length",
            "film on City ends before it starts (Thu 1 June 2017 20:40 to 20:00):"
            " correct its times",
        ),
    ]


def test_an_airing_without_a_length_takes_no_slot() -> None:
    film = _airing("2017-06-01T20:00", "2017-06-01T22:00", 1)
    empty = _airing("2017-06-01T21:00", "2017-06-01T21:00", 2)
    assert [p.code for p in _problems(film, empty)] == ["no-length"]


def test_an_airing_of_one_minute_has_a_length() -> None:
    assert _problems(_airing("2017-06-01T20:40", "2017-06-01T20:41")) == []


COMPLETE = dataclasses.replace(CITY, complete=(JUNE_1, dt.date(2017, 6, 2)))


def test_a_gap_is_a_warning_at_the_airing_before_it() -> None:
    morning = _airing("2017-06-01T06:00", "2017-06-01T20:00", 1)
    night = _airing("2017-06-01T20:01", "2017-06-02T06:00", 2)
    text = (
        "nothing is on City for 1 min (Thu 1 June 2017 20:00 to 20:01): fill it, make the"
        " channel's complete period shorter, or allow a longer gap"
    )
    assert _problems(morning, night, channel=COMPLETE) == [
        warning(morning.place, "gap", text, night.place)
    ]


def test_gaps_at_the_start_and_the_end_of_a_complete_period_count() -> None:
    film = _airing("2017-06-01T07:00", "2017-06-02T05:00", 1)
    found = [
        (p.place, p.text.partition(":00): ")[0], p.related)
        for p in _problems(film, channel=COMPLETE)
    ]
    assert found == [
        (film.place, "nothing is on City for 1 h (Thu 1 June 2017 06:00 to 07", ()),
        (film.place, "nothing is on City for 1 h (Fri 2 June 2017 05:00 to 06", ()),
    ]


def test_a_complete_period_without_any_airing_is_one_gap_at_the_channel() -> None:
    [problem] = _problems(channel=COMPLETE)
    assert (problem.place, problem.code) == (CITY.place, "gap")
    assert "for 1 day (Thu 1 June 2017 06:00 to Fri 2 June 2017 06:00)" in problem.text


def test_a_gap_as_long_as_the_longest_allowed_is_none() -> None:
    channel = dataclasses.replace(COMPLETE, longest_gap=dt.timedelta(hours=1))
    allowed = [_airing("2017-06-01T07:00", "2017-06-02T05:00")]
    assert _problems(*allowed, channel=channel) == []
    [problem] = _problems(_airing("2017-06-01T07:00", "2017-06-02T04:59"), channel=channel)
    assert "for 1 h 1 min" in problem.text


def test_nothing_on_outside_the_complete_period_is_no_gap() -> None:
    before = _airing("2017-05-20T20:00", "2017-05-20T21:00")
    across = _airing("2017-06-01T05:00", "2017-06-02T07:00")
    after = _airing("2017-06-09T20:00", "2017-06-09T21:00")
    assert _problems(before, across, after, channel=COMPLETE) == []
    assert _problems(before, after) == []


def test_a_cancelled_airing_and_one_known_to_the_day_leave_their_gap() -> None:
    day = _airing("2017-06-01T06:00", "2017-06-02T06:00")
    cancelled = dataclasses.replace(day, status=Status.CANCELLED)
    assert [p.code for p in _problems(cancelled, _on(JUNE_1), channel=COMPLETE)] == ["gap"]


@pytest.mark.parametrize(
    ("date", "hours"), [(dt.date(2017, 3, 25), 23), (dt.date(2017, 10, 28), 25)]
)
def test_a_day_of_23_or_25_hours_that_is_full_has_no_gap(date: dt.date, hours: int) -> None:
    channel = dataclasses.replace(CITY, complete=(date, date + dt.timedelta(1)))
    starts = _at(f"{date}T06:00")
    day = Airing("city", "film", date, starts, starts + dt.timedelta(hours=hours))
    assert _problems(day, channel=channel) == []
    short = dataclasses.replace(day, ends=starts + dt.timedelta(hours=hours - 1))
    assert [p.code for p in _problems(short, channel=channel)] == ["gap"]


def _living(starts: When | None, ends: When | None) -> Channel:
    return dataclasses.replace(CITY, active=Period(starts, ends))


def _day(text: str) -> When:
    return When(Precision.DAY, dt.date.fromisoformat(text))


def test_an_airing_before_or_after_the_channels_life_is_an_error() -> None:
    early, late = _on(dt.date(2017, 5, 31), 1), _on(dt.date(2017, 6, 3), 2)
    channel = _living(_day("2017-06-01"), _day("2017-06-03"))
    what = "correct the date, the channel, or the channel's active years"
    assert _problems(early, _on(JUNE_1), _on(dt.date(2017, 6, 2)), late, channel=channel) == [
        error(
            early.place,
            "outside-life",
            "film is on City on Wed 31 May 2017, but the channel begins only on"
            f" Thu 1 June 2017: {what}",
            CITY.place,
        ),
        error(
            late.place,
            "outside-life",
            f"film is on City on Sat 3 June 2017, but the channel ends on Sat 3 June 2017: {what}",
            CITY.place,
        ),
    ]


@pytest.mark.parametrize(
    ("life", "inside", "outside"),
    [
        (When(Precision.YEAR, dt.date(2017, 1, 1)), "2017-01-01", "2016-12-31"),
        (When(Precision.QUARTER, dt.date(2017, 4, 1)), "2017-04-01", "2017-03-31"),
        (When(Precision.MONTH, dt.date(2017, 6, 1)), "2017-06-01", "2017-05-31"),
    ],
)
def test_a_partial_start_of_life_leaves_its_own_period_open(
    life: When, inside: str, outside: str
) -> None:
    channel = _living(life, None)
    assert _problems(_on(dt.date.fromisoformat(inside)), channel=channel) == []
    [problem] = _problems(_on(dt.date.fromisoformat(outside)), channel=channel)
    assert problem.code == "outside-life"


@pytest.mark.parametrize(
    ("life", "inside", "outside"),
    [
        (When(Precision.YEAR, dt.date(2017, 1, 1)), "2017-12-31", "2018-01-01"),
        (When(Precision.QUARTER, dt.date(2017, 4, 1)), "2017-06-30", "2017-07-01"),
        (When(Precision.MONTH, dt.date(2017, 6, 1)), "2017-06-30", "2017-07-01"),
    ],
)
def test_a_partial_end_of_life_leaves_its_own_period_open(
    life: When, inside: str, outside: str
) -> None:
    channel = _living(None, life)
    assert _problems(_on(dt.date.fromisoformat(inside)), channel=channel) == []
    [problem] = _problems(_on(dt.date.fromisoformat(outside)), channel=channel)
    assert problem.code == "outside-life"


def test_a_life_known_to_the_minute_is_half_open() -> None:
    starts = When(Precision.TIME, JUNE_1, _at("2017-06-01T20:00"))
    ends = When(Precision.TIME, JUNE_1, _at("2017-06-01T21:00"))
    channel = _living(starts, ends)
    inside = _airing("2017-06-01T20:00", "2017-06-01T21:00", 1)
    early = _airing("2017-06-01T19:00", "2017-06-01T20:00", 2)
    late = _airing("2017-06-01T21:00", "2017-06-01T22:00", 3)
    assert [p.place.line for p in _problems(inside, early, late, channel=channel)] == [2, 3]
    assert _problems(_on(JUNE_1), channel=channel) == []


def test_a_life_without_dates_says_nothing() -> None:
    never = When(Precision.ORDERED, confirmed=False)
    assert _problems(_on(JUNE_1), channel=_living(never, never)) == []


WEEK = dataclasses.replace(CITY, horizon=dt.timedelta(days=7))


def test_a_schedule_that_ends_before_its_horizon_is_a_warning_at_the_channel() -> None:
    last = _airing("2017-06-08T19:00", "2017-06-08T19:59")
    text = (
        "the schedule of City ends on Thu 8 June 2017 19:59 and should reach"
        " Thu 8 June 2017 20:00 (7 days ahead): add airings, or ask for a shorter horizon"
    )
    assert _problems(last, channel=WEEK) == [warning(CITY.place, "short-horizon", text)]


def test_a_schedule_that_reaches_its_horizon_exactly_is_long_enough() -> None:
    assert _problems(_airing("2017-06-08T19:00", "2017-06-08T20:00"), channel=WEEK) == []


def test_an_empty_schedule_falls_short_of_its_horizon() -> None:
    [problem] = _problems(_on(dt.date(2017, 7, 1)), channel=WEEK)
    assert problem.text.startswith("the schedule of City is empty and should reach")


def test_no_channel_must_reach_past_its_own_life() -> None:
    film = _airing("2017-06-02T20:00", "2017-06-03T06:00")
    assert (
        _problems(film, channel=dataclasses.replace(WEEK, active=Period(None, _day("2017-06-03"))))
        == []
    )
    for active in (Period(None, _day("2017-05-01")), Period(_day("2017-06-09"), None)):
        assert _problems(channel=dataclasses.replace(WEEK, active=active)) == []


def _shown(starts: str, line: int, kind: ShowingKind | None, channel: str = "city") -> Airing:
    airing = _airing(f"{starts}:00", f"{starts}:30", line)
    return dataclasses.replace(airing, channel=channel, showing_override=kind)


def test_a_repeat_before_an_unmarked_airing_in_the_bouquet_is_a_warning() -> None:
    early = _shown("2017-06-01T20", 1, ShowingKind.REPEAT)
    later = _shown("2017-06-02T20", 2, None, "max")
    text = (
        "film is on City, Thu 1 June 2017 20:00, marked as a repeat, before its first run on"
        " Max, Fri 2 June 2017 20:00 (a.yaml:2:1): mark the later one as a repeat too,"
        " or take the mark off this one"
    )
    assert _problems(later, early) == [
        warning(early.place, "repeat-before-first-run", text, later.place)
    ]


def test_an_unmarked_airing_before_one_marked_as_first_run_is_a_warning() -> None:
    early = _shown("2017-06-01T20", 1, None)
    later = _shown("2017-06-02T20", 2, ShowingKind.FIRST_RUN)
    text = (
        "film is on City, Thu 1 June 2017 20:00 before the airing marked as its first run on"
        " City, Fri 2 June 2017 20:00 (a.yaml:2:1): mark this one as first run too,"
        " or take the mark off the later one"
    )
    assert _problems(early, later) == [
        warning(early.place, "repeat-before-first-run", text, later.place)
    ]


REPEAT, FIRST = ShowingKind.REPEAT, ShowingKind.FIRST_RUN


@pytest.mark.parametrize(
    "kinds",
    [
        [REPEAT],
        [REPEAT, REPEAT],
        [None, REPEAT, None],
        [FIRST, None, REPEAT],
        [FIRST, FIRST],
    ],
)
def test_marks_that_can_be_true_are_left_alone(kinds: list[ShowingKind | None]) -> None:
    airings = [_shown(f"2017-06-0{n}T20", n, kind) for n, kind in enumerate(kinds, 1)]
    assert _problems(*airings) == []


def test_a_channel_in_no_bouquet_is_its_own_audience() -> None:
    alone = Catalogue(channels={"city": CITY, "max": MAX})
    early = _shown("2017-06-01T20", 1, ShowingKind.REPEAT)
    elsewhere = _shown("2017-06-02T20", 2, None, "max")
    later = _shown("2017-06-03T20", 3, None)
    assert list(check_timetable([early, elsewhere], alone, now=NOW)) == []
    [problem] = check_timetable([early, elsewhere, later], alone, now=NOW)
    assert (problem.place, problem.related) == (early.place, (later.place,))


def test_a_simulcast_with_one_mark_is_left_alone() -> None:
    here = _shown("2017-06-01T20", 1, REPEAT)
    there = _shown("2017-06-01T20", 2, None, "max")
    assert _problems(here, there) == []


def test_a_cancelled_first_run_makes_no_repeat_early() -> None:
    early = _shown("2017-06-01T20", 1, REPEAT)
    cancelled = dataclasses.replace(_shown("2017-06-02T20", 2, None), status=Status.CANCELLED)
    assert _problems(early, cancelled) == []


def test_a_repeat_on_the_same_day_as_an_undated_first_run_may_be_right() -> None:
    repeat = _shown("2017-06-01T20", 1, REPEAT)
    assert _problems(repeat, _on(JUNE_1)) == []
    assert [p.code for p in _problems(repeat, _on(dt.date(2017, 6, 2)))] == [
        "repeat-before-first-run"
    ]


def test_five_thousand_channels_and_overlaps_in_each_are_checked_in_one_sweep() -> None:
    channels = {f"c{n}": dataclasses.replace(CITY, id=f"c{n}") for n in range(5000)}
    film = _airing("2017-06-01T20:00", "2017-06-01T22:00")
    airings = [dataclasses.replace(film, channel=c, episode=e) for c in channels for e in "abcd"]
    found = list(check_timetable(airings, Catalogue(channels=channels), now=NOW))
    assert len(found) == 15_000


def test_an_airing_on_an_unknown_channel_is_left_to_the_references() -> None:
    airing = dataclasses.replace(_airing("2017-06-01T20:00", "2017-06-01T19:00"), channel="x")
    assert _problems(airing) == []
