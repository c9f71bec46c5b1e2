"""Dates known as far as they are known; a time is never invented."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    ORDERED = "ordered"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class When:
    """A point of the calendar, as precise as the source is.

    `date` is the local date the precision starts with (1 January of a year, the first day of a
    quarter or month), None for ORDERED; `at` is the UTC instant, for TIME only.
    """

    precision: Precision
    date: dt.date | None = None
    at: dt.datetime | None = None
    confirmed: bool = True

    def last_date(self) -> dt.date | None:
        """Return the last local date this may mean: 31 December for a year; None for ORDERED."""
        if self.date is None:
            return None
        months = {Precision.YEAR: 12, Precision.QUARTER: 3, Precision.MONTH: 1}.get(self.precision)
        return self.date if months is None else _add_months(self.date, months) - dt.timedelta(1)


NOT_DATED = When(Precision.ORDERED, confirmed=False)


def _add_months(date: dt.date, months: int) -> dt.date:
    years, month = divmod(date.month - 1 + months, 12)
    return dt.date(date.year + years, month + 1, 1)
