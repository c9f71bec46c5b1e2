"""Pages that stay: of episodes for life, of what has left the guide, and at other addresses."""

import datetime as dt
from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Channel, Episode, Season, Series
from guide.model.draft import Draft
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.texts import Text
from guide.model.window import Window
from tests.releases.builders import FILM, ULYSSE, airing
from tests.web.looking import elements, links, parsed, text_of
from tests.web.world import BASE, World, airings, evening_draft, trade


def main(client: Client, address: str) -> str:
    response = client.get(address, base_url=BASE)
    assert response.status_code == 200, address
    return text_of(elements(parsed(response.text), "main")[0])


def guide_links(client: Client, address: str) -> list[str]:
    found = links(parsed(client.get(address, base_url=BASE).text))
    return [one for one in found if one.startswith("/en/")]


@pytest.fixture
def left(world: World) -> World:
    """Return a guide that a series and a channel have left: one episode was shown, one was not."""
    world.now.at = dt.datetime(2017, 6, 2, 12, tzinfo=dt.UTC)
    known = trade()
    kept = replace(
        known,
        channels={key: one for key, one in known.channels.items() if key != "city"},
        series={},
        seasons={},
        episodes={key: one for key, one in known.episodes.items() if not one.series},
    )
    still = tuple(one for one in airings() if one.episode in kept.episodes)
    world.publish(Draft(kept, still, (), files={"a.yaml": b"# less\n"}))
    return world


def test_what_has_left_the_guide_is_gone_in_the_look_of_the_site(left: World) -> None:
    client = left.client()
    said = {
        "/fr/series/missions/": "Cette série a quitté le guide.",
        "/fr/series/missions/season-1/": "Cette saison a quitté le guide.",
        "/fr/series/missions/season-2/episode-1": "Ce programme a quitté le guide avant",
        "/fr/channels/city/": "Cette chaîne a quitté le guide.",
        "/fr/channels/city/2017-06-01": "Cette chaîne a quitté le guide.",
        "/fr/channels/city/week/2017-W22": "Cette chaîne a quitté le guide.",
    }
    for address, sentence in said.items():
        answer = client.get(address, base_url=BASE)
        assert (answer.status_code, answer.mimetype) == (410, "text/html"), address
        assert sentence in answer.text
    assert client.get("/fr/series/never/", base_url=BASE).status_code == 404
    never = client.get("/fr/series/missions/season-1/episode-7", base_url=BASE)
    assert never.status_code == 404


def test_an_episode_that_was_shown_keeps_its_page_for_life(left: World) -> None:
    client, address = left.client(), f"/en/series/{ULYSSE}"
    told = main(client, address)
    assert told.startswith("Missions season 1 Episode 1 “Ulysse”")
    assert "Its page stays, with what was shown." in told
    assert "Already shown Times: Paris time 20:40 until 21:06 Thursday 1 June 2017 OCS City" in told


def test_no_page_leads_to_what_has_left_the_guide(left: World) -> None:
    client = left.client()
    for address in (f"/en/series/{ULYSSE}", "/en/airings/ulysse", "/en/airings/second"):
        for link in guide_links(client, address):
            assert client.get(link, base_url=BASE).status_code == 200, (address, link)


def test_another_name_of_a_channel_leads_to_its_pages(world: World) -> None:
    known = trade()
    city = replace(known.channels["city"], aliases=("OCSCity.fr", "C12.example"))
    world.publish(evening_draft(of=replace(known, channels=known.channels | {"city": city})))
    client = world.client()
    for alias in city.aliases:
        for rest in ("", "2017-06-01", "week/2017-W22"):
            answer = client.get(f"/en/channels/{alias}/{rest}?zone=Asia/Tokyo", base_url=BASE)
            assert answer.status_code == 301, (alias, rest)
            moved = f"/en/channels/city/{rest}?zone=Asia%2FTokyo"
            assert answer.headers["Location"] == moved
    evil = client.get("/en/channels/C12.example/%0d%0aSet-Cookie:a=b", base_url=BASE)
    assert (evil.status_code, "Set-Cookie" in evil.headers) == (301, False)


def test_an_episode_of_a_season_has_one_address(client: Client) -> None:
    answer = client.get(f"/en/episodes/{ULYSSE}", base_url=BASE)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/series/{ULYSSE}")


def test_an_episode_tells_what_is_coming_before_what_was_shown(world: World) -> None:
    world.publish(
        evening_draft(
            airing("2017-05-01 20:40", id="old"), airing("2017-07-01 20:40", on="max", id="new")
        )
    )
    told = "Coming" + main(world.client(), f"/en/series/{ULYSSE}").partition("Coming")[2]
    order = ["Coming", "1 June 2017", "1 July 2017", "Already shown", "1 May 2017"]
    places = [told.index(one) for one in order]
    assert places == sorted(places)
    assert "/en/series/missions/season-1/episode-2" in guide_links(
        world.client(), f"/en/series/{ULYSSE}"
    )


def test_a_series_tells_its_windows_what_comes_and_what_was_shown(world: World) -> None:
    opens = When(Precision.QUARTER, dt.date(2018, 1, 1))
    draft = evening_draft(airing("2017-05-01 20:40", id="old"))
    world.publish(replace(draft, windows=(Window("missions", "go", opens),)))
    told = main(world.client(), "/en/series/missions/")
    assert "Streaming OCS Go expected: 1st quarter 2018" in told
    last = told.partition("Last shown ")[2]
    assert last.startswith("20:40 until 21:06 Monday 1 May 2017 Missions S1 E1 “Ulysse” OCS City")


@pytest.mark.parametrize(
    ("announced", "said"),
    [
        (NOT_DATED, "ordered, no date yet"),
        (When(Precision.YEAR, dt.date(2018, 1, 1)), "in 2018"),
        (When(Precision.QUARTER, dt.date(2018, 1, 1)), "1st quarter 2018"),
        (When(Precision.MONTH, dt.date(2018, 3, 1)), "March 2018"),
    ],
)
def test_what_is_announced_is_told_as_precisely_as_it_is_known(
    world: World, announced: When, said: str
) -> None:
    known = trade()
    third = Season("missions", 3, announced=announced)
    part = Episode("missions/season-3/episode-1", series="missions", season=3, number=1)
    world.publish(
        evening_draft(
            of=replace(
                known,
                seasons={**known.seasons, third.id: third},
                episodes={**known.episodes, part.id: part},
            )
        )
    )
    client = world.client()
    assert said in main(client, "/en/series/missions/")
    assert main(client, "/en/series/missions/season-3/").startswith(f"Missions season 3 {said}")
    assert f"season 3: {said}" in main(client, "/en/series/missions/season-3/episode-1")


def test_an_airing_tells_of_its_work_and_marks_foreign_words(world: World) -> None:
    known = trade()
    series = Series(
        "missions",
        Text.of({"fr": "Missions"}),
        original_title="Mission Mars",
        original_language="de",
        countries=("FR",),
    )
    talk = replace(known.episodes["talk"], original_title="Nachtgespräch", original_language="de")
    world.publish(
        evening_draft(
            of=replace(
                known, series={"missions": series}, episodes={**known.episodes, "talk": talk}
            )
        )
    )
    client = world.client()
    text = client.get("/en/airings/talk", base_url=BASE).text
    assert '<dd><span lang="de">Nachtgespräch</span></dd>' in text
    told = main(client, "/en/airings/ulysse")
    assert "CountryFrance" in told
    assert "Mission Mars" in told
    assert {
        "/en/series/missions/",
        "/en/series/missions/season-1/",
        f"/en/series/{ULYSSE}",
        "/en/channels/city/2017-06-01",
    } <= set(guide_links(client, "/en/airings/ulysse"))


def test_a_synopsis_stays_behind_its_disclosure(client: Client) -> None:
    for address in (f"/en/episodes/{FILM}", "/en/airings/film"):
        document = parsed(client.get(address, base_url=BASE).text)
        assert "They all live." in text_of(elements(document, "details")[0])
        assert client.get(address, base_url=BASE).text.count("They all live.") <= 2


def test_pages_beyond_the_end_are_told_as_such(client: Client) -> None:
    for address in (
        "/en/series/missions/?page=2",
        "/en/series/missions/season-1/?page=2",
        f"/en/series/{ULYSSE}?page=99",
        f"/en/episodes/{FILM}?page=x",
        "/en/channels/?page=0",
    ):
        answer = client.get(address, base_url=BASE)
        assert (answer.status_code, "no such page" in answer.text) == (404, True), address


def test_a_long_season_is_cut_into_pages(world: World) -> None:
    known = trade()
    parts = [
        Episode(f"missions/season-4/episode-{n}", series="missions", season=4, number=n)
        for n in range(1, 121)
    ]
    whole = replace(
        known,
        channels=known.channels | {"x": Channel("x", "X", "Europe/Paris")},
        seasons={**known.seasons, "missions/season-4": Season("missions", 4, count=130)},
        episodes={**known.episodes, **{one.id: one for one in parts}},
    )
    world.publish(evening_draft(of=whole))
    client = world.client()
    first, last = (
        main(client, f"/en/series/missions/season-4/{query}") for query in ("", "?page=3")
    )
    assert "S4 E50" in first
    assert "S4 E51" not in first
    assert "S4 E120" in last
    assert "10 further episodes are ordered" in last
