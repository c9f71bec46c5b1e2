import pytest

from guide.model.titles import are_akin, is_place_holder
from tests.effort import effort


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Missions", "Missions"),
        ("Missions", "MISSIONS"),
        ("Cinéma de minuit", "Cinema de minuit"),
        ("Missions", "Misions"),
        ("Missions", "Missiions"),
        ("Tfou", "Tfoux"),
        ("Tfou", "Tfou - édition spéciale"),
        ("Bonsoir Lyon", "Bonsoir Lyon (?)"),
        ("Les triplés", "Les triplés *2022"),
        ("Le grand journal du soir", "Grand journal de ce soir"),
        ("L'été", "L’été"),
    ],
)
def test_these_are_wordings_of_one_title(one: str, other: str) -> None:
    assert are_akin(one, other)
    assert are_akin(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Missions", "Emissaries"),
        ("Morning Live", "News Live"),
        ("Le jour du Seigneur", "Le film du jour"),
        ("Le grand frère", "Le grand journal"),
        ("M6", "W9"),
        ("Zap", "Zip"),
        ("", "Missions"),
        ("Édition de la nuit", "Météo de la nuit"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert not are_akin(one, other)
    assert not are_akin(other, one)


@pytest.mark.parametrize(
    "title",
    ["Programme non communiqué", "TBA", "To Be Announced", "...", "", "PROGRAMA A DETERMINAR"],
)
def test_a_place_holder_says_nothing_yet(title: str) -> None:
    assert is_place_holder(title)


@pytest.mark.parametrize("title", ["Missions", "Fin des programmes", "Geen uitzending", "TBAs"])
def test_that_nothing_is_on_is_something(title: str) -> None:
    assert not is_place_holder(title)


def test_endless_titles_are_compared_at_once() -> None:
    def compared() -> None:
        assert not are_akin("a" * 5_000_000, "b" * 5_000_000)
        assert are_akin("ab " * 2_000_000, "ab " * 1_000_000)

    assert effort(compared) < 10
