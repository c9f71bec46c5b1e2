"""What a guide claims of a showing: first run, repeat, or nothing. Nothing is ever guessed."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from guide.model.airing import ShowingKind
from guide.sources.xmltv.times import Times
from guide.sources.xmltv.works import Number

_AIRED: Final = "original-air-date"
_CLUMP: Final = re.compile(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*", re.ASCII)


class Claim(NamedTuple):
    """What is told beside a slot: `new` by new or premiere, `before` of earlier showings.

    `before` has their starts, "" for unknown ones; `date` is that of production; `part` is which
    part of an episode in several parts it is, None for a whole.
    """

    new: bool
    before: Sequence[str]
    date: str
    numbers: Sequence[Number]
    part: int | None


def showing(claim: Claim, starts: int, shift: int, times: Times) -> ShowingKind | None:
    """Return what is claimed of the showing at `starts`, which has `shift` in it.

    An earlier showing at this very start is none; a date of production or of the first airing that
    is today's says first run. A later part of an episode is not known to be anything: that the
    first part was on before does not make it a repeat.
    """
    if claim.new:
        return ShowingKind.FIRST_RUN
    this = starts - shift
    if any(not one or times.read(one) != this for one in claim.before):
        return ShowingKind.REPEAT
    if _is_today(claim, starts, times):
        return ShowingKind.FIRST_RUN
    return ShowingKind.UNKNOWN if (claim.part or 1) > 1 else None


def _is_today(claim: Claim, starts: int, times: Times) -> bool:
    dates = [text for system, text in claim.numbers if system == _AIRED] if claim.numbers else []
    if len(claim.date) >= 8:
        dates.append(claim.date)
    if not dates:
        return False
    return times.date_of(starts) in [date[:10].replace("-", "")[:8] for date in dates]


def clump(told: str) -> tuple[int, int] | None:
    """Read clumpidx, (index, of) for programmes that share a slot; "0/1", the default, shares none.

    Raises ValueError if it is not that.
    """
    found = _CLUMP.fullmatch(told)
    if found is None or int(found[1]) >= int(found[2]):
        raise ValueError(told)
    return (int(found[1]), int(found[2])) if int(found[2]) > 1 else None
