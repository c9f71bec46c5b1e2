"""Slots that come again: dates, fillings, exceptions, clock changes."""

from collections.abc import Callable

import pytest

from guide.model.draft import Draft

Drafted = Callable[[str], Draft]
Shown = Callable[[str], list[str]]


def _slot(text: str) -> str:
    return "slots:\n  - channel: paris\n" + "".join(f"    {line}\n" for line in text.splitlines())


def test_a_weekly_slot_keeps_its_hour_when_the_clocks_go_back(shown: Shown) -> None:
    assert shown(_slot("episodes: m/s1e1-3\nfirst: 2017-10-22\nat: 20:40")) == [
        "paris Sun 10-22 22 18:40 26~ 1",
        "paris Sun 10-29 29 19:40 26~ 2",
        "paris Sun 11-05 05 19:40 26~ 3",
    ]


def test_a_weekly_slot_keeps_its_hour_and_its_exceptions_when_the_clocks_go_forward(
    shown: Shown,
) -> None:
    slot = """\
episodes: m/s1e1-4
first: 2017-03-18
at: 26:30
length: 30m
except:
  2017-03-25: 25:30
  2017-04-01: skip
  2017-04-08: 2017-04-09 20:40"""
    assert shown(_slot(slot)) == [
        "paris Sat 03-18 19 01:30 30 1",
        "paris Sat 03-25 26 00:30 30 2",
        "paris Sun 04-09 09 18:40 30 3",
        "paris Sat 04-15 16 00:30 30 4",
    ]


def test_a_time_that_the_clocks_leap_over_is_named_once_and_the_others_stand(
    drafted: Drafted,
) -> None:
    draft = drafted(_slot("episodes: m/s1e1-3\nfirst: 2017-03-18\nat: 26:30"))
    assert [airing.date.isoformat() for airing in draft.airings] == ["2017-03-18", "2017-04-01"]
    assert [str(problem) for problem in draft.problems] == [
        (
            "s.yaml:2:5: error: 2017-03-26 02:30 does not exist in Europe/Paris,"
            " the clocks go forward: choose another time [missing-time]"
        )
    ]


def test_a_fold_serves_a_slot_on_the_one_night_that_needs_it(shown: Shown) -> None:
    slot = "episodes: m/s1e1-2\nfirst: 2017-10-28\nevery: day\nat: 26:30\nfold: second"
    assert shown(_slot(slot)) == [
        "paris Sat 10-28 29 01:30 26~ 1",
        "paris Sun 10-29 30 01:30 26~ 2",
    ]


@pytest.mark.parametrize(
    ("every", "dates"),
    [
        ("thursday", "1 8 15 22"),
        ("[tuesday, thursday]", "1 6 8 13"),
        ("weekday", "1 2 5 6"),
        ("day", "1 2 3 4"),
        ("[weekday, sunday]", "1 2 4 5"),
    ],
)
def test_a_slot_comes_on_the_weekdays_it_names(drafted: Drafted, every: str, dates: str) -> None:
    draft = drafted(_slot(f"episodes: m/s1e1-4\nfirst: 2017-06-01\nat: 12:00\nevery: {every}"))
    assert draft.problems == ()
    assert " ".join(str(airing.date.day) for airing in draft.airings) == dates


def test_episodes_fill_several_times_a_day_in_order(shown: Shown) -> None:
    slot = """\
episodes: [m/s1e1-2, film, m/s1e9]
first: 2017-06-01
every: day
at: [12:00, 19:30]
except:
  2017-06-02 12:00: {status: cancelled, reason: R}
  2017-06-02 19:30: skip"""
    assert shown(_slot(slot)) == [
        "paris Thu 06-01 01 10:00 26~ 1",
        "paris Thu 06-01 01 17:30 26~ 2",
        "paris Fri 06-02 02 10:00 90~ film cancelled",
        "paris Sat 06-03 03 10:00 26~ 9",
    ]


def test_an_exception_may_change_anything_and_the_next_date_stays(
    drafted: Drafted, shown: Shown
) -> None:
    slot = """\
episodes: m/s1e1-7
first: 2017-06-01
at: 20:40
version: VF
except:
  2017-06-08: [20:40, 21:35]
  2017-06-15: 2017-06-16
  2017-06-22: {at: 20:55, length: 1h, version: VOST, live: true}
  2017-06-29: {status: tentative}"""
    assert shown(_slot(slot)) == [
        "paris Thu 06-01 01 18:40 26~ 1",
        "paris Thu 06-08 08 18:40 26~ 2",
        "paris Thu 06-08 08 19:35 26~ 3",
        "paris Fri 06-16 16 18:40 26~ 4",
        "paris Thu 06-22 22 18:55 60 5",
        "paris Thu 06-29 29 18:40 26~ 6 tentative",
        "paris Thu 07-06 06 18:40 26~ 7",
    ]
    airings = drafted(_slot(slot)).airings
    assert [(a.version.kind, a.live) for a in airings[3:6]] == [
        ("VF", False),
        ("VOST", True),
        ("VF", False),
    ]
    assert [airing.place.line for airing in airings] == [2, 8, 8, 9, 10, 11, 2]


def test_a_slot_of_one_film_lasts_until_its_last_day(shown: Shown) -> None:
    assert shown(_slot("episode: film\nfirst: 2017-06-01\nlast: 2017-06-15\nat: 14:00")) == [
        "paris Thu 06-01 01 12:00 90~ film",
        "paris Thu 06-08 08 12:00 90~ film",
        "paris Thu 06-15 15 12:00 90~ film",
    ]


def test_a_slot_without_a_time_is_supposed(shown: Shown) -> None:
    slot = "episodes: m/s1e2-5\nfirst: 2017-06-01\nper_day: 2\nexcept: {2017-06-01: {per_day: 1}}"
    assert shown(_slot(slot)) == [
        "paris Thu 06-01 - 2 tentative",
        "paris Thu 06-08 - 3 tentative",
        "paris Thu 06-08 - 4 tentative",
        "paris Thu 06-15 - 5 tentative",
    ]


def test_an_exception_gives_a_supposed_evening_its_time(shown: Shown) -> None:
    slot = """\
episodes: m/s1e1-3
first: 2017-06-01
per_day: 2
except: {2017-06-01: {at: [20:40, 21:05], status: confirmed}}"""
    assert shown(_slot(slot)) == [
        "paris Thu 06-01 01 18:40 26~ 1",
        "paris Thu 06-01 01 19:05 26~ 2",
        "paris Thu 06-08 - 3 tentative",
    ]


def test_repeats_follow_each_showing_that_takes_place(shown: Shown) -> None:
    slot = """\
episodes: m/s1e1-2
first: 2017-06-01
at: 20:40
except: {2017-06-08: 2017-06-09}
repeats: {after: 2d, at: 14:00, channel: london}"""
    assert shown(_slot(slot)) == [
        "paris Thu 06-01 01 18:40 26~ 1",
        "london Sat 06-03 03 13:00 26~ 1",
        "paris Fri 06-09 09 18:40 26~ 2",
        "london Sun 06-11 11 13:00 26~ 2",
    ]


def test_a_slot_may_hold_a_thousand_showings_within_four_hundred_days(drafted: Drafted) -> None:
    slot = "episode: film\nfirst: 2017-06-01\nlast: 2018-07-05\nevery: day\nat: [10:00, 12:00]\n"
    assert len(drafted(_slot(slot)).airings) == 800
    episodes = "episodes: x/s1e1-1000\nfirst: 2017-06-01\nevery: day\nat: [10:00, 12:00, 14:00]"
    assert len(drafted(_slot(episodes)).airings) == 1000
