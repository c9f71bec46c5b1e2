"""The parts wired together: a service that looks at guides of others by itself."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from guide.cli.imports import DOWNLOAD_BYTES, FILE_BYTES, known_sources, max_bytes
from guide.cli.installation import Installation, installed
from guide.cli.parts import wired_jobs
from guide.model.source import ImportSource
from guide.sources import yaml_files
from tests.cli.guides import EVENING, guide

LISTED = b"sources: {tele: {name: Tele, file: tele.xml, every: 1h}}"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    (tmp_path / "schedules").mkdir()
    home, folder = str(tmp_path / "home"), str(tmp_path / "schedules")
    with installed({"GUIDE_HOME": home, "GUIDE_SCHEDULES": folder}) as one:
        yield one


def now() -> dt.datetime:
    return EVENING - dt.timedelta(hours=1)


def starts(installation: Installation) -> list[dt.datetime | None]:
    with installation.current_release() as release:
        return [one.airing.starts for one in release.day("one-example", EVENING.date())]


def test_a_listed_file_is_imported_and_looked_at_again_in_an_hour(
    installation: Installation,
) -> None:
    installation.press.publish(yaml_files.read({"a.yaml": LISTED}), now=now())
    path = installation.schedules / "tele.xml"
    machine = NOON
    jobs = wired_jobs(installation, now, lambda: machine)
    assert jobs.imports
    for minutes, first in ((0, EVENING), (30, None), (61, EVENING + dt.timedelta(minutes=10))):
        machine = NOON + dt.timedelta(minutes=minutes)
        if first:
            path.write_bytes(guide(first=first))
        before = starts(installation) if minutes else []
        jobs.imports.refresh_due()
        after = starts(installation)
        assert after[0] == first if first else after == before


def test_what_is_known_of_sources_is_what_the_release_says(installation: Installation) -> None:
    assert known_sources(installation).ids == []
    installation.press.publish(yaml_files.read({"a.yaml": LISTED}), now=now())
    known = known_sources(installation)
    hour = dt.timedelta(hours=1)
    assert known.get("tele") == ImportSource("tele", "Tele", file="tele.xml", every=hour)
    assert known.get("radio") is None
    assert known.imported == {}


def test_downloads_may_be_smaller_than_files_unless_a_setting_says_how_large(
    installation: Installation,
) -> None:
    assert max_bytes(installation, downloaded=False) == FILE_BYTES == 4 << 30
    assert max_bytes(installation, downloaded=True) == DOWNLOAD_BYTES == 256 << 20
    environment = installation.environment | {"GUIDE_IMPORT_MAX_BYTES": "1000"}
    with installed(environment) as other:
        assert max_bytes(other, downloaded=True) == max_bytes(other, downloaded=False) == 1000
