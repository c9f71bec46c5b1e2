import shutil
from pathlib import Path

import pytest

from tests.service import Service

ROOT = Path(__file__).parents[1]


@pytest.fixture
def schedules(tmp_path: Path) -> Path:
    """Return a copy of the project's schedule files, to be edited."""
    return Path(shutil.copytree(ROOT / "schedules", tmp_path / "schedules"))


@pytest.fixture
def service(tmp_path: Path, schedules: Path) -> Service:
    """Return an installation of its own at 20:00 of the premiere's evening, not yet started."""
    evening = {"GUIDE_NOW": "2017-06-01T20:00+02:00"}
    return Service(home=tmp_path / "home", schedules=schedules, settings=evening)
