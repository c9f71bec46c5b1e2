"""Every id that is named is declared, or it is an error with a guess."""

import dataclasses
import datetime as dt
from itertools import pairwise

from guide.model.airing import Airing
from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Platform, Season, Series
from guide.model.draft import Draft
from guide.model.problems import Place, Problem, error
from guide.model.references import MOST_GUESSES, check_references
from guide.model.texts import Text
from guide.model.window import Window

HERE = Place("a.yaml", 7, 3)
PILOT = Episode("missions/season-1/episode-1", "missions", 1, 1)
CATALOGUE = Catalogue(
    channels={"ocs-city": Channel("ocs-city", "OCS City", "Europe/Paris")},
    platforms={"ocs-go": Platform("ocs-go", "OCS Go", "Europe/Paris")},
    bouquets={"ocs": Bouquet("ocs", "OCS", ("ocs-city",), ("ocs-go",))},
    series={"missions": Series("missions", Text.of("Missions"))},
    seasons={"missions/season-1": Season("missions", 1)},
    episodes={PILOT.id: PILOT, "the-film": Episode("the-film")},
)


def _airing(channel: str, episode: str) -> Airing:
    return Airing(channel, episode, dt.date(2017, 6, 1), place=HERE)


def _problems(*airings: Airing, catalogue: Catalogue = CATALOGUE) -> list[Problem]:
    return list(check_references(Draft(catalogue, airings)))


def test_what_is_declared_is_no_problem() -> None:
    windows = [Window(t, "ocs-go") for t in (PILOT.id, "missions/season-1", "missions")]
    airings = (_airing("ocs-city", PILOT.id), _airing("ocs-city", "the-film"))
    assert list(check_references(Draft(CATALOGUE, airings, tuple(windows)))) == []


def test_an_unknown_channel_is_guessed_from_the_known_ones() -> None:
    text = 'no channel is called "ocs-cty": did you mean "ocs-city"?'
    assert _problems(_airing("ocs-cty", "the-film")) == [error(HERE, "unknown-channel", text)]


def test_an_id_like_no_other_gets_no_guess() -> None:
    text = 'no channel is called "arte": declare it, or correct the name'
    assert _problems(_airing("arte", "the-film")) == [error(HERE, "unknown-channel", text)]


def test_an_unknown_episode_of_a_known_season_is_guessed() -> None:
    text = (
        'no episode is called "missions/season-1/episode-2":'
        ' did you mean "missions/season-1/episode-1"?'
    )
    found = _problems(_airing("ocs-city", "missions/season-1/episode-2"))
    assert found == [error(HERE, "unknown-episode", text)]


def test_an_airing_of_an_unknown_season_names_the_season() -> None:
    text = '"missions" has no season 2: declare it in the series, or correct the number'
    found = _problems(_airing("ocs-city", "missions/season-2/episode-1"))
    assert found == [error(HERE, "unknown-season", text)]


def test_an_airing_of_an_unknown_series_names_the_series() -> None:
    text = 'no series is called "mission": did you mean "missions"?'
    found = _problems(_airing("ocs-city", "mission/season-1/episode-1"))
    assert found == [error(HERE, "unknown-series", text)]


def test_a_bouquet_must_know_its_channels_and_platforms() -> None:
    bouquet = Bouquet("b", "B", ("ocs-city", "ocs-max"), ("ocs-stop",), place=HERE)
    found = _problems(catalogue=dataclasses.replace(CATALOGUE, bouquets={"b": bouquet}))
    assert [(p.place, p.code) for p in found] == [
        (HERE, "unknown-channel"),
        (HERE, "unknown-platform"),
    ]


def test_a_window_must_know_its_target_and_platform() -> None:
    window = Window("missions/season-3", "ocs-og", place=HERE)
    assert list(check_references(Draft(CATALOGUE, windows=(window,)))) == [
        error(HERE, "unknown-platform", 'no platform is called "ocs-og": did you mean "ocs-go"?'),
        error(
            HERE,
            "unknown-target",
            'no episode, season or series is called "missions/season-3":'
            ' did you mean "missions/season-1"?',
        ),
    ]


def test_an_episode_and_a_season_must_know_their_series() -> None:
    catalogue = Catalogue(
        seasons={"lost/season-1": Season("lost", 1, place=HERE)},
        episodes={
            "lost/season-1/episode-1": Episode("x", "lost", 1, 1, place=HERE),
            "lost/special": Episode("lost/special", "lost", place=HERE),
        },
    )
    text = 'no series is called "lost": declare it, or correct the name'
    assert _problems(catalogue=catalogue) == [error(HERE, "unknown-series", text)] * 3


def test_an_episode_must_know_its_season() -> None:
    episode = dataclasses.replace(PILOT, season=4, place=HERE)
    found = _problems(catalogue=dataclasses.replace(CATALOGUE, episodes={"x": episode}))
    text = '"missions" has no season 4: declare it in the series, or correct the number'
    assert found == [error(HERE, "unknown-season", text)]


def test_guesses_are_few_so_that_a_wholly_wrong_file_stays_quick_to_check() -> None:
    airings = [_airing(f"ocs-cit{n}", "the-film") for n in range(1000)]
    guessed = ["did you mean" in p.text for p in _problems(*airings)]
    assert len(guessed) == 1000
    assert sum(guessed) == MOST_GUESSES
    assert all(a or not b for a, b in pairwise(guessed))


def test_one_wrong_name_used_often_is_guessed_each_time() -> None:
    airings = [_airing("ocs-cty", "the-film")] * 100
    assert all('"ocs-city"?' in p.text for p in _problems(*airings))
