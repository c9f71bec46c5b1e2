"""An airing is moved, cancelled, moved back: what feeds, commands and readers get of it."""

import json
import re
from pathlib import Path

import pytest

from tests.e2e.readers import (
    Letter,
    events,
    letters,
    season_feed,
    subscribe,
    value,
    wait_until_nothing_waits,
)
from tests.service import Service

BEGINS = "2017-06-01 20:40"
TOLD, UNTOLD = "told@reader.example", "untold@reader.example"


def set_clock(service: Service, hour: str, *, rate: int = 1) -> None:
    """Start the guide's clock afresh at an hour in Paris with the next service."""
    service.settings["GUIDE_NOW"] = f"2017-06-01T{hour}+02:00"
    service.settings["GUIDE_CLOCK_RATE"] = str(rate)


def edit(schedules: Path, old: str, new: str) -> None:
    missions = schedules / "ocs" / "missions.yaml"
    text = missions.read_text(encoding="utf-8")
    assert text.count(old) == 1
    missions.write_text(text.replace(old, new), encoding="utf-8")


def line_of(schedules: Path, text: str) -> str:
    """Return path, line and column at which a text stands, as problems name it."""
    missions = schedules / "ocs" / "missions.yaml"
    before, found, _ = missions.read_text(encoding="utf-8").partition(text)
    assert found
    return f"{missions}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def reminders(service: Service) -> list[tuple[str, str, str, str]]:
    """Return (due, kind, lead, people) of the jobs of the season's one dated airing."""
    rows: list[dict[str, str]] = json.loads(service.guide("reminders", "--json").stdout)
    names = ("due", "kind", "lead", "people")
    mine = (row for row in rows if row["about"].startswith("Missions"))
    return [(row[names[0]], row[names[1]], row[names[2]], row[names[3]]) for row in mine]


@pytest.fixture
def told(service: Service) -> Service:
    """Return a guide of 20:12, which told one reader at 20:10 that it begins at 20:40.

    Another one wishes to be told at 20:30.
    """
    set_clock(service, "20:09:30", rate=20)
    service.guide("publish")
    with service.running("jobs"):
        subscribe(service, TOLD, lead="30m")
        subscribe(service, UNTOLD, lead="10m")
        service.wait_for_mails(1)
    [first] = letters(service)
    assert (first.recipient, "20h40" in first.subject) == (TOLD, True)
    set_clock(service, "20:12")
    return service


def go_on(service: Service, hour: str) -> list[Letter]:
    """Go on at an hour of the evening; return the letters since the first reminder, by reader."""
    set_clock(service, hour)
    with service.running("jobs"):
        wait_until_nothing_waits(service)
    return sorted(letters(service)[1:], key=lambda letter: letter.recipient)


def test_a_move_is_told_once_to_whoever_knew_better(told: Service, schedules: Path) -> None:
    with told.running("web", "--workers", "1"):
        before = events(season_feed(told))
        edit(schedules, BEGINS, "2017-06-01 20:55")
        published = told.guide("publish").stdout
        after = events(season_feed(told))
        diff = told.guide("diff").stdout
        planned = {(kind, lead): due for due, kind, lead, _ in reminders(told)}

    assert planned[("airing", "30m")] == "2017-06-01T18:25:00Z"
    assert planned[("airing", "10m")] == "2017-06-01T18:45:00Z"
    assert planned.keys() == {("airing", "30m"), ("airing", "10m"), ("changed", "")}
    assert before.keys() == after.keys()
    [uid] = [one for one in before if before[one] != after[one]]
    assert value(before[uid], "DTSTART") == "20170601T184000Z"
    assert value(after[uid], "DTSTART") == "20170601T185500Z"
    assert (value(before[uid], "SEQUENCE"), value(after[uid], "SEQUENCE")) == ("0", "1")
    slots = "2017-06-01 20:40–21:06 OCS City → 2017-06-01 20:55–21:21 OCS City"
    assert re.fullmatch(rf"moved +Missions.*  {slots}  {uid.partition('@')[0]}\n", published)
    assert diff == published

    notice, reminder = go_on(told, "20:45")
    assert (notice.recipient, reminder.recipient) == (TOLD, UNTOLD)
    assert "20h40" in notice.text
    assert "20h55" in notice.text
    assert "20h55" in reminder.subject
    assert "20h40" not in reminder.text


def test_what_is_broken_is_not_published_and_a_rollback_brings_the_hour_back(
    told: Service, schedules: Path
) -> None:
    with told.running("web", "--workers", "1"):
        first = events(season_feed(told))
        edit(schedules, BEGINS, "2017-06-01 20:55")
        told.guide("publish")
        moved = season_feed(told)

        edit(schedules, "2017-06-01 20:55", "2017-06-31 20:55")
        edit(schedules, "channel: ocs-city\n", "channel: ocs-ville\n")
        problems = told.guide("publish", code=1).stderr.splitlines()
        for wrong in ("2017-06-31", "channel: ocs-ville"):
            place = re.escape(line_of(schedules, wrong))
            assert [p for p in problems if re.fullmatch(rf"{place}: error: .+ \[[a-z-]+\]", p)]
        assert season_feed(told).body == moved.body
        assert season_feed(told).headers["etag"] == moved.headers["etag"]

        told.guide("rollback", "1")
        back = events(season_feed(told))
        planned = {(kind, lead): due for due, kind, lead, _ in reminders(told)}

    assert planned[("airing", "10m")] == "2017-06-01T18:30:00Z"
    assert first.keys() == back.keys()
    [uid] = [one for one in first if first[one] != back[one]]
    assert value(back[uid], "DTSTART") == value(first[uid], "DTSTART") == "20170601T184000Z"
    assert value(back[uid], "SEQUENCE") == "2"

    [reminder] = go_on(told, "20:30")
    assert (reminder.recipient, "20h40" in reminder.subject) == (UNTOLD, True)


def test_a_cancellation_is_told_once_and_nobody_is_reminded(told: Service, schedules: Path) -> None:
    edit(
        schedules,
        "episode: missions/s1e1}",
        "episode: missions/s1e1, status: cancelled, reason: Panne d’antenne.}",
    )
    assert told.guide("publish").stdout.startswith("cancelled")
    [(_, kind, _, people)] = reminders(told)
    assert (kind, people) == ("changed", "1")

    [notice] = go_on(told, "20:31")
    assert notice.recipient == TOLD
    assert "annul" in notice.subject.lower()
    assert "20h40" in notice.text
    assert "Panne d’antenne." in notice.text
