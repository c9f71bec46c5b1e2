"""Ids of what an imported guide speaks of.

They are identity: addresses, calendar UIDs and reminders hang on them, so nothing here may ever
give another answer than it gives today.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

LONGEST = 80
_REST = re.compile("[^a-z0-9]+")
# Combining diacritical marks, in all of Unicode's blocks of them.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_ACCENTS = re.compile(f"(?<=[a-z0-9]){_MARKS.pattern}")
# Variation selectors: whether a symbol is drawn in colours.
_LOOKS = frozenset("\ufe0e\ufe0f")
# Latin letters that Unicode does not decompose, but that everybody writes with these.
_SPELLED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th"}
)

# A category that begins or ends with one of these, or with "-film" (Spielfilm), speaks of a film.
_FILM_WORDS = {
    *("movie", "movies"),
    *("metrage", "metragem", "lungometraggio", "cortometraggio", "largometraje", "cortometraje"),
    *("pelicula", "peliculas", "filmes"),
}
# These alone do; "Magazine du cinéma" and DVB's "Movie / Drama" (every play) do not.
_WHOLE = {"cinema", "cine", "kino"}
_ABOUT = {
    *("mag", "magazin", "magazine", "making", "news", "review", "revue", "talk"),
    *("actualite", "actualites", "serie", "series"),
}
_ENDINGS = ("film", "films", "filme")


# What is lost without a word of the title being another: quotes, dashes, brackets, marks of trade.
_PLAIN_SYMBOLS = frozenset("|~^`¦¬©®°\u2044\u2212\u2215")
# Punctuation that is read aloud, beside what Unicode calls symbols.
_SPOKEN = frozenset("#%&*@\u2030\u2031")
_SPOKEN_ASCII = re.compile("[#$%&*+<=>@]")


@lru_cache(maxsize=16_384)
def slug(text: str) -> str:
    """Return `text` as a part of an address: a-z, 0-9 and single dashes within.

    It is NFKD, case-folded, without marks, runs of anything else one dash, at most 80 characters;
    after it a dash and 8 hex digits of the whole text, if letters or digits were lost that ASCII
    does not have, or symbols that are more than separators ("C++"), if it was cut, or in place of
    nothing.
    """
    bare = _bare(text)
    words = _words(bare)
    if 0 < len(words) <= LONGEST and not _lost(bare):
        return words
    return "-".join(filter(None, (words[:LONGEST].rstrip("-"), _digest(text))))


def _bare(text: str) -> str:
    return text.lower() if text.isascii() else _MARKS.sub("", _normalised(text))


def _words(bare: str) -> str:
    return _REST.sub("-", bare).strip("-")


def _normalised(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_SPELLED)


def _lost(bare: str) -> bool:
    if _SPOKEN_ASCII.search(bare):
        return True
    return not bare.isascii() and any(
        not letter.isascii() and (letter.isalnum() or _is_spoken(letter)) for letter in bare
    )


def _is_spoken(letter: str) -> bool:
    is_symbol = unicodedata.category(letter) in {"Sc", "Sm", "So"}
    return letter in _SPOKEN or (is_symbol and letter not in _PLAIN_SYMBOLS)


def _digest(text: str) -> str:
    """Return 8 hex digits that differ with the letters and the symbols that are read aloud, not
    with case, composition, separators or marks on letters of ASCII.
    """
    normal = _normalised(text)
    spoken = " ".join("".join(map(_as_spoken, _ACCENTS.sub("", normal))).split())
    return _hex(spoken or " ".join(normal.split()), 4)


def _as_spoken(letter: str) -> str:
    if letter.isalnum() or (unicodedata.category(letter)[0] == "M" and letter not in _LOOKS):
        return letter
    return f" {letter} " if _is_spoken(letter) else " "


def _hex(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def series_id(title: str, known: Mapping[str, str]) -> str:
    """Return the id of the series called `title`; `known` maps slugs to ids given elsewhere."""
    name = slug(title)
    return known.get(name, name)


def film_id(title: str, year: int | None) -> str:
    return f"{slug(title)}-{year or 'film'}"


def episode_id(series: str, season: int | None, number: int | None, sub_title: str | None) -> str:
    """Return who an episode of `series` is; "SERIES/episode" is whatever is on under that title."""
    if number is not None:
        return (
            f"{series}/episode-{number}"
            if season is None
            else f"{series}/season-{season}/episode-{number}"
        )
    return f"{series}/{_own_slug(sub_title)}" if sub_title else f"{series}/episode"


def _own_slug(sub_title: str) -> str:
    name = slug(sub_title)
    taken = name.partition("-")[0] in {"season", "episode"}
    return f"{name}-{_digest(sub_title)}" if taken else name


@lru_cache(maxsize=4096)
def is_film(categories: tuple[str, ...]) -> bool:
    """Say whether the categories of a programme, in any language, call it a film."""
    return any(_names_film(_words(_bare(one)).split("-")) for one in categories)


def _names_film(words: list[str]) -> bool:
    if len(words) == 1 and words[0] in _WHOLE:
        return True
    ends = (words[0], words[-1])
    named = any(word in _FILM_WORDS or word.endswith(_ENDINGS) for word in ends)
    return named and words[1:2] != ["drama"] and _ABOUT.isdisjoint(words)


def channel_ids(
    ids: Iterable[str],
    *,
    mapped: Mapping[str, str],
    known: Mapping[str, str],
    before: Mapping[str, Collection[str]] = MappingProxyType({}),
    mapped_before: Collection[str] = (),
) -> dict[str, str]:
    """Map a source's channel ids to ours, in whatever order they come.

    `mapped` is what the source's settings say, `mapped_before` are the ids of which they said
    anything the last time; `known` are the ids and aliases of channels of the schedule files, with
    their ids; `before` has all channels that a release has or had, with their aliases. Any other
    id is named after itself, with a digest of it where that name was given to another, or two of
    them would have it.
    """
    taken, given = {*before, *mapped.values(), *known.values()}, _given(before)
    ours: dict[str, str | None] = {}
    for one in ids:
        told = mapped.get(one) or known.get(one)
        ours[one] = told or _again(one, given.get(one, ()), mapped_before=one in mapped_before)
    fresh = _named([one for one, own in ours.items() if own is None], taken)
    return {one: own or fresh[one] for one, own in ours.items()}


def _given(before: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Return our ids by the source's ids that they were given to."""
    given: dict[str, list[str]] = {}
    for own, aliases in before.items():
        # An id of ours is one of theirs too, unless it was made of another one of theirs.
        names = aliases if any(slug(one) == own for one in aliases) else [*aliases, own]
        for one in dict.fromkeys(names):
            given.setdefault(one, []).append(own)
    return given


def _again(theirs: str, given: Sequence[str], *, mapped_before: bool) -> str | None:
    """Return the id that was given, rather the one made of `theirs`, or that one alone after a map
    gave another.
    """
    own = (one for one in (name(theirs) for name in _NAMES if given) if one in given)
    return next(own, None if mapped_before or not given else given[0])


def _short(theirs: str) -> str:
    return f"{slug(theirs)}-{_hex(theirs, 4)}"


def _long(theirs: str) -> str:
    return f"{slug(theirs)}-{_hex(theirs, 16)}"


_NAMES: Final[tuple[Callable[[str], str], ...]] = (slug, _short, _long)


def _named(ids: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Name each of `ids` after itself alone: of two that would be named alike, neither is."""
    named: dict[str, str] = {}
    rest = ids
    for name in _NAMES:
        counts = Counter(map(name, rest))
        free = {one for one in counts if counts[one] == 1 and one not in taken}
        named |= {one: name(one) for one in rest if name(one) in free}
        taken |= counts.keys()
        rest = [one for one in rest if one not in named]
    return named
