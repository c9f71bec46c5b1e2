import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.formats.words import words
from guide.model.catalogue import Channel
from guide.model.precision import NOT_DATED, Precision, When

FRENCH, ENGLISH = words("fr"), words("en")
CITY = Channel("ocs-city", "OCS City", "Europe/Paris")
JUNE_1 = dt.date(2017, 6, 1)
PREMIERE = dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC)
NBSP = "\N{NO-BREAK SPACE}"


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+00:00")


def test_a_time_is_the_wall_clock_of_the_zone() -> None:
    assert FRENCH.time(PREMIERE, "Europe/Paris") == "20h40"
    assert ENGLISH.time(PREMIERE, "Europe/Paris") == "20:40"
    assert FRENCH.time(PREMIERE, "America/New_York") == "14h40"


def test_a_time_after_midnight_has_no_leading_zero_in_french() -> None:
    assert FRENCH.time(utc("2017-06-01T22:05"), "Europe/Paris") == "0h05"
    assert ENGLISH.time(utc("2017-06-01T22:05"), "Europe/Paris") == "00:05"


def test_a_time_that_comes_twice_says_which_it_is() -> None:
    night = [FRENCH.certain_time(utc(f"2017-10-29T0{hour}:30"), "Europe/Paris") for hour in (0, 1)]
    assert night == ["2h30 (heure d’été de Paris)", "2h30 (heure d’hiver de Paris)"]
    assert ENGLISH.certain_time(PREMIERE, "Europe/Paris") == "20:40"


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        (JUNE_1, "jeudi 1er juin 2017", "Thursday 1 June 2017"),
        (dt.date(2017, 6, 2), "vendredi 2 juin 2017", "Friday 2 June 2017"),
        (dt.date(2017, 8, 21), "lundi 21 août 2017", "Monday 21 August 2017"),
    ],
)
def test_a_date_says_its_weekday(date: dt.date, french: str, english: str) -> None:
    assert (FRENCH.date(date), ENGLISH.date(date)) == (french, english)


def test_dates_come_without_their_year_and_short() -> None:
    assert FRENCH.date(JUNE_1, year=False) == "jeudi 1er juin"
    assert ENGLISH.date(JUNE_1, year=False) == "Thursday 1 June"
    assert FRENCH.short_date(JUNE_1) == "jeu. 1er juin"
    assert ENGLISH.short_date(JUNE_1) == "Thu 1 June"


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        (
            JUNE_1,
            "nuit du jeudi 1er au vendredi 2 juin 2017",
            "night of Thursday 1 to Friday 2 June 2017",
        ),
        (
            dt.date(2017, 5, 31),
            "nuit du mercredi 31 mai au jeudi 1er juin 2017",
            "night of Wednesday 31 May to Thursday 1 June 2017",
        ),
        (
            dt.date(2017, 12, 31),
            "nuit du dimanche 31 décembre 2017 au lundi 1er janvier 2018",
            "night of Sunday 31 December 2017 to Monday 1 January 2018",
        ),
    ],
)
def test_a_night_names_both_its_dates(date: dt.date, french: str, english: str) -> None:
    assert (FRENCH.night(date), ENGLISH.night(date)) == (french, english)


def test_a_short_night_names_both_weekdays() -> None:
    assert FRENCH.short_night(JUNE_1) == "nuit de jeudi à vendredi"
    assert ENGLISH.short_night(JUNE_1) == "night of Thursday to Friday"


def test_a_moment_is_told_by_the_channels_clock() -> None:
    assert FRENCH.moment(PREMIERE, CITY) == "jeudi 1er juin 2017 à 20h40"
    assert ENGLISH.moment(PREMIERE, CITY) == "Thursday 1 June 2017, 20:40"


def test_a_late_night_moment_belongs_to_the_broadcast_day_before() -> None:
    late = utc("2017-06-01T23:30")
    assert FRENCH.moment(late, CITY) == "nuit du jeudi 1er au vendredi 2 juin 2017, 1h30"
    assert ENGLISH.moment(late, CITY) == "night of Thursday 1 to Friday 2 June 2017, 01:30"


def test_the_night_ends_where_the_broadcast_day_begins() -> None:
    last, first = utc("2017-06-02T03:59"), utc("2017-06-02T04:00")
    assert FRENCH.moment(last, CITY) == "nuit du jeudi 1er au vendredi 2 juin 2017, 5h59"
    assert FRENCH.moment(first, CITY) == "vendredi 2 juin 2017 à 6h00"


def test_another_zone_has_a_civil_date_and_is_named() -> None:
    tokyo = FRENCH.moment(PREMIERE, CITY, zone="Asia/Tokyo")
    assert tokyo == "vendredi 2 juin 2017 à 3h40, heure de Tokyo"
    late = utc("2017-06-01T23:30")
    assert ENGLISH.moment(late, CITY, zone="UTC") == "Thursday 1 June 2017, 23:30, UTC"
    noumea = FRENCH.moment(late, CITY, zone="Pacific/Noumea")
    assert noumea == "vendredi 2 juin 2017 à 10h30, heure de Nouméa"
    assert ENGLISH.moment(PREMIERE, CITY, zone="Europe/Paris") == "Thursday 1 June 2017, 20:40"


def test_the_spring_night_loses_an_hour_and_no_date() -> None:
    told = [FRENCH.moment(utc(f"2017-03-26T0{hour}:30"), CITY) for hour in (0, 1)]
    night = "nuit du samedi 25 au dimanche 26 mars 2017"
    assert told == [f"{night}, 1h30", f"{night}, 3h30"]


def test_a_time_that_comes_twice_in_autumn_says_which() -> None:
    told = [ENGLISH.moment(utc(f"2017-10-29T0{hour}:30"), CITY) for hour in (0, 1, 2)]
    night = "night of Saturday 28 to Sunday 29 October 2017"
    assert told == [
        f"{night}, 02:30, Paris summer time",
        f"{night}, 02:30, Paris winter time",
        f"{night}, 03:30",
    ]


def test_a_zoned_moment_names_its_zone_once() -> None:
    ambiguous = utc("2017-10-29T00:30")
    assert FRENCH.zoned_moment(PREMIERE, CITY).endswith("à 20h40, heure de Paris")
    assert FRENCH.zoned_moment(ambiguous, CITY).endswith(", 2h30, heure d’été de Paris")


ZONES = (
    *("Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"),
    # Their clocks change round midnight, or for Ramadan.
    *("America/Havana", "Asia/Beirut", "America/Scoresbysund", "Africa/Casablanca"),
)


@settings(max_examples=500, deadline=None)
@given(
    at=st.integers(946_684_800, 2_051_222_400).map(lambda n: dt.datetime.fromtimestamp(n, dt.UTC)),
    zone=st.sampled_from(ZONES),
    day_starts=st.sampled_from([dt.time(), dt.time(6), dt.time(2, 30)]),
)
def test_a_zoned_moment_is_the_moment_and_its_zone(
    at: dt.datetime, zone: str, day_starts: dt.time
) -> None:
    channel = Channel("any", "Any", zone, day_starts=day_starts)
    moment, name = ENGLISH.moment(at, channel), ENGLISH.zone(zone, at)
    zoned = moment if moment.endswith(f", {name}") else f"{moment}, {name}"
    assert ENGLISH.zoned_moment(at, channel) == zoned


@pytest.mark.parametrize("zone", ZONES)
def test_a_zoned_moment_is_the_same_round_every_change_of_the_clocks(zone: str) -> None:
    channel, quarter = Channel("any", "Any", zone), dt.timedelta(minutes=15)
    first = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    hours = (first + n * dt.timedelta(hours=1) for n in range(366 * 24))
    changes = (at for at in hours if _offset(at, zone) != _offset(at + 4 * quarter, zone))
    for at in (change + n * quarter for change in changes for n in range(-100, 100)):
        moment, name = ENGLISH.moment(at, channel), ENGLISH.zone(zone, at)
        zoned = moment if moment.endswith(f", {name}") else f"{moment}, {name}"
        assert ENGLISH.zoned_moment(at, channel) == zoned


def _offset(at: dt.datetime, zone: str) -> dt.timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("Europe/Paris", "heure de Paris", "Paris time"),
        ("Europe/Athens", "heure d’Athènes", "Athens time"),
        ("Africa/Cairo", "heure du Caire", "Cairo time"),
        ("America/New_York", "heure de New York", "New York time"),
        ("America/Argentina/Buenos_Aires", "heure de Buenos Aires", "Buenos Aires time"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+2", "GMT+2", "GMT+2"),
    ],
)
def test_a_zone_is_named_after_its_city(zone: str, french: str, english: str) -> None:
    assert (FRENCH.zone(zone, PREMIERE), ENGLISH.zone(zone, PREMIERE)) == (french, english)


@pytest.mark.parametrize(
    ("precision", "french", "english"),
    [
        (Precision.YEAR, "en 2018", "in 2018"),
        (Precision.QUARTER, "1er trimestre 2018", "1st quarter 2018"),
        (Precision.MONTH, "janvier 2018", "January 2018"),
        (Precision.DAY, "lundi 1er janvier 2018", "Monday 1 January 2018"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(
    precision: Precision, french: str, english: str
) -> None:
    when = When(precision, dt.date(2018, 1, 1))
    assert (FRENCH.when(when), ENGLISH.when(when)) == (french, english)
    supposed = When(precision, dt.date(2018, 1, 1), confirmed=False)
    assert FRENCH.when(supposed) == f"{french} (à confirmer)"
    assert FRENCH.when(supposed, bare=True) == f"{french.removeprefix('en ')} (à confirmer)"


def test_what_is_only_ordered_has_no_date() -> None:
    assert FRENCH.when(NOT_DATED) == "commandée, sans date"
    assert FRENCH.when(NOT_DATED, bare=True) == "commandée, sans date"
    assert ENGLISH.when(NOT_DATED) == "ordered, no date yet"


def test_a_known_time_needs_a_zone_to_be_told() -> None:
    when = When(Precision.TIME, JUNE_1, PREMIERE)
    assert FRENCH.when(when) == "jeudi 1er juin 2017"
    assert FRENCH.when(when, zone="Europe/Paris") == "jeudi 1er juin 2017 à 20h40"


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (26, f"26{NBSP}min", "26 min"),
        (90, f"1{NBSP}h{NBSP}30", "1 h 30 min"),
        (125, f"2{NBSP}h{NBSP}05", "2 h 05 min"),
        (120, f"2{NBSP}h", "2 h"),
    ],
)
def test_a_duration_is_told_in_hours_and_minutes(minutes: int, french: str, english: str) -> None:
    delta = dt.timedelta(minutes=minutes, seconds=59)
    assert (FRENCH.duration(delta), ENGLISH.duration(delta)) == (french, english)


@pytest.mark.parametrize(
    ("lead", "french", "english"),
    [
        ("30m", "30 minutes avant", "30 minutes before"),
        ("1m", "1 minute avant", "1 minute before"),
        ("1h", "1 heure avant", "1 hour before"),
        ("2d", "2 jours avant", "2 days before"),
        ("evening", "la veille à 19h", "the evening before, at 19:00"),
    ],
)
def test_a_lead_says_how_long_before(lead: str, french: str, english: str) -> None:
    assert (FRENCH.lead(lead), ENGLISH.lead(lead)) == (french, english)


def test_what_is_no_lead_is_refused() -> None:
    with pytest.raises(ValueError, match="'soon' is no lead"):
        FRENCH.lead("soon")


def test_an_instant_is_told_with_its_zone_named() -> None:
    assert FRENCH.instant(PREMIERE, "Europe/Paris") == "jeudi 1er juin 2017 à 20h40, heure de Paris"
    told = ENGLISH.instant(PREMIERE, "America/New_York")
    assert told == "Thursday 1 June 2017, 14:40, New York time"


@pytest.mark.parametrize(
    ("age", "french", "english"),
    [
        (dt.timedelta(seconds=-5), "à l’instant", "just now"),
        (dt.timedelta(seconds=59), "à l’instant", "just now"),
        (dt.timedelta(minutes=1), "il y a 1 min", "1 min ago"),
        (dt.timedelta(hours=47), "il y a 47 h", "47 h ago"),
        (dt.timedelta(hours=48), "il y a 2 jours", "2 days ago"),
    ],
)
def test_an_age_is_told_no_finer_than_it_helps(
    age: dt.timedelta, french: str, english: str
) -> None:
    told = (FRENCH.ago(age), ENGLISH.ago(age))
    assert tuple(one.replace(NBSP, " ") for one in told) == (french, english)
