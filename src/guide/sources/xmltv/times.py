"""XMLTV's timestamps as seconds since 1970.

"20170601204000 +0200", by the DTD; and what is met in the wild: no seconds, an offset with a
colon, the name of a zone, none at all, which is the zone of the source. "240000" ends a day.

A local time in the zone of the source that the clocks pass over in spring is read as so much later
as they jump (02:30 is 03:30); one that comes twice in autumn is the first of the two. Both are
counted. What names no hour is no time at all: a time is never invented.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 86_400
_YEARS: Final = range(1900, 2200)
_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 -- wall clocks are counted from here
_QUARTER: Final = 900
_MOST_DAYS: Final = 4096
_STAMP: Final = re.compile(
    r"(\d{8})(\d{2})(\d{2})?(\d{2})?\s*([+-]\d{2}(?::?\d{2})?|[A-Za-z]{1,5})?", re.ASCII
)
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})?", re.ASCII)
_MINUTES: Final = {f"{m // 60:02}{m % 60:02}": m * 60 for m in range(24 * 60)}
_SECONDS: Final = {f"{second:02}": second for second in range(60)}

# As the XMLTV tools write them; the DTD says of BST that it is British. IST has three meanings and
# is refused, of those with two the one is taken that guides in XMLTV use.
_NAMED: Final = {
    name: offset
    for offset, names in {
        "+0000": "UTC UT GMT WET Z",
        "+0100": "BST WEST CET MET MEZ",
        "+0200": "CEST MEST MESZ EET SAST",
        "+0300": "EEST MSK",
        "+0800": "HKT SGT AWST",
        "+0900": "JST KST",
        "+0930": "ACST",
        "+1000": "AEST",
        "+1030": "ACDT",
        "+1100": "AEDT",
        "+1200": "NZST",
        "+1300": "NZDT",
        "-0230": "NDT",
        "-0300": "ADT BRT ART",
        "-0330": "NST",
        "-0400": "AST EDT",
        "-0500": "EST CDT",
        "-0600": "CST MDT",
        "-0700": "MST PDT",
        "-0800": "PST AKDT",
        "-0900": "AKST",
        "-1000": "HST",
    }.items()
    for name in names.split()
}


class Times:
    """Reads timestamps; `zone` is of those without an offset, `note` is told of trapped ones.

    What many have in common is kept: the starts of days, by date and offset as they are written.
    """

    def __init__(self, zone: str, note: Callable[[str], None]) -> None:
        self._zone = ZoneInfo(zone)
        self._note = note
        self._days: dict[tuple[str, str], int] = {}
        self._local_date = lru_cache(maxsize=_MOST_DAYS)(self._date_of_quarter)

    def read(self, text: str) -> int | None:
        """Return the instant, None if `text` names none."""
        day = self._days.get((text[:8], text[14:]))
        minute, second = _MINUTES.get(text[8:12]), _SECONDS.get(text[12:14])
        if day is None or minute is None or second is None:
            return self._slowly(text.strip())
        return day + minute + second

    def date_of(self, instant: int) -> str:
        """Return the date of an instant in the zone of the source: "20170601"."""
        # The offsets of today's zones are all whole quarters of an hour.
        return self._local_date(instant // _QUARTER)

    def _date_of_quarter(self, quarter: int) -> str:
        return f"{dt.datetime.fromtimestamp(quarter * _QUARTER, self._zone):%Y%m%d}"

    def _slowly(self, text: str) -> int | None:
        found = _STAMP.fullmatch(text)
        midnight = _midnight(found[1]) if found else None
        clock = _clock(found[2], found[3] or "00", found[4] or "00") if found else None
        if found is None or midnight is None or clock is None:
            return None
        if not found[5]:
            return self._here(text, midnight, clock)
        offset = _offset(found[5])
        if offset is None:
            return None
        self._keep(text, midnight - offset)
        return midnight - offset + clock

    def _here(self, text: str, midnight: int, clock: int) -> int:
        first, _ = _resolved(midnight, self._zone)
        following, _ = _resolved(midnight + DAY, self._zone)
        if following - first == DAY:
            self._keep(text, first)
            return first + clock
        instant, trap = _resolved(midnight + clock, self._zone)
        if trap:
            self._note(trap)
        return instant

    def _keep(self, text: str, midnight: int) -> None:
        # A guide has some weeks in some offsets: of one that has more the rest is read slowly.
        if len(self._days) < _MOST_DAYS and text[8:14].isdigit():
            self._days[text[:8], text[14:]] = midnight


def _midnight(date: str) -> int | None:
    """Return the seconds from 1970 to the date, as if it were in UTC."""
    try:
        day = dt.datetime.strptime(date, "%Y%m%d")  # noqa: DTZ007 -- its zone is not known yet
    except ValueError:
        return None
    return (day - _EPOCH).days * DAY if day.year in _YEARS else None


def _clock(hour: str, minute: str, second: str) -> int | None:
    if hour + minute + second == "240000":
        return DAY
    minutes, seconds = _MINUTES.get(hour + minute), _SECONDS.get(second)
    return None if minutes is None or seconds is None else minutes + seconds


def _offset(text: str) -> int | None:
    found = _OFFSET.fullmatch(_NAMED.get(text.upper(), text))
    if found is None:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if found[1] == "-" else 1)


def _resolved(wall: int, zone: ZoneInfo) -> tuple[int, str | None]:
    """Return the instant of a wall clock, and which trap it was in: see the rule above."""
    naive = _EPOCH + dt.timedelta(seconds=wall)
    # Python reads a skipped time with the offset before the jump if fold is 0, after it if 1.
    first, second = (int(naive.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if first == second:
        return first, None
    return first, "missing-time" if first > second else "ambiguous-time"
