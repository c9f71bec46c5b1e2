"""What the head of a page says: its own address, its others, what to share, whether to find it."""

import datetime as dt
import json

import pytest
from werkzeug.test import Client

from tests.web.looking import elements, parsed
from tests.web.test_every_address import get, pages
from tests.web.world import BASE, World

PRIVATE = ("/calendar", "/my-guide", "/subscribe")


def head(client: Client, address: str) -> dict[str, str]:
    """Return links by rel and hreflang, and metas by name or property."""
    document = parsed(get(client, address).text)
    links = {
        f"{one.get('rel')} {one.get('hreflang') or ''}".strip(): one.get("href", "")
        for one in elements(document, "link")
    }
    metas = {
        one.get("property") or one.get("name") or "": one.get("content", "")
        for one in elements(document, "meta")
    }
    return links | metas


def test_every_public_page_names_itself_and_its_others_reciprocally(client: Client) -> None:
    named = 0
    for address in pages(client):
        told = head(client, address)
        if "canonical" not in told:
            assert told["robots"] == "noindex", address
            continue
        named += 1
        language, other = address[1:3], "en" if address[1:3] == "fr" else "fr"
        assert told["canonical"] == told[f"alternate {language}"] == f"{BASE}{address}"
        there = head(client, told[f"alternate {other}"].removeprefix(BASE))
        for one in ("fr", "en", "x-default"):
            assert told[f"alternate {one}"] == there[f"alternate {one}"], address
    assert named > 40


def test_the_home_pages_default_is_the_address_that_negotiates(client: Client) -> None:
    assert head(client, "/en/")["alternate x-default"] == f"{BASE}/"
    assert head(client, "/en/now")["alternate x-default"] == f"{BASE}/fr/now"


def test_choices_are_no_part_of_the_canonical_address(client: Client) -> None:
    told = head(client, "/fr/guide/2017-06-01/18?zone=Asia/Tokyo&bouquet=ocs&channels=max&x=1")
    assert told["canonical"] == f"{BASE}/fr/guide/2017-06-01/18?bouquet=ocs"
    assert told["alternate en"] == f"{BASE}/en/guide/2017-06-01/18?bouquet=ocs"


def test_a_shared_page_tells_its_card(client: Client) -> None:
    told = head(client, "/fr/series/missions/season-1/episode-1")
    shared = {name: value for name, value in told.items() if name[:3] in {"og:", "twi"}}
    assert shared == {
        "og:site_name": "OCS guide",
        "og:title": "Missions S1 É1 «\u00a0Ulysse\u00a0»",
        "og:type": "video.episode",
        "og:url": f"{BASE}/fr/series/missions/season-1/episode-1",
        "og:locale": "fr_FR",
        "og:locale:alternate": "en_GB",
        "og:image": f"{BASE}/cards/fr/series/missions/season-1.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Missions S1 É1 «\u00a0Ulysse\u00a0»",
        "twitter:card": "summary_large_image",
    }


def test_no_head_gives_the_story_away(client: Client) -> None:
    for address in pages(client):
        assert "They all live" not in get(client, address).text.partition("</head>")[0], address


@pytest.mark.parametrize(
    "path",
    [
        "/channels/far/2017-06-20",
        "/channels/far/2017-05-20",
        "/tonight/2017-06-20",
        "/guide/2017-06-20/18",
        "/channels/far/week/2017-W25",
        "/search?q=missions",
        "/nothing",
    ],
)
def test_empty_days_and_searches_are_not_to_be_found(client: Client, path: str) -> None:
    assert head(client, f"/fr{path}")["robots"] == "noindex"


@pytest.mark.parametrize(
    "path", ["/channels/city/2017-06-01", "/tonight/2017-06-01", "/guide/2017-06-01/18", "/now"]
)
def test_what_says_something_is(client: Client, path: str) -> None:
    assert "robots" not in head(client, f"/fr{path}")


@pytest.mark.parametrize(
    ("date", "status"),
    [("2017-07-05", 200), ("2017-07-07", 404), ("2017-08-01", 404), ("2017-04-05", 200)],
)
def test_an_empty_day_more_than_35_days_ahead_is_no_page(
    client: Client, date: str, status: int
) -> None:
    for path in (f"/channels/city/{date}", f"/tonight/{date}", f"/guide/{date}/18"):
        assert get(client, f"/fr{path}").status_code == status, path


def test_a_day_so_far_ahead_with_something_on_it_is_one(world: World, client: Client) -> None:
    world.now.at -= dt.timedelta(days=40)
    assert get(client, "/fr/channels/city/2017-06-01").status_code == 200
    assert get(client, "/fr/channels/far/2017-06-01").status_code == 404
    assert get(client, "/fr/channels/far/week/2017-W22").status_code == 200
    assert get(client, "/fr/tonight/2017-06-01").status_code == 200


def test_what_is_ones_own_has_no_address_to_share(client: Client) -> None:
    for path in PRIVATE:
        told = head(client, f"/fr{path}")
        assert told["robots"] == "noindex"
        assert not [name for name in told if name.startswith(("canonical", "alternate", "og:"))]


def test_the_manifest_is_that_of_the_language(client: Client) -> None:
    for language in ("fr", "en"):
        address = head(client, f"/{language}/")["manifest"]
        answer = get(client, address)
        assert answer.mimetype == "application/manifest+json"
        told = json.loads(answer.data)
        assert (told["lang"], told["start_url"]) == (language, f"/{language}/")
        assert (told["name"], told["display"]) == ("OCS guide", "standalone")
        assert [one["sizes"] for one in told["icons"]] == ["any", "192x192", "512x512"]
        for one in told["icons"]:
            assert get(client, one["src"]).mimetype == one["type"]
        assert get(client, told["start_url"]).status_code == 200
