from pathlib import Path

import pytest

from tests.releases.builders import Press


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Return a press with an empty shelf, at 20:00 on the evening of the premiere."""
    return Press(tmp_path / "releases")
