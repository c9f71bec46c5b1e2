"""Commands load what they need: somebody waits for each of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.guides import guide

HEAVY = (
    "alembic", "apscheduler", "flask", "granian", "icalendar", "multiprocessing.connection",
    "pydantic", "rich", "ruamel", "sqlalchemy.dialects.postgresql", "urllib3",
)  # fmt: skip
CODE = """
import sys
from guide.cli import main
for arguments in {commands}:
    try:
        main(arguments)
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


def loaded(home: Path, *commands: list[str]) -> str:
    """Run commands in a new process; return which heavy modules they loaded."""
    code = CODE.format(commands=list(commands), heavy=HEAVY)
    environment = {"GUIDE_HOME": str(home), "GUIDE_NOW": "2017-06-01T20:00+02:00"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return run.stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("startup")
    (home / "tele.xml").write_bytes(guide())
    loaded(home, ["import", str(home / "tele.xml")])
    return home


def test_a_look_at_the_guide_loads_nothing_heavy(home: Path) -> None:
    assert loaded(home, ["now"], ["tonight"], ["day"], ["find", "film"], ["sources"]) == "[]"


def test_an_import_of_a_file_loads_nothing_heavy(home: Path) -> None:
    assert loaded(home, ["import", str(home / "tele.xml")]) == "[]"


def test_the_collector_walks_through_nothing_that_was_loaded(home: Path) -> None:
    code = """
import atexit, gc, sys
sys.argv = ["guide", "now"]
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 10_000, file=sys.stderr))
from guide.__main__ import run
run()
"""
    environment = {"GUIDE_HOME": str(home), "GUIDE_NOW": "2017-06-01T20:00+02:00"}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stderr.splitlines()[-1] == "True True"
