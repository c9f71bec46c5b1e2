import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.texts import Text
from guide.sources.xmltv.numbering import Numbering
from guide.sources.xmltv.works import (
    Work,
    film_of,
    film_year,
    is_catalogued_film,
    text_of,
    titled,
    work_of,
)
from tests.sources.xmltv.telling import Notebook

MISSIONS = titled([("fr", "Missions")])


def work(
    *sub_titles: str, title: str = "Missions", known: dict[str, str] | None = None, **numbers: str
) -> tuple[Work, list[str]]:
    notes = Notebook()
    told = work_of(
        titled([("fr", title)]),
        [("fr", one) for one in sub_titles],
        [(system.lower(), text) for system, text in numbers.items()],
        known or {},
        notes,
    )
    return told, notes.codes


WORDS = st.sampled_from(
    ["Ulysse", "Saison 2", "S1", "E3", "Épisode 3", "Partie 2", "S1E3", "3/10", " - ", ": ", " "]
)
HEADINGS = st.lists(WORDS, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
NUMBERS = st.sampled_from(["", "0.2.", ".2.", "1..", "0.3/10."])


@given(sub_titles=st.lists(HEADINGS, max_size=3), number=NUMBERS)
def test_what_is_left_of_a_sub_title_is_left_as_it_is_when_read_again(
    sub_titles: list[str], number: str
) -> None:
    """Numbers after numbers in a heading are all cut off at once, or none of them is."""
    once, _ = work(*sub_titles, xmltv_ns=number)
    left = [text for _, text in once.title.wordings] if once.title else []
    season, episode = (
        "" if one is None else one - 1 for one in (once.number.season, once.number.number)
    )
    again, _ = work(*left, xmltv_ns=f"{season}.{episode}.")
    assert (again.id, again.title) == (once.id, once.title)


def test_a_number_names_an_episode_and_a_sub_title_calls_it() -> None:
    told, codes = work("Ulysse", xmltv_ns="0.0.")
    text = Text((("fr", "Ulysse"),))
    number = Numbering(1, 1)
    assert told == Work("missions/season-1/episode-1", "missions", text, number, specific=True)
    assert codes == []


def test_a_sub_title_alone_names_an_episode() -> None:
    told, _ = work("Ulysse")
    assert (told.id, told.number, told.specific) == ("missions/ulysse", Numbering(), True)


def test_a_title_alone_is_whatever_is_on_under_it() -> None:
    told, _ = work()
    assert told == Work("missions/episode", "missions", None, Numbering(), specific=False)


@pytest.mark.parametrize("again", ["Missions", "MISSIONS", "missions"])
def test_the_title_over_again_is_no_sub_title(again: str) -> None:
    told, _ = work(again)
    assert told == Work("missions/episode", "missions", None, Numbering(), specific=False)


def test_a_season_alone_does_not_tell_one_episode_from_another() -> None:
    told, _ = work(onscreen="S11")
    assert (told.id, told.number, told.specific) == ("missions/episode", Numbering(11), False)
    told, _ = work("Ulysse", onscreen="S11")
    assert (told.id, told.number, told.specific) == ("missions/ulysse", Numbering(11), True)


def test_a_series_that_is_known_keeps_its_id() -> None:
    told, _ = work(known={"missions": "missions-2017"}, xmltv_ns="0.0.")
    assert (told.id, told.series) == ("missions-2017/season-1/episode-1", "missions-2017")


def test_a_sub_title_that_is_a_number_is_one() -> None:
    told, _ = work("Saison 4 Episode 100")
    assert (told.id, told.title) == ("missions/season-4/episode-100", None)


def test_a_sub_title_that_begins_with_the_number_is_cut() -> None:
    told, _ = work("S9 E23 - Le dernier plongeon", onscreen="S9 E23")
    assert told.title == Text((("fr", "Le dernier plongeon"),))
    assert told.id == "missions/season-9/episode-23"


def test_a_sub_title_that_begins_with_another_number_stays() -> None:
    told, _ = work("Episode 3 - Ulysse", xmltv_ns="0.7.")
    assert told.title == Text((("fr", "Episode 3 - Ulysse"),))
    assert told.number == Numbering(1, 8)


def test_a_number_in_front_of_a_sub_title_is_cut_as_often_as_it_stands_there() -> None:
    told, _ = work("S1 E3 - Episode 3 - Ulysse")
    assert told.title == Text((("fr", "Ulysse"),))


def test_of_several_sub_titles_the_first_that_is_one_counts() -> None:
    told, _ = work("21, series 42", "Detling 30", "Ardingly")
    assert told.title == Text((("fr", "Detling 30"),))
    assert told.number == Numbering(42, 21)


def test_a_title_that_ends_in_a_number_is_cut() -> None:
    told, _ = work(title="Hey Arnold! S4 Ep. 64")
    assert (told.id, told.series) == ("hey-arnold/season-4/episode-64", "hey-arnold")


def test_xmltv_ns_wins_whatever_the_order() -> None:
    told, codes = work(onscreen="S2 E3", SxxExx="S02E04", xmltv_ns="1.1.")
    assert told.number == Numbering(2, 2)
    assert codes == ["number-conflict"]


def test_systems_that_agree_complete_each_other() -> None:
    told, codes = work(onscreen="S2 E3/10", xmltv_ns=".2.")
    assert (told.number, codes) == (Numbering(2, 3, count=10), [])


def test_a_number_that_cannot_be_read_is_noted_but_not_onscreen() -> None:
    assert work(xmltv_ns="one")[1] == ["bad-number"]
    assert work(onscreen="#FFEE")[1] == []
    assert work(thetvdb_com="series/1")[1] == []


def test_dd_progid_speaks_where_all_others_are_silent() -> None:
    assert work(dd_progid="EP00001457.7829")[0].id == "missions/episode-7829"
    assert work("Ulysse", dd_progid="EP00001457.7829")[0].id == "missions/ulysse"
    assert work(dd_progid="EP00001457.7829", xmltv_ns="0.0.")[0].id == "missions/season-1/episode-1"
    assert work(dd_progid="SH00001457.0000")[0].id == "missions/episode"


def test_a_film_is_no_part_of_a_series() -> None:
    assert film_of(titled([("fr", "Le Corbeau")]), 1943) == Work(
        "le-corbeau-1943", None, Text((("fr", "Le Corbeau"),)), Numbering(), specific=True
    )


def test_some_guides_write_the_year_of_a_film_in_its_sub_title() -> None:
    assert film_year([("en", "Movie (1938)")]) == 1938
    assert film_year([("en", "A film of 1938")]) is None
    assert film_year([]) is None


def test_ids_in_databases_tell_films() -> None:
    assert is_catalogued_film([("dd_progid", "MV00551645.0000")])
    assert is_catalogued_film([("themoviedb.com", "movie/411")])
    assert not is_catalogued_film([("themoviedb.com", "tv/411"), ("dd_progid", "EP00551645.0001")])


def test_a_text_has_one_wording_in_a_language_the_original_first() -> None:
    told = [("fr", "Heat"), ("en", "Heat (US)"), ("fr", "teva")]
    assert text_of(told) == Text((("fr", "Heat"), ("en", "Heat (US)")))
    assert titled(told).text == text_of(told)
    assert MISSIONS.first == "Missions"
