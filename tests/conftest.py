import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.service import Service

ROOT = Path(__file__).parents[1]

settings.register_profile("default", deadline=None)
# `make soak` chooses it: more than an hour on two busy cores.
settings.register_profile("soak", deadline=None, max_examples=200_000, database=None)
settings.load_profile("default")


@pytest.fixture
def schedules(tmp_path: Path) -> Path:
    """Return a copy of the project's schedule files, to be edited."""
    return Path(shutil.copytree(ROOT / "schedules", tmp_path / "schedules"))


@pytest.fixture
def service(tmp_path: Path, schedules: Path) -> Service:
    """Return an installation of its own at 20:00 of the premiere's evening, not yet started."""
    evening = {"GUIDE_NOW": "2017-06-01T20:00+02:00"}
    return Service(home=tmp_path / "home", schedules=schedules, settings=evening)
