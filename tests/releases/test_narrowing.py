import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.model.airing import ShowingKind, Status, Version
from guide.model.catalogue import Catalogue, Credit, Episode, Series
from guide.model.found import Narrowing, Searched
from guide.model.texts import Text
from guide.releases import narrowing
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

WESTERN, OPERA = "le-western", "l-opera"
ANYTHING = Narrowing()


def trade() -> Catalogue:
    """Return the usual trade with two films; the series is one of science fiction."""
    known = catalogue()
    films = (
        Episode(WESTERN, title=Text.of({"fr": "Mission à Élan"}), genres=("western",),
                credits=(Credit("director", "Ève Ülysse"),)),
        Episode(OPERA, title=Text.of({"fr": "Opéra"}), genres=("opera",)),
    )  # fmt: skip
    series = Series("missions", Text.of({"fr": "Missions"}), genres=("science fiction",))
    return replace(
        known,
        series={"missions": series},
        episodes={**known.episodes, **{one.id: one for one in films}},
    )


@pytest.fixture
def release(press: Press) -> Release:
    versions = {
        "described": Version(audio_description=True),
        "read": Version(subtitles=("fr",)),
        "deaf": Version(hard_of_hearing=True),
        "vost": Version("VOST", audio=("en",)),
        "picture": Version(in_picture=("fr",)),
    }
    airings = [
        airing("2017-05-01 20:40", id="past"),
        airing("2017-06-01 19:50", on="max", of=WESTERN, minutes=60, id="running"),
        airing("2017-06-01 20:40", id="next", showing_override=ShowingKind.REPEAT),
        airing("2017-06-02 20:40", id="vost", version=versions["vost"]),
        airing("2017-06-03 20:40", on="max", id="described", version=versions["described"]),
        airing("2017-06-04 20:40", id="read", version=versions["read"]),
        airing("2017-06-05 20:40", on="far", of=MARS, id="deaf", version=versions["deaf"]),
        airing("2017-06-06 20:40", of=WESTERN, id="picture", version=versions["picture"]),
        airing("2017-05-02 20:40", on="far", of=OPERA, id="opera"),
        airing("2017-06-03 12:00", of=OPERA, id="off", status=Status.CANCELLED,
               version=versions["vost"]),
        some_day("2017-06-09", of=MARS, id="day"),
    ]  # fmt: skip
    return press.publish(draft(*airings, catalogue=trade()))


def told(searched: Searched) -> list[str]:
    """Return the ids of the airings that a search found, those that are past in brackets."""
    return [
        (one.listing.airing.id if one.ahead else f"({one.listing.airing.id})")
        if one.listing
        else "none"
        for one in searched.found
    ]


def asked(release: Release, text: str, wanted: Narrowing = ANYTHING) -> list[str]:
    return told(release.narrowed(text, wanted, now=EVENING))


def is_western(genre: str) -> bool:
    return genre == "western"


def test_what_comes_is_told_before_what_is_past_and_what_never_was(release: Release) -> None:
    assert asked(release, "o") == ["(opera)"]
    searched = release.narrowed("missions opera", ANYTHING, now=EVENING + dt.timedelta(days=6))
    # Nothing has both words: what has either counts.
    assert told(searched) == ["day", "(opera)"]
    assert asked(release, "invented") == ["none"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ANYTHING, ["running", "next"]),
        (Narrowing(first_run=True), ["running", "deaf"]),
        (Narrowing(audio_description=True), ["described"]),
        (Narrowing(subtitles=True), ["read"]),
        (Narrowing(vost=True), ["vost", "picture"]),
        (Narrowing(vost=True, subtitles=True), []),
        (Narrowing("max"), ["running", "described"]),
        (Narrowing("far"), ["deaf"]),
        (Narrowing("far", audio_description=True), []),
        (Narrowing(genre=is_western), ["running"]),
        (Narrowing("city", genre=is_western), ["picture"]),
        (Narrowing("nowhere"), []),
    ],
)
def test_a_word_is_looked_for_among_the_airings_wanted(
    release: Release, wanted: Narrowing, expected: list[str]
) -> None:
    assert asked(release, "mission", wanted) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ANYTHING, []),
        (Narrowing("max"), ["running", "described"]),
        (Narrowing(audio_description=True), ["described"]),
        (Narrowing(vost=True), ["vost", "picture"]),
        (Narrowing(subtitles=True), ["read", "deaf"]),
        (Narrowing(genre=is_western), ["running", "picture"]),
    ],
)
def test_without_a_word_what_is_on_and_comes_is_listed(
    release: Release, wanted: Narrowing, expected: list[str]
) -> None:
    searched = release.narrowed("", wanted, now=EVENING)
    assert (told(searched), searched.whole, searched.until) == (expected, True, None)


def test_people_parts_and_titles_are_found_on_a_channel_whatever_the_accents(
    release: Release,
) -> None:
    assert asked(release, "ulysse", Narrowing("max")) == ["running", "described"]
    assert asked(release, "elan", Narrowing("city")) == ["picture"]
    assert asked(release, "MISSIONS", Narrowing("far")) == ["deaf"]


def test_on_a_channel_what_is_past_comes_last(release: Release) -> None:
    assert asked(release, "opera", Narrowing("far")) == ["(opera)"]
    assert asked(release, "opera", Narrowing("city")) == []


def test_pages_are_cut_out_of_what_is_counted(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = [release.narrowed("m", ANYTHING, now=EVENING, first=at, most=1) for at in (0, 1)]
    assert [told(one) for one in everything] == [["running"], ["next"]]
    assert {(one.count, one.cut, one.whole) for one in everything} == {(2, False, True)}
    monkeypatch.setattr(narrowing, "MOST_COUNTED", 1)
    cut = release.narrowed("m", ANYTHING, now=EVENING)
    assert (told(cut), cut.count, cut.cut) == (["running"], 1, True)


def test_a_list_goes_on_where_it_was_not_looked_through(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "OF_ALL", 3)
    wanted = Narrowing(vost=True)
    searched = release.narrowed("", wanted, now=EVENING)
    until = dt.datetime(2017, 6, 2, 18, 40, tzinfo=dt.UTC)
    assert (told(searched), searched.whole, searched.until) == (["vost"], False, until)
    pages = []
    while searched.after:
        searched = release.listed(wanted, now=EVENING, after=searched.after)
        pages.append(told(searched))
    assert pages == [[], ["picture"], []]


def test_a_list_shows_so_much_at_once_and_goes_on_after_it(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = asked(release, "", Narrowing("city", first_run=False))
    monkeypatch.setattr(narrowing, "MOST_LISTED", 1)
    searched = release.narrowed("", Narrowing("city"), now=EVENING)
    listed = told(searched)
    while searched.after:
        searched = release.listed(Narrowing("city"), now=EVENING, after=searched.after)
        listed += told(searched)
    assert listed == whole
    assert len(whole) == 5


def test_common_words_are_found_on_a_channel_by_its_titles(press: Press) -> None:
    names = [f"film-{at:03}" for at in range(200)]
    films = {one: Episode(one, title=Text.of({"fr": "Journal"})) for one in names}
    known = replace(catalogue(), episodes=films, series={}, seasons={})
    others = [airing("2017-06-01 20:40", on="far", of=one, id=one) for one in names[1:]]
    mine = airing("2017-06-01 21:40", of=names[0], id="mine")
    release = press.publish(draft(mine, *others, catalogue=known))
    searched = release.narrowed("journal", Narrowing("city"), now=EVENING)
    assert (told(searched), searched.whole) == (["mine"], False)


def test_what_only_history_speaks_of_is_no_result_of_a_channel(press: Press) -> None:
    press.publish(draft(airing(of=FILM, id="film"), catalogue=trade()))
    press.now = EVENING + dt.timedelta(days=3)
    bare = replace(trade(), episodes={ULYSSE: trade().episodes[ULYSSE]})
    release = press.publish(draft(catalogue=bare))
    wanted = Narrowing("city")
    assert told(release.narrowed("invented", wanted, now=press.now)) == []
    assert told(release.narrowed("", wanted, now=EVENING)) == []


FILTERS = st.builds(
    Narrowing,
    channel=st.sampled_from(["", "city", "max", "nowhere", "'; DROP"]),
    first_run=st.booleans(),
    audio_description=st.booleans(),
    subtitles=st.booleans(),
    vost=st.booleans(),
    genre=st.sampled_from([None, is_western]),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("\"*:^(){}+-/\\ANDORNEAR \0,'ém", max_size=60), FILTERS)
def test_whatever_is_asked_is_no_error_and_keeps_its_count(
    release: Release, text: str, wanted: Narrowing
) -> None:
    searched = release.narrowed(text, wanted, now=EVENING)
    assert len(searched.found) == min(searched.count, 20)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a " * 500_000, "é*" * 9_999])
def test_nothing_that_is_typed_takes_long(release: Release, text: str) -> None:
    wanted = Narrowing("city", vost=True)
    assert effort(lambda: release.narrowed(text, wanted, now=EVENING)) < 2
