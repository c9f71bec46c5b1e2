"""Dates of addresses, and how far from its data the guide has pages."""

import datetime as dt
import re

from werkzeug.exceptions import NotFound

from guide.model.day import DAY, broadcast_day, dates, day_bounds
from guide.model.target import Target
from guide.releases.browsing import has_any
from guide.web.visit import Visit

REACH = 62 * DAY
# So far ahead schedules are made: later a date has a page only when there is something on.
AHEAD = 35 * DAY
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_CENTURIES = dt.date(1900, 1, 1), dt.date(2200, 1, 1)


def page_date(text: str, visit: Visit) -> dt.date:
    """Read a date of an address strictly; NotFound for anything else, and for the impossible."""
    date = read_date(text)
    if date is None:
        raise NotFound(visit.words.text("There is no such date: write it as in 2017-06-01."))
    return date


def read_date(text: str) -> dt.date | None:
    """Read a date strictly; None for anything else, the impossible and far centuries."""
    if not _DATE.fullmatch(text):
        return None
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if _CENTURIES[0] <= date < _CENTURIES[1] else None


def page_week(text: str, visit: Visit) -> dt.date:
    """Read an ISO week of an address strictly, as its Monday; NotFound for what is none."""
    monday = read_week(text)
    if monday is None:
        raise NotFound(visit.words.text("There is no such week: write it as in 2017-W22."))
    return monday


def read_week(text: str) -> dt.date | None:
    """Return the Monday of an ISO 8601 week ("2017-W22"); None for the 54th, for far centuries and
    whatever else is none.
    """
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    try:
        monday = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return monday if _CENTURIES[0] <= monday < _CENTURIES[1] else None


def week_of(date: dt.date) -> str:
    """Return the ISO 8601 week of a date as addresses have it: 1 January 2017 is in 2016-W52."""
    year, week, _ = date.isocalendar()
    return f"{year}-W{week:02}"


def is_near(date: dt.date, target: Target, visit: Visit) -> bool:
    """Say whether a date is within 62 days of today or of any airing of `target`; beyond 35 days
    ahead it must have an airing itself.
    """
    if date - today(visit) > AHEAD:
        return _has_any_on(date, target, visit)
    if abs(date - today(visit)) <= REACH:
        return True
    noon = dt.datetime.combine(date, dt.time(12), dt.UTC)
    return has_any(visit.release, target, noon - REACH, noon + REACH)


def _has_any_on(date: dt.date, target: Target, visit: Visit) -> bool:
    asked = visit.catalogue.channels.get(target.key) or visit.first_channel
    return asked is not None and has_any(visit.release, target, *day_bounds(date, asked))


def require_near(date: dt.date, target: Target, visit: Visit) -> None:
    """Raise NotFound for a date that the guide has no page of."""
    if not is_near(date, target, visit):
        raise _far(visit)


def require_near_week(monday: dt.date, target: Target, visit: Visit) -> None:
    """Raise NotFound for a week of which the guide has no page of any day."""
    if not any(is_near(one, target, visit) for one in dates(monday, monday + 7 * DAY)):
        raise _far(visit)


def _far(visit: Visit) -> NotFound:
    return NotFound(
        visit.words.text(
            "This guide lists nothing on that date, or nothing near it. "
            "Start from the page of tonight or of a channel."
        )
    )


def today(visit: Visit) -> dt.date:
    """Return the broadcast day of now on the first channel; the UTC date without channels."""
    first = visit.first_channel
    return broadcast_day(visit.now, first) if first else visit.now.date()


def clock_text(visit: Visit) -> str:
    """Return the guide's time as a page says it: "20h00, heure de Paris"."""
    words = visit.words
    time = words.time(visit.now, visit.main_zone)
    return words.text("%(time)s, %(zone)s", time=time, zone=visit.zone_text)
