"""What is told of a work: the same for every airing of it."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from guide.formats.xmltv.categories import categories, is_film
from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.credits import credits_of
from guide.formats.xmltv.identity import Identity
from guide.formats.xmltv.numbers import episode_nums
from guide.formats.xmltv.telling import Telling, Wordings, language
from guide.formats.xmltv.writer import empty, holding, often, plain
from guide.model.catalogue import Episode, Season, Series
from guide.model.listing import Listing
from guide.model.texts import Text

MOST_KEPT = 4_096
Pairs = tuple[tuple[str, str], ...]


class Work(NamedTuple):
    """The lines of a <programme> that speak of the work, apart where others stand between them:
    `kinds` are its genres and keywords, `tongue` the original language, `facts` what follows the
    length.
    """

    titles: str
    description: str
    credits: str
    year: int | None
    film: bool
    kinds: str
    tongue: str
    length: str
    facts: str
    judgements: str


def teller(telling: Telling) -> Callable[[Listing], Work]:
    """Return a function that tells of the work of a listing; the last ones are kept."""
    kept: dict[str, Work] = {}

    def told(listing: Listing) -> Work:
        work = kept.get(listing.episode.id)
        if work is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            work = kept[listing.episode.id] = work_of(listing, telling)
        return work

    return told


def work_of(listing: Listing, telling: Telling) -> Work:
    episode, season, series = listing.episode, listing.season, listing.series
    film, year = is_film(episode), _year(episode, season, series)
    titles = _titles(episode, series, telling)
    parts = _parts(episode, titles[0][1], telling) if series else []
    part = parts[0][1] if parts else ""
    who = Identity(titles[0][1], part, episode.season, episode.number, film, year)
    return Work(
        titles=_worded("title", titles) + _worded("sub-title", parts),
        description=_worded("desc", telling.wordings(_description(listing))),
        credits=credits_of(listing),
        year=year,
        film=film,
        kinds=_kinds(listing, telling, film=film),
        tongue=_tongue(listing),
        length=length(episode.running or (season.running if season else None)),
        facts=_facts(listing, telling, who),
        judgements=_judgements(episode.ratings, episode.stars),
    )


def _year(episode: Episode, season: Season | None, series: Series | None) -> int | None:
    """Return the year of production; that of a series is its first season's."""
    first = series.year if series and episode.season == 1 else None
    return episode.year or (season.year if season else None) or first


def _titles(episode: Episode, series: Series | None, telling: Telling) -> Wordings:
    """Return the title in all its wordings, the original title where no wording has its tongue."""
    work = series or episode
    wordings = telling.wordings(work.title)
    original = clean(work.original_title or "")
    tag = work.original_language or ""
    if original and all(original != text and tag != known for known, text in wordings):
        wordings.append((tag, original))
    return wordings or [(telling.words.language, telling.words.text("Title unknown"))]


def _parts(episode: Episode, title: str, telling: Telling) -> Wordings:
    """Return the sub-title in all its wordings, unless it is the title over again."""
    told = telling.wordings(episode.title)
    return [(tag, text) for tag, text in told if text.casefold() != title.casefold()]


def _description(listing: Listing) -> Text | None:
    """Return what may be read before watching, where something is told both ways."""
    episode, season, series = listing.episode, listing.season, listing.series
    told = episode.teaser or episode.synopsis
    return told or (season and season.teaser) or (series and series.teaser) or None


def _kinds(listing: Listing, telling: Telling, *, film: bool) -> str:
    episode, series = listing.episode, listing.series
    genres = episode.genres or (series.genres if series else ())
    named = categories(genres, telling.words, film=film)
    return "".join([often("category", one) for one in named]) + _each("keyword", episode.keywords)


def _tongue(listing: Listing) -> str:
    series = listing.series
    told = listing.episode.original_language or (series.original_language if series else None)
    return often("orig-language", told or "")


def _facts(listing: Listing, telling: Telling, who: Identity) -> str:
    episode, season, series = listing.episode, listing.season, listing.series
    works = [work for work in (episode, season, series) if work]
    lines = [
        *dict.fromkeys(empty("icon", (("src", icon),)) for icon in episode.images if clean(icon)),
        _each("url", [link.url for work in works for link in work.links]),
        _each("country", episode.countries or (series.countries if series else ())),
        episode_nums(who, season.count if season else None, telling.namespace),
    ]
    return "".join(lines)


def length(running: dt.timedelta | None) -> str:
    """Return the line of a running time, in minutes where these are whole."""
    if not running:
        return ""
    seconds = int(running.total_seconds())
    if seconds % 60:
        return often("length", str(seconds), (("units", "seconds"),))
    return often("length", str(seconds // 60), (("units", "minutes"),))


@lru_cache(maxsize=1024)
def _judgements(ratings: Pairs, stars: Pairs) -> str:
    told = (("rating", ratings), ("star-rating", stars))
    return "".join(
        holding(name, often("value", value, (), 3), (("system", by),) if clean(by) else ())
        for name, pairs in told
        for by, value in pairs
    )


def _worded(name: str, wordings: Wordings) -> str:
    return "".join([plain(name, text, language(tag)) for tag, text in wordings])


def _each(name: str, texts: Iterable[str]) -> str:
    return "".join(dict.fromkeys([often(name, text) for text in texts]))
