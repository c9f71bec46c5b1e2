import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.model.airing import Status
from guide.model.catalogue import Catalogue, Credit, Episode, Series
from guide.model.found import Found
from guide.model.texts import Text
from guide.releases.release import Release
from tests.effort import effort
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    ULYSSE,
    Press,
    airing,
    catalogue,
    draft,
    some_day,
)
from tests.releases.imported import take_in
from tests.releases.test_ledger import as_of_another_layout

FIFTH = "le-cinquieme-element"
PORTE, PORTES, OTHER = "la-porte", "la-porte-du-ciel", "derriere-la-porte"
FILMS = (
    Episode(
        FIFTH,
        title=Text.of({"fr": "Le Cinquième Élément", "en": "The Fifth Element"}),
        original_title="Cinquante",
        genres=("science-fiction",),
        credits=(Credit("director", "Luc Besson"), Credit("actor", "Milla Jovovich", "Leeloo")),
    ),
    Episode(PORTE, title=Text.of({"fr": "La Porte"})),
    Episode(PORTES, title=Text.of({"fr": "La porte du ciel"})),
    Episode(OTHER, title=Text.of({"fr": "Derrière la porte"})),
    Episode("people", title=Text.of({"fr": "Gens"}), credits=(Credit("actor", "Élise La Porte"),)),
)
HUGO = (Credit("actor", "Hugo Becker", "Ulysse"),)


def trade() -> Catalogue:
    """Return the usual trade with films; people are told of the first episode of the series."""
    known = catalogue()
    first = replace(known.episodes[ULYSSE], credits=HUGO)
    second = replace(
        known.episodes[MARS],
        title=Text.of({"en": "A Story of Mars and Venus"}),
        credits=tuple(
            Credit("actor", one) for one in ("Christophe Vandevelde", "Côté Bodganov", "Ascaride")
        ),
    )
    films = {one.id: one for one in FILMS}
    return replace(known, episodes={**known.episodes, ULYSSE: first, MARS: second, **films})


@pytest.fixture
def release(press: Press) -> Release:
    return press.publish(draft(airing(id="premiere"), catalogue=trade()))


def names(found: list[Found]) -> list[str]:
    """Return the ids of what is found."""
    return [one.episode.id if one.episode else one.series.id if one.series else "" for one in found]


def found(release: Release, text: str, **options: int) -> list[str]:
    return names(release.search(text, now=EVENING, **options))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("missions", ["missions"]),
        ("MISSIONS", ["missions"]),
        ("mis", ["missions"]),
        ("cinquieme element", [FIFTH]),
        ("CINQUIÈME", [FIFTH]),
        ("fifth", [FIFTH]),
        ("element cinq", [FIFTH]),
        ("cinquante", [FIFTH]),
        ("besson", [FIFTH]),
        ("milla jov", [FIFTH]),
        ("science-fiction", [FIFTH]),
        ("ulysse", [ULYSSE]),
        ("hugo becker", [ULYSSE]),
        ('"le cinquième"', [FIFTH]),
        ('"element le"', []),
        ("invented", [FILM]),
        ("nothing like it", []),
        ("element fif", [FIFTH]),
        ("elem fifth", [FIFTH]),
        ("a story of mars and venus", [MARS]),
        ("a story of mars and pluto", []),
        ("ascaride nobody a story of mars", []),
        ("christophe vandevelde côté bodganov ascaride", [MARS]),
        ("", []),
        ("  ?! ", []),
    ],
)
def test_words_are_found_where_they_are(release: Release, text: str, expected: list[str]) -> None:
    assert found(release, text) == expected


def test_the_exact_title_comes_first_then_what_begins_so_then_the_rest(release: Release) -> None:
    assert found(release, "la porte") == [PORTE, PORTES, OTHER, "people"]
    assert found(release, "la porte", limit=2) == [PORTE, PORTES]


def test_of_equals_the_one_that_is_on_sooner_comes_first(press: Press) -> None:
    words = ("un", "deux", "trois", "quatre")
    films = {one: Episode(one, title=Text.of(f"Film {one}")) for one in words}
    airings = [airing("2017-06-03 20:00", of="un"), airing("2017-06-02 20:00", of="trois"),
               airing("2017-05-02 20:00", of="deux")]  # fmt: skip
    release = press.publish(draft(*airings, catalogue=replace(catalogue(), episodes=films)))
    assert found(release, "film") == ["trois", "un", "deux", "quatre"]


def test_an_airing_with_a_time_comes_before_one_that_has_but_its_day(press: Press) -> None:
    day, late = some_day("2017-06-02", of=ULYSSE, id="day"), airing("2017-06-02 23:10", id="late")
    vague = some_day("2017-06-02", of=PORTES, id="vague")
    film = airing("2017-06-02 22:00", of=OTHER, id="film")
    morrow = some_day("2017-06-03", of=PORTE, id="morrow")
    release = press.publish(draft(day, late, vague, film, morrow, catalogue=trade()))
    (one,) = release.search("missions", now=EVENING)
    assert one.listing
    assert one.listing.airing.id == "late"
    (one,) = release.search("missions", now=EVENING + dt.timedelta(hours=28))
    assert one.listing
    assert one.listing.airing.id == "day"
    assert found(release, "po") == [OTHER, PORTES, PORTE, "people"]


def test_what_is_found_comes_with_its_next_airing(press: Press) -> None:
    last = airing("2017-05-01 20:40", id="last")
    on_now = airing("2017-06-01 19:50", id="on-now")
    later = airing("2017-06-05 20:40", of=MARS, id="later")
    off = airing("2017-06-01 20:30", of=MARS, status=Status.CANCELLED, id="off")
    release = press.publish(draft(last, on_now, later, off))
    missions, mars = (release.search(text, now=EVENING)[0] for text in ("missions", "ulysse"))
    assert missions == Found(
        release.catalogue.series["missions"], None, release.listing("on-now"), ahead=True
    )
    assert mars == Found(
        release.catalogue.series["missions"],
        release.catalogue.episodes[ULYSSE],
        release.listing("on-now"),
        ahead=True,
    )
    after = EVENING + dt.timedelta(hours=1)
    (missions,) = release.search("missions", now=after)
    assert missions.listing == release.listing("later")
    (missions,) = release.search("missions", now=after + dt.timedelta(days=9))
    assert (missions.listing, missions.ahead) == (release.listing("later"), False)


def test_a_day_without_a_time_is_to_come_too(press: Press) -> None:
    release = press.publish(draft(some_day("2017-06-20", of=FILM, id="day")))
    (film,) = release.search("invented film", now=EVENING)
    assert (film.listing, film.ahead) == (release.listing("day"), True)


def test_what_was_never_on_has_no_airing(release: Release) -> None:
    (film,) = release.search("fifth", now=EVENING)
    assert (film.series, film.listing, film.ahead) == (None, None, False)


def test_the_search_follows_what_the_files_say(press: Press) -> None:
    press.publish(draft(airing(id="premiere"), catalogue=trade()))
    known = trade()
    renamed = replace(known.episodes[PORTE], title=Text.of({"fr": "Le Portail"}))
    odyssey = replace(known.episodes[ULYSSE], title=Text.of({"fr": "Odyssée"}), credits=())
    episodes = {**known.episodes, PORTE: renamed, ULYSSE: odyssey}
    del episodes[FIFTH]
    release = press.publish(
        draft(airing(id="premiere"), catalogue=replace(known, episodes=episodes))
    )
    texts = ("la porte", "portail", "fifth", "besson", "ulysse", "becker", "odyssee")
    assert [found(release, text) for text in texts] == [
        [PORTES, OTHER, "people"],
        [PORTE],
        [],
        [],
        [],
        [],
        [ULYSSE],
    ]


def test_what_only_history_speaks_of_is_not_found(press: Press) -> None:
    press.publish(draft(airing(id="premiere"), catalogue=trade()))
    press.now = EVENING + dt.timedelta(days=3)
    bare = press.publish(draft(catalogue=replace(catalogue(), series={}, seasons={}, episodes={})))
    assert (found(bare, "missions"), found(bare, "ulysse")) == ([], [])
    again = press.publish(draft(catalogue=trade()))
    assert (found(again, "missions"), found(again, "ulysse")) == (["missions"], [ULYSSE])


def test_imported_works_are_found_by_genres_that_their_parts_tell(press: Press) -> None:
    series = Series("journal", Text.of({"fr": "Le journal"}))
    part = Episode("journal/episode", series="journal", genres=("information",))
    press.publish(draft(catalogue=replace(catalogue(), series={"journal": series},
                                          seasons={}, episodes={part.id: part})))  # fmt: skip
    assert found(press.release(), "information") == ["journal"]


def test_over_another_layout_everything_is_found_again(press: Press) -> None:
    what = draft(airing(id="premiere"), catalogue=trade())
    press.publish(what)
    take_in(press)
    as_of_another_layout(press)
    release = press.publish(what)
    assert found(release, "cinquieme element") == ["le-cinquieme-element-1997", FIFTH]
    assert found(release, "journal") == ["le-journal"]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300) | st.text("\"*:^(){}+-/\\ANDORNEAR \0,'é", max_size=60))
def test_nothing_that_is_typed_is_an_error(release: Release, text: str) -> None:
    assert isinstance(release.search(text, now=EVENING), list)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a " * 500_000, '"' * 10_000, "é*" * 9_999])
def test_nothing_that_is_typed_takes_long(release: Release, text: str) -> None:
    assert effort(lambda: release.search(text, now=EVENING)) < 2
