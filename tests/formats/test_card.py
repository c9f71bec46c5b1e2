"""Cards and icons are drawn, in letters that the face has, and never over their edges."""

import io

import pytest
from PIL import Image

from guide.formats import card as cards
from guide.formats.card import Card, card, icon

PREMIERE = Card(
    "Missions", "OCS City", "S1 É1 « Ulysse »", "Jeudi 1er juin 2017 à 20h40, heure de Paris"
)
EMPTY = card(Card(""))


def seen(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def inked(body: bytes) -> tuple[int, int, int, int] | None:
    """Return the box of what is drawn beside the background."""
    from PIL import ImageChops

    return ImageChops.difference(seen(body), seen(EMPTY)).getbbox()


def test_a_card_has_the_size_that_sites_ask_for() -> None:
    picture = seen(card(PREMIERE))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(card(PREMIERE)) < 60_000


def test_equal_cards_have_equal_bytes() -> None:
    assert card(PREMIERE) == card(PREMIERE)
    assert card(PREMIERE) != card(Card("Missions"))


@pytest.mark.parametrize(
    "title",
    [
        "Missions",
        "La très longue et véritable histoire de la conquête de la planète Mars " * 3,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
        "W" * 500,
        "a b " * 100,
    ],
)
def test_no_title_is_drawn_over_the_edges(title: str) -> None:
    box = inked(card(Card(title, title, title, title)))
    assert box is not None
    left, top, right, bottom = box
    assert left >= cards.MARGIN - 4
    assert top > 40
    assert right <= cards.MARGIN + cards.COLUMN + 4
    assert bottom < cards.HEIGHT - 40


@pytest.mark.parametrize("title", ["Œuvre à l’été", "Ελλάδα", "Война и мир", "« Ça » – 20 €"])
def test_what_the_face_has_is_drawn(title: str) -> None:
    assert inked(card(Card(title))) is not None


@pytest.mark.parametrize(
    "title", ["東京物語", "مسلسل", "עברית", "🚀", "a\u0327\u0310\u0489", "\x00"]
)
def test_what_the_face_has_not_is_left_out(title: str) -> None:
    assert card(Card(title, "OCS City")) == card(Card("", "OCS City"))


def test_every_letter_that_is_let_through_is_in_the_face() -> None:
    face = cards._face(40)
    missing = bytes(face.getmask("\uffff"))
    blank = {" ", "\u00a0", "\u00ad"}
    known = [sign for sign in map(chr, range(0x3000)) if cards._KNOWN.fullmatch(sign)]
    assert [one for one in known if one not in blank and bytes(face.getmask(one)) == missing] == []
    assert len(known) > 900


@pytest.mark.parametrize("size", [192, 512])
def test_an_icon_is_the_mark_with_round_corners(size: int) -> None:
    picture = seen(icon(size)).convert("RGBA")
    assert picture.size == (size, size)
    assert picture.getchannel("A").getpixel((0, 0)) == 0
    middle = picture.getpixel((size * 23 // 32, size * 28 // 32))
    assert middle == (0xB5, 0x53, 0x2F, 255)
