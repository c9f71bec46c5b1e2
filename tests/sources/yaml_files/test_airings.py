"""Single airings and days: from a local time in a file to an instant."""

import datetime as dt
from collections.abc import Callable

import pytest

from guide.model.airing import Airing, ShowingKind, Status, Version
from guide.model.catalogue import Link
from guide.model.draft import Draft
from guide.model.problems import Place
from guide.model.texts import Text

Drafted = Callable[[str], Draft]
Shown = Callable[[str], list[str]]


def _airing(at: str, more: str = "") -> str:
    return f"airings: [{{at: {at}, channel: paris, episode: film, length: 30m{more}}}]"


def test_an_airing_says_all_that_it_was_given(drafted: Drafted) -> None:
    draft = drafted("""
language: fr
airings:
  - at: 2017-06-01 25:10
    channel: paris
    episode: m/s1e2
    ends: 26:00
    status: cancelled
    reason: {fr: Grève., en: Strike.}
    version:
      kind: VOST
      audio: en
      subtitles: [fr, en]
      hard_of_hearing: true
      audio_description: true
      signed: true
    live: true
    last_chance: true
    showing: repeat
    premiere: season
    note: Sous réserve.
    links: {url: https://a.example/, label: Site}
    id: mine
""")
    expected = Airing(
        channel="paris",
        episode="m/season-1/episode-2",
        date=dt.date(2017, 6, 1),
        starts=dt.datetime(2017, 6, 1, 23, 10, tzinfo=dt.UTC),
        ends=dt.datetime(2017, 6, 2, 0, 0, tzinfo=dt.UTC),
        id="mine",
        status=Status.CANCELLED,
        reason=Text((("fr", "Grève."), ("en", "Strike."))),
        version=Version("VOST", ("en",), ("fr", "en"), True, True, True),  # noqa: FBT003 - in order
        live=True,
        last_chance=True,
        showing_override=ShowingKind.REPEAT,
        premiere_override="season",
        note=Text((("fr", "Sous réserve."),)),
        links=(Link("https://a.example/", Text((("fr", "Site"),))),),
    )
    assert (draft.problems, draft.airings) == ((), (expected,))
    assert draft.airings[0].place == Place("s.yaml", 4, 9)


def test_a_date_is_civil_and_hours_past_midnight_are_the_night_after_it(shown: Shown) -> None:
    lines = {
        written: shown(_airing(written))
        for written in ("2017-06-02 01:10", "2017-06-01 25:10", "2017-06-02 06:00")
    }
    assert lines == {
        "2017-06-02 01:10": ["paris Thu 06-01 01 23:10 30 film"],
        "2017-06-01 25:10": ["paris Thu 06-01 01 23:10 30 film"],
        "2017-06-02 06:00": ["paris Fri 06-02 02 04:00 30 film"],
    }


def test_the_night_of_23_hours_in_paris(shown: Shown, drafted: Drafted) -> None:
    assert [
        *shown(_airing("2017-03-25 25:59")),
        *shown(_airing("2017-03-26 03:00")),
        *shown(_airing("2017-03-25 28:30")),
        # Ten minutes of waiting and ninety of film, whatever the clock shows.
        *shown("airings: [{at: 2017-03-25 25:50, channel: paris, episode: film}]"),
        *shown("airings: [{at: 2017-03-25 25:50, channel: paris, episode: film, ends: 28:20}]"),
    ] == [
        "paris Sat 03-25 26 00:59 30 film",
        "paris Sat 03-25 26 01:00 30 film",
        "paris Sat 03-25 26 02:30 30 film",
        "paris Sat 03-25 26 00:50 90~ film",
        "paris Sat 03-25 26 00:50 90 film",
    ]
    for missing in ("2017-03-26 02:30", "2017-03-25 26:30"):
        draft = drafted(_airing(missing, ", fold: first"))
        assert draft.airings == ()
        assert [str(problem) for problem in draft.problems] == [
            (
                "s.yaml:1:16: error: 2017-03-26 02:30 does not exist in Europe/Paris,"
                " the clocks go forward: choose another time [missing-time]"
            )
        ]


def test_the_night_of_25_hours_in_paris(shown: Shown, drafted: Drafted) -> None:
    film = "channel: paris, episode: film"
    assert [
        *shown(_airing("2017-10-28 26:30", ", fold: first")),
        *shown(_airing("2017-10-29 02:30", ", fold: second")),
        *shown(_airing("2017-10-28 27:00")),
        *shown(f"airings: [{{at: 2017-10-28 25:30, {film}}}]"),
        *shown(f"airings: [{{at: 2017-10-28 25:30, {film}, ends: 26:30, fold: second}}]"),
        *shown(f"airings: [{{at: 2017-10-28 25:30, {film}, ends: 2017-10-29 03:10}}]"),
    ] == [
        "paris Sat 10-28 29 00:30 30 film",
        "paris Sat 10-28 29 01:30 30 film",
        "paris Sat 10-28 29 02:00 30 film",
        "paris Sat 10-28 28 23:30 90~ film",
        "paris Sat 10-28 28 23:30 120 film",
        "paris Sat 10-28 28 23:30 160 film",
    ]
    draft = drafted(_airing("2017-10-28 26:30"))
    assert draft.airings == ()
    assert [str(problem) for problem in draft.problems] == [
        (
            "s.yaml:1:16: error: 2017-10-29 02:30 comes twice in Europe/Paris, the clocks go back:"
            " say which with `fold: first` or `fold: second` [ambiguous-time]"
        )
    ]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (", length: 1h", "paris Thu 06-01 01 21:30 60 41"),
        (", ends: 00:45", "paris Thu 06-01 01 21:30 75 41"),
        (", ends: 24:45", "paris Thu 06-01 01 21:30 75 41"),
        (", ends: 2017-06-02 00:45", "paris Thu 06-01 01 21:30 75 41"),
        ("", "paris Thu 06-01 01 21:30 50~ 41"),
    ],
)
def test_the_end_is_as_written_else_the_running_time_later(
    shown: Shown, more: str, line: str
) -> None:
    text = f"airings: [{{at: 2017-06-01 23:30, channel: paris, episode: m/s1e41{more}}}]"
    assert shown(text) == [line]


def test_the_running_time_of_the_season_stands_in_for_the_episode_s(shown: Shown) -> None:
    text = "airings: [{at: 2017-06-01 20:40, channel: paris, episode: m/s1e1}]"
    assert shown(text) == ["paris Thu 06-01 01 18:40 26~ 1"]


def test_an_end_in_the_afternoon_before_the_start_is_not_taken_for_the_next_day(
    drafted: Drafted,
) -> None:
    text = "airings: [{at: 2017-06-01 20:40, channel: paris, episode: film, ends: 20:10}]"
    (airing,) = drafted(text).airings
    assert airing.starts is not None
    assert airing.ends == airing.starts - dt.timedelta(minutes=30)


def test_a_simulcast_is_one_instant_on_channels_of_several_zones_and_days(shown: Shown) -> None:
    text = "airings: [{at: 2017-06-01 29:30, channel: [paris, london], episode: film}]"
    assert shown(text) == [
        "paris Thu 06-01 02 03:30 90~ film",
        "london Thu 06-01 02 03:30 90~ film",
    ]
    text = "airings: [{at: 2017-06-01 29:30, channel: [london, paris], episode: film}]"
    assert shown(text) == [
        "london Fri 06-02 02 04:30 90~ film",
        "paris Fri 06-02 02 04:30 90~ film",
    ]


def test_an_airing_without_a_time_is_tentative_or_cancelled(shown: Shown) -> None:
    entry = "{at: 2017-06-08, channel: paris, episode: film"
    assert [
        *shown(f"airings: [{entry}}}]"),
        *shown(f"airings: [{entry}, status: tentative}}]"),
        *shown(f"airings: [{entry}, status: cancelled}}]"),
    ] == [
        "paris Thu 06-08 - film tentative",
        "paris Thu 06-08 - film tentative",
        "paris Thu 06-08 - film cancelled",
    ]


def test_an_airing_on_an_unknown_channel_or_of_an_unknown_episode_still_reaches_the_checks(
    shown: Shown,
) -> None:
    text = "airings: [{at: 2017-06-01 20:40, channel: nowhere, episode: nothing}]"
    assert shown(text) == ["nowhere Thu 06-01 01 20:40 1~ nothing"]


def test_a_day_lists_its_airings_at_their_times(drafted: Drafted, shown: Shown) -> None:
    text = """
days:
  - channel: paris
    date: 2017-06-01
    version: VF
    airings:
      06:00: film
      20:40: {episode: m/s1e1, version: VOST, ends: 21:20}
      24:35: {episode: m/s1e2, length: 30m}
"""
    assert shown(text) == [
        "paris Thu 06-01 01 04:00 90~ film",
        "paris Thu 06-01 01 18:40 40 1",
        "paris Thu 06-01 01 22:35 30 2",
    ]
    airings = drafted(text).airings
    assert [airing.version.kind for airing in airings] == ["VF", "VOST", "VF"]
    assert [airing.place.line for airing in airings] == [7, 8, 9]


def test_a_repeat_counts_from_the_broadcast_day_and_takes_over_length_and_version(
    drafted: Drafted, shown: Shown
) -> None:
    text = """
airings:
  - at: 2017-06-01 25:10
    channel: paris
    episode: m/s1e1
    ends: 26:00
    version: VOST
    status: cancelled
    note: N
    live: true
    id: mine
    repeats:
      - {after: 1d}
      - {after: 2d, at: [14:00, 24:30], channel: london}
      - {at: 28:00, version: VF, length: 1h, status: tentative}
"""
    assert shown(text) == [
        "paris Thu 06-01 01 23:10 50 1 cancelled",
        "paris Fri 06-02 02 23:10 50 1",
        "london Sat 06-03 03 13:00 50 1",
        "london Sat 06-03 03 23:30 50 1",
        "paris Thu 06-01 02 02:00 60 1 tentative",
    ]
    airings = drafted(text).airings
    assert [(a.version.kind, a.note, a.live, a.id, a.place.line) for a in airings[1:]] == [
        ("VOST", None, False, "", 13),
        ("VOST", None, False, "", 14),
        ("VOST", None, False, "", 14),
        ("VF", None, False, "", 15),
    ]


def test_a_repeat_of_what_is_supposed_is_supposed_and_its_end_stays_derived(shown: Shown) -> None:
    entry = "channel: paris, episode: film, status: tentative, repeats: {after: 1w}"
    assert shown(f"airings: [{{at: 2017-06-01, {entry}}}]") == [
        "paris Thu 06-01 - film tentative",
        "paris Thu 06-08 - film tentative",
    ]
    assert shown(f"airings: [{{at: 2017-06-01 20:40, {entry}}}]") == [
        "paris Thu 06-01 01 18:40 90~ film tentative",
        "paris Thu 06-08 08 18:40 90~ film tentative",
    ]


def test_a_day_after_a_night_is_the_next_broadcast_day_however_the_night_was_written(
    shown: Shown,
) -> None:
    repeats = ", repeats: {after: 1d, at: 14:00}"
    for night in ("2017-06-01 25:10", "2017-06-02 01:10"):
        assert shown(_airing(night, repeats)) == [
            "paris Thu 06-01 01 23:10 30 film",
            "paris Fri 06-02 02 12:00 30 film",
        ]


def test_a_whole_day_and_one_of_its_airings_may_be_repeated(shown: Shown) -> None:
    text = """
days:
  - channel: paris
    date: 2017-06-01
    airings:
      20:40: film
      24:35: {episode: m/s1e1, repeats: {after: 2d}}
    repeats: {after: 1d, channel: london}
"""
    assert shown(text) == [
        "paris Thu 06-01 01 18:40 90~ film",
        "london Fri 06-02 02 19:40 90~ film",
        "paris Thu 06-01 01 22:35 26~ 1",
        "paris Sat 06-03 03 22:35 26~ 1",
        "london Fri 06-02 02 23:35 26~ 1",
    ]


def test_a_repeat_keeps_its_wall_time_over_a_clock_change(shown: Shown) -> None:
    text = _airing("2017-10-28 20:40", ", repeats: {after: 1d}")
    assert shown(text) == ["paris Sat 10-28 28 18:40 30 film", "paris Sun 10-29 29 19:40 30 film"]
