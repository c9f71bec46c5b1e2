"""The windows of a grid: four hours each by the clock, of a broadcast day from 06:00 to 06:00."""

import datetime as dt
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from guide.formats.slots import Hours
from guide.model.day import DAY, nearest_instant

LENGTH = 4
STARTS = (6, 10, 14, 18, 22, 2)
EVENING = 18
DAY_BEGINS = 6
HALF_HOUR = 1_800
_HOUR = re.compile(r"([0-9]{1,2})(?:[h:.]?[0-9]{2}|h)?")


class Window(NamedTuple):
    """Four hours by the wall clock of `zone`, from `hour` on: of these before 06:00, those of the
    night after `date`. Where the clocks change, they last three hours or five.
    """

    date: dt.date
    hour: int
    zone: str

    @property
    def starts(self) -> dt.datetime:
        return self._instant(self.hour)

    @property
    def ends(self) -> dt.datetime:
        return self._instant(self.hour + LENGTH)

    @property
    def path(self) -> str:
        return f"/guide/{self.date}/{self.hour:02}"

    @property
    def hours(self) -> Hours:
        return hours_between(self.starts, self.ends)

    def later(self) -> "Window":
        if self.hour == STARTS[-1]:
            return self._replace(date=self.date + DAY, hour=STARTS[0])
        return self._replace(hour=STARTS[STARTS.index(self.hour) + 1])

    def earlier(self) -> "Window":
        if self.hour == STARTS[0]:
            return self._replace(date=self.date - DAY, hour=STARTS[-1])
        return self._replace(hour=STARTS[STARTS.index(self.hour) - 1])

    def _instant(self, hour: int) -> dt.datetime:
        nights = DAY if self.hour < DAY_BEGINS else 0 * DAY
        wall = dt.datetime.combine(self.date, dt.time()) + nights + dt.timedelta(hours=hour)
        return nearest_instant(wall, self.zone)


def window_at(at: dt.datetime, zone: str) -> Window:
    """Return the window that holds an instant."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    date = (local - dt.timedelta(hours=DAY_BEGINS)).date()
    return Window(date, window_hour(local.hour), zone)


def window_hour(hour: int) -> int:
    """Return when the window begins that holds an hour of the clock: 18 for 20, 22 for 0."""
    since = (hour - STARTS[0]) % 24
    return STARTS[since // LENGTH]


def hour_of(text: str) -> int | None:
    """Read an hour as people write it, "18", "20h40", "8:30"; None for what is none."""
    found = _HOUR.fullmatch(text)
    return int(found[1]) if found and int(found[1]) < 24 else None


def hours_between(starts: dt.datetime, ends: dt.datetime) -> Hours:
    return Hours(int(starts.timestamp()), int(ends.timestamp()))


def hours_from(now: dt.datetime) -> Hours:
    """Return the four hours from the half hour that holds `now`."""
    begins = int(now.timestamp()) // HALF_HOUR * HALF_HOUR
    return Hours(begins, begins + LENGTH * 3_600)
