"""Every page has a picture to be shared with, drawn by us."""

import io

import pytest
from PIL import Image
from werkzeug.test import Client

from guide.formats.card import Card
from guide.formats.words import words
from guide.model.target import Target
from guide.web import cards
from tests.web.looking import elements, parsed
from tests.web.test_every_address import get, pages
from tests.web.world import BASE, SITE, World


def told(world: World, stem: str, language: str = "fr") -> Card | None:
    release = world.library.current()
    assert release is not None
    return cards._card(Target.parse(stem), release, words(language), SITE)


@pytest.mark.parametrize(
    ("stem", "language", "expected"),
    [
        (
            "airings/ulysse",
            "fr",
            Card(
                "Missions",
                "OCS City",
                "S1 É1 «\u00a0Ulysse\u00a0»",
                "Jeudi 1er juin 2017 à 20h40, heure de Paris",
            ),
        ),
        (
            "airings/mars",
            "en",
            Card("Missions", "OCS City", "S1 E2", "Thursday 8 June 2017 (time to be confirmed)"),
        ),
        (
            "airings/off",
            "en",
            Card(
                "The Invented Film",
                "OCS Far",
                "",
                "Cancelled: Friday 2 June 2017, 14:00, Paris time",
            ),
        ),
        ("series/missions", "fr", Card("Missions", "OCS guide")),
        ("series/missions/season-1", "fr", Card("Missions", "OCS guide", "Saison 1")),
        ("channels/city", "fr", Card("OCS City", "OCS guide")),
    ],
)
def test_a_card_says_what_when_and_where(
    world: World, stem: str, language: str, expected: Card
) -> None:
    assert told(world, stem, language) == expected


@pytest.mark.parametrize(
    "stem", ["airings/none", "series/none", "series/missions/season-9", "channels/none", "all", "x"]
)
def test_there_are_no_other_cards(client: Client, stem: str) -> None:
    assert get(client, f"/cards/fr/{stem}.png").status_code == 404


def test_every_page_names_a_picture_that_there_is(client: Client) -> None:
    sizes = {}
    for address in pages(client):
        for one in elements(parsed(get(client, address).text), "meta"):
            if one.get("property") == "og:image":
                sizes[(one.get("content") or "").removeprefix(BASE)] = address
    for path in sizes:
        answer = get(client, path)
        assert (answer.status_code, answer.mimetype) == (200, "image/png"), path
        assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert {"/cards/fr.png", "/cards/en/airings/ulysse.png"} <= sizes.keys()


def test_a_card_is_drawn_once_a_release(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Card] = []

    def draw(shown: Card) -> bytes:
        drawn.append(shown)
        return b"picture"

    monkeypatch.setattr(cards, "card", draw)
    for _ in range(3):
        assert get(client, "/cards/fr/series/missions.png").data == b"picture"
    assert len(drawn) == 1


def test_the_icons_are_pictures_of_their_sizes(client: Client) -> None:
    for size in (192, 512):
        body = get(client, f"/icon-{size}.png").data
        assert Image.open(io.BytesIO(body)).size == (size, size)
    assert get(client, "/icon-64.png").status_code == 404
