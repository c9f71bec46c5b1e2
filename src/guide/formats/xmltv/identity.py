"""Who a programme is, in the ids that XMLTV readers know.

Derived from what the document itself tells, as an import derives identity: from the title that
stands first, the numbering, the year of a film. So they are the same wherever the guide is
served, and again when another guide imports the document and passes it on.
"""

import hashlib
from functools import lru_cache
from typing import NamedTuple

_SERIES_IDS = 10**8


class Identity(NamedTuple):
    """`title` is the one that stands first, of the series or of the film; `part` the sub-title
    that stands first, "" without one. `film` says that it is one, with its `year` if known.
    """

    title: str
    part: str = ""
    season: int | None = None
    number: int | None = None
    film: bool = False
    year: int | None = None


def progid(who: Identity) -> str:
    """Return an id in the form of Tribune's dd_progid.

    "EP" + 8 digits of the series + "." + 4 digits of the episode: its season and its number in
    two digits each, for as long as both have two. Where nothing is numbered it is "SH", which
    Tvheadend takes for the series alone, and 0000, which Jellyfin takes for no certain episode:
    neither then holds two parts for the same. A film is "MV". The 8 digits are those of a
    BLAKE2b digest of the title, for a film with its year.
    """
    if who.film:
        return f"MV{_digits(who.title, str(who.year or ''))}.0000"
    kind = "SH" if who.number is None else "EP"
    return f"{kind}{_digits(who.title)}.{_part_digits(who)}"


def own_id(who: Identity) -> str | None:
    """Return 16 hexadecimal digits of an episode or film; None if it is not one for certain."""
    if who.film:
        return _digest("film", who.title, str(who.year or "")).hex()
    if who.number is not None:
        return _digest("episode", who.title, f"{who.season} {who.number}").hex()
    return _digest("part", who.title, f"{who.season} {who.part}").hex() if who.part else None


def _part_digits(who: Identity) -> str:
    if who.number is None:
        return "0000"
    if who.season is None or who.number > 99:
        return f"{who.number % 10_000:04}"
    return f"{who.season % 100:02}{who.number:02}"


@lru_cache(maxsize=4_096)
def _digits(*parts: str) -> str:
    return f"{int.from_bytes(_digest(*parts)) % _SERIES_IDS:08}"


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\n".join(parts).casefold().encode(), digest_size=8).digest()
