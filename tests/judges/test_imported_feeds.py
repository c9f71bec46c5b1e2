"""The feeds of a real guide of 78 channels beside the example: all judges agree.

Some of each kind, chosen by seed, with every option in both languages; `make soak` takes them all.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from guide.model.source import ImportSource
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import ROOT
from tests.formats.lint import faults
from tests.judges.need import require
from tests.judges.test_every_feed import crossed, made, otherwise, stems, told, whole
from tests.publishing.test_importer import House
from tests.publishing.test_real_guides import GUIDES

GUIDE = GUIDES / "rtorrente_raw_tv_guide_fr_telerama_20211130.xml.gz"
EVENING = dt.datetime(2021, 11, 30, 19, tzinfo=dt.UTC)
SEED = 20211130


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    require(present=GUIDE.is_file(), piece="real guides", get="lay shared/data beside the project")
    house = House(tmp_path_factory.mktemp("house"))
    example = yaml_files.read(yaml_files.collect(ROOT / "schedules"))
    house.press.publish(example, now=EVENING)
    house.importer.take(ImportSource("real", "Real", zone="Europe/Paris"), GUIDE, now=EVENING)
    release = house.press.current()
    assert release
    with release:
        yield release
    house.close()


@pytest.fixture(scope="session")
def bodies(imported: Release) -> dict[str, bytes]:
    """Return the feeds; outside of a soak the thousand events of everything come once."""
    if whole():
        return told(made(imported, crossed(stems(imported, most=10**6, seed=SEED)), now=EVENING))
    everything, *some = stems(imported, most=3, seed=SEED)
    return told(made(imported, [(everything, {}), *crossed(some)], now=EVENING))


def test_the_guide_is_full(imported: Release, bodies: dict[str, bytes]) -> None:
    assert len(imported.catalogue.channels) == 78 + 7
    counts = {name: body.count(b"BEGIN:VEVENT") for name, body in bodies.items()}
    assert counts["all fr {}"] == counts["all en {}"] == 1000
    assert 1000 > max(counts[name] for name in counts if name.startswith("channels/")) > 20


def test_the_linter_finds_no_fault(bodies: dict[str, bytes]) -> None:
    assert {name: faults(body) for name, body in bodies.items() if faults(body)} == {}


@pytest.mark.parametrize("judge", ["ical", "vobject", "ical.js", "libical"])
def test_25_every_judge_sees_them_alike(
    judge: str, bodies: dict[str, bytes], tmp_path: Path
) -> None:
    assert otherwise(judge, bodies, tmp_path) == []
