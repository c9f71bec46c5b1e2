"""What a guide drops of what has begun: history, as far as nothing took its place."""

import datetime as dt
from pathlib import Path

import pytest

from guide.formats.xmltv.slots import slots
from guide.model.cell import CANCELLED
from guide.model.changes import ChangeKind
from guide.model.programme import Programme
from guide.releases.importing.succession import Succession
from guide.releases.release import Release
from tests.releases.importing.guides import MORNING, Shop, show

MINUTE = dt.timedelta(minutes=1)
FILM = show("Le Film", 0, minutes=90)
AFTER = show("Le Journal", 90)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.take(FILM, AFTER)
    return shop


def minutes(at: dt.datetime | None) -> int:
    return round(((at or MORNING) - MORNING) / MINUTE)


def on_now(release: Release, at: int) -> list[str]:
    return [one.airing.id for one in release.on_now(MORNING + at * MINUTE)]


def in_grid(release: Release) -> list[tuple[str, int, int]]:
    cells = release.cells(["one"], (MORNING, MORNING + 24 * 60 * MINUTE))
    begin = int(MORNING.timestamp())
    return [
        (one.airing, (one.begins - begin) // 60, (one.finishes - begin) // 60)
        for one in cells
        if not one.flags & CANCELLED
    ]


def in_xmltv(shop: Shop) -> list[tuple[str, int, int]]:
    return [
        (one.listing.airing.id, minutes(one.starts), minutes(one.ends))
        for one in slots(shop.listings())
    ]


def settled(shop: Shop, *, at: int) -> list[tuple[str, int, int]]:
    """Return what is on, once it is clear that all outputs agree on it."""
    assert shop.release
    shown = in_grid(shop.release)
    assert in_xmltv(shop) == shown
    assert on_now(shop.release, at) == [name for name, a, b in shown if a <= at < b]
    listed = [
        (one.airing.id, minutes(one.airing.starts), minutes(one.airing.ends))
        for one in shop.listings()
        if one.airing.status.value == "confirmed"
    ]
    assert listed == shown
    return shown


def replaced(shop: Shop, *programmes: Programme, at: int) -> list[ChangeKind]:
    built = shop.take(*programmes, AFTER, now=MORNING + at * MINUTE)
    return [change.kind for change in built.changes]


def test_what_another_programme_replaces_from_its_start_was_not_on(shop: Shop) -> None:
    changes = replaced(shop, show("Édition spéciale", 0, minutes=90), at=5)
    assert changes == [ChangeKind.CANCELLED]
    assert settled(shop, at=10) == [("id3", 0, 90), ("id2", 90, 120)]
    assert shop.told()[0] == ("id1", "Le Film", 0, "cancelled", 1)


def test_what_is_cut_short_was_on_until_then(shop: Shop) -> None:
    changes = replaced(shop, show("Édition spéciale", 5, minutes=25), at=5)
    assert changes == [ChangeKind.RETIMED]
    assert settled(shop, at=40) == [("id1", 0, 5), ("id3", 5, 30), ("id2", 90, 120)]
    film = shop.listings()[0]
    assert (film.airing.gone, film.airing.ends_derived, film.revision.sequence) == (True, True, 1)


def test_history_is_replaced_when_its_place_is_taken_later(shop: Shop) -> None:
    assert replaced(shop, at=5) == []
    assert settled(shop, at=40) == [("id1", 0, 90), ("id2", 90, 120)]
    changes = replaced(shop, show("Édition spéciale", 20), at=20)
    assert changes == [ChangeKind.RETIMED]
    assert settled(shop, at=40)[:2] == [("id1", 0, 20), ("id3", 20, 50)]
    assert replaced(shop, show("Édition spéciale", 20), at=21) == []


def test_what_was_replaced_comes_back_as_itself(shop: Shop) -> None:
    replaced(shop, show("Édition spéciale", 0, minutes=90), at=5)
    assert ChangeKind.RESTORED in replaced(shop, FILM, at=6)
    assert settled(shop, at=10) == [("id1", 0, 90), ("id2", 90, 120)]


@pytest.mark.parametrize(
    ("slot", "until"),
    [((0, 10), 10), ((5, 20), 10), ((10, 20), 10), ((35, 40), 40), ((20, 60), 30), ((25, 30), 30)],
)
def test_what_is_gone_was_on_until_something_else_is(slot: tuple[int, int], until: int) -> None:
    line = Succession([(30, 35), (10, 20), (12, 15)])
    assert line.until(*slot) == until
