import pytest

from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status, Version
from guide.model.changes import ChangeKind
from guide.model.reminders import Kind
from guide.sources import yaml_files
from tests.formats.builders import ROOT

FRENCH, ENGLISH = words("fr"), words("en")
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("showing", "french", "english"),
    [
        (Showing(), "Première diffusion", "First run"),
        (Showing(ShowingKind.REPEAT), "Rediffusion", "Repeat"),
        (Showing(premiere="series"), "Première de la série", "Series premiere"),
        (Showing(premiere="season", finale=True), "Première de la saison", "Season premiere"),
        (Showing(finale=True), "Dernier épisode de la saison", "Season finale"),
    ],
)
def test_a_showing_is_called_by_its_most_telling_name(
    showing: Showing, french: str, english: str
) -> None:
    assert (FRENCH.showing_name(showing), ENGLISH.showing_name(showing)) == (french, english)


def test_genres_are_known_however_they_are_written() -> None:
    assert FRENCH.genre("Science Fiction") == FRENCH.genre("science-fiction") == "Science-fiction"
    assert ENGLISH.genre("drama") == "Drama"


def test_every_genre_of_the_shipped_schedules_has_a_name() -> None:
    catalogue = yaml_files.read(yaml_files.collect(ROOT / "schedules")).catalogue
    genres = {genre for series in catalogue.series.values() for genre in series.genres}
    genres |= {genre for episode in catalogue.episodes.values() for genre in episode.genres}
    assert genres
    assert {genre for genre in genres if FRENCH.genre(genre) == genre} == set()


def test_an_unknown_genre_role_or_country_is_shown_as_written() -> None:
    assert (FRENCH.genre("Télé-crochet"), FRENCH.role("grip")) == ("Télé-crochet", "grip")
    assert (FRENCH.country("fr"), FRENCH.country("Mars")) == ("France", "Mars")


def test_roles_head_their_people() -> None:
    assert (FRENCH.role("director"), ENGLISH.role("director")) == ("Réalisation", "Directed by")


def test_a_version_says_how_it_is_heard_and_read() -> None:
    version = Version("VOST", ("en",), ("fr", "de-AT"), hard_of_hearing=True)
    assert FRENCH.version(version) == [
        "version originale sous-titrée",
        f"audio{NBSP}: anglais",
        f"sous-titres{NBSP}: français et allemand",
        "sous-titres pour sourds et malentendants",
    ]


def test_access_is_told_and_an_unknown_version_shown_as_it_is() -> None:
    version = Version("VFQ", audio_description=True, signed=True)
    assert ENGLISH.version(version) == ["VFQ", "audio description", "signed"]
    assert FRENCH.version(version) == ["VFQ", "audiodescription", "langue des signes"]
    assert FRENCH.version(Version()) == []


def test_lists_end_with_and() -> None:
    assert FRENCH.join(["a", "b", "c"]) == "a, b et c"
    assert ENGLISH.join(["a"]) == "a"


def test_every_enumeration_has_names_in_both_languages() -> None:
    for said in (FRENCH, ENGLISH):
        names = [said.status(status) for status in Status]
        names += [said.change_kind(kind) for kind in ChangeKind]
        names += [said.reminder_kind(kind) for kind in Kind]
        assert all(names)


def test_large_numbers_are_written_in_groups() -> None:
    assert FRENCH.number(1_234_567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"
    assert ENGLISH.number(45_000) == "45,000"
