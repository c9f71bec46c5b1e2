"""Dates, times and spans as people say them: never more precise than what is known."""

import datetime as dt
import re
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location

from guide.formats.words.catalogue import Messages
from guide.model.catalogue import Channel
from guide.model.day import DAY, broadcast_day, is_late_night, nearest_instant
from guide.model.precision import Precision, When
from guide.model.reminders import EVENING

_LEAD = re.compile(r"(\d+)([mhd])")
# Stands where a time goes.
_TIME = "\0"


class ToldDay(NamedTuple):
    """How the moments of one local date are told, before and after their times: `late` are those
    before `begins`, where the broadcast day does; `civil` the others.
    """

    begins: dt.datetime
    late: tuple[str, str]
    civil: tuple[str, str]


class Dates(Messages):
    def time(self, at: dt.datetime, zone: str) -> str:
        """Return the wall clock of `zone`: "20h40", "20:40"."""
        return self._clock(at.astimezone(ZoneInfo(zone)))

    def certain_time(self, at: dt.datetime, zone: str) -> str:
        """Return the wall clock, with the name of the time where it comes twice in that night:
        "2h30 (heure d’hiver de Paris)".
        """
        time = self.time(at, zone)
        if not _comes_twice(at, zone):
            return time
        return self.text("%(time)s (%(zone)s)", time=time, zone=self.zone(zone, at))

    def _clock(self, local: dt.datetime) -> str:
        return self._clocks[local.hour * 60 + local.minute]

    @cached_property
    def _clocks(self) -> tuple[str, ...]:
        times = (divmod(minutes, 60) for minutes in range(24 * 60))
        if self.language == "fr":
            return tuple(f"{hour}h{minute:02}" for hour, minute in times)
        return tuple(f"{hour:02}:{minute:02}" for hour, minute in times)

    def date(self, date: dt.date, *, year: bool = True) -> str:
        """Return "jeudi 1er juin 2017" or "Thursday 1 June 2017"."""
        return self._date(date, "EEEE d MMMM y" if year else "EEEE d MMMM")

    def short_date(self, date: dt.date) -> str:
        """Return "jeu. 1er juin" or "Thu 1 June"."""
        return self._date(date, "EEE d MMMM")

    def weekday(self, date: dt.date) -> str:
        return self._date(date, "EEEE")

    def _date(self, date: dt.date, pattern: str) -> str:
        if self.language == "fr" and date.day == 1:
            pattern = pattern.replace("d", "d'er'")
        return _formatted(date, pattern, self._locale)

    def night(self, date: dt.date) -> str:
        """Return the night after the broadcast day `date`, with both its dates:
        "nuit du jeudi 1er au vendredi 2 juin 2017".
        """
        after = date + DAY
        pattern = "EEEE d"
        if date.month != after.month:
            pattern += " MMMM"
        if date.year != after.year:
            pattern += " y"
        first, last = self._date(date, pattern), self.date(after)
        return self.text("night of %(first)s to %(last)s", first=first, last=last)

    def short_night(self, date: dt.date) -> str:
        """Return "nuit de jeudi à vendredi"."""
        first, last = self.weekday(date), self.weekday(date + DAY)
        return self.text("night of %(weekday)s to %(next)s", weekday=first, next=last)

    def moment(self, starts: dt.datetime, channel: Channel, *, zone: str | None = None) -> str:
        """Return when something starts, by the channel's clock: "jeudi 1er juin 2017 à 20h40".

        A late-night airing names the night's two dates. Another `zone` has no broadcast day, so
        its civil date is given, and the zone named; a time that comes twice in an autumn night
        is named too.
        """
        shown = zone or channel.zone
        if shown == channel.zone and is_late_night(starts, channel):
            night = self.night(broadcast_day(starts, channel))
            moment = self.text("%(night)s, %(time)s", night=night, time=self.time(starts, shown))
        else:
            moment = self._civil(starts, shown)
        if shown == channel.zone and not _comes_twice(starts, shown):
            return moment
        return self.text("%(moment)s, %(zone)s", moment=moment, zone=self.zone(shown, starts))

    def zoned_moment(self, starts: dt.datetime, channel: Channel) -> str:
        """Return the moment by the channel's clock with its zone named in any case."""
        return self._told(starts, channel, "") or self._odd_moment(starts, channel)

    def moment_on(self, starts: dt.datetime, channel: Channel) -> str:
        """Return moment, zone and channel as a sentence begins."""
        told = self._told(starts, channel, channel.name)
        return told or self.on_channel(self._odd_moment(starts, channel), channel.name)

    def on_channel(self, moment: str, name: str) -> str:
        told = self.text("%(moment)s, on %(channel)s", moment=moment, channel=name)
        return told[:1].upper() + told[1:]

    def _told(self, starts: dt.datetime, channel: Channel, name: str) -> str | None:
        """Return the moment, on the channel `name` if it is not ""; None on an odd day."""
        local = starts.astimezone(ZoneInfo(channel.zone))
        day = _told_day(self, local.toordinal(), channel.zone, channel.day_starts, name)
        if day is None:
            return None
        before, after = day.late if starts < day.begins else day.civil
        return f"{before}{self._clocks[local.hour * 60 + local.minute]}{after}"

    def _odd_moment(self, starts: dt.datetime, channel: Channel) -> str:
        moment = self.moment(starts, channel)
        if _comes_twice(starts, channel.zone):
            return moment
        zone = self.zone(channel.zone, starts)
        return self.text("%(moment)s, %(zone)s", moment=moment, zone=zone)

    def told_day(self, date: dt.date, zone: str, day_starts: dt.time, name: str) -> "ToldDay":
        begins = nearest_instant(dt.datetime.combine(date, day_starts), zone)
        night, day = self.night(date - DAY), self.date(date)
        late = self.text("%(night)s, %(time)s", night=night, time=_TIME)
        civil = self.text("%(date)s, %(time)s", date=day, time=_TIME)
        named = self.zone(zone, begins)
        late, civil = (
            self.text("%(moment)s, %(zone)s", moment=one, zone=named) for one in (late, civil)
        )
        if name:
            late, civil = self.on_channel(late, name), self.on_channel(civil, name)
        return ToldDay(begins, _around(late), _around(civil))

    def _civil(self, at: dt.datetime, zone: str) -> str:
        local = at.astimezone(ZoneInfo(zone))
        date, time = self.date(local.date()), self._clock(local)
        return self.text("%(date)s, %(time)s", date=date, time=time)

    def instant(self, at: dt.datetime, zone: str) -> str:
        """Return the moment by the wall clock of `zone`, with the zone named."""
        moment, named = self._civil(at, zone), self.zone(zone, at)
        return self.text("%(moment)s, %(zone)s", moment=moment, zone=named)

    def ago(self, age: dt.timedelta) -> str:
        """Return "il y a 3 h 20 min", "il y a 3 jours", "à l’instant" below a minute."""
        if age >= 2 * DAY:
            return self.plural("%(count)s day ago", "%(count)s days ago", age.days)
        if age < dt.timedelta(minutes=1):
            return self.text("just now")
        return self.text("%(span)s ago", span=self.duration(age))

    def zone(self, zone: str, at: dt.datetime) -> str:
        """Return "heure de Paris"; where the wall clock of `at` comes twice, which one it is."""
        city = _city(zone, self._locale)
        if "/" not in zone or zone.startswith("Etc/"):
            return city
        if not _comes_twice(at, zone):
            return _contracted(self.text("%(city)s time", city=city))
        if at.astimezone(ZoneInfo(zone)).fold == 0:
            return _contracted(self.text("%(city)s summer time", city=city))
        return _contracted(self.text("%(city)s winter time", city=city))

    def when(self, when: When, *, zone: str | None = None, bare: bool = False) -> str:
        """Return a date as far as it is known; without `zone` a time is told as its day.

        `bare` leaves away the "in" of a year, for what follows "since" or "until".
        """
        if when.date is None:
            return self.text("ordered, no date yet")
        year = bare and when.precision is Precision.YEAR
        text = str(when.date.year) if year else self._when(when, when.date, zone)
        return text if when.confirmed else self.text("%(date)s (to be confirmed)", date=text)

    def _when(self, when: When, date: dt.date, zone: str | None) -> str:
        match when.precision:
            case Precision.YEAR:
                return self.text("in %(year)s", year=date.year)
            case Precision.QUARTER:
                return format_date(date, "QQQQ y", locale=self._locale)
            case Precision.MONTH:
                return format_date(date, "LLLL y", locale=self._locale)
            case Precision.TIME if when.at is not None and zone is not None:
                return self._civil(when.at, zone)
        return self.date(date)

    def duration(self, delta: dt.timedelta) -> str:
        """Return "26 min", "1 h 30 min" or "2 h", cut to whole minutes."""
        hours, minutes = divmod(int(delta.total_seconds()) // 60, 60)
        if hours and minutes:
            return self.text("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{minutes:02}")
        if hours:
            return self.text("%(hours)s h", hours=hours)
        return self.text("%(minutes)s min", minutes=minutes)

    def lead(self, lead: str) -> str:
        """Return how long before: "30 minutes avant", "la veille à 19h"; ValueError if no lead."""
        if lead == EVENING:
            return self.text("the evening before, at 19:00")
        parts = _LEAD.fullmatch(lead)
        if parts is None:
            raise ValueError(f"{lead!r} is no lead: write 30m, 1h, 1d or evening")
        count, unit = int(parts[1]), parts[2]
        if unit == "m":
            return self.plural("%(count)s minute before", "%(count)s minutes before", count)
        if unit == "h":
            return self.plural("%(count)s hour before", "%(count)s hours before", count)
        return self.plural("%(count)s day before", "%(count)s days before", count)


@lru_cache(maxsize=4096)
def _told_day(
    words: Dates, ordinal: int, zone: str, day_starts: dt.time, name: str
) -> ToldDay | None:
    """Return how a day's moments are told; None if the clocks change, and times may come twice."""
    date = dt.date.fromordinal(ordinal)
    midnights = (dt.datetime.combine(date + DAY * n, dt.time(), ZoneInfo(zone)) for n in (0, 1))
    offsets = {at.replace(fold=fold).utcoffset() for at in midnights for fold in (0, 1)}
    return words.told_day(date, zone, day_starts, name) if len(offsets) == 1 else None


def _around(moment: str) -> tuple[str, str]:
    before, _, after = moment.partition(_TIME)
    return before, after


@lru_cache(maxsize=4096)
def _formatted(date: dt.date, pattern: str, locale: Locale) -> str:
    return format_date(date, pattern, locale=locale)


@lru_cache(maxsize=512)
def _city(zone: str, locale: Locale) -> str:
    place = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return place.rpartition("/")[2]


@lru_cache(maxsize=4096)
def _comes_twice(at: dt.datetime, zone: str) -> bool:
    local = at.astimezone(ZoneInfo(zone))
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


@lru_cache(maxsize=512)
def _contracted(text: str) -> str:
    """Contract French "de" before a city: "heure d’Athènes", "heure du Caire"."""
    text = text.replace(" de Le ", " du ").replace(" de Les ", " des ")
    return re.sub(r" de (?=[AÀÂEÉÈÊIÎOÔUÛ])", " d’", text)
