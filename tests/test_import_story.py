"""The way of an imported guide: from XMLTV to calendars and mails, and through its next telling."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import icalendar
import pytest

from guide.cli.imports import wired_importer
from guide.cli.installation import installed
from guide.model.source import ImportSource
from guide.publishing.publish import ImportOutcome
from tests.service import Service
from tests.story import PARIS, Evening

CHANNEL = "channels/antenne-example"
SOURCE = ImportSource("national", "National", zone="Europe/Paris")
SIX = dt.datetime(2017, 6, 2, 18, tzinfo=PARIS)
TITLES = (
    "Le Journal", "La Météo", "Plage", "Phare", "Marée", "Le Journal", "Port", "Brume",
    "Large", "Escale", "Le Journal", "Digue",
)  # fmt: skip


class Show(NamedTuple):
    title: str
    minutes: int
    part: str = ""


class Event(NamedTuple):
    uid: str
    starts: dt.datetime
    sequence: int
    status: str
    summary: str


@pytest.fixture
def evening(service: Service) -> Iterator[Evening]:
    with installed(service.environment) as installation:
        yield Evening(installation)


def shown() -> list[Show]:
    """Return an evening of twelve half hours from 18:00."""
    return [Show(title, 30 * at) for at, title in enumerate(TITLES)]


def take(evening: Evening, folder: Path, shows: list[Show]) -> ImportOutcome:
    text = "".join(
        f'<programme start="{SIX + dt.timedelta(minutes=one.minutes):%Y%m%d%H%M%S %z}" '
        f'stop="{SIX + dt.timedelta(minutes=one.minutes + 30):%Y%m%d%H%M%S %z}" '
        f'channel="antenne.example"><title>{one.title}</title>'
        + (f"<sub-title>{one.part}</sub-title>" if one.part else "")
        + "</programme>"
        for one in shows
    )
    path = folder / "guide.xml"
    path.write_text(
        '<tv><channel id="antenne.example"><display-name>Antenne</display-name></channel>'
        f"{text}</tv>",
        encoding="utf-8",
    )
    importer = wired_importer(evening.installation)
    return importer.take(SOURCE, path, now=evening.now(), allow_shrink=30)


def events(evening: Evening) -> dict[str, Event]:
    calendar = icalendar.Calendar.from_ical(evening.get(f"/feeds/{CHANNEL}.ics?cancelled=mark"))
    return {
        str(one["UID"]): Event(
            str(one["UID"]),
            one.decoded("DTSTART"),
            int(one.get("SEQUENCE", 0)),
            str(one.get("STATUS", "")),
            str(one["SUMMARY"]),
        )
        for one in calendar.events
    }


def test_a_guide_that_shifts_moves_its_airings_and_tells_who_was_told(
    evening: Evening, tmp_path: Path
) -> None:
    evening.publish()
    shows = shown()
    take(evening, tmp_path, shows)
    before = events(evening)
    assert len(before) == 12
    by_start = {one.starts: one for one in before.values()}

    # Ada is told, the day before, of the six that are on until half past eight.
    evening.sign_up("ada@reader.example", CHANNEL, lead="1d")
    told = evening.mail_until(dt.datetime(2017, 6, 1, 18, 30, tzinfo=PARIS) + dt.timedelta(hours=2))

    # Ten minutes later all, three of them gone, one with a part of its own, two more at the end.
    gone = {3, 7, 9}
    later = [
        Show(one.title, one.minutes + 10, "Le retour" if at == 2 else "")
        for at, one in enumerate(shows)
        if at not in gone
    ]
    outcome = take(evening, tmp_path, [*later, Show("Film", 370), Show("Jazz", 400)])
    assert outcome.added == 2
    after = events(evening)

    old = [by_start[SIX + dt.timedelta(minutes=one.minutes)] for one in shows]
    moved = {
        one.uid: (one.starts + dt.timedelta(minutes=10), 1, "CONFIRMED")
        for at, one in enumerate(old)
        if at not in gone
    }
    cancelled = {old[at].uid: (old[at].starts, 1, "CANCELLED") for at in gone}
    new = {
        uid: (SIX + dt.timedelta(minutes=minutes), 0, "CONFIRMED")
        for uid, minutes in zip(sorted(set(after) - set(before)), (370, 400), strict=True)
    }
    seen = {uid: (one.starts, one.sequence, one.status) for uid, one in after.items()}
    assert seen == moved | cancelled | _as_they_start(new, seen)
    assert "Le retour" in after[old[2].uid].summary

    # Whoever was told the old times is told the new ones, and nobody of what they were not told.
    notices = evening.mail_until(evening.at + dt.timedelta(minutes=11))
    assert sorted(" ".join(str(one["Subject"]).split()) for one in notices) == [
        "Annulé : Phare — demain à 19h30 sur Antenne",
        "Déplacé : La Météo — demain à 18h40 sur Antenne",
        "Déplacé : Le Journal — demain à 18h10 sur Antenne",
        "Déplacé : Le Journal — demain à 20h40 sur Antenne",
        "Déplacé : Marée — demain à 20h10 sur Antenne",
        "Déplacé : Plage — « Le retour » — demain à 19h10 sur Antenne",
    ]
    assert len(told) == len(notices)


def _as_they_start(
    new: dict[str, tuple[dt.datetime, int, str]], seen: dict[str, tuple[dt.datetime, int, str]]
) -> dict[str, tuple[dt.datetime, int, str]]:
    """Pair the ids of what is new, which are random, with the slots they must have."""
    uids = sorted(new, key=lambda uid: seen[uid][0])
    return dict(zip(uids, sorted(new.values()), strict=True))
