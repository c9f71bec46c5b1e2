"""Who a programme is: its titles and numbers made one episode, or a film.

A title that ends in a numbering ("Hey Arnold! S4 Ep. 64") is cut there, and so is a sub-title
that begins with one; a sub-title that is nothing but a numbering, or the title over again, is
none. Where several tell a number, xmltv_ns comes first, then SxxExx, onscreen, the sub-title, the
title; dd_progid, which numbers what a database has, only where there is no sub-title either.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from guide.model.texts import Text
from guide.sources.xmltv import naming, numbering
from guide.sources.xmltv.numbering import NOTHING, Numbering

Note = Callable[[str], None]
Wording = tuple[str, str]
# System and text of an episode-num.
Number = tuple[str, str]

_READERS: Final = {
    "xmltv_ns": numbering.from_ns,
    "sxxexx": numbering.from_onscreen,
    "onscreen": numbering.from_onscreen,
}
_ORDER: Final = tuple(_READERS)
_YEAR: Final = re.compile(r"\(((?:19|20)\d\d)\)$", re.ASCII)


class Titled(NamedTuple):
    """A title in its languages, `first` the wording it is known by; the number that was in it."""

    text: Text
    first: str
    folded: str
    number: Numbering


class Work(NamedTuple):
    """`id` is the episode's; `title` its own, None where only the series has one.

    `specific` says whether it is always the same episode: not "whatever is on under that title".
    """

    id: str
    series: str | None
    title: Text | None
    number: Numbering
    specific: bool


def titled(wordings: Sequence[Wording]) -> Titled:
    """Return a title from its wordings; of several in one language the first counts."""
    found = NOTHING
    pairs: dict[str, str] = {}
    for language, wording in wordings:
        if language not in pairs:
            number, rest = numbering.from_title(wording) or (NOTHING, wording)
            found = found or number
            pairs[language] = rest
    first = next(iter(pairs.values()))
    return Titled(Text(tuple(pairs.items())), first, first.casefold(), found)


def text_of(wordings: Sequence[Wording]) -> Text:
    """Return a text from its wordings; of several in one language the first counts."""
    if len(wordings) == 1:
        return Text((wordings[0],))
    first: dict[str, str] = {}
    for language, wording in wordings:
        first.setdefault(language, wording)
    return Text(tuple(first.items()))


def work_of(
    title: Titled,
    sub_titles: Sequence[Wording],
    numbers: Sequence[Number],
    known: Mapping[str, str],
    note: Note,
) -> Work:
    """Return the episode of a series; `known` maps slugs of titles to ids of series."""
    number = _told_number(numbers, note) if numbers else NOTHING
    own: Sequence[Wording] = ()
    if sub_titles:
        own, number = _own_titles(sub_titles, title, number)
    if number is NOTHING or not number:
        number = title.number
        if numbers and not (own or number):
            number = _catalogued(numbers)
    series = naming.series_id(title.first, known)
    first = own[0][1] if own else None
    return Work(
        naming.episode_id(series, number.season, number.number, first),
        series,
        Text(tuple(own)) if own else None,
        number,
        first is not None or number.number is not None,
    )


def film_of(title: Titled, year: int | None) -> Work:
    return Work(naming.film_id(title.first, year), None, title.text, NOTHING, specific=True)


def film_year(sub_titles: Sequence[Wording]) -> int | None:
    """Return the year that some guides write in a film's sub-title alone: "Movie (1938)"."""
    found = (_YEAR.search(wording) for _, wording in sub_titles)
    return next((int(one[1]) for one in found if one), None)


def is_catalogued_film(numbers: Sequence[Number]) -> bool:
    """Say whether an id in a database is that of a film: dd_progid's MV, themoviedb's movie."""
    return any(
        (system == "dd_progid" and text.startswith("MV"))
        or (system.startswith("themoviedb") and text.startswith("movie/"))
        for system, text in numbers
    )


def _told_number(numbers: Sequence[Number], note: Note) -> Numbering:
    number, oddities = _read(tuple([one for one in numbers if one[0] in _READERS]))
    for code in oddities:
        note(code)
    return number


@lru_cache(maxsize=8192)
def _read(numbers: tuple[Number, ...]) -> tuple[Numbering, tuple[str, ...]]:
    """Return what episode-num says, xmltv_ns before the others, and what is odd about it."""
    ranked = sorted(numbers, key=lambda one: _ORDER.index(one[0]))
    read = [(system, _READERS[system](text)) for system, text in ranked if text]
    number, clash = numbering.combined(one for _, one in read if one)
    # The DTD lets onscreen be anything.
    unread = any(one is None and system != "onscreen" for system, one in read)
    oddities = {"bad-number": unread, "number-conflict": clash}
    return number, tuple(code for code, met in oddities.items() if met)


def _catalogued(numbers: Sequence[Number]) -> Numbering:
    ids = (numbering.from_progid(text) for system, text in numbers if system == "dd_progid")
    return next((one for one in ids if one), NOTHING)


def _own_titles(
    sub_titles: Sequence[Wording], title: Titled, given: Numbering
) -> tuple[Sequence[Wording], Numbering]:
    """Return the sub-title in its languages, without numbers and repetitions, and its number."""
    if len(sub_titles) == 1 and not numbering.from_sub_title(sub_titles[0][1]):
        same = sub_titles[0][1].casefold() == title.folded
        return (() if same else sub_titles), given
    number = given
    own: dict[str, str] = {}
    for language, wording in sub_titles:
        rest = wording
        while (told := numbering.from_sub_title(rest)) and not (told[1] and given.clashes(told[0])):
            rest = told[1]
            number = number.completed_by(told[0])
        if rest and language not in own and rest.casefold() != title.folded:
            own[language] = rest
    return tuple(own.items()), number
