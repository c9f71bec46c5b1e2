"""How a calendar gets into the program people use, and what that program makes of it."""

import io
from dataclasses import dataclass
from urllib.parse import urlencode

import segno

from guide.formats.words import Words

GOOGLE = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OFFICE = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True, slots=True)
class Ways:
    """`https` is the absolute address of a calendar, `qr` that of its picture."""

    https: str
    webcal: str
    file: str
    qr: str
    google: str
    outlook: str
    office: str


@dataclass(frozen=True, slots=True)
class Honoured:
    """What was reported of a program; each of `sources` is the name of an issue and its address."""

    program: str
    alarms: str
    colour: str
    refresh: str
    sources: tuple[tuple[str, str], ...]


def ways_to(https: str, *, name: str, qr: str) -> Ways:
    prefilled = urlencode({"url": https, "name": name})
    return Ways(
        https=https,
        webcal="webcal://" + https.partition("://")[2],
        file=https.partition("?")[0].rpartition("/")[2],
        qr=qr,
        google=GOOGLE,
        outlook=f"{OUTLOOK}?{prefilled}",
        office=f"{OFFICE}?{prefilled}",
    )


def qr_code(https: str) -> bytes:
    """Return an address as an SVG file, dark on light whatever the page's colours."""
    written = io.BytesIO()
    code = segno.make_qr(https, error="m")
    code.save(written, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return written.getvalue()


def honoured(words: Words) -> tuple[Honoured, ...]:
    """Return what is reported of each program; "" where nothing is."""
    return (
        Honoured(
            "Google Calendar",
            words.text("ignored; set your own"),
            words.text("ignored; choose one there"),
            words.text("when it likes, every 8 to 24 hours"),
            _issues(
                "Gowee/lccal-worker#9",
                "luflow/attendance#80",
                "phw198/OutlookGoogleCalendarSync#1778",
            ),
        ),
        Honoured(
            "Outlook.com, Microsoft 365",
            words.text("ignored; set your own"),
            "",
            words.text("every 3 to 24 hours"),
            (*_issues("Gowee/lccal-worker#9"), _CASE),
        ),
        Honoured(
            "Apple Calendar",
            words.text("removed, unless you say otherwise when you subscribe"),
            "",
            words.text("as the calendar asks or as you choose; weekly on a Mac unless told"),
            _issues(
                "Ivan-Malinovski/calino#165", "adamgibbons/ics#259", "markuspoerschke/iCal#119"
            ),
        ),
        Honoured("Thunderbird", "", "", words.text("every 30 minutes, or as you choose"), (_CASE,)),
        Honoured(
            "Android, ICSx5",
            words.text("used, unless you ignore them in its settings"),
            words.text("used"),
            words.text("as you choose"),
            _issues("bitfireAT/icsx5#1", "bitfireAT/icsx5#31"),
        ),
        Honoured(
            "Nextcloud",
            "",
            "",
            words.text("as the calendar asks: every 6 hours"),
            _issues("nextcloud/server#45841", "nextcloud/calendar#2146"),
        ),
    )


_CASE = ("docs.casecalendar.net", "https://docs.casecalendar.net/")


def _issues(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"https://github.com/{name.replace('#', '/issues/')}") for name in names)
