import datetime as dt
from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.model.draft import Draft
from tests.web.looking import elements, parsed, text_of
from tests.web.test_escape import PAYLOADS, poisoned, shape
from tests.web.test_every_address import addresses
from tests.web.world import BASE, World, evening_draft

CHANNEL, SERIES = "/embed/channels/city", "/embed/series/missions"
UNTIMED = "Thursday 8 June 2017 time to be confirmed S1 E2 OCS City To be confirmed First run"
NIGHT = dt.datetime(2017, 6, 1, 22, tzinfo=dt.UTC)


def lines(client: Client, address: str) -> list[tuple[str, list[str]]]:
    """Return each list of a small page: its heading, and its lines."""
    document = parsed(client.get(address, base_url=BASE).text)
    heads = [text_of(one) for one in elements(document, "h2")]
    lists = [[text_of(one) for one in elements(each, "li")] for each in elements(document, "ol")]
    return list(zip(heads, lists, strict=True))


def test_a_channel_tells_what_is_on_and_the_rest_of_its_day(world: World) -> None:
    client, address = world.client(), "/embed/channels/max?lang=en"
    assert lines(client, address) == [
        ("On now", ["19:50 The Invented Film First run"]),
        (
            "Later today",
            [
                "22:30 Night Talk First run",
                "01:15 The Invented Film Repeat",
                "05:30 Night Talk Repeat",
            ],
        ),
    ]
    world.now.at = NIGHT
    assert lines(client, address)[0] == (
        "Later today", ["01:15 The Invented Film Repeat", "05:30 Night Talk Repeat"]
    )  # fmt: skip


def test_a_channel_whose_day_is_over_tells_what_comes_next(world: World) -> None:
    client, address = world.client(), f"{CHANNEL}?lang=en"
    world.now.at = NIGHT
    assert lines(client, address) == [
        ("Next", ["Thursday 8 June 2017 20:40 Missions S2 E1 Season premiere"])
    ]
    world.now.at = NIGHT + dt.timedelta(days=100)
    assert "Nothing is listed now or next." in client.get(address, base_url=BASE).text


def test_a_series_tells_what_comes(world: World) -> None:
    client = world.client()
    assert lines(client, f"{SERIES}?lang=en") == [
        (
            "Coming",
            [
                "Thursday 1 June 2017 20:40 S1 E1 “Ulysse” OCS City Series premiere VF",
                "Thursday 8 June 2017 20:40 S2 E1 OCS City Season premiere",
                UNTIMED,
            ],
        )
    ]
    world.now.at = NIGHT + dt.timedelta(days=100)
    assert "No airing ahead is listed." in client.get(f"{SERIES}?lang=en", base_url=BASE).text


def test_language_theme_and_zone_are_wished_for_in_the_address(client: Client) -> None:
    plain = parsed(client.get(CHANNEL, base_url=BASE).text)
    assert (plain.get("lang"), plain.get("data-theme")) == ("fr", None)
    address = f"{CHANNEL}?lang=en&theme=dark&zone=Asia/Tokyo"
    chosen = parsed(client.get(address, base_url=BASE).text)
    assert (chosen.get("lang"), chosen.get("data-theme")) == ("en", "dark")
    assert [one.get("content") for one in elements(chosen, "meta")
            if one.get("name") == "color-scheme"] == ["dark"]  # fmt: skip
    (time,) = elements(chosen, "time")
    assert (text_of(time), time.get("datetime")) == ("03:40", "2017-06-02T03:40+09:00")
    (page,) = (one.get("href") for one in elements(elements(chosen, "h1")[0], "a"))
    assert page == "/en/channels/city/?zone=Asia%2FTokyo"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("theme=red", "theme: 'red' is not allowed; allowed is: light, dark"),
        ("lang=de", "lang: 'de' is not allowed; allowed is: fr, en"),
        ("lang=en&zone=Mars", "there is no time zone of that name"),
    ],
)
def test_what_is_no_wish_is_named(client: Client, query: str, told: str) -> None:
    answer = client.get(f"{CHANNEL}?{query}", base_url=BASE)
    assert answer.status_code == 400
    assert told in text_of(parsed(answer.text))


def test_what_the_guide_has_not_or_no_longer_is_said_in_the_readers_words(world: World) -> None:
    client, whole = world.client(), evening_draft()
    for address in ("/embed/channels/nothing", "/embed/series/nothing", "/embed/channels/missions"):
        answer = client.get(f"{address}?lang=fr", base_url=BASE)
        assert (answer.status_code, "Page introuvable" in answer.text) == (404, True)
    known = whole.catalogue
    kept = [one for one in whole.airings if one.channel != "far"]
    channels = {name: one for name, one in known.channels.items() if name != "far"}
    world.publish(Draft(replace(known, channels=channels), tuple(kept), files={"a.yaml": b"less"}))
    assert client.get("/embed/channels/far", base_url=BASE).status_code == 410


def test_small_pages_alone_may_stand_in_other_sites_frames(client: Client) -> None:
    framed = []
    for address in [*addresses(client), "/fr/nothing", "/embed/channels/nothing", "/embed/"]:
        policy = client.get(address, base_url=BASE).headers["Content-Security-Policy"]
        ancestors = [one for one in policy.split("; ") if one.startswith("frame-ancestors ")]
        assert ancestors in (["frame-ancestors 'none'"], ["frame-ancestors *"]), address
        if ancestors == ["frame-ancestors *"]:
            framed.append(address)
    assert framed == [CHANNEL, SERIES]


def test_a_small_page_has_neither_cookies_nor_forms_nor_scripts(client: Client) -> None:
    for address in (CHANNEL, SERIES, f"{CHANNEL}?lang=en&theme=light"):
        answer = client.get(address, base_url=BASE, headers={"Cookie": "guide=zone=Asia/Tokyo"})
        assert answer.data == client.get(address, base_url=BASE).data
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"].startswith("public, max-age=60")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        document = parsed(answer.text)
        for tag in ("form", "script", "style", "input", "button", "iframe", "img"):
            assert elements(document, tag) == [], tag
        assert not any("style" in one.attrib for one in document.iter())
        links = elements(document, "a")
        assert len(links) > 2
        assert {(one.get("target"), one.get("rel")) for one in links} == {("_top", "noopener")}


def test_pages_offer_the_code_of_their_small_ones(client: Client) -> None:
    for page, small in (("/en/channels/city/", CHANNEL), ("/en/series/missions/", SERIES)):
        document = parsed(client.get(page, base_url=BASE).text)
        (code,) = elements(document, "textarea")
        (frame,) = elements(parsed(f"<!doctype html><title>x</title>{text_of(code)}"), "iframe")
        source = frame.get("src", "")
        assert source == f"{BASE}{small}?lang=en"
        assert client.get(source.removeprefix(BASE), base_url=BASE).status_code == 200
        (label,) = (one for one in elements(document, "label") if one.get("for") == code.get("id"))
        assert text_of(label)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_title_becomes_an_element_or_attribute(
    payload: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = []
    for name in ("Harmless", payload):
        world = World(tmp_path_factory.mktemp("named"))
        world.publish(evening_draft(of=poisoned(name)))
        client = world.client()
        found.append([shape(client.get(one, base_url=BASE).text) for one in (CHANNEL, SERIES)])
        world.database.close()
    assert found[0] == found[1]
