"""Every real guide of the shared data: imported whole, counted by somebody else's parser."""

import gzip
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import iterparse

import pytest

from guide.model.source import ImportSource
from guide.publishing.faults import PublishingError
from tests.judges.need import require
from tests.publishing.test_importer import NOW, House

GUIDES = Path(__file__).parents[3] / "shared" / "data" / "xmltv" / "guides"


class Count(NamedTuple):
    """What a plain look at the elements finds; a programme without start is none."""

    programmes: int
    channels: int
    titled: int


def text_of(path: Path) -> bytes:
    """Return the guide, what HTML alone has names for written as it is meant."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return file.read().replace(b"&nbsp;", b"&#160;")


def count(path: Path) -> Count:
    programmes = titled = 0
    channels: set[str] = set()
    with BytesIO(text_of(path)) as file:
        for _, element in iterparse(file):
            if element.tag == "programme":
                programmes += 1
                titled += any((one.text or "").strip() for one in element.findall("title"))
                channels.add(element.get("channel", ""))
                element.clear()
    return Count(programmes, len(channels), titled)


NAMES = sorted(path.name for path in GUIDES.glob("*.xml*")) or ["none"]


@pytest.mark.parametrize("name", NAMES)
def test_a_real_guide_is_imported_whole(name: str, tmp_path: Path) -> None:
    require(present=GUIDES.is_dir(), piece="real guides", get="lay shared/data beside the project")
    house = House(tmp_path)
    try:
        counted = count(GUIDES / name)
        source = ImportSource("real", "Real", zone="Europe/Paris")
        if not counted.programmes:
            with pytest.raises(PublishingError, match="names channels but no programme"):
                house.importer.take(source, GUIDES / name, now=NOW)
            return
        outcome = house.importer.take(source, GUIDES / name, now=NOW)
        report = outcome.report
        assert (report.programmes, report.channels) == (counted.programmes, counted.channels)
        assert report.read == counted.titled
        release = house.press.current()
        assert release
        with release:
            assert release.count() == report.airings
    finally:
        house.close()
