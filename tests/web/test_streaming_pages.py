import datetime as dt
from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Platform
from guide.model.draft import Draft
from guide.model.precision import Precision, When
from guide.model.target import Target, TargetKind
from guide.model.window import Window, WindowRule
from guide.web.feeds import calendar
from tests.releases.builders import FILM, MARS, ULYSSE, paris
from tests.web.looking import elements, links, parsed, text_of
from tests.web.test_pages import lines, page, section
from tests.web.world import BASE, SITE, World, airings, trade

MONTH = dt.timedelta(days=30)


def day(date: str) -> When:
    return When(Precision.DAY, dt.date.fromisoformat(date))


def moment(text: str) -> When:
    at = paris(text)
    return When(Precision.TIME, at.date(), at)


def published(world: World, *windows: Window) -> Client:
    known = trade()
    tele = Platform("tele", "Télé", "Asia/Tokyo", url="https://example.org/tele")
    known = replace(known, platforms=known.platforms | {"tele": tele})
    world.publish(Draft(known, tuple(airings()), windows, files={"a.yaml": b"# streaming\n"}))
    return world.client()


@pytest.fixture
def client(world: World) -> Client:
    return published(
        world,
        Window("missions/season-1", "go", day("2017-06-01"), url="https://example.org/go"),
        Window(FILM, "go", moment("2017-05-01 20:40"), moment("2017-06-08 20:40")),
        Window("talk", "tele", day("2017-05-20"), day("2017-06-10")),
        Window(MARS, "tele", moment("2017-06-03 20:00")),
    )


def test_what_is_new_what_comes_what_leaves_and_what_is_there(client: Client) -> None:
    text = page(client, "/en/streaming")
    assert section(text, "new") == (
        "New on the platforms in the last two weeks "
        "Thu 1 June Missions season 1 OCS Go · Available since Thursday 1 June 2017 "
        "Remind me – Missions season 1 "
        "Sat 20 May Night Talk Télé · Available until the end of Friday 9 June 2017"
    )
    assert section(text, "coming") == (
        "Coming within thirty days Sun 4 June Missions S1 E2 "
        "Télé · From Sunday 4 June 2017, 03:00, Tokyo time Remind me – Missions S1 E2"
    )
    assert section(text, "leaving") == (
        "Leaving soon within two weeks "
        "Thu 8 June The Invented Film OCS Go · Available until Thursday 8 June 2017, 20:40 "
        "Fri 9 June Night Talk Télé · Available until the end of Friday 9 June 2017"
    )
    headings = [text_of(one) for one in elements(parsed(text), "h3")]
    assert headings == ["OCS Go", "Télé"]
    assert "Missions" in section(text, "there")


def test_it_is_gone_to_the_minute(world: World, client: Client) -> None:
    world.now.at = paris("2017-06-08 20:39")
    assert "The Invented Film" in section(page(client, "/en/streaming"), "there")
    film = page(client, f"/en/episodes/{FILM}")
    assert "available until Thursday 8 June 2017, 20:40" in film
    world.now.at = paris("2017-06-08 20:40")
    assert "The Invented Film" not in text_of(parsed(page(client, "/en/streaming")))
    assert "available until" not in page(client, f"/en/episodes/{FILM}")


def test_french_says_until_when_it_is_there(client: Client) -> None:
    text = page(client, "/fr/streaming")
    assert "Disponible jusqu’au jeudi 8 juin 2017 à 20h40" in text
    assert "Disponible jusqu’au vendredi 9 juin 2017 inclus" in text


def test_a_window_that_follows_an_airing_is_told_by_its_moment(world: World) -> None:
    rule = WindowRule(lasts=dt.timedelta(days=7))
    client = published(world, Window(ULYSSE, "go", rule=rule))
    world.now.at = paris("2017-06-01 20:40")
    assert section(page(client, "/en/streaming"), "new").endswith(
        "Missions S1 E1 “Ulysse” OCS Go · Available until Thursday 8 June 2017, 20:40 "
        "Remind me – Missions S1 E1 “Ulysse”"
    )


def test_one_platform_is_an_address(client: Client) -> None:
    text = page(client, "/en/streaming?platform=tele")
    assert text_of(elements(parsed(text), "h1")[0]) == "Streaming on Télé"
    assert [line.split(" Télé")[0] for line in lines(text)] == [
        "Sat 20 May Night Talk",
        "Sun 4 June Missions S1 E2",
        "Fri 9 June Night Talk",
        "Sat 20 May Night Talk",
    ]
    tongue = [one for one in elements(parsed(text), "a") if one.get("hreflang") == "fr"]
    assert [one.get("href") for one in tongue] == ["/fr/streaming?platform=tele"]
    missing = client.get("/en/streaming?platform=none", base_url=BASE)
    assert missing.status_code == 404
    assert "no such platform" in missing.text


def test_the_page_leads_to_episodes_feed_and_reminders(client: Client) -> None:
    found = links(parsed(page(client, "/en/streaming")))
    asked = "&kind=streaming&kind=leaving"
    assert {
        "/en/series/missions/season-1/",
        f"/en/series/{MARS}",
        f"/en/episodes/{FILM}",
        "https://example.org/go",
        "webcal://guide.test/feeds/streaming.ics?lang=en",
        f"/en/subscribe?target=bouquets/ocs{asked}",
        f"/en/subscribe?target=series/missions/season-1{asked}",
    } <= set(found)


def test_page_and_calendar_say_the_same_days(world: World, client: Client) -> None:
    release = world.library.current()
    assert release is not None
    feed = calendar(Target(TargetKind.STREAMING), release, {"lang": "en"},
                    site=SITE, now=world.now())  # fmt: skip
    unfolded = feed.get_data(as_text=True).replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20170609" in unfolded
    assert "There until Thursday 8 June 2017\\, 20:40" in unfolded


def test_a_long_list_has_pages(world: World) -> None:
    known = trade()
    films = {f"film-{n:02}": replace(known.episodes[FILM], id=f"film-{n:02}") for n in range(60)}
    many = replace(known, episodes={**known.episodes, **films})
    windows = [Window(one, "go", day("2017-01-01")) for one in films]
    world.publish(Draft(many, (), tuple(windows), files={"a.yaml": b"# many\n"}))
    client = world.client()
    first, second = (lines(page(client, f"/en/streaming?page={n}")) for n in (1, 2))
    assert (len(first), len(second)) == (50, 10)
    assert "Leaving soon" not in page(client, "/en/streaming?page=2")
    assert client.get("/en/streaming?page=3", base_url=BASE).status_code == 404


def test_a_guide_without_platforms_says_so(world: World) -> None:
    client = published(world)
    text = page(client, "/en/streaming")
    assert "Nothing is known to be on a platform now." in section(text, "there")
    assert "streaming" not in [one.get("aria-labelledby") for one in parsed(page(client, "/en/"))]
