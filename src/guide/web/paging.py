"""Long lists cut into pages, each with an address."""

import re
from collections.abc import Sequence
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


def cut(items: Sequence[T], size: int, visit: Visit) -> Cut[T]:
    """Return the items of the page that a visit asks for; NotFound for one there is not."""
    count = max(1, -(-len(items) // size))
    number = _number(visit)
    if number > count:
        raise NotFound(visit.words.text("This list has no such page: start from its first one."))
    if count == 1:
        return Cut(items, None, _query(1, visit))
    shown = items[(number - 1) * size : number * size]
    first = (number - 1) * size + 1
    pages = Pages(
        number=number,
        count=count,
        first=first,
        last=first + len(shown) - 1,
        total=len(items),
        earlier=_address(number - 1, visit) if number > 1 else "",
        later=_address(number + 1, visit) if number < count else "",
    )
    return Cut(shown, pages, _query(number, visit))


def _number(visit: Visit) -> int:
    """Read the page's number strictly; NotFound for what is no number of a page."""
    if not visit.page:
        return 1
    if not _NUMBER.fullmatch(visit.page):
        raise NotFound(visit.words.text("This list has no such page: start from its first one."))
    return int(visit.page)


def _address(number: int, visit: Visit) -> str:
    return f"/{visit.language}{visit.path}{_query(number, visit)}"


def _query(number: int, visit: Visit) -> str:
    pairs = dict(visit.wishes)
    if number > 1:
        pairs["page"] = str(number)
    return f"?{urlencode(sorted(pairs.items()))}" if pairs else ""
