"""The way of one airing: from a line of YAML to a calendar, a page and a mail."""

import datetime as dt
from collections.abc import Iterator

import icalendar
import pytest

from guide.cli.installation import installed
from tests.service import Service
from tests.story import Evening, text_of

SEASON = "series/missions/season-1"
PREMIERE = dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC)


@pytest.fixture
def evening(service: Service) -> Iterator[Evening]:
    with installed(service.environment) as installation:
        yield Evening(installation)


def test_one_airing_goes_from_yaml_to_calendar_page_and_mail(evening: Evening) -> None:
    # An editor has written one line, and publishes.
    line = "- {at: 2017-06-01 20:40, channel: ocs-city, episode: missions/s1e1}"
    assert line in evening.missions.read_text(encoding="utf-8")
    evening.publish()
    [airing] = [one.airing for one in evening.listings(SEASON) if one.airing.timed]
    assert (airing.channel, airing.starts) == ("ocs-city", PREMIERE)

    # A viewer has subscribed to the calendar,
    calendar = icalendar.Calendar.from_ical(evening.get(f"/feeds/{SEASON}.ics"))
    [event] = [event for event in calendar.events if isinstance(event.start, dt.datetime)]
    assert (event.uid, event.start) == (evening.installation.site.uid(airing.id), PREMIERE)

    # reads the page,
    page = evening.get(f"/fr/airings/{airing.id}").decode()
    assert ("20h40" in page, "OCS City" in page, "Ulysse" in page) == (True, True, True)

    # asks to be reminded half an hour before, and confirms.
    evening.sign_up("ada@reader.example", SEASON, lead="30m")
    [job] = evening.planned(SEASON)
    assert (job.airing, job.due, job.people) == (airing.id, PREMIERE - dt.timedelta(minutes=30), 1)

    # At the right minute, once, the mail comes.
    assert evening.mail_at("20:09") == []
    [reminder] = evening.mail_at("20:10")
    assert evening.mail_at("20:39") == []
    text = text_of(reminder)
    assert ("20h40" in text, "OCS City" in text, "Ulysse" in text) == (True, True, True)
