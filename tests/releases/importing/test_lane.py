import datetime as dt
from pathlib import Path

import pytest

from guide.model.airing import ShowingKind
from guide.model.changes import ChangeKind
from tests.releases.importing.guides import MORNING, NIGHT_BEFORE, OTHER, Shop, show

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_first_import_is_added_and_told_as_a_number(shop: Shop) -> None:
    built = shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    assert (built.changed, built.changes, built.added) == (True, (), 2)
    assert shop.told() == [
        ("id1", "Le Journal", 0, "confirmed", 0),
        ("id2", "Missions", 30, "confirmed", 0),
    ]


def test_the_same_guide_again_makes_no_release_and_reads_nothing(shop: Shop) -> None:
    guide = [show("Le Journal", 0), show("Missions", 30, number=1)]
    shop.take(*guide)
    built = shop.take(*guide, now=NIGHT_BEFORE + HOUR)
    assert (built.changed, shop.read) == (False, 0)
    assert not (shop.folder / "2.sqlite").exists()


def test_a_guide_shifted_by_ten_minutes_moves_its_airings(shop: Shop) -> None:
    shop.take(show("Le Journal", 0), show("Missions", 30, number=1), show("Le Journal", 90))
    built = shop.take(
        show("Le Journal", 10), show("Missions", 40, number=1), show("Le Journal", 100)
    )
    assert [change.kind for change in built.changes] == [ChangeKind.MOVED] * 3
    assert shop.told() == [
        ("id1", "Le Journal", 10, "confirmed", 1),
        ("id2", "Missions", 40, "confirmed", 1),
        ("id3", "Le Journal", 100, "confirmed", 1),
    ]


def test_what_is_gone_is_cancelled_if_it_lay_ahead(shop: Shop) -> None:
    shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    built = shop.take(show("Le Journal", 0))
    (change,) = built.changes
    assert (change.kind, change.id, change.title) == (ChangeKind.CANCELLED, "id2", "Missions")
    assert shop.told() == [
        ("id1", "Le Journal", 0, "confirmed", 0),
        ("id2", "Missions", 30, "cancelled", 1),
    ]


def test_what_is_gone_and_past_is_history_as_it_was(shop: Shop) -> None:
    shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    built = shop.take(show("Missions", 30, number=1), now=MORNING + dt.timedelta(minutes=20))
    assert built.changes == ()
    assert shop.told()[0] == ("id1", "Le Journal", 0, "confirmed", 0)
    assert [one.airing.gone for one in shop.listings()] == [True, False]


def test_history_is_still_on_until_it_ends(shop: Shop) -> None:
    shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    shop.take(show("Missions", 30, number=1), now=MORNING + dt.timedelta(minutes=20))
    assert shop.release
    (on,) = shop.release.on_now(MORNING + dt.timedelta(minutes=25))
    assert on.airing.id == "id1"


def test_what_comes_back_is_the_same_airing(shop: Shop) -> None:
    shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    shop.take(show("Le Journal", 0))
    built = shop.take(show("Le Journal", 0), show("Missions", 30, number=1))
    (change,) = built.changes
    assert (change.kind, change.id) == (ChangeKind.RESTORED, "id2")
    assert shop.told()[1] == ("id2", "Missions", 30, "confirmed", 2)


def test_another_end_is_retimed(shop: Shop) -> None:
    shop.take(show("Missions", 30, number=1, minutes=25))
    (change,) = shop.take(show("Missions", 30, number=1, minutes=35)).changes
    assert change.kind is ChangeKind.RETIMED
    assert shop.told() == [("id1", "Missions", 30, "confirmed", 1)]


def test_another_title_of_the_part_is_renamed(shop: Shop) -> None:
    shop.take(show("Missions", 30, number=1))
    (change,) = shop.take(show("Missions", 30, number=2)).changes
    assert (change.kind, change.title) == (ChangeKind.RENAMED, "Missions S1 E2")
    assert shop.told() == [("id1", "Missions", 30, "confirmed", 0)]


def test_what_the_entry_says_anew_revises_every_airing_of_it(shop: Shop) -> None:
    early, late = show("Missions", 30, number=1), show("Missions", 600, number=1)
    shop.take(early, late)
    shop.take(early, show("Missions", 600, number=1, part="Ulysse"), now=NIGHT_BEFORE + HOUR)
    assert {one.revision.revised for one in shop.listings()} == {NIGHT_BEFORE + HOUR}
    assert shop.touches("series/missions") == [2]


def test_only_channels_that_differ_are_touched(shop: Shop) -> None:
    other = show("Autre", 0, channel="two")
    shop.take(show("Le Journal", 0), other)
    shop.take(show("Le Journal", 10), other)
    assert shop.touches("channels/one", "channels/two", "series/autre", "all") == [2, 1, 1, 2]


def test_a_new_channel_touches_everything(shop: Shop) -> None:
    shop.take(show("Le Journal", 0))
    shop.take(show("Le Journal", 0), show("Autre", 0, channel="two"))
    assert shop.touches("channels/one") == [2]


def test_what_is_gone_touches_what_told_of_it(shop: Shop) -> None:
    first = show("Missions", 30, number=1, claim=ShowingKind.FIRST_RUN)
    guide = [show("Le Journal", 0), first, show("Missions", 60, number=2)]
    shop.take(*guide)
    stems = ("all", "channels/one", "series/missions", "series/missions/season-1", "premieres")
    shop.take(*guide[:2], now=NIGHT_BEFORE)
    assert shop.touches(*stems, "series/le-journal") == [2, 2, 2, 2, 1, 1]
    shop.take(guide[1], now=MORNING + HOUR / 3)
    assert shop.touches(*stems, "series/le-journal") == [3, 3, 2, 2, 1, 3]
    shop.take(show("Missions", 30, number=2), now=MORNING + HOUR / 2)
    assert shop.touches(*stems) == [4, 4, 4, 4, 4]


def test_a_claim_counts_and_a_second_airing_of_a_part_is_a_repeat(shop: Shop) -> None:
    shop.take(
        show("Missions", 0, number=1, claim=ShowingKind.FIRST_RUN),
        show("Missions", 30, number=2),
        show("Missions", 60, number=2),
        show("Le Journal", 90),
        show("Le Journal", 120),
    )
    assert [(one.showing.kind, one.showing.premiere) for one in shop.listings()] == [
        (ShowingKind.FIRST_RUN, "series"),
        (ShowingKind.UNKNOWN, None),
        (ShowingKind.REPEAT, None),
        (ShowingKind.UNKNOWN, None),
        (ShowingKind.UNKNOWN, None),
    ]


def test_two_sources_do_not_know_each_others_pieces(shop: Shop) -> None:
    shop.take(show("Le Journal", 0))
    shop.take(show("Autre", 0, channel="two"), source=OTHER)
    assert [one[1] for one in shop.told()] == ["Le Journal", "Autre"]
    assert [one.airing.source for one in shop.listings()] == ["national", "other"]
