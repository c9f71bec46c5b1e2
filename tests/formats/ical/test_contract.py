"""The statements of the feed contract that the bytes alone must keep, in its order."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest

from guide.formats import ical
from guide.formats.words import words
from guide.model.airing import Showing, Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing, Revision, Slot
from guide.model.target import Target
from guide.model.texts import Text
from tests.formats import builders
from tests.formats.builders import (
    CITY,
    EVENING,
    MAX,
    PREMIERE,
    PUBLISHED,
    SITE,
    SLOT,
    FakeRelease,
    film,
    listing,
    season_1,
)
from tests.formats.lint import KNOWN, Component, faults, read, uids

STEMS = ("all", "premieres", "bouquets/ocs", "channels/ocs-city", "series/missions",
         "series/missions/season-1", "series/missions/season-2", "airings/mission-1")  # fmt: skip


def feed(
    items: Sequence[Listing], stem: str = "all", *, now: dt.datetime = EVENING, language: str = "fr"
) -> bytes:
    target = Target.parse(stem)
    assert target is not None
    return ical.feed(FakeRelease(items), target, site=SITE, words=words(language), now=now)


def calendar(
    items: Sequence[Listing], stem: str = "all", *, now: dt.datetime = EVENING
) -> Component:
    return read(feed(items, stem, now=now))


def event(item: Listing, stem: str = "all") -> Component:
    (found,) = calendar([item], stem).children
    return found


def unfolded(body: bytes) -> list[bytes]:
    return body.replace(b"\r\n ", b"").split(b"\r\n")[:-1]


def ids(body: Component) -> list[str]:
    return [uid.removesuffix("@3f9c.instance") for uid in uids(body)]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_feed_passes_the_linter(stem: str, language: str) -> None:
    assert faults(feed(season_1(), stem, language=language)) == []


@pytest.mark.parametrize("flags", [(), ("-O",)])
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_01_the_same_data_gives_the_same_bytes_in_any_process(
    seed: str, flags: tuple[str, ...]
) -> None:
    script = (
        "import sys; from tests.formats.ical.test_contract import feed, season_1;"
        "sys.stdout.buffer.write(feed(season_1(), 'series/missions'))"
    )
    ran = subprocess.run(
        [sys.executable, *flags, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed},  # noqa: TID251 - a child needs its parent's
        cwd=builders.ROOT,
        capture_output=True,
        check=True,
    )
    assert ran.stdout == feed(season_1(), "series/missions")


def test_01_the_hour_of_asking_changes_nothing_within_a_utc_day() -> None:
    last = dt.datetime(2017, 6, 1, 23, 59, 59, tzinfo=dt.UTC)
    first = dt.datetime.fromisoformat("2017-06-01T02:00+02:00")
    assert feed(season_1(), now=first) == feed(season_1(), now=last)


def test_02_the_uid_stays_when_title_time_and_channel_name_change() -> None:
    renamed = listing(
        starts=PREMIERE + SLOT,
        ends=PREMIERE + 2 * SLOT,
        channel=Channel("ocs-max", "Cinéma Max", "Europe/Paris"),
        episode=builders.episode(1, title=Text.of("Odysseus")),
    )
    assert event(renamed).value("UID") == event(listing()).value("UID") == "mission-1@3f9c.instance"


def test_03_uids_are_unique_and_the_event_is_the_same_in_every_feed() -> None:
    season = calendar(season_1())
    assert len(set(uids(season))) == 10
    stems = ("all", "premieres", "channels/ocs-city", "series/missions", "airings/mission-1")
    pieces = {feed([listing()], stem).partition(b"BEGIN:VEVENT")[2] for stem in stems}
    assert len(pieces) == 1


def test_04_the_calendar_has_no_uid() -> None:
    assert calendar(season_1()).values("UID") == []


def test_05_and_06_sequence_and_stamps_are_the_stored_ones() -> None:
    revised = dt.datetime.fromisoformat("2017-05-30T14:00:01.5+02:00")
    moved = event(replace(listing(), revision=Revision(3, revised)))
    stamps = [moved.value(name) for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")]
    assert stamps == ["3", "20170530T120001Z", "20170530T120001Z"]


def test_07_nobody_is_invited() -> None:
    names = {name for name, _, _ in calendar(season_1()).properties}
    names |= {name for name, _, _ in event(listing()).properties}
    assert names.isdisjoint({"METHOD", "ATTENDEE", "ORGANIZER"})


def test_08_it_begins_and_ends_as_a_calendar() -> None:
    lines = feed(season_1()).decode().split("\r\n")
    prodid = "PRODID:-//guide//broadcast schedule//FR"
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", prodid, "CALSCALE:GREGORIAN"]
    assert lines[-2:] == ["END:VCALENDAR", ""]


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Paris", "2017-06-01T20:40+02:00", "20170601T184000Z"),
        ("Indian/Reunion", "2017-06-01T20:40+04:00", "20170601T164000Z"),
        ("America/New_York", "2017-06-01T20:40-04:00", "20170602T004000Z"),
        ("Pacific/Noumea", "2017-06-01T20:40+11:00", "20170601T094000Z"),
        ("Asia/Kolkata", "2017-06-01T20:40+05:30", "20170601T151000Z"),
        ("Pacific/Honolulu", "2017-06-01T20:40-10:00", "20170602T064000Z"),
        ("Europe/Paris", "2017-03-26T01:59+01:00", "20170326T005900Z"),
        ("Europe/Paris", "2017-03-26T03:00+02:00", "20170326T010000Z"),
        ("Europe/Paris", "2017-10-29T02:30+02:00", "20171029T003000Z"),
        ("Europe/Paris", "2017-10-29T02:30+01:00", "20171029T013000Z"),
    ],
)
def test_09_timed_events_are_in_utc_whatever_the_zone(zone: str, local: str, utc: str) -> None:
    starts = dt.datetime.fromisoformat(local)
    channel = Channel("ocs-city", "OCS City", zone)
    item = listing(starts=starts, ends=starts + SLOT, channel=channel, date=starts.date())
    assert event(item, "airings/mission-1").value("DTSTART") == utc


@pytest.mark.parametrize(
    ("zone", "starts", "told"),
    [
        ("Europe/Paris", "2017-06-01T18:40Z", "Jeudi 1er juin 2017 à 20h40, heure de Paris"),
        ("Indian/Reunion", "2017-06-01T16:40Z", "Jeudi 1er juin 2017 à 20h40, heure de La Réunion"),
        ("America/New_York", "2017-06-02T00:40Z", "Jeudi 1er juin 2017 à 20h40, heure de New York"),
        ("Pacific/Noumea", "2017-06-01T09:40Z", "Jeudi 1er juin 2017 à 20h40, heure de Nouméa"),
        ("Asia/Kolkata", "2017-06-01T15:10Z", "Jeudi 1er juin 2017 à 20h40, heure de Kolkata"),
        ("Pacific/Honolulu", "2017-06-02T06:40Z", "Jeudi 1er juin 2017 à 20h40, heure de Honolulu"),
    ],
)
def test_09_the_description_says_time_and_zone_of_the_channel(
    zone: str, starts: str, told: str
) -> None:
    at = dt.datetime.fromisoformat(starts)
    item = listing(starts=at, ends=at + SLOT, channel=Channel("ocs-city", "OCS City", zone))
    description = event(item).value("DESCRIPTION").replace("\\,", ",")
    assert description.startswith(f"{told}, sur OCS City\\n")


def test_09_a_time_that_comes_twice_says_which_one_it_is() -> None:
    told = []
    for hour in (0, 1):
        starts = dt.datetime(2017, 10, 29, hour, 30, tzinfo=dt.UTC)
        item = listing(starts=starts, ends=starts + SLOT, date=dt.date(2017, 10, 28))
        found = event(item, "airings/mission-1").value("DESCRIPTION")
        told.append(found.partition("\\, sur")[0])
    night = "Nuit du samedi 28 au dimanche 29 octobre 2017\\, 2h30\\, heure"
    assert told == [f"{night} d’été de Paris", f"{night} d’hiver de Paris"]


def test_09_a_late_night_airing_names_both_dates() -> None:
    starts = dt.datetime(2017, 6, 1, 23, 30, tzinfo=dt.UTC)
    night = event(listing(starts=starts, ends=starts + SLOT))
    assert night.value("DTSTART") == "20170601T233000Z"
    told = "Nuit du jeudi 1er au vendredi 2 juin 2017\\, 1h30\\, heure de Paris\\, sur OCS City\\n"
    assert night.value("DESCRIPTION").startswith(told)


def test_10_no_zone_is_ever_needed() -> None:
    body = feed(season_1())
    assert b"TZID" not in body
    assert b"VTIMEZONE" not in body


def test_11_an_event_has_an_end_and_no_duration() -> None:
    names = [name for name, _, _ in event(listing()).properties]
    assert names.index("DTSTART") + 1 == names.index("DTEND")
    assert "DURATION" not in names
    for one in calendar(season_1()).children:
        assert one.value("DTEND") > one.value("DTSTART")


def test_12_a_day_without_a_time_is_that_whole_day_and_says_so() -> None:
    second = event(season_1()[1])
    told = {name: (parameters, value) for name, parameters, value in second.properties}
    assert told["DTSTART"] == ("VALUE=DATE", "20170601")
    assert told["DTEND"] == ("VALUE=DATE", "20170602")
    assert told["STATUS"] == ("", "TENTATIVE")
    assert told["SUMMARY"] == ("", "Missions — S1 É2 (heure à confirmer)")
    assert "Supposé : aucune source ne donne la date de cet épisode." in told["DESCRIPTION"][1]


def test_12_the_uid_stays_when_the_time_comes() -> None:
    timed = listing(id="mission-2", episode=builders.episode(2))
    assert event(timed).value("UID") == event(season_1()[1]).value("UID")
    assert event(timed).value("DTSTART") == "20170601T184000Z"


def test_12_a_day_is_tentative_even_where_its_source_is_sure() -> None:
    sure = listing(starts=None, ends=None, status=Status.CONFIRMED)
    assert event(sure).value("STATUS") == "TENTATIVE"


def test_12_a_time_that_was_only_unknown_before_is_no_move() -> None:
    before = Slot("ocs-city", dt.date(2017, 6, 1), None, None)
    dated = replace(listing(), revision=Revision(1, PUBLISHED, before))
    assert event(dated).value("DESCRIPTION") == event(listing()).value("DESCRIPTION")


def test_12_another_end_is_no_move_either() -> None:
    before = Slot("ocs-city", dt.date(2017, 6, 1), PREMIERE, PREMIERE + 2 * SLOT)
    retimed = replace(listing(), revision=Revision(1, PUBLISHED, before))
    assert event(retimed).value("DESCRIPTION") == event(listing()).value("DESCRIPTION")


def test_13_status_and_transparency() -> None:
    tentative = event(listing(status=Status.TENTATIVE))
    assert tentative.value("STATUS") == "TENTATIVE"
    assert (
        tentative.value("SUMMARY")
        == "Missions — S1 É1 «\N{NO-BREAK SPACE}Ulysse\N{NO-BREAK SPACE}» (à confirmer)"
    )
    assert tentative.value("TRANSP") == "TRANSPARENT"
    assert tentative.value("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"


def test_14_a_cancelled_airing_is_marked_with_its_reason() -> None:
    cancelled = event(listing(status=Status.CANCELLED, reason=Text.of({"fr": "grève"})))
    assert cancelled.value("STATUS") == "CANCELLED"
    title = (
        "Annulé\N{NO-BREAK SPACE}: Missions — S1 É1 «\N{NO-BREAK SPACE}Ulysse\N{NO-BREAK SPACE}»"
    )
    assert cancelled.value("SUMMARY") == f"{title} (grève)"


def test_14_a_cancelled_airing_stays_until_seven_days_after_its_end() -> None:
    cancelled = [listing(status=Status.CANCELLED), film("Solaris", PREMIERE + DAY)]
    kept = [ids(calendar(cancelled, now=EVENING + days * DAY)) for days in (7, 8)]
    assert kept == [["mission-1", "film-20170602184000"], ["film-20170602184000"]]


def test_14_a_day_without_time_is_kept_as_long_when_cancelled() -> None:
    day = [replace(season_1()[1], airing=replace(season_1()[1].airing, status=Status.CANCELLED))]
    kept = [ids(calendar(day, now=EVENING + days * DAY)) for days in (8, 9)]
    assert kept == [["mission-2"], ["nothing"]]


def test_14_a_moved_airing_says_where_it_was() -> None:
    before = Slot("ocs-max", dt.date(2017, 5, 31), PREMIERE - DAY, PREMIERE - DAY + SLOT)
    moved = event(replace(listing(), revision=Revision(1, PUBLISHED, before)))
    told = moved.value("DESCRIPTION").replace("\\,", ",").split("\\n")[1]
    slot = "OCS Max, mercredi 31 mai 2017 à 20h40, heure de Paris"
    assert told == f"Déplacé, annoncé auparavant pour {slot}"


@pytest.mark.parametrize("stem", STEMS[:-1])
def test_15_an_empty_calendar_holds_one_calm_event(stem: str) -> None:
    head = calendar([], stem)
    (nothing,) = head.children
    assert {name: value for name, _, value in nothing.properties} == {
        "UID": "nothing@3f9c.instance",
        "SUMMARY": "Aucune diffusion annoncée",
        "DTSTART": "20170520",
        "DTEND": "20170521",
        "DTSTAMP": "20170520T093005Z",
        "LAST-MODIFIED": "20170520T093005Z",
        "SEQUENCE": "7",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS": "FREE",
        "URL": head.value("URL"),
    }


def test_15_an_empty_calendar_stays_the_same_from_day_to_day() -> None:
    assert feed([], now=EVENING) == feed([], now=EVENING + 400 * DAY)


def test_16_names_and_refresh_come_in_pairs() -> None:
    head = calendar(season_1(), "series/missions/season-1")
    told = {name: (parameters, value) for name, parameters, value in head.properties}
    assert told["NAME"] == told["X-WR-CALNAME"] == ("", "Missions — saison 1")
    assert told["DESCRIPTION"] == told["X-WR-CALDESC"]
    assert told["REFRESH-INTERVAL"] == ("VALUE=DURATION", "PT6H")
    assert told["X-PUBLISHED-TTL"] == ("", "PT6H")
    source = "https://guide.example/feeds/series/missions/season-1.ics"
    assert told["SOURCE"] == ("VALUE=URI", source)
    assert told["URL"] == ("", "https://guide.example/fr/series/missions/season-1/")


def test_16_another_language_has_its_own_source() -> None:
    head = read(feed(season_1(), "airings/mission-1", language="en"))
    assert head.value("SOURCE") == "https://guide.example/airings/mission-1.ics?lang=en"
    assert head.value("NAME") == "Missions – S1 E1 “Ulysse”"


def test_16_a_season_without_dates_is_told_in_the_description_only() -> None:
    for stem in ("series/missions", "series/missions/season-2"):
        told = calendar(season_1(), stem).value("DESCRIPTION").split("\\n\\n")
        assert told[1] == "Saison 2\N{NO-BREAK SPACE}: commandée\\, sans date\\, 10 épisodes."
    assert "Saison" not in calendar(season_1(), "series/missions/season-1").value("DESCRIPTION")


def test_16_notes_of_series_and_channel_are_told() -> None:
    note = Text.of({"fr": "Cette chaîne est inventée.", "en": "This channel is invented."})
    invented = replace(CITY, note=note)
    release = FakeRelease([listing(channel=invented)], builders.catalogue(invented, MAX))
    target = Target.parse("channels/ocs-city")
    assert target is not None
    head = read(ical.feed(release, target, site=SITE, words=words("fr"), now=EVENING))
    assert "Cette chaîne est inventée." in head.value("DESCRIPTION")
    assert "Cette chaîne est inventée." in head.children[0].value("DESCRIPTION")


def test_17_lines_end_fold_and_unfold_as_they_should() -> None:
    note = "Où sont-ils passés ? 🚀" * 40
    body = feed([listing(note=Text.of(note))])
    assert body.count(b"\n") == body.count(b"\r\n")
    assert all(len(one) <= 75 and one.decode() for one in body.split(b"\r\n")[:-1])
    assert note in body.replace(b"\r\n ", b"").decode()


def test_18_text_is_escaped_and_nothing_else_is_lost() -> None:
    title = "a;b,c\\d\x07\u2028e\r\nf \u200f🚀"
    told = event(film(title, PREMIERE)).value("SUMMARY")
    assert told == "a\\;b\\,c\\\\d e f \u200f🚀"


def test_19_names_are_the_rfc_s_or_begin_with_x() -> None:
    everything = [*season_1(), listing(id="off", status=Status.CANCELLED)]
    names = {line.split(b":")[0].split(b";")[0].decode() for line in unfolded(feed(everything))}
    assert {name for name in names if name not in KNOWN} == {
        "X-APPLE-CALENDAR-COLOR", "X-MICROSOFT-CDO-BUSYSTATUS", "X-PUBLISHED-TTL",
        "X-WR-CALDESC", "X-WR-CALNAME",
    }  # fmt: skip


def test_19_genres_are_categories_in_the_language_of_the_feed() -> None:
    assert event(listing()).value("CATEGORIES") == "Science-fiction,Drame"
    twice = replace(listing(), episode=builders.episode(1, genres=("talk", "talk-show")))
    assert event(twice).value("CATEGORIES") == "Talk-show"
    odd = replace(listing(), episode=builders.episode(1, genres=("a,b;c\\Night", "drama")))
    assert event(odd).value("CATEGORIES") == "a\\,b\\;c\\\\Night,Drame"


def test_19_the_labels_say_what_kind_of_showing_it_is() -> None:
    last = listing(live=True, last_chance=True, showing=Showing(finale=True))
    told = event(last).value("DESCRIPTION").split("\\n")[1]
    assert told == "Dernier épisode de la saison · en direct · dernière chance"


def test_19_what_may_spoil_is_told_only_where_nothing_else_is() -> None:
    teaser, synopsis = Text.of("Où sont-ils passés ?"), Text.of("Ils sont tous morts.")
    both = replace(listing(), episode=builders.episode(1, teaser=teaser, synopsis=synopsis))
    alone = replace(listing(), episode=builders.episode(1, synopsis=synopsis))
    told = [event(item).value("DESCRIPTION").split("\\n\\n")[1] for item in (both, alone)]
    assert told == ["Où sont-ils passés ?", "Ils sont tous morts."]


def test_20_there_is_no_alarm() -> None:
    assert b"VALARM" not in feed(season_1())


def test_21_the_window_is_thirty_days_back_and_half_a_year_ahead() -> None:
    midnight = dt.datetime(2017, 6, 1, tzinfo=dt.UTC)
    times = {
        "gone": midnight - 30 * DAY - dt.timedelta(hours=2),
        "back": midnight - 30 * DAY - dt.timedelta(hours=2, seconds=-1),
        "ahead": midnight + 180 * DAY - dt.timedelta(seconds=1),
        "beyond": midnight + 180 * DAY,
    }
    items = [film(name, starts, id=name) for name, starts in times.items()]
    assert ids(calendar(items)) == ["back", "ahead"]
    assert ids(calendar(items, now=EVENING + DAY)) == ["ahead", "beyond"]


def test_21_a_season_keeps_its_past_and_an_airing_everything() -> None:
    later = EVENING + 2000 * DAY
    assert len(calendar(season_1(), "series/missions/season-1", now=later).children) == 10
    assert ids(calendar(season_1(), "airings/mission-1", now=EVENING - 2000 * DAY)) == ["mission-1"]


def test_21_a_season_reaches_half_a_year_ahead_too() -> None:
    early = EVENING - 200 * DAY
    assert ids(calendar(season_1(), "series/missions/season-1", now=early)) == ["nothing"]


def test_21_more_than_a_thousand_are_cut_to_the_nearest_and_told() -> None:
    first = EVENING - 25 * DAY
    films = [film(f"Film {n}", first + n * dt.timedelta(hours=2)) for n in range(1200)]
    body = calendar(films)
    assert ids(body) == [item.airing.id for item in films[:1000]]
    told = body.value("DESCRIPTION").split("\\n\\n")[-1]
    sentence = (
        "Ce calendrier contient les 1000 diffusions les plus proches d’aujourd’hui\\, sur 1200."
    )
    assert told == sentence


@pytest.mark.parametrize("length", [701, 723, 744])
def test_21_too_many_bytes_are_cut_at_whole_events(length: int) -> None:
    first = EVENING - 10 * DAY
    films = [
        film(f"Film {n}", first + n * dt.timedelta(hours=2), note=Text.of("x" * length))
        for n in range(1000)
    ]
    body = feed(films)
    assert faults(body) == []
    assert 1_000_000 - 1_300 < len(body) <= 1_000_000
    kept = len(read(body).children)
    assert f"les {kept} diffusions".encode() in body.replace(b"\r\n ", b"")


def test_21_one_endless_text_does_not_fill_the_feed() -> None:
    body = feed([film("Film" * 500_000, EVENING), film("Solaris", EVENING + DAY)])
    assert len(read(body).children) == 2
