"""Write the golden mails anew: `python -m tests.formats.golden_mail.write`, then read the diff."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from guide.formats.mail import NoticeKind, Recipient, Writing, confirmation, notice, reminder
from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status, Version
from guide.model.day import DAY
from guide.model.listing import Listing, Slot
from guide.model.reminders import Kind, SignUp
from guide.model.texts import Text
from tests.formats.builders import (
    PREMIERE,
    SITE,
    SLOT,
    catalogue,
    episode,
    film,
    listing,
)

FOLDER = Path(__file__).parent
NOW = PREMIERE - dt.timedelta(minutes=30)
PARIS, TOKYO = "Europe/Paris", "Asia/Tokyo"
CITY_SLOT = Slot("ocs-city", dt.date(2017, 6, 1), PREMIERE, None)
ANN = Recipient("subscriber-1", "ann@example.org", "manage.token", "leave.token", "confirm.token")
TEASER = Text.of({"fr": "Réveil au-dessus de Mars.", "en": "Waking up above Mars."})
ULYSSE = episode(1, title=Text.of({"fr": "Ulysse"}), teaser=TEASER, synopsis=Text.of("SPOILER"))


def writing(language: str, *, zone: str = PARIS, now: dt.datetime = NOW) -> Writing:
    return Writing(SITE, words(language), "reminders@guide.example", zone, now)


def premiere() -> Listing:
    return listing(episode=ULYSSE)


def late_film() -> Listing:
    """Return a tentative film in the night from Thursday to Friday."""
    return film(
        "Solaris",
        dt.datetime(2017, 6, 1, 23, 30, tzinfo=dt.UTC),
        id="late",
        date=dt.date(2017, 6, 1),
        status=Status.TENTATIVE,
        note=Text.of({"fr": "Sous réserve de droits.", "en": "Rights permitting."}),
        showing=Showing(ShowingKind.REPEAT),
        version=Version("VOST", ("ru",), ("fr",)),
    )


def moved() -> Listing:
    later = PREMIERE + dt.timedelta(minutes=15)
    return listing(episode=ULYSSE, starts=later, ends=later + SLOT)


def cancelled() -> Listing:
    reason = Text.of({"fr": "grève", "en": "strike"})
    return listing(episode=ULYSSE, status=Status.CANCELLED, reason=reason)


def told(item: Listing, by: Writing, kind: NoticeKind, *, before: Slot | None = CITY_SLOT) -> bytes:
    template = notice(item, by, job=8, kind=kind, before=before, channels=catalogue().channels)
    return template.fill(ANN, now=NOW)


def reminded(item: Listing, by: Writing, *, lead: str = "30m") -> bytes:
    return reminder(item, by, job=7, kind=Kind.AIRING, lead=lead).fill(ANN, now=NOW)


def asked(by: Writing) -> bytes:
    sign_ups = [
        SignUp("ann@example.org", PARIS, "fr", target, kinds, leads)
        for target, kinds, leads in (
            ("series/missions/season-1", (Kind.AIRING,), ("30m", "evening")),
            ("channels/ocs-city", (Kind.FIRST_RUN,), ("1h",)),
            ("premieres", (Kind.AIRING,), ("1d",)),
            ("series/gone", (Kind.AIRING,), ("15m",)),
        )
    ]
    by = replace(by, sender="account@guide.example")
    return confirmation(sign_ups, by, number=9, catalogue=catalogue()).fill(ANN, now=NOW)


def mails() -> Iterator[tuple[str, bytes]]:
    """Yield each golden file's name and the bytes it should hold."""
    for language in ("fr", "en"):
        by = writing(language)
        yield f"reminder.{language}.eml", reminded(premiere(), by)
        abroad = writing(language, zone=TOKYO)
        yield f"reminder.late-abroad.{language}.eml", reminded(late_film(), abroad, lead="evening")
        yield f"notice.moved.{language}.eml", told(moved(), by, NoticeKind.MOVED)
        yield f"notice.cancelled.{language}.eml", told(cancelled(), by, NoticeKind.CANCELLED)
        restored = told(premiere(), by, NoticeKind.RESTORED, before=None)
        yield f"notice.restored.{language}.eml", restored
        yield f"notice.retimed.{language}.eml", told(premiere(), by, NoticeKind.RETIMED)
        undated = listing(episode=ULYSSE, starts=None, ends=None, status=Status.TENTATIVE)
        yield f"notice.undated.{language}.eml", told(undated, by, NoticeKind.UNDATED)
        tomorrow = writing(language, now=NOW - DAY)
        dated = told(premiere(), tomorrow, NoticeKind.DATED, before=None)
        yield f"notice.dated.{language}.eml", dated
        yield f"confirmation.{language}.eml", asked(by)


if __name__ == "__main__":
    for name, body in mails():
        (FOLDER / name).write_bytes(body)
