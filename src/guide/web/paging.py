"""Long lists cut into pages, each with an address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from guide.web.visit import Visit

CHANNELS_ON_PAGE = 50
TITLES_ON_PAGE = 100
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """`number` counts from 1; `first` to `last` of `total` are shown; `earlier` and `later` are
    addresses, "" at the ends.
    """

    number: int
    count: int
    first: int
    last: int
    total: int
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """What a page shows; `pages` is None where that is all, `query` its own part of the address."""

    items: Sequence[T]
    pages: Pages | None
    query: str = ""


NO_OPTIONS: Mapping[str, str] = {}


def cut(
    items: Sequence[T], size: int, visit: Visit, asked: Mapping[str, str] = NO_OPTIONS
) -> Cut[T]:
    """Return the items of the page that a visit asks for; NotFound for one there is not. `asked`
    are the options that make this list.
    """
    number = page_number(visit)
    pages = pages_of(len(items), size, visit, asked)
    if pages is None:
        return Cut(items, None, _query(1, visit, asked))
    shown = items[(number - 1) * size : number * size]
    return Cut(shown, pages, _query(number, visit, asked))


def pages_of(
    total: int, size: int, visit: Visit, asked: Mapping[str, str] = NO_OPTIONS
) -> Pages | None:
    """Return where the page that a visit asks for stands, None if there is but one; NotFound for
    one there is not.
    """
    number, count = page_number(visit), max(1, -(-total // size))
    if number > count:
        raise NotFound(visit.words.text("This list has no such page: start from its first one."))
    if count == 1:
        return None
    return Pages(
        number=number,
        count=count,
        first=(number - 1) * size + 1,
        last=min(number * size, total),
        total=total,
        earlier=_address(number - 1, visit, asked) if number > 1 else "",
        later=_address(number + 1, visit, asked) if number < count else "",
    )


def page_number(visit: Visit) -> int:
    """Read the page's number strictly; NotFound for what is no number of a page."""
    if not visit.page:
        return 1
    if not _NUMBER.fullmatch(visit.page):
        raise NotFound(visit.words.text("This list has no such page: start from its first one."))
    return int(visit.page)


def _address(number: int, visit: Visit, asked: Mapping[str, str]) -> str:
    return f"/{visit.language}{visit.path}{_query(number, visit, asked)}"


def _query(number: int, visit: Visit, asked: Mapping[str, str]) -> str:
    pairs = visit.wishes | dict(asked)
    if number > 1:
        pairs["page"] = str(number)
    return f"?{urlencode(sorted(pairs.items()))}" if pairs else ""
