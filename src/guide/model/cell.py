"""An airing as a grid shows it: everything in one row, so that a page reads nothing else."""

from typing import NamedTuple

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Episode, Series
from guide.model.texts import NO_LANGUAGE, Text

CANCELLED, TENTATIVE, FIRST_RUN, REPEAT = 1, 2, 4, 8
PREMIERE, LIVE, AUDIO_DESCRIPTION, SUBTITLES = 16, 32, 64, 128

# Control characters are removed where texts come in: these two are free.
_NEXT, _SAYS = "\x1e", "\x1f"


class Cell(NamedTuple):
    """One airing with a time on one channel, `[begins, finishes)` in seconds since 1970 (UTC).

    `airing` is its id, `key` its place in the release. `title` is that of the series, or of what
    has none; `sub_title` that of the episode of a series, None if unknown. Both are texts in one
    or more languages: see `unpacked`. `flags` adds up CANCELLED to SUBTITLES.
    """

    channel: str
    begins: int
    key: int
    finishes: int
    airing: str
    title: str
    season: int | None
    number: int | None
    sub_title: str | None
    genre: str | None
    flags: int


def packed(text: Text) -> str:
    """Return all wordings in one string; a single one without a language is the string itself."""
    match text.wordings:
        case (("", alone),):
            return alone
    return _NEXT.join(f"{language}{_SAYS}{wording}" for language, wording in text.wordings)


def unpacked(text: str) -> Text:
    """Return the text that `packed` made the string of."""
    if _SAYS not in text:
        return Text(((NO_LANGUAGE, text),))
    pairs = (one.partition(_SAYS) for one in text.split(_NEXT))
    return Text(tuple((language, wording) for language, _, wording in pairs))


def first_wording(text: str) -> str:
    """Return the first wording of what `packed` made."""
    if _SAYS not in text:
        return text
    return text.partition(_NEXT)[0].partition(_SAYS)[2]


def cell_texts(episode: Episode, series: Series | None) -> tuple[str, str | None, str | None]:
    """Return title, sub-title and genre of a cell."""
    genres = episode.genres or (series.genres if series else ())
    genre = genres[0] if genres else None
    own = packed(episode.title) if episode.title else None
    if series is None:
        return own or episode.original_title or episode.id, None, genre
    return packed(series.title), own, genre


def cell_flags(airing: Airing, showing: Showing) -> int:
    version = airing.version
    return (
        CANCELLED * (airing.status is Status.CANCELLED)
        + TENTATIVE * (airing.status is Status.TENTATIVE)
        + FIRST_RUN * (showing.kind is ShowingKind.FIRST_RUN)
        + REPEAT * (showing.kind is ShowingKind.REPEAT)
        + PREMIERE * (showing.premiere is not None)
        + LIVE * airing.live
        + AUDIO_DESCRIPTION * version.audio_description
        + SUBTITLES * bool(version.subtitles or version.hard_of_hearing)
    )
