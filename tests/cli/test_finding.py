"""The search, as a viewer types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guide.cli import main
from tests.service import ROOT

EVENING = "2017-06-01T20:00+02:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation on the evening of the premiere, published once for all tests."""
    home = tmp_path_factory.mktemp("finding")
    environment = {"GUIDE_HOME": str(home), "GUIDE_NOW": EVENING}
    done = CliRunner().invoke(main, ["publish", str(ROOT / "schedules")], env=environment)
    assert done.exit_code == 0, done.output
    return home


@pytest.fixture(autouse=True)
def environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_HOME", str(home))
    monkeypatch.setenv("GUIDE_NOW", EVENING)


def run(*arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["find", *arguments])
    assert done.exit_code == code, f"{done.output}\n{done.exception!r}"
    return done


def found(*arguments: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(run(*arguments, "--json").stdout)}


def test_a_series_is_found_by_the_beginning_of_its_title() -> None:
    one = found("missio", "--lang", "en")["missions"]
    assert (one["kind"], one["title"], one["ahead"]) == ("series", "Missions", True)
    assert one["airing"]["channel"] == "ocs-city"


def test_a_part_is_found_by_its_title_whatever_the_accents_and_case() -> None:
    one = found("ULYSSÉ")["missions/season-1/episode-1"]
    assert one["kind"] == "part"
    assert one["airing"]["starts"] == "2017-06-01T20:40:00+02:00"


def test_several_words_need_no_quotes() -> None:
    assert list(found("paper", "harb")) == ["the-paper-harbour"]
    assert found("paper", "harb")["the-paper-harbour"]["kind"] == "film"


def test_a_channel_narrows_it_to_what_comes_there() -> None:
    assert "missions" in found("missions", "--channel", "ocs-city")
    assert found("missions", "--channel", "lanterne") == {}


def test_what_is_over_is_marked_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_NOW", "2018-06-01T20:00+02:00")
    assert found("ulysse")["missions/season-1/episode-1"]["ahead"] is False
    [row] = [line for line in run("ulysse").stdout.splitlines() if "episode-1\t" in line]
    assert row.endswith("\tPremière de la série, passé")
    [row] = [x for x in run("ulysse", "--lang", "en").stdout.splitlines() if "episode-1\t" in x]
    assert row.endswith(", past")


def test_a_row_begins_with_the_id_that_other_commands_take() -> None:
    row = run("ulysse", "--lang", "en").stdout.splitlines()[0].split("\t")
    assert row[:2] == ["missions/season-1/episode-1", "part"]
    assert row[5] == "Missions – S1 E1 “Ulysse”"
    assert CliRunner().invoke(main, ["next", row[0]]).exit_code == 0


def test_nothing_found_is_no_failure() -> None:
    done = run("xyzzy")
    assert (done.stdout, done.stderr) == ("", "nothing is found for 'xyzzy'\n")
    assert json.loads(run("xyzzy", "--json").stdout) == []


@pytest.mark.parametrize(
    "text", ['"', "*", "a OR b", "NEAR(", "title:x", "'; --", "\x00", "é" * 999]
)
def test_whatever_is_typed_is_no_error(text: str) -> None:
    run("--", text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument 'TEXT...'"),
        (("x", "--limit", "0"), "0 is not in the range"),
        (("x", "--channel", "nowhere"), "there is no channel 'nowhere'"),
    ],
)
def test_wrong_use_is_one_line_and_ends_with_2(arguments: tuple[str, ...], said: str) -> None:
    [line] = run(*arguments, code=2).stderr.splitlines()
    assert said in line
