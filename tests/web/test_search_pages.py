"""Searches as a visitor types them: every state is an address, without JavaScript."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

from guide.model.airing import Version
from guide.model.catalogue import Catalogue, Episode
from guide.model.draft import Draft
from guide.model.texts import Text
from tests.effort import effort
from tests.releases.builders import FILM, airing, paris
from tests.web.looking import elements, links, parsed, text_of
from tests.web.test_pages import lines, page, section
from tests.web.world import BASE, World, evening_draft, trade

FILMS = [f"cinema-{number:02}" for number in range(75)]


def address(language: str = "en", **asked: str) -> str:
    return f"/{language}/search?{urlencode(asked)}"


def main(client: Client, path: str) -> str:
    return text_of(elements(parsed(page(client, path)), "main")[0])


@pytest.fixture
def described(world: World) -> Client:
    """Return a guide with a described film tomorrow and one in VOST."""
    film = replace(trade().episodes[FILM], genres=("film",))
    known = trade()
    known = replace(known, episodes={**known.episodes, FILM: film})
    world.publish(
        evening_draft(
            airing("2017-06-02 20:40", of=FILM, id="described",
                   version=Version(audio_description=True)),
            airing("2017-06-03 20:40", of=FILM, id="vost", version=Version("VOST")),
            of=known,
        )
    )  # fmt: skip
    return world.client()


def test_coming_airings_are_told_before_past_ones(world: World) -> None:
    client = world.client()
    found = lines(page(client, address(q="night talk")))
    assert found == [
        (
            "22:30 today Night Talk Talk show · OCS Max · "
            "next airing – Night Talk, Thursday 1 June 2017, 22:30, Paris time First run"
        )
    ]
    world.now.at = paris("2017-06-05 12:00")
    text = page(client, address(q="t"))
    assert section(text, "past").startswith(
        "Already broadcast 01:15 night of Thursday 1 to Friday 2 June 2017 The Invented Film "
        "OCS Max · last airing"
    )


def test_a_series_leads_to_its_page_and_to_its_next_airing(client: Client) -> None:
    text = page(client, address(q="missions"))
    assert "1 result" in text
    assert section(text, "coming").startswith(
        "On now and coming 20:40 today Missions a series · OCS City · next airing (S1 E1)"
    )
    assert {"/en/series/missions/", "/en/airings/ulysse"} <= set(links(parsed(text)))


def test_accents_and_capitals_do_not_matter_in_either_language(client: Client) -> None:
    for language in ("fr", "en"):
        assert "/airings/ulysse" in page(client, address(language, q="ULYSSÉ"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "film"}, ["film"]),
        ({"q": "film", "audio_description": "1"}, ["described"]),
        ({"q": "film", "vost": "1"}, ["vost"]),
        ({"q": "film", "channel": "city"}, ["described"]),
        ({"q": "film", "channel": "far"}, []),
        ({"q": "film", "genre": "film"}, ["film"]),
        ({"q": "film", "genre": "sport"}, []),
        ({"genre": "film"}, ["film", "night-film", "described", "vost"]),
        ({"genre": "film", "channel": "city"}, ["described", "vost"]),
        ({"channel": "city", "first_run": "1"}, ["ulysse", "mars", "second"]),
        ({"vost": "1"}, ["vost"]),
        ({"subtitles": "1"}, []),
        ({"subtitles": "0", "q": "film"}, ["film"]),
    ],
)
def test_filters_are_part_of_the_address(
    described: Client, asked: dict[str, str], expected: list[str]
) -> None:
    found = links(parsed(page(described, address(**asked))))
    shown = [one.rpartition("/")[2] for one in found if "/airings/" in one]
    assert shown == expected


def test_the_form_shows_what_was_asked_and_changing_the_zone_keeps_it(described: Client) -> None:
    path = address(q="film", genre="film", channel="city", vost="1", zone="Asia/Tokyo")
    document = parsed(page(described, path))
    fields = {one.get("name"): one.get("value") for one in elements(document, "input")
              if one.get("type") == "search" and one.get("id") == "q"}  # fmt: skip
    chosen = [one.get("value") or text_of(one) for one in elements(document, "option")
              if one.get("selected") is not None]  # fmt: skip
    ticked = [
        one.get("name") for one in elements(document, "input") if one.get("checked") is not None
    ]
    kept = {(one.get("name"), one.get("value")) for one in elements(document, "input")
            if one.get("type") == "hidden"}  # fmt: skip
    assert (fields, ticked) == ({"q": "film"}, ["vost"])
    assert {"film", "city", "Asia/Tokyo"} <= set(chosen)
    assert {("q", "film"), ("genre", "film"), ("channel", "city"), ("vost", "1")} <= kept
    (tongue,) = [one for one in elements(document, "a") if one.get("hreflang") == "fr"]
    assert tongue.get("href") == "/fr" + path.removeprefix("/en").replace(
        "q=film&genre=film&channel=city&vost=1&zone=Asia%2FTokyo",
        "channel=city&genre=film&q=film&vost=1&zone=Asia%2FTokyo",
    )


def cinema() -> Catalogue:
    films = {one: Episode(one, title=Text.of({"fr": f"Cinéma {one[-2:]}"})) for one in FILMS}
    return replace(trade(), episodes=films, series={}, seasons={})


@pytest.fixture
def many(tmp_path: Path) -> Client:
    """Return a guide of nothing but films, one after the other."""
    begins, hour = paris("2017-06-02 08:00"), dt.timedelta(hours=1)
    shown = [
        replace(
            airing(of=one, id=f"on-{one}", minutes=60),
            starts=begins + n * hour,
            ends=begins + (n + 1) * hour,
        )
        for n, one in enumerate(FILMS)
    ]
    (tmp_path / "many").mkdir()
    world = World(tmp_path / "many")
    dated = [replace(one, date=(one.starts or begins).date()) for one in shown]
    world.publish(Draft(cinema(), tuple(dated), files={"a.yaml": b"# many\n"}))
    return world.client()


def test_of_many_results_no_more_is_claimed_than_was_counted(many: Client) -> None:
    pages = [page(many, address(q="cinema", page=str(n))) for n in (1, 2, 3)]
    assert all("More than 60 results" in text for text in pages)
    assert [len(lines(text)) for text in pages] == [20, 20, 20]
    (nav,) = [one for one in elements(parsed(pages[1]), "nav") if one.get("aria-label") == "Pages"]
    assert text_of(nav) == "Previous page Page 2 of 3 (results 21 to 40 of 60) Next page"
    assert [one.get("href") for one in elements(nav, "a")] == [
        "/en/search?q=cinema",
        "/en/search?page=3&q=cinema",
    ]
    assert many.get(address(q="cinema", page="4"), base_url=BASE).status_code == 404


def test_a_list_without_words_goes_on_to_its_end(many: Client) -> None:
    path, shown = address(channel="city"), list[str]()
    while path:
        text = page(many, path)
        found = links(parsed(text))
        shown += [one.rpartition("/")[2] for one in found if "/airings/" in one]
        path = next((one for one in found if "after=" in one and one.startswith("/en/")), "")
    assert [one for one in shown if one.startswith("on-")] == [f"on-{one}" for one in FILMS]


def test_an_empty_answer_is_kind_and_leads_on(client: Client) -> None:
    text = page(client, address(q="nothing like it"))
    assert "Nothing was found." in text
    assert "Try fewer or shorter words" in text
    assert {"/en/series/", "/en/channels/", "/en/tonight"} <= set(links(parsed(text)))


def test_without_a_question_nothing_is_claimed(client: Client) -> None:
    for path in ("/en/search", "/en/search?q=", "/en/search?q=%20%09"):
        text = main(client, path)
        assert "Without words, a genre, a channel or a tick lists what is on and comes." in text
        assert "result" not in text


def test_searches_are_found_by_no_other_search(client: Client) -> None:
    for path in ("/en/search", address(q="missions")):
        names = {
            one.get("name"): one.get("content")
            for one in elements(parsed(page(client, path)), "meta")
        }
        assert names["robots"] == "noindex"


def test_every_page_has_a_search_field(client: Client) -> None:
    for path in ("/en/", "/en/tonight", "/en/nothing", "/en/search"):
        document = parsed(client.get(path, base_url=BASE).text)
        (form,) = [one for one in elements(document, "form") if one.get("role") == "search"]
        (field,) = [one for one in elements(form, "input") if one.get("type") == "search"]
        (label,) = elements(form, "label")
        assert (form.get("action"), form.get("method")) == ("/en/search", "get")
        assert (field.get("name"), field.get("id")) == ("q", label.get("for"))
        assert text_of(label) == "Search the guide"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"genre": "nonsense", "q": "x"}, "genre: choose one"),
        ({"channel": "nowhere", "q": "x"}, "channel: this guide has none of that name."),
        ({"channel": "city", "after": "1-2"}, "after: start from the first page"),
        ({"channel": "city", "after": "-1-2-3"}, "after: start from the first page"),
    ],
)
def test_what_the_form_does_not_offer_is_named(
    client: Client, asked: dict[str, str], told: str
) -> None:
    answer = client.get(address(**asked), base_url=BASE)
    assert answer.status_code == 400
    assert told in answer.text


def test_a_search_of_ten_thousand_letters_is_refused_kindly_and_at_once(client: Client) -> None:
    path = address("fr", q="a" * 10_000)
    answer = client.get(path, base_url=BASE)
    assert answer.status_code == 414
    assert "quelques mots suffisent" in text_of(elements(parsed(answer.text), "main")[0])
    # A yardstick is ten milliseconds.
    assert effort(lambda: client.get(path, base_url=BASE)) < 5


def test_a_long_search_says_how_much_of_it_is_looked_for(client: Client) -> None:
    text = main(client, address(q="a" * 1_500))
    assert "Only the first 200 letters are looked for" in text


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "*",
        "AND OR NOT",
        "title:x",
        "\0",
        "%",
        "<script>alert(1)</script>",
        "\u202eevil",
        "a" * 500,
    ],
)
def test_nothing_that_is_typed_fails_or_runs(client: Client, text: str) -> None:
    document = parsed(page(client, address(q=text)))
    assert not [
        one for one in elements(document, "script") if not one.get("src") and not one.get("type")
    ]


def test_broken_codes_in_the_address_are_a_search_like_any(client: Client) -> None:
    for query in ("q=%ff%fe", "q=%", "q=%zz", "q=a&q=b", "&&&q", "q[]=1"):
        assert client.get(f"/en/search?{query}", base_url=BASE).status_code == 200, query
