"""Mails are compared whole with their golden files; what follows is what no example shows."""

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from guide.formats.mail import NoticeKind, Recipient, Writing, reminder
from guide.formats.mail.clean import clean, safe_address
from guide.formats.words import words
from guide.model.airing import Status
from guide.model.day import Fold, resolve
from guide.model.listing import Listing
from guide.model.reminders import Kind
from guide.model.site import Site
from guide.model.texts import Text
from tests.formats.builders import CITY, MISSIONS, PREMIERE, SITE, SLOT, episode, film, listing
from tests.formats.golden_mail.write import (
    ANN,
    FOLDER,
    NOW,
    PARIS,
    asked,
    mails,
    premiere,
    reminded,
    told,
    writing,
)

MAILS = dict(mails())
HOSTILE = (
    "A\r\nBcc: eve@example.org",
    "A\nX-Evil: yes\n\nbody",
    "A\u2028Bcc: eve@example.org\u2029\x85\x0b\x0c",
    "A\x00\x01manage\x01\x02\x1b[31m\x7f",
    "\u202egnp.exe\u2066\u2069\ufeff",
    "=?utf-8?q?A=0D=0ABcc:_eve=40example.org?=",
    '"><script>alert(1)</script>&amp; " \\ <a@b>, c:;',
    "{{ 7 * 7 }} {% raw %} %(site)s %s 100%",
    "é" * 5000 + " " + "x" * 20_000,
    ".\r\n.\r\n--guide\r\n",
    "\ud800 lone",
)

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def read(body: bytes) -> EmailMessage:
    return message_from_bytes(body, policy=default)


def text_of(body: bytes) -> str:
    part = read(body).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(body: bytes) -> str:
    part = read(body).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def subject_of(body: bytes) -> str:
    return str(read(body)["Subject"])


def faults(body: bytes) -> list[str]:
    """Return what RFC 5322 and 5321 would hold against a message, and what we would."""
    lines = body.split(b"\r\n")
    mail = read(body)
    found = [f"long line {line[:30]!r}" for line in lines if len(line) > 998]
    found += [f"control in {line[:30]!r}" for line in lines if re.search(rb"[\x00-\x1f\x7f]", line)]
    found += [
        f"{part.get_content_type()}: {fault}" for part in mail.walk() for fault in part.defects
    ]
    found += [f"twice {name}" for name in mail if len(mail.get_all(name, [])) != 1]
    said = f"{mail['Subject']} {mail['From']} {mail['List-Id']} {body.decode()}"
    found += [f"{bad!r} turns text around" for bad in TURNING if bad in said]
    head = body.partition(b"\r\n\r\n")[0]
    found += [f"{line!r} is not ASCII" for line in head.split(b"\r\n") if not line.isascii()]
    return found


HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Guide-Ref",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_its_golden_file_byte_for_byte(name: str) -> None:
    assert MAILS[name] == (FOLDER / name).read_bytes()
    assert faults(MAILS[name]) == []


def test_there_is_no_golden_file_too_many() -> None:
    assert sorted(MAILS) == sorted(path.name for path in FOLDER.glob("*.eml"))


def test_no_mail_tells_the_synopsis_or_fetches_anything() -> None:
    for body in MAILS.values():
        assert b"SPOILER" not in body
        assert not re.search(rb"<img|src=|url\(|@import|<script", body)


def test_the_same_mail_again_has_the_same_message_id_and_another_one_another() -> None:
    template = reminder(premiere(), writing("fr"), job=7, kind=Kind.AIRING, lead="30m")
    later, bob = NOW + SLOT, replace(ANN, id="subscriber-2")
    first = read(template.fill(ANN, now=NOW))
    again = read(template.fill(ANN, now=later))
    other = read(template.fill(bob, now=NOW))
    changed = read(told(premiere(), writing("fr"), NoticeKind.RESTORED))
    assert first["Message-ID"] == again["Message-ID"]
    assert len({str(mail["Message-ID"]) for mail in (first, other, changed)}) == 3
    assert first["References"] == changed["References"] != other["References"]
    assert (first["Date"], again["Date"]) == (
        "Thu, 01 Jun 2017 18:10:00 +0000",
        "Thu, 01 Jun 2017 18:40:00 +0000",
    )


def test_message_ids_stand_on_a_public_name_or_on_the_instance() -> None:
    hosts = {
        "https://guide.example/tv": "guide.example",
        "http://127.0.0.1:8000": "3f9c-instance",
        "http://localhost": "3f9c-instance",
        "http://[::1]:8000": "3f9c-instance",
    }
    for base_url, host in hosts.items():
        by = replace(writing("fr"), site=replace(SITE, base_url=base_url))
        mail = read(reminded(premiere(), by))
        assert str(mail["Message-ID"]).endswith(f"@{host}>")
        assert str(mail["List-Id"]) == f'"Missions, saison 1" <season-1.missions.{host}>'


@pytest.mark.parametrize("evil", HOSTILE)
def test_no_text_of_a_schedule_breaks_out_of_its_place(evil: str) -> None:
    text = Text.of(evil)
    hostile = listing(
        episode=episode(1, title=text, teaser=text, original_title=evil),
        series=replace(MISSIONS, title=text),
        status=Status.TENTATIVE,
        note=text,
        reason=text,
    )
    hostile = replace(hostile, channel=replace(CITY, name=evil))
    by = replace(writing("fr", zone="Asia/Tokyo"), site=replace(SITE, name=evil))
    for body in (reminded(hostile, by), told(hostile, by, NoticeKind.CANCELLED)):
        assert faults(body) == []
        mail = read(body)
        assert list(mail) == HEADERS
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        assert str(mail["From"].addresses[0].addr_spec) == "reminders@guide.example"
        assert str(mail["To"]) == "ann@example.org"
        assert "<script" not in html_of(body)
        assert body.count(b"/fr/manage/manage.token") == 2


def test_a_hostile_film_stays_in_its_place_too() -> None:
    for evil in HOSTILE:
        channel = replace(CITY, id="a b\r\n>", name=evil)
        item = replace(film(evil, PREMIERE, id="x\r\ny/../z?"), channel=channel)
        body = reminded(item, writing("en"))
        assert faults(body) == []
        assert list(read(body)) == HEADERS
        assert "/en/airings/x%0D%0Ay%2F..%2Fz%3F\n" in text_of(body)


def test_what_looks_encoded_is_shown_as_it_stands() -> None:
    evil = "=?utf-8?q?Bcc=3A?="
    by = replace(writing("en"), site=replace(SITE, name=evil))
    mail = read(asked(by))
    assert str(mail["Subject"]) == f"Confirm your reminders from {evil}"
    assert mail["From"].addresses[0].display_name == evil


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example.org\r\nBcc: eve@example.org",
        "ann@example.org\n",
        "ann@example.org, eve@example.org",
        "Ann <ann@example.org>",
        "ann@exa mple.org",
        "ann\x00@example.org",
        "ann@example.org>",
        '"a b"@example.org',
        "ann@" + "x" * 70 + ".org",
    ],
)
def test_nothing_but_one_bare_address_is_written_to(address: str) -> None:
    template = reminder(premiere(), writing("fr"), job=7, kind=Kind.AIRING, lead="30m")
    with pytest.raises(ValueError, match="no address that mail can be written to") as caught:
        template.fill(replace(ANN, address=address), now=NOW)
    assert "example" not in str(caught.value)


def test_an_address_beyond_ascii_keeps_its_local_part() -> None:
    assert safe_address("zoé@bücher.example") == "zoé@xn--bcher-kva.example".encode()
    assert safe_address("o'neil+tv@example.org") == b"o'neil+tv@example.org"


@pytest.mark.parametrize("token", ["a b", "a\r\nb", "a>b", "a/b", "a%0Ab", "é"])
def test_nothing_but_a_token_is_put_into_a_link(token: str) -> None:
    template = reminder(premiere(), writing("fr"), job=7, kind=Kind.AIRING, lead="30m")
    for name in ("manage", "unsubscribe"):
        with pytest.raises(ValueError, match="no token"):
            template.fill(replace(ANN, **{name: token}), now=NOW)


def test_cleaning_keeps_what_people_write() -> None:
    assert clean("Épisode\u00a01\u202f: «\u00a0L’été\u00a0» 🚀 \u05e9\u05dc\u05d5\u05dd") == (
        "Épisode\u00a01\u202f: «\u00a0L’été\u00a0» 🚀 \u05e9\u05dc\u05d5\u05dd"
    )
    assert clean("  a \t\n b ") == "a b"
    assert clean("x" * 700) == "x" * 599 + "…"


@pytest.mark.parametrize(
    ("hours", "french", "english"),
    [
        (-1, "ce soir à 20h40", "this evening at 20:40"),
        (-18, "ce soir à 20h40", "this evening at 20:40"),
        (-20, "ce soir à 20h40", "this evening at 20:40"),
        (-21, "demain à 20h40", "tomorrow at 20:40"),
        (-24, "demain à 20h40", "tomorrow at 20:40"),
        (-48, "jeudi 1er juin à 20h40", "Thursday 1 June, 20:40"),
    ],
)
def test_the_subject_says_how_soon(hours: int, french: str, english: str) -> None:
    now = PREMIERE + dt.timedelta(hours=hours)
    for language, when in (("fr", french), ("en", english)):
        assert when in subject_of(reminded(premiere(), writing(language, now=now)))


def _at(starts: dt.datetime, *, date: dt.date) -> Listing:
    return listing(starts=starts, ends=starts + SLOT, date=date)


def test_the_subject_of_a_late_night_says_which_night() -> None:
    starts = dt.datetime(2017, 6, 1, 22, 35, tzinfo=dt.UTC)
    late = _at(starts, date=dt.date(2017, 6, 1))
    nights = {
        dt.datetime(2017, 6, 1, 20, tzinfo=dt.UTC): "cette nuit à 0h35",
        dt.datetime(2017, 6, 1, 22, 5, tzinfo=dt.UTC): "cette nuit à 0h35",
        dt.datetime(2017, 5, 31, 20, tzinfo=dt.UTC): "nuit de jeudi à vendredi, 0h35",
    }
    for now, when in nights.items():
        assert when in subject_of(reminded(late, writing("fr", now=now)))


def test_an_afternoon_is_today() -> None:
    starts = dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC)
    item = _at(starts, date=dt.date(2017, 6, 1))
    assert "aujourd’hui à 14h00 sur" in subject_of(reminded(item, writing("fr", now=starts)))


def test_a_reader_by_another_clock_gets_the_date_and_both_times() -> None:
    body = reminded(premiere(), writing("en", zone="America/New_York"))
    assert (
        subject_of(body) == "Missions S1 E1 – Thursday 1 June 2017, 20:40, Paris time on OCS City"
    )
    assert text_of(body).splitlines()[1:3] == [
        "Thursday 1 June 2017, 20:40, Paris time",
        "For you: Thursday 1 June 2017, 14:40, New York time",
    ]


def test_a_reader_in_another_zone_of_the_same_clock_gets_one_time() -> None:
    body = reminded(premiere(), writing("fr", zone="Europe/Berlin"))
    assert "Chez vous" not in text_of(body)
    assert "ce soir" in subject_of(body)


NIGHTS = [
    # broadcast day, local clock, fold, then what the mail says in French and the UTC hour
    ((2017, 3, 25), (25, 59), None, "Nuit du samedi 25 au dimanche 26 mars 2017, 1h59", 0.99),
    ((2017, 3, 25), (27, 0), None, "Nuit du samedi 25 au dimanche 26 mars 2017, 3h00", 1.0),
    ((2017, 3, 26), (20, 40), None, "Dimanche 26 mars 2017 à 20h40", 18.67),
    ((2017, 10, 28), (26, 30), Fold.FIRST, "2h30, heure d’été de Paris", 0.5),
    ((2017, 10, 28), (26, 30), Fold.SECOND, "2h30, heure d’hiver de Paris", 1.5),
    ((2017, 10, 28), (27, 0), None, "3h00, heure de Paris", 2.0),
    ((2017, 10, 29), (20, 40), None, "Dimanche 29 octobre 2017 à 20h40", 19.67),
]


@pytest.mark.parametrize(("date", "clock", "fold", "said", "hour"), NIGHTS)
def test_the_nights_of_the_clock_change_are_told_right(
    date: tuple[int, int, int], clock: tuple[int, int], fold: Fold | None, said: str, hour: float
) -> None:
    day = dt.date(*date)
    hours, minutes = clock
    starts = resolve(day, dt.timedelta(hours=hours, minutes=minutes), PARIS, fold=fold)
    assert (starts.hour, starts.minute) == (int(hour), round(hour % 1 * 60) % 60)
    item = _at(starts, date=day)
    body = reminded(item, writing("fr", now=starts - SLOT))
    assert said in " ".join(text_of(body).split())


ZONES = [
    ("America/New_York", "For you: Saturday 28 October 2017, 20:30, New York time"),
    ("Australia/Lord_Howe", "For you: Sunday 29 October 2017, 11:30, Lord Howe Island time"),
    ("Africa/Casablanca", "For you: Sunday 29 October 2017, 01:30, Casablanca time"),
    ("Pacific/Apia", "For you: Sunday 29 October 2017, 14:30, Apia time"),
    ("Asia/Kathmandu", "For you: Sunday 29 October 2017, 06:15, Kathmandu time"),
    ("Europe/London", "For you: Sunday 29 October 2017, 01:30, London summer time"),
]


@pytest.mark.parametrize(("zone", "line"), ZONES)
def test_the_first_half_past_two_of_the_autumn_night_in_six_zones(zone: str, line: str) -> None:
    starts = resolve(dt.date(2017, 10, 28), dt.timedelta(hours=26.5), PARIS, fold=Fold.FIRST)
    item = _at(starts, date=dt.date(2017, 10, 28))
    lines = text_of(reminded(item, writing("en", zone=zone, now=starts - SLOT))).splitlines()
    assert lines[1:3] == [
        "Night of Saturday 28 to Sunday 29 October 2017, 02:30, Paris summer time",
        line,
    ]


def test_an_untranslated_teaser_names_its_language() -> None:
    french = listing(episode=episode(1, teaser=Text.of({"fr": "Réveil."})))
    assert '<p style="margin:1rem 0 0" lang="fr">\nRéveil.' in html_of(
        reminded(french, writing("en"))
    )


def test_a_confirmed_airing_keeps_its_note_to_the_page() -> None:
    noted = listing(note=Text.of("Copie restaurée."))
    assert "restaurée" not in text_of(reminded(noted, writing("fr")))
    tentative = replace(noted, airing=replace(noted.airing, status=Status.TENTATIVE))
    assert "restaurée" in text_of(reminded(tentative, writing("fr")))


def test_a_site_without_a_name_still_writes() -> None:
    by = Writing(Site("", "http://127.0.0.1:8000", "i"), words("fr"), "r@x.example", PARIS, NOW)
    assert faults(reminded(premiere(), by)) == []


def test_a_recipient_without_the_tokens_of_a_mail_is_a_bug() -> None:
    template = reminder(premiere(), writing("fr"), job=7, kind=Kind.AIRING, lead="30m")
    with pytest.raises(KeyError):
        template.fill(Recipient("s", "ann@example.org"), now=NOW)
