import pytest

from tests.formats.golden.write import FOLDER, feeds
from tests.formats.lint import faults

FEEDS = dict(feeds())


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_its_golden_file_byte_for_byte(name: str) -> None:
    assert FEEDS[name] == (FOLDER / name).read_bytes()
    assert faults(FEEDS[name]) == []


def test_there_is_no_golden_file_too_many() -> None:
    assert sorted(FEEDS) == sorted(path.name for path in FOLDER.glob("*.ics"))
