import pytest

from guide.formats.genres import family_of


@pytest.mark.parametrize(
    ("genre", "family"),
    [
        ("série policière", "series"),
        ("Série d'animation", "children"),
        ("magazine sportif", "sport"),
        ("Téléfilm", "film"),
        ("magazine d'information", "news"),
        ("Météo", "news"),
        ("documentaire société", "documentary"),
        ("divertissement : jeu", "show"),
        ("magazine musical", "music"),
        ("talk-show", "show"),
        ("drama", "series"),
        ("science-fiction", ""),
        ("programme indéterminé", ""),
        ("", ""),
        ("W" * 5_000, ""),
    ],
)
def test_a_genre_has_a_family_whatever_its_source_calls_it(genre: str, family: str) -> None:
    assert family_of(genre) == family
