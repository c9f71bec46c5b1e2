"""Genres as <category>."""

from collections.abc import Iterator
from functools import lru_cache

from guide.formats.words import Words
from guide.formats.xmltv.clean import clean
from guide.model.catalogue import Episode

# What Jellyfin knows movies, news, sports and children's programmes by, unless told otherwise;
# Plex and Kodi's genre files know the words too.
_WORDS = {"film": "movie", "news": "news", "sport": "sports", "children": "kids"}
_FILMS = frozenset(
    ("film", "movie", "cinema", "cinéma", "téléfilm", "spielfilm", "fernsehfilm", "película")
)


def is_film(episode: Episode) -> bool:
    """Say whether it is a film: a single work of which a genre, or a year of production, says so,
    or which the guide that it is imported from calls one ("<title>-film" is its id then).

    What is on once, such as a concert or a match, has no year.
    """
    if episode.series is not None:
        return False
    told = any(one.casefold() in _FILMS for one in episode.genres)
    return told or episode.year is not None or episode.id.endswith("-film")


@lru_cache(maxsize=4_096)
def categories(genres: tuple[str, ...], words: Words, *, film: bool) -> tuple[str, ...]:
    """Return the genres in the document's language, then the English words that readers know.

    They carry no language: Jellyfin would drop those of all languages but its own. Once more of
    what comes out, nothing changes.
    """
    given = {genre.casefold() for genre in genres}
    meant = given - {"film"} | ({"film"} if film else set())
    named = [clean(words.genre(genre)) for genre in genres if _is_name(genre)]
    known = [word for key, word in _WORDS.items() if key in meant or word in given]
    return tuple(_distinct([*named, *known]))


def _is_name(genre: str) -> bool:
    return genre.casefold() not in _WORDS.values() or genre.casefold() in _WORDS


def _distinct(names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name
