import datetime as dt
from dataclasses import replace

import pytest

from guide.formats.source_report import age_words, source_json, trouble
from guide.model.programme import Finding, ImportReport
from guide.model.source_state import SourceState

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
MACHINE_NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
REPORT = ImportReport(
    "tele",
    programmes=3,
    airings=2,
    channels=1,
    read=3,
    starts=int(NOW.timestamp()),
    ends=int((NOW + HOUR).timestamp()),
    findings=(Finding("no-title", "programme has no title: skipped", 1, (7,)),),
)
STATE = SourceState(
    id="tele",
    name="Tele",
    priority=2,
    address="https://epg.example/guide.xml",
    every=6 * HOUR,
    listed=True,
    imported_at=NOW - HOUR,
    report=REPORT,
    checked_at=MACHINE_NOW - HOUR,
)
FAILED = replace(STATE, failure="it answers 404", failed_at=MACHINE_NOW - 3 * HOUR)


def troubles(state: SourceState, now: dt.datetime = NOW) -> list[str]:
    return [*trouble(state, now=now, machine_now=MACHINE_NOW)]


def test_a_source_is_told_whole() -> None:
    assert source_json(STATE, now=NOW, machine_now=MACHINE_NOW) == {
        "source": "tele",
        "name": "Tele",
        "priority": 2,
        "address": "https://epg.example/guide.xml",
        "file": None,
        "every": 21_600.0,
        "imported_at": "2017-06-01T17:00:00Z",
        "age": 3600,
        "checked_at": "2026-03-01T11:00:00Z",
        "failure": None,
        "failed_at": None,
        "trouble": [],
        "report": {
            "source": "tele",
            "programmes": 3,
            "airings": 2,
            "channels": 1,
            "read": 3,
            "kept": 0,
            "starts": "2017-06-01T18:00:00Z",
            "ends": "2017-06-01T19:00:00Z",
            "findings": [
                {
                    "code": "no-title",
                    "text": "programme has no title: skipped",
                    "count": 1,
                    "lines": (7,),
                }
            ],
        },
    }


def test_what_is_wrong_is_told_with_what_to_do() -> None:
    assert troubles(STATE) == []
    assert troubles(STATE, NOW + HOUR) == ["nothing ahead"]
    assert troubles(FAILED) == ["3 h ago: it answers 404"]
    never = replace(FAILED, imported_at=None, report=None, listed=False)
    assert troubles(never) == [
        "3 h ago: it answers 404",
        "not imported yet: `guide sources refresh tele`",
    ]
    assert troubles(replace(STATE, listed=False), NOW + HOUR) == [
        "nothing ahead",
        "no schedule file lists it any more: `guide sources remove` drops it",
    ]
    assert troubles(replace(STATE, listed=False, every=None)) == []


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (dt.timedelta(seconds=-5), "0 s"),
        (dt.timedelta(seconds=59.9), "59 s"),
        (dt.timedelta(minutes=1), "1 min"),
        (dt.timedelta(minutes=119), "1 h"),
        (dt.timedelta(hours=47), "1 d"),
        (dt.timedelta(days=30), "30 d"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: dt.timedelta, words: str) -> None:
    assert age_words(age) == words
