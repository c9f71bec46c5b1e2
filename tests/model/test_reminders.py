import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Channel, Episode
from guide.model.day import broadcast_day
from guide.model.listing import Listing, Revision
from guide.model.reminders import (
    Kind,
    Lead,
    ReminderJob,
    Want,
    due,
    is_ahead,
    jobs_for,
    parse_lead,
    slot_key,
    slot_starts,
    truth,
)

PARIS = "Europe/Paris"
ZONES = (
    PARIS,
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


def listing(
    starts: dt.datetime | None,
    zone: str = PARIS,
    *,
    status: Status = Status.CONFIRMED,
    kind: ShowingKind = ShowingKind.FIRST_RUN,
    gone: bool = False,
) -> Listing:
    channel = Channel("c", "C", zone)
    date = broadcast_day(starts, channel) if starts else dt.date(2017, 6, 1)
    return Listing(
        airing=Airing("c", "e", date, starts, starts, id="a", status=status, gone=gone),
        channel=channel,
        episode=Episode("e"),
        showing=Showing(kind),
        revision=Revision(0, utc("2017-01-01T00:00")),
    )


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("1m", Lead("1m", dt.timedelta(minutes=1))),
        ("90m", Lead("90m", dt.timedelta(minutes=90))),
        ("10080m", Lead("10080m", dt.timedelta(days=7))),
        ("168h", Lead("168h", dt.timedelta(days=7))),
        ("7d", Lead("7d", dt.timedelta(days=7))),
        ("evening", Lead("evening")),
    ],
)
def test_leads_are_read(text: str, lead: Lead) -> None:
    assert parse_lead(text) == lead


@pytest.mark.parametrize(
    "text",
    ["", "0m", "-5m", "30", "m", "30 m", "30M", "1w", "030m", "10081m", "169h", "8d", "Evening",
     "99999999d", "٣m", "1d\n"],
)  # fmt: skip
def test_other_leads_are_refused_and_told_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"choose a duration from 1m to 7d .* or evening"):
        parse_lead(text)


@pytest.mark.parametrize("text", ["digest-daily", "digest-weekly"])
def test_digests_are_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Digests come in a later version of guide"):
        parse_lead(text)


@pytest.mark.parametrize(
    ("starts", "lead", "at"),
    [
        # The premiere.
        ("2017-06-01T18:40", "30m", "2017-06-01T18:10"),
        ("2017-06-01T18:40", "1d", "2017-05-31T18:40"),
        # 26 March 2017, 03:30 in Paris: an hour before it was 01:30 there.
        ("2017-03-26T01:30", "1h", "2017-03-26T00:30"),
        ("2017-03-26T18:40", "1d", "2017-03-25T18:40"),
        # 29 October 2017, 02:30 in Paris, the first and the second.
        ("2017-10-29T00:30", "1h", "2017-10-28T23:30"),
        ("2017-10-29T01:30", "1h", "2017-10-29T00:30"),
    ],
)
def test_a_duration_is_counted_in_real_time(starts: str, lead: str, at: str) -> None:
    assert due(listing(utc(starts)), parse_lead(lead), PARIS) == utc(at)


def test_a_duration_is_counted_in_real_time_from_a_local_start_too() -> None:
    starts = utc("2017-10-29T01:30")
    local = starts.astimezone(dt.timezone(dt.timedelta(hours=1)))
    assert due(listing(local), parse_lead("1h"), PARIS) == utc("2017-10-29T00:30")


@pytest.mark.parametrize(
    ("starts", "channel", "subscriber", "at"),
    [
        # 20:40 on 1 June in Paris, told at 19:00 on 31 May where the subscriber lives.
        ("2017-06-01T18:40", PARIS, PARIS, "2017-05-31T17:00"),
        ("2017-06-01T18:40", PARIS, "America/New_York", "2017-05-31T23:00"),
        ("2017-06-01T18:40", PARIS, "Australia/Lord_Howe", "2017-05-31T08:30"),
        ("2017-06-01T18:40", PARIS, "Africa/Casablanca", "2017-05-31T19:00"),
        # 00:35 on 2 June is still Thursday's broadcast day.
        ("2017-06-01T22:35", PARIS, PARIS, "2017-05-31T17:00"),
        # Paris: the days after the clock-change nights, and 03:30 in the very nights.
        ("2017-03-26T18:40", PARIS, PARIS, "2017-03-25T18:00"),
        ("2017-03-26T01:30", PARIS, PARIS, "2017-03-24T18:00"),
        ("2017-10-29T19:40", PARIS, PARIS, "2017-10-28T17:00"),
        ("2017-10-29T02:30", PARIS, PARIS, "2017-10-27T17:00"),
        # New York, 20:00 on 12 March and 5 November 2017.
        ("2017-03-13T00:00", "America/New_York", "America/New_York", "2017-03-12T00:00"),
        ("2017-11-06T01:00", "America/New_York", "America/New_York", "2017-11-04T23:00"),
        # Lord Howe changes by half an hour: 20:00 on 2 April and 1 October 2017.
        ("2017-04-02T09:30", "Australia/Lord_Howe", "Australia/Lord_Howe", "2017-04-01T08:00"),
        ("2017-10-01T09:00", "Australia/Lord_Howe", "Australia/Lord_Howe", "2017-09-30T08:30"),
        # Casablanca interrupts summer time for Ramadan: 20:00 on 21 May and 2 July 2017.
        ("2017-05-21T20:00", "Africa/Casablanca", "Africa/Casablanca", "2017-05-20T18:00"),
        ("2017-07-02T19:00", "Africa/Casablanca", "Africa/Casablanca", "2017-07-01T19:00"),
        # Across the date line: 20:00 and 10:00 on 2 June in Kiritimati, told in Honolulu.
        ("2017-06-02T06:00", "Pacific/Kiritimati", "Pacific/Honolulu", "2017-06-02T05:00"),
        ("2017-06-01T20:00", "Pacific/Kiritimati", "Pacific/Honolulu", "2017-06-01T05:00"),
        ("2017-06-03T06:00", "Pacific/Honolulu", "Pacific/Kiritimati", "2017-06-01T05:00"),
        # Samoa left out 30 December 2011: the first instant after that evening.
        ("2011-12-31T06:00", "Pacific/Apia", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_the_evening_before_is_the_subscribers(
    starts: str, channel: str, subscriber: str, at: str
) -> None:
    found = due(listing(utc(starts), channel), parse_lead("evening"), subscriber)
    assert found == utc(at)
    assert found.utcoffset() == dt.timedelta(0)


@given(
    starts=st.datetimes(dt.datetime(2011, 1, 1), dt.datetime(2037, 1, 1)),  # noqa: DTZ001 -- given UTC below
    channel=st.sampled_from(ZONES),
    subscriber=st.sampled_from(ZONES),
)
def test_the_evening_before_is_always_before(
    starts: dt.datetime, channel: str, subscriber: str
) -> None:
    at = starts.replace(tzinfo=dt.UTC)
    evening = due(listing(at, channel), parse_lead("evening"), subscriber)
    assert dt.timedelta(0) < at - evening < dt.timedelta(hours=73)


def test_what_has_no_time_is_not_due() -> None:
    with pytest.raises(ValueError, match="with a time"):
        due(listing(None), parse_lead("30m"), PARIS)
    assert list(jobs_for(listing(None), [Want(Kind.AIRING, "30m")])) == []


def test_the_truth_of_a_listing_is_its_slot_or_that_there_is_none() -> None:
    starts = utc("2017-06-01T18:40")
    assert truth(listing(starts)) == "c@2017-06-01T18:40:00Z"
    assert truth(listing(None)) == "undated"
    assert truth(listing(starts, status=Status.CANCELLED)) == "cancelled"
    assert truth(listing(starts, gone=True)) == "cancelled"


def test_a_slot_key_gives_back_its_start() -> None:
    starts = utc("2017-06-01T18:40")
    assert slot_starts(slot_key("odd@channel", starts)) == starts
    assert [slot_starts("cancelled"), slot_starts("undated")] == [None, None]


def test_reminders_are_planned_for_what_is_on_and_ahead() -> None:
    now = utc("2017-06-01T18:00")
    minute = dt.timedelta(minutes=1)
    assert is_ahead(listing(now + minute), now)
    assert not is_ahead(listing(now), now)
    assert not is_ahead(listing(None), now)
    assert not is_ahead(listing(now + minute, status=Status.CANCELLED), now)
    assert is_ahead(listing(now + minute, status=Status.TENTATIVE), now)
    assert is_ahead(listing(now + dt.timedelta(days=400) - minute), now)
    assert not is_ahead(listing(now + dt.timedelta(days=400)), now)


def test_a_job_is_made_of_each_want_that_a_listing_answers() -> None:
    starts = utc("2017-06-01T18:40")
    wants = [
        Want(Kind.AIRING, "1h"),
        Want(Kind.FIRST_RUN, "evening", PARIS),
        Want(Kind.CHANGED, "1h"),
    ]
    told = "c@2017-06-01T18:40:00Z"
    hour = ReminderJob("a", Kind.AIRING, "1h", told, utc("2017-06-01T17:40"), starts)
    evening = ReminderJob(
        "a", Kind.FIRST_RUN, "evening", told, utc("2017-05-31T17:00"), starts, zone=PARIS
    )
    assert list(jobs_for(listing(starts), wants)) == [hour, evening]
    assert list(jobs_for(listing(starts, kind=ShowingKind.REPEAT), wants)) == [hour]
