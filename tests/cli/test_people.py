"""What an operator does when a person asks what is kept of them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guide.cli import main
from guide.state.database import Database
from tests.state.builders import World

ANN = "ann@example.org"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path}/guide.sqlite")
    database.migrate()
    yield World(database)
    database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["subscriber", *words])


def test_a_person_is_shown_erased_and_gone(world: World) -> None:
    world.subscribe(ANN)
    shown = run("export", "ANN@example.org")
    kept = json.loads(shown.stdout)
    assert (shown.exit_code, kept["subscriber"][0]["email"]) == (0, ANN)
    done = run("erase", ANN)
    assert (done.exit_code, done.stdout) == (0, "erased: backups made before still hold it\n")
    for word in ("export", "erase"):
        gone = run(word, ANN)
        assert (gone.exit_code, gone.stderr) == (1, "nothing is kept of this address\n")


@pytest.mark.parametrize("word", ["export", "erase"])
def test_what_is_no_address_is_wrong_usage(world: World, word: str) -> None:
    world.subscribe(ANN)
    done = run(word, "ann at example.org")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "needs exactly one @" in done.stderr
