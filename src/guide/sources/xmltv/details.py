"""What a guide tells of a work beside its titles and numbers, in our words."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from guide.model.airing import Version
from guide.model.catalogue import Link
from guide.model.texts import Text
from guide.sources.xmltv.naming import is_film
from guide.sources.xmltv.telling import Told, Wording
from guide.sources.xmltv.tongues import UNDETERMINED, tag_of

T = TypeVar("T")
Note = Callable[[str], None]

_UNITS: Final = {"seconds": 1, "minutes": 60, "hours": 3600}
_DAY: Final = 86_400
_NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?", re.ASCII)
# A user and password would be published with the page.
_LINK: Final = re.compile(
    r"https?://(?![^/?#]*@)[^\s\"'<>\\^`{|}\x00-\x1f\x7f]{3,2000}", re.IGNORECASE
)
_DEAF: Final = frozenset({"hard-of-hearing", "hearing-impaired", "deaf", "hoh", "sdh"})
# The DTD's other kinds. Teletext is "displayed at the viewer's request", and be it in another
# language: that it serves the deaf is not said.
_SIGNED: Final = "deaf-signed"
_ON_REQUEST: Final = "teletext"
_IN_PICTURE: Final = "onscreen"


class Kind(NamedTuple):
    """What kind of work it is; `film` says whether its genres make it one."""

    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    ratings: tuple[tuple[str, str], ...] = ()
    original_language: str | None = None
    film: bool = False


def kind(told: Told, languages: tuple[str, ...], note: Note) -> Kind:
    """Return what kind of work it is; `languages` are ours, the first counts most."""
    categories: list[Wording] = told.get("category", [])
    words = [*told.get("keyword", ()), *told.get("sport", ()), *told.get("team", ())]
    return Kind(
        genres=genres(categories, languages),
        countries=_once(name for name in told.get("country", ()) if name[0].isalpha()),
        keywords=_once(words),
        ratings=_once(told.get("rating", ())),
        original_language=(
            language(told["orig-language"][0], note) if "orig-language" in told else None
        ),
        film=is_film(tuple(name for _, name in categories)),
    )


def genres(categories: Sequence[Wording], languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the categories of one language, for guides name one genre in several.

    It is the first of `languages` that occurs, else that of the first category; categories
    without a language are always among them, none twice.
    """
    told = [language for language, _ in categories if language]
    wanted = next((one for one in languages if one in told), told[0] if told else "")
    kept: dict[str, str] = {}
    for language, name in categories:
        if language in {"", wanted}:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


def _once(told: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(told))


@lru_cache(maxsize=1024)
def year(date: str) -> int | None:
    """Return the year of a date of any precision."""
    digits = date[:4]
    return int(digits) if digits.isascii() and digits.isdigit() and digits > "1870" else None


def running(length: tuple[str | None, str], note: Note) -> int | None:
    """Return a running time in seconds; None if it is not between 0 and a day."""
    seconds = _seconds(*length)
    if seconds is None:
        note("bad-length")
    return seconds


def _seconds(unit: str | None, text: str) -> int | None:
    factor = _UNITS.get(unit or "minutes")
    if factor is None or not _NUMBER.fullmatch(text):
        return None
    seconds = round(float(text.replace(",", ".")) * factor)
    return seconds if 0 < seconds <= _DAY else None


@lru_cache(maxsize=1024)
def duration(seconds: int) -> dt.timedelta:
    return dt.timedelta(seconds=seconds)


def web_addresses(addresses: Iterable[str], note: Note) -> tuple[str, ...]:
    """Return those of the addresses that are http or https and name no user, none twice."""
    found = []
    for address in addresses:
        if _LINK.fullmatch(address):
            found.append(address)
        else:
            note("bad-link")
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def links(told: Iterable[tuple[str | None, str]], note: Note) -> tuple[Link, ...]:
    """Return pages, each labelled with the system it belongs to."""
    found: dict[str, Link] = {}
    for label, address in told:
        for page in web_addresses((address,), note):
            found.setdefault(page, Link(page, Text.of(label) if label else None))
    return tuple(found.values())


def stars(told: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return (system, "3/5") pairs: the DTD lets there be white space around the slash."""
    return _once((system, "".join(value.split())) for system, value in told)


def language(name: str, note: Note) -> str | None:
    """Return the tag of a language named or coded, None if that is not known."""
    tag = tag_of(name)
    if tag is None:
        note("unknown-language")
    return tag or None


def version(told: Told, note: Note) -> Version:
    """Return how it is heard, read and seen."""
    audio = language(told["language"][0], note) if "language" in told else None
    sound, picture = (dict(told[one][0]) if one in told else {} for one in ("audio", "video"))
    subtitles = [_subtitle(kind, name, note) for kind, name in told.get("subtitles", ())]
    return Version(
        audio=(audio,) if audio else (),
        subtitles=_once(tag for kind, tag in subtitles if kind != _SIGNED),
        hard_of_hearing=any(kind in _DEAF for kind, _ in subtitles),
        audio_description="audio-description" in told or "audio-described" in told,
        signed=any(kind == _SIGNED for kind, _ in subtitles),
        sound=sound.get("stereo", "").lower() or None,
        # Some list several, between quotes: 'UHD","HD'.
        quality=picture.get("quality", "").partition('"')[0] or None,
        aspect=picture.get("aspect") or None,
        on_request=_once(tag for kind, tag in subtitles if kind == _ON_REQUEST),
        in_picture=_once(tag for kind, tag in subtitles if kind == _IN_PICTURE),
    )


def _subtitle(kind: str, name: str, note: Note) -> tuple[str, str]:
    if not name or kind == _SIGNED:
        return kind, UNDETERMINED
    return kind, language(name, note) or UNDETERMINED
