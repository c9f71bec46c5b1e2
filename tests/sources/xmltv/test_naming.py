import random
import re
import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guide.sources.xmltv.naming import (
    LONGEST,
    channel_ids,
    episode_id,
    film_id,
    is_film,
    series_id,
    slug,
)

TEXTS = st.text(max_size=200)
SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Identity: a change of any line here changes the address of what is already published.
FOR_EVER = {
    "Missions": "missions",
    "L'Île aux enfants": "l-ile-aux-enfants",
    "L’Île aux enfants": "l-ile-aux-enfants",
    "Au cœur des douanes : Suède": "au-coeur-des-douanes-suede",
    "AU COEUR DES DOUANES - SUÈDE": "au-coeur-des-douanes-suede",
    "  C.S.I. : Miami ": "c-s-i-miami",
    "tf1.fr": "tf1-fr",
    "Straße": "strasse",
    "Ærø Ørsted": "aero-orsted",
    "Łódź": "lodz",
    "24": "24",
    "½ heure": "1-2-heure",
    "Россия 24": "24-d023df61",
    "Россия": "30d56f82",
    "россия": "30d56f82",
    "東京 Tokyo": "tokyo-36201143",
    "???": "32e84994",
    "": "1271cf25",
    "x" * 80: "x" * 80,
    "C++": "c-3b01eb89",
    "c + +": "c-3b01eb89",
    "Film de Canal+.fr": "film-de-canal-fr-04bfc892",
    "Film de Canal.fr": "film-de-canal-fr",
    "Law & Order": "law-order-d8bb8cd0",
    "Plus belle la vie, encore plus belle": "plus-belle-la-vie-encore-plus-belle",
    "N° 5 | « Chanel »": "n-5-chanel",
    "I ♥ NY": "i-ny-9c947977",
    "I ♥\ufe0f NY": "i-ny-9c947977",
    "x" * 81: f"{'x' * 80}-8b9174e7",
}


@pytest.mark.parametrize("text", FOR_EVER)
def test_names_are_for_ever(text: str) -> None:
    assert slug(text) == FOR_EVER[text]


@given(TEXTS)
@example("ﬁ̈°ﷺ")
@example("İıẞ")
def test_every_name_is_safe_in_an_address(text: str) -> None:
    name = slug(text)
    assert SAFE.fullmatch(name)
    assert len(name) <= LONGEST + len("-12345678")


@given(TEXTS)
def test_a_name_does_not_hang_on_case_composition_or_spaces_around(text: str) -> None:
    composed, taken_apart = (
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFKD", text),
    )
    for same in (f"  {text} ", text.casefold(), composed, taken_apart):
        assert slug(same) == slug(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + " -.,'", max_size=LONGEST))
def test_a_name_in_ascii_names_itself(text: str) -> None:
    if any(letter.isalnum() for letter in text):
        assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Canal+ décalé", "CANAL + DECALE"),
        ("Россия, 24", "россия 24"),
        ("Х/ф «Брат 2»", "Х/ф Брат, 2"),
        (f"{'x' * 80}, y", f"{'X' * 80} y"),
    ],
)
def test_a_digest_does_not_hang_on_separators(one: str, other: str) -> None:
    assert slug(one) == slug(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C+", "C++"),
        ("C#", "C"),
        ("A & B", "A B"),
        ("$", "€"),
        ("100 %", "100"),
        ("I ♥ NY", "I ☠ NY"),
        ("кои", "кой"),
        ("???", "!!!"),
    ],
)
def test_titles_that_differ_in_what_is_read_aloud_have_other_names(one: str, other: str) -> None:
    assert slug(one) != slug(other)


@given(st.text("абвгд", max_size=6), st.text("абвгд", max_size=6))
def test_titles_that_differ_in_letters_that_are_lost_have_other_names(one: str, two: str) -> None:
    assert (slug(f"a{one}") == slug(f"a{two}")) == (one == two)


def test_an_episode_is_named_after_what_is_known_of_it() -> None:
    named = {
        (1, 2, "Pilot"): "missions/season-1/episode-2",
        (0, 2, None): "missions/season-0/episode-2",
        (None, 12, "Pilot"): "missions/episode-12",
        (1, None, "Le Pilote"): "missions/le-pilote",
        (None, None, "Le Pilote"): "missions/le-pilote",
        (1, None, None): "missions/episode",
        (None, None, None): "missions/episode",
    }
    assert {told: episode_id("missions", *told) for told in named} == named


@pytest.mark.parametrize("sub_title", ["Episode 12", "Épisode", "Season", "season-1", "Episode"])
def test_no_sub_title_takes_the_name_of_a_number(sub_title: str) -> None:
    name = episode_id("missions", None, None, sub_title)
    assert re.fullmatch(r"missions/(season|episode)[a-z0-9-]*-[0-9a-f]{8}", name)


def test_a_series_that_is_known_by_any_title_keeps_its_id() -> None:
    known = {"missions": "missions-2017", "the-missions": "missions-2017"}
    assert series_id("THE Missions!", known) == "missions-2017"
    assert series_id("Autres missions", known) == "autres-missions"


def test_a_film_is_named_after_its_year() -> None:
    assert film_id("Le Corbeau", 1943) == "le-corbeau-1943"
    assert film_id("Le Corbeau", None) == "le-corbeau-film"


@pytest.mark.parametrize(
    "category",
    [
        "Film",
        "film policier",
        "Film de science fiction",
        "Téléfilm dramatique",
        "Cinéma",
        "Cinema",
        "Court métrage",
        "Movie",
        "Movies",
        "Animated Movie",
        "TV Movie",
        "Action film",
        "Spielfilm",
        "Fernsehfilm",
        "speelfilm",
        "Película",
        "Cine",
        "Filme de ação",
        "Lungometraggio",
    ],
)
def test_a_film_is_called_so_in_many_languages(category: str) -> None:
    assert is_film(("Drame", category))


@pytest.mark.parametrize(
    "category",
    [
        "Magazine du cinéma",
        "Mag Cinema",
        "Doc Cinema",
        "Movie / Drama",
        "Movie, Drama (general)",
        "Movie/Drama",
        "Film magazine",
        "Série",
        "Sport",
        "?",
    ],
)
def test_what_speaks_of_films_is_none(category: str) -> None:
    assert not is_film((category,))


def test_channels_are_those_we_have_before_they_are_named_after_themselves() -> None:
    ids = channel_ids(
        ["C192.telerama", "ocs.city", "tf1.fr", "TF1-FR", "tf1 fr", "arte"],
        mapped={"C192.telerama": "tf1"},
        known={"ocs.city": "ocs-city", "arte": "arte"},
    )
    assert ids == {
        "C192.telerama": "tf1",
        "ocs.city": "ocs-city",
        "tf1.fr": "tf1-fr-826ffa73",
        "TF1-FR": "tf1-fr-a974d250",
        "tf1 fr": "tf1-fr-835ee859",
        "arte": "arte",
    }


def test_several_ids_of_a_source_may_be_one_channel_of_ours() -> None:
    ids = channel_ids(["tf1.hd", "tf1.sd"], mapped={"tf1.hd": "tf1", "tf1.sd": "tf1"}, known={})
    assert ids == {"tf1.hd": "tf1", "tf1.sd": "tf1"}


def test_a_name_that_is_given_already_is_not_given_again() -> None:
    assert channel_ids(["a", "x-2", "x.", "x"], mapped={"a": "x"}, known={}) == {
        "a": "x",
        "x-2": "x-2",
        "x.": "x-1723a68b",
        "x": "x-b1ba07e5",
    }


def test_a_name_that_another_channel_is_made_of_is_left_to_it() -> None:
    # "x-1723a68b" is what "x." would be called beside "x".
    ids = channel_ids(["x-1723a68b", "x.", "x"], mapped={}, known={})
    assert ids == {
        "x-1723a68b": "x-1723a68b",
        "x.": "x-b554475b9aa8e61bddbcb8acead7042c",
        "x": "x-b1ba07e5",
    }


def test_many_channels_of_one_name_are_named_in_no_time() -> None:
    ids = [f"x{'.' * n}" for n in range(3000)]
    assert len({*channel_ids(ids, mapped={}, known={}).values()}) == 3000


@given(st.lists(st.text(max_size=8), unique=True))
def test_each_channel_has_a_name_of_its_own(ids: list[str]) -> None:
    named = channel_ids(ids, mapped={}, known={})
    assert list(named) == ids
    assert len(set(named.values())) == len(ids)
    assert all(SAFE.fullmatch(name) for name in named.values())


THEIRS = st.text("aA/. +-é", min_size=1, max_size=4)


@given(st.lists(st.lists(THEIRS, unique=True, max_size=8), max_size=5), st.randoms())
def test_no_order_and_no_neighbour_makes_another_channel_of_one(
    guides: list[list[str]], chance: random.Random
) -> None:
    before: dict[str, tuple[str, ...]] = {}
    told: dict[str, str] = {}
    for guide in guides:
        ids = channel_ids(guide, mapped={}, known={}, before=before)
        shuffled = chance.sample(guide, len(guide))
        assert channel_ids(shuffled, mapped={}, known={}, before=before) == ids
        assert {one: told.get(one, own) for one, own in ids.items()} == ids
        told |= ids
        before |= {own: (one,) for one, own in ids.items()}
    assert len({*told.values()}) == len(told)


def test_a_channel_of_others_is_known_by_its_exact_id_alone() -> None:
    before = {"a-b": ("a/b",), "arte": ("ARTE.fr",)}
    ids = channel_ids(["a:b", "a-b", "ARTE.fr", "arte"], mapped={}, known={}, before=before)
    assert ids == {
        "a:b": "a-b-78d6dbab",
        "a-b": "a-b-ab260486",
        "ARTE.fr": "arte",
        "arte": "arte",
    }


def test_what_a_map_said_is_not_remembered_without_it() -> None:
    before = {"tf1": ("x.tf1",), "arte": ("x.arte",)}
    map_before = {"x.tf1"}
    ids = channel_ids(
        ["x.tf1", "x.arte"], mapped={}, known={}, before=before, mapped_before=map_before
    )
    assert ids == {"x.tf1": "x-tf1", "x.arte": "arte"}


def test_an_id_that_a_map_gave_too_stays_without_it() -> None:
    before = {"tf1-fr": ("tf1.fr",)}
    map_before = {"tf1.fr"}
    ids = channel_ids(["tf1.fr"], mapped={}, known={}, before=before, mapped_before=map_before)
    assert ids == {"tf1.fr": "tf1-fr"}
