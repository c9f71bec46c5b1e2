"""All checks of a draft together, and those that are neither references nor timetable."""

import dataclasses
import datetime as dt

import pytest

from guide.model.airing import Airing
from guide.model.catalogue import Catalogue, Channel, Episode, Platform, Season, Series
from guide.model.checks import ABSENCES, check
from guide.model.draft import Draft
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.problems import Place, Problem, error, warning
from guide.model.source import ImportSource
from guide.model.texts import Text
from guide.model.window import Window, WindowRule

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
HERE = Place("s.yaml", 2)
SEASON = Season("missions", 1, place=HERE)
CATALOGUE = Catalogue(
    channels={"city": Channel("city", "City", "Europe/Paris")},
    platforms={"go": Platform("go", "Go", "Europe/Paris")},
    series={"missions": Series("missions", Text.of("Missions"))},
    seasons={"missions/season-1": SEASON},
    episodes={"film": Episode("film")},
)


def _film(line: int, *, id_: str = "", path: str = "a.yaml") -> Airing:
    date = dt.date(2017, 6, line)
    return Airing("city", "film", date, id=id_, place=Place(path, line))


def _window(opens: When | None, closes: When | None, rule: WindowRule | None = None) -> Window:
    return Window("film", "go", opens, closes, rule, place=HERE)


def _problems_of_window(window: Window) -> tuple[Problem, ...]:
    return check(Draft(CATALOGUE, windows=(window,)), now=NOW)


def _problems_of_season(count: int | None, *numbers: int) -> tuple[Problem, ...]:
    season = dataclasses.replace(SEASON, count=count)
    episodes = {
        f"missions/season-1/episode-{n}": Episode(
            f"missions/season-1/episode-{n}", "missions", 1, n, place=Place("s.yaml", 10 + n)
        )
        for n in numbers
    }
    catalogue = dataclasses.replace(CATALOGUE, seasons={season.id: season}, episodes=episodes)
    return check(Draft(catalogue), now=NOW)


def test_the_readers_problems_and_the_checks_come_sorted_by_place_and_once() -> None:
    read = [
        error(Place("b.yaml", 1), "no-such-time", "…"),
        error(Place("a.yaml", 9), "bad-zone", "…"),
    ]
    airings = [dataclasses.replace(_film(2), channel="x")] * 2
    problems = check(Draft(CATALOGUE, tuple(airings), problems=tuple(read)), now=NOW)
    assert [(str(p.place), p.code) for p in problems] == [
        ("a.yaml:2:1", "unknown-channel"),
        ("a.yaml:9:1", "bad-zone"),
        ("b.yaml:1:1", "no-such-time"),
    ]


@pytest.mark.parametrize("code", ["yaml", "encoding", "too-large", "top-level"])
def test_nothing_is_said_to_be_absent_while_a_file_cannot_be_read(code: str) -> None:
    channel = dataclasses.replace(
        CATALOGUE.channels["city"],
        complete=(dt.date(2017, 6, 1), dt.date(2017, 6, 2)),
        horizon=dt.timedelta(days=1),
    )
    catalogue = dataclasses.replace(
        CATALOGUE,
        channels={"city": channel},
        seasons={SEASON.id: dataclasses.replace(SEASON, count=2)},
        episodes={
            "missions/season-1/episode-2": Episode("x", "missions", 1, 2),
            "missing/season-1/episode-1": Episode("x", "missing", 1, 1),
        },
    )
    airings = (
        dataclasses.replace(_film(1), channel="x"),
        dataclasses.replace(_film(2), episode="missions/season-2/episode-1"),
        dataclasses.replace(_film(3), starts=NOW, ends=NOW),
    )
    draft = Draft(catalogue, airings, (Window("x", "y"),))
    unreadable = error(HERE, code, "…")
    assert {p.code for p in check(draft, now=NOW)} == {*ABSENCES, "no-length"}
    found = check(dataclasses.replace(draft, problems=(unreadable,)), now=NOW)
    assert sorted(p.code for p in found) == sorted([code, "no-length"])


def test_a_timetable_fault_is_among_them() -> None:
    film = dataclasses.replace(_film(1), starts=NOW, ends=NOW)
    assert [p.code for p in check(Draft(CATALOGUE, (film,)), now=NOW)] == ["no-length"]


def test_an_id_given_twice_is_an_error_that_names_both_places() -> None:
    later, first = _film(3, id_="x"), _film(1, id_="x")
    text = 'the id "x" is already taken at a.yaml:1:1: give it another'
    assert check(Draft(CATALOGUE, (later, first, _film(2, id_="y"))), now=NOW) == (
        error(later.place, "duplicate-id", text, first.place),
    )


def test_airings_without_an_id_are_not_alike() -> None:
    assert check(Draft(CATALOGUE, (_film(1), _film(2))), now=NOW) == ()


def _at(hour: int) -> When:
    at = dt.datetime(2017, 6, 1, hour, tzinfo=dt.UTC)
    return When(Precision.TIME, at.date(), at)


def _on(text: str, precision: Precision = Precision.DAY) -> When:
    return When(precision, dt.date.fromisoformat(text))


def test_a_window_that_closes_before_it_opens_is_an_error() -> None:
    text = (
        "the window of film on Go closes on Thu 1 June 2017 10:00, not after it opens"
        " on Thu 1 June 2017 11:00: correct one of the two dates"
    )
    assert _problems_of_window(_window(_at(9), _at(8))) == (error(HERE, "backwards-window", text),)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (_at(9), _at(9)),
        (_on("2017-06-01"), _on("2017-06-01")),
        (_on("2017-06-02"), _on("2017-06-01")),
        (_at(9), _on("2017-06-01")),
        (_on("2017-06-02"), _at(9)),
        (_on("2017-07-01"), _on("2017-06-01", Precision.MONTH)),
        (_on("2018-01-01", Precision.YEAR), _on("2017-10-01", Precision.QUARTER)),
    ],
)
def test_a_window_that_is_certainly_empty_is_an_error(opens: When, closes: When) -> None:
    [problem] = _problems_of_window(_window(opens, closes))
    assert problem.code == "backwards-window"


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (_at(9), _at(10)),
        (_on("2017-06-01"), _on("2017-06-02")),
        (_on("2017-06-01"), _at(9)),
        (_on("2017-06-30"), _on("2017-06-01", Precision.MONTH)),
        (_on("2017-01-01", Precision.YEAR), _on("2017-01-01", Precision.YEAR)),
        (_on("2017-06-01"), None),
        (None, _on("2017-06-01")),
        (NOT_DATED, _on("2017-06-01")),
        (_on("2017-06-01"), NOT_DATED),
    ],
)
def test_a_window_that_may_have_a_length_is_left_alone(
    opens: When | None, closes: When | None
) -> None:
    assert _problems_of_window(_window(opens, closes)) == ()


def test_a_windows_rule_must_last() -> None:
    text = (
        "the window of film on Go closes before it opens:"
        " make it last longer, or leave its end open"
    )
    nothing = _window(None, None, WindowRule(lasts=dt.timedelta(0)))
    assert _problems_of_window(nothing) == (error(HERE, "backwards-window", text),)
    for lasts in (dt.timedelta(days=30), None):
        assert _problems_of_window(_window(None, None, WindowRule(lasts=lasts))) == ()


def test_a_window_on_an_unknown_platform_is_still_read() -> None:
    window = dataclasses.replace(_window(_at(9), _at(8)), platform="og")
    assert {p.code for p in _problems_of_window(window)} == {
        "unknown-platform",
        "backwards-window",
    }


def test_an_episode_beyond_the_seasons_count_is_an_error() -> None:
    text = (
        "episode 3 of missions/season-1 is more than the 2 that the season counts"
        " (s.yaml:2:1): correct the number or the count"
    )
    assert _problems_of_season(2, 1, 2, 3) == (
        error(Place("s.yaml", 13), "season-count", text, HERE),
    )


def test_a_season_that_leaves_out_episodes_is_a_warning() -> None:
    text = (
        "missions/season-1 counts 10 episodes, but does not list 2, 5–8, 10:"
        " list what is missing (titles may wait), or correct the count"
    )
    assert _problems_of_season(10, 1, 3, 4, 9) == (warning(HERE, "season-incomplete", text),)


def test_a_count_beyond_reason_costs_nothing() -> None:
    [problem] = _problems_of_season(10**12, 1)
    assert "does not list 2–1000000000000:" in problem.text


@pytest.mark.parametrize(("count", "numbers"), [(10, []), (None, [1, 3]), (3, [1, 2, 3])])
def test_a_season_ordered_open_or_whole_is_left_alone(
    count: int | None, numbers: list[int]
) -> None:
    assert _problems_of_season(count, *numbers) == ()


def test_a_password_that_cannot_be_left_out_of_the_published_text_is_refused() -> None:
    address = "https://me:sesame@epg.example/a"
    source = ImportSource("tele", "Tele", address=address, place=HERE)
    plain = {"s.yaml": f"address: {address}".encode()}
    assert check(Draft(CATALOGUE, sources=(source,), files=plain), now=NOW) == ()
    escaped = {"s.yaml": b'address: "https://me:sesam\\x65@epg.example/a"'}
    assert check(Draft(CATALOGUE, sources=(source,), files=escaped), now=NOW) == (
        error(
            HERE,
            "hidden-password",
            "the address of tele holds a password, which releases leave out:"
            " write it on one line, without escapes",
        ),
    )
