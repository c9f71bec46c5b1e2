"""The pages on which a calendar is put together, tried, added and changed."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.formats.ical.heads import query_of
from guide.formats.ical.personal import Several, personal_ahead, personal_feed
from guide.formats.ical.preview import Entry, next_entries
from guide.formats.words import Words, words
from guide.model.feed_options import alarm_text
from guide.model.personal_feed import LONGEST_NAME
from guide.model.target import Target
from guide.web.choices import fields_of, name_of
from guide.web.visit import Page, Visit
from guide.web.ways import Ways, honoured, ways_to
from guide.web.wishes import Asked

AHEAD = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a calendar will show it, in the zone of the page."""

    at: str
    date: str
    time: str
    ends: str
    summary: str
    location: str
    description: str
    cancelled: bool
    alarms: str


def builder_page(asked: Asked, visit: Visit, *, token: str) -> Page:
    """Return the page that puts a calendar together; of one target it has a public address."""
    values = _tried(asked, visit) | {
        "token": token,
        "action": f"/{visit.language}/calendar",
        "ways": _public(asked, visit),
    }
    query = f"?{asked.query}" if asked.targets else ""
    title = visit.words.text("A calendar of your own")
    return Page("calendar.html", title, values, query=query)


def own_page(asked: Asked, visit: Visit, *, https: str, done: str, page: str) -> Page:
    """Return the secret page of a calendar: `https` is its address, `page` the page's own path."""
    name = title_of(asked, visit)
    values = _tried(asked, visit) | {
        "name": name,
        "done": done,
        "action": page,
        "ways": ways_to(https, name=name, qr=f"{page}/qr.svg"),
    }
    return Page("my_calendar.html", name, values)


def ended_page(wording: Words) -> Page:
    return Page("calendar_ended.html", wording.text("This calendar has ended"))


def _tried(asked: Asked, visit: Visit) -> dict[str, object]:
    return {
        "fields": fields_of(asked, visit),
        "chosen": tuple(name_of(one, visit) for one in asked.targets),
        "entries": _entries(asked, visit) if asked.targets else (),
        "zone_text": visit.zone_text,
        "honoured": honoured(visit.words),
        "longest_name": LONGEST_NAME,
    }


def title_of(asked: Asked, visit: Visit) -> str:
    """Return what a calendar is called: its name, else what it holds."""
    names = [name_of(one, visit) for one in asked.targets]
    held = ", ".join(names) or visit.words.text("Calendar")
    return asked.name or held[:LONGEST_NAME]


def calendar_of(asked: Asked, targets: tuple[Target, ...], visit: Visit) -> bytes:
    """Return the personal calendar that a wish makes."""
    return personal_feed(
        Several(visit.release, targets),
        name=title_of(asked, visit),
        site=visit.site,
        words=words(asked.options.lang),
        now=visit.now,
        options=asked.options,
    )


def public_address(asked: Asked, visit: Visit) -> str:
    """Return the absolute address of the public calendar of a wish for one target."""
    (target,) = asked.targets
    query = query_of(asked.options, target)
    return visit.site.url(f"/feeds/{target.stem}.ics?{query}")


def _public(asked: Asked, visit: Visit) -> Ways | None:
    if len(asked.targets) != 1:
        return None
    qr = f"/{visit.language}/calendar/qr.svg?{asked.query}"
    return ways_to(public_address(asked, visit), name=title_of(asked, visit), qr=qr)


def _entries(asked: Asked, visit: Visit) -> tuple[Shown, ...]:
    pieces = personal_ahead(
        Several(visit.release, asked.targets),
        site=visit.site,
        words=words(asked.options.lang),
        now=visit.now,
        # A date stands before all hours of its day in a calendar, and not so in a release.
        most=4 * AHEAD,
        options=asked.options,
    )
    entries = next_entries(pieces, now=visit.now, most=AHEAD)
    return tuple(_shown(entry, visit) for entry in entries)


def _shown(entry: Entry, visit: Visit) -> Shown:
    wording, zone = visit.words, visit.main_zone
    date, at, time, ends = entry.starts, entry.starts.isoformat(), "", ""
    if isinstance(entry.starts, dt.datetime) and isinstance(entry.ends, dt.datetime):
        local = entry.starts.astimezone(ZoneInfo(zone))
        date, at = local.date(), local.isoformat(timespec="minutes")
        time, ends = wording.time(entry.starts, zone), wording.time(entry.ends, zone)
    return Shown(
        at=at,
        date=wording.date(date),
        time=time,
        ends=ends,
        summary=entry.summary,
        location=entry.location,
        description=entry.description,
        cancelled=entry.status == "CANCELLED",
        alarms=wording.join([wording.lead(alarm_text(one)) for one in entry.alarms]),
    )
