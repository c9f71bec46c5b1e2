"""An entry written by icalendar: what the writer of feeds must equal, byte for byte."""

import datetime as dt

from icalendar import Alarm, Component
from icalendar import Event as LibraryEvent

from guide.formats.ical.event import Event
from guide.formats.ical.values import items, line, paragraph


def write(event: Event) -> bytes:
    """Return the VEVENT, BEGIN to END with CRLF."""
    written = LibraryEvent()
    written.add("UID", event.uid)
    written.add("DTSTAMP", event.revised)
    written.add("LAST-MODIFIED", event.revised)
    written.add("SEQUENCE", event.sequence)
    written.add("TRANSP", "TRANSPARENT")
    written.add("X-MICROSOFT-CDO-BUSYSTATUS", line("FREE"))
    written.add("DTSTART", _in_utc(event.starts))
    written.add("DTEND", _in_utc(event.ends))
    written.add("STATUS", event.status)
    written.add("SUMMARY", line(event.summary))
    written.add("URL", event.url)
    if event.location:
        written.add("LOCATION", line(event.location))
    if event.description:
        written.add("DESCRIPTION", paragraph(event.description))
    if event.categories:
        written.add("CATEGORIES", items(event.categories))
    for alarm in event.alarms:
        written.add_component(_alarm(event, alarm))
    return bytes(written.to_ical())


def _alarm(event: Event, before: dt.timedelta) -> Component:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", line(event.summary))
    alarm.add("TRIGGER", -before)
    return alarm


def _in_utc(at: dt.date) -> dt.date:
    return at.astimezone(dt.UTC) if isinstance(at, dt.datetime) else at
