import datetime as dt

from guide.formats.ical.event import Event
from guide.formats.ical.heads import Head, wrap
from guide.formats.ical.preview import Entry, next_entries
from guide.formats.ical.writer import write

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HEAD = Head("Mine", ("DTSTART:20170601T000000Z",), "https://guide.test/fr/calendar", "")


def event(starts: dt.date, ends: dt.date, summary: str, **fields: object) -> Event:
    texts: dict[str, object] = {"uid": summary, "url": "https://guide.test/", "status": "CONFIRMED"}
    return Event(
        sequence=0, revised=NOW, starts=starts, ends=ends, summary=summary, **texts | fields  # type: ignore[arg-type]  # fields by name
    )  # fmt: skip


def titles(*events: Event, most: int = 10) -> list[str]:
    calendar = wrap(HEAD, [write(one) for one in events], language="fr")
    return [one.summary for one in next_entries(calendar, now=NOW, most=most)]


def test_an_entry_is_read_as_it_was_written() -> None:
    whole = event(
        NOW,
        NOW + HOUR,
        "Ulysse, or; \\ « Mars »",
        location="OCS City",
        description="DTSTART:19000101T000000Z\nFirst run",
        alarms=(dt.timedelta(minutes=15), dt.timedelta(days=1)),
    )
    calendar = wrap(HEAD, [write(whole)], language="fr")
    assert next_entries(calendar, now=NOW, most=1) == (
        Entry(
            starts=NOW,
            ends=NOW + HOUR,
            summary="Ulysse, or; \\ « Mars »",
            location="OCS City",
            description="DTSTART:19000101T000000Z\nFirst run",
            status="CONFIRMED",
            alarms=(dt.timedelta(minutes=15), dt.timedelta(days=1)),
        ),
    )


def test_what_ends_later_than_now_comes_in_the_order_of_time() -> None:
    today = NOW.date()
    assert titles(
        event(NOW + HOUR, NOW + 2 * HOUR, "later"),
        event(NOW - HOUR, NOW, "past"),
        event(NOW - HOUR, NOW + HOUR, "on"),
        event(today, today + dt.timedelta(days=1), "today"),
        event(today - dt.timedelta(days=1), today, "yesterday"),
    ) == ["today", "on", "later"]


def test_only_so_many_are_read() -> None:
    events = [event(NOW + n * HOUR, NOW + (n + 1) * HOUR, f"{n}") for n in range(5)]
    assert titles(*reversed(events), most=2) == ["0", "1"]
    assert titles(most=2) == []
