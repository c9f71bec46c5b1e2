"""The guides of others that are known: listed, refreshed and removed by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guide.cli import main
from guide.sources.download import fetching
from tests.cli.guides import guide
from tests.sources.download.sites import PUBLIC, Internet, Page, Site, site

ADDRESS = "http://epg.example/guide.xml"
LISTED = f"""
sources:
  tele: {{name: Tele, address: '{ADDRESS}', every: 6h}}
  radio: {{name: Radio, file: radio.xml}}
"""


@pytest.fixture(autouse=True)
def schedules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    (folder / "a.yaml").write_text(LISTED)
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUIDE_SCHEDULES", str(folder))
    at(monkeypatch, "2017-06-01T19:30+02:00")
    return folder


@pytest.fixture(autouse=True)
def epg(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Yield the server of epg.example, from which this guide may import."""
    with site() as one:
        internet = Internet(names={"epg.example": [[PUBLIC]]}, ports={80: one.port})
        monkeypatch.setattr(fetching, "Wires", lambda: internet.wires)
        monkeypatch.setenv("GUIDE_IMPORT_HOSTS", "epg.example")
        yield one


def at(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    monkeypatch.setenv("GUIDE_NOW", instant)


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, f"{done.output}\n{done.exception!r}"
    return done


def listed() -> dict[str, Any]:
    found = json.loads(run("sources", "--json").stdout)
    return {one.pop("source"): one for one in found}


def test_before_the_first_import_there_is_nothing_to_list(schedules: Path) -> None:
    (schedules / "a.yaml").unlink()
    done = run("sources")
    assert done.stdout == ""
    assert "no guide of others yet: `guide import FILE`" in done.stderr


def test_sources_that_are_not_published_yet_are_not_said_to_be_none(schedules: Path) -> None:
    said = run("sources").stderr
    assert (
        said == f"nothing is published yet: `guide publish` takes the sources of {schedules} in\n"
    )
    (schedules / "b.yaml").write_text("channels: [")
    said = run("sources").stderr
    assert said == f"nothing is published, for {schedules} has errors: `guide check` names them\n"


def test_what_the_schedules_list_is_listed_before_it_is_imported() -> None:
    run("publish")
    found = listed()
    assert list(found) == ["tele", "radio"]
    assert found["tele"] == {
        "name": "Tele",
        "priority": 0,
        "address": ADDRESS,
        "file": None,
        "every": 21600.0,
        "imported_at": None,
        "age": None,
        "checked_at": None,
        "failure": None,
        "failed_at": None,
        "trouble": ["not imported yet: `guide sources refresh tele`"],
        "report": None,
    }


def test_all_sources_are_refreshed_and_each_failure_is_said(epg: Site, schedules: Path) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide(), headers={"ETag": '"1"'})
    done = run("sources", "refresh", code=1)
    assert done.stderr.splitlines() == [
        "tele: published release 2: 3 new",
        f"radio: radio.xml is no file in {schedules}: put it there",
    ]
    assert done.stdout.startswith("tele: 3 programmes, 3 airings on 1 channel, ")
    found = listed()
    assert (found["tele"]["trouble"], found["tele"]["age"]) == ([], 0)
    assert found["tele"]["report"]["airings"] == 3
    assert found["radio"]["trouble"][0].startswith("0 s ago: radio.xml is no file in ")


def test_one_source_is_refreshed_and_what_is_known_is_not_fetched_again(epg: Site) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide(), headers={"ETag": '"1"'})
    run("sources", "refresh", "tele")
    epg.pages["/guide.xml"] = Page(status=304)
    assert run("sources", "refresh", "tele").stderr == "tele: nothing new there\n"
    assert epg.asked[-1][1]["If-None-Match"] == '"1"'


def test_a_refresh_tells_programs_what_came_of_it(epg: Site) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide())
    [done] = json.loads(run("sources", "refresh", "tele", "--json").stdout)
    assert (done["source"], done["failure"]) == ("tele", "")
    assert done["outcome"]["verdict"] == "published"


def test_a_source_that_failed_keeps_what_it_had(epg: Site) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide())
    run("sources", "refresh", "tele")
    epg.pages["/guide.xml"] = Page(b"<html></html>")
    failed = run("sources", "refresh", "tele", code=1)
    assert failed.stderr.startswith(f"tele: {ADDRESS}:1:")
    found = listed()["tele"]
    assert found["report"]["airings"] == 3
    assert found["failure"].startswith(f"{ADDRESS}:1:")


def test_a_guide_that_is_over_is_said_to_be(epg: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide())
    run("sources", "refresh", "tele")
    at(monkeypatch, "2017-06-03T20:00+02:00")
    found = listed()["tele"]
    assert found["trouble"] == ["nothing ahead"]
    assert found["age"] == 2 * 86_400 + 1800


def test_a_row_for_people_has_age_period_counts_and_trouble(epg: Site) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide())
    run("sources", "refresh", "tele")
    first, second = (line.split("\t") for line in run("sources").stdout.splitlines())
    assert (first[0], first[3:8]) == (
        "tele",
        ["2017-06-01 18:00", "2017-06-01 21:00", "3", "3", "1"],
    )
    assert second[0] == "radio"
    assert second[3:] == ["—", "—", "0", "0", "0", "0", second[-1]]
    assert second[-1] == "not imported yet: `guide sources refresh radio`"


def test_what_came_by_hand_cannot_be_refreshed(tmp_path: Path) -> None:
    run("publish")
    path = tmp_path / "hand.xml"
    path.write_bytes(guide())
    run("import", path)
    said = run("sources", "refresh", "hand", code=2).stderr
    assert "hand came from a file by hand: import the file again" in said
    unknown = run("sources", "refresh", "nobody", code=2).stderr
    assert "no source is called 'nobody'; there is tele, radio, hand" in unknown


def test_a_listed_password_is_asked_with_and_no_release_holds_it(
    epg: Site, schedules: Path, tmp_path: Path
) -> None:
    file = schedules / "a.yaml"
    file.write_text(LISTED.replace("epg.example", "me:sesame@epg.example"))
    epg.pages["/guide.xml"] = Page(guide(), headers={"ETag": '"1"'})
    done = run("publish").output + run("sources", "refresh", "tele").output
    assert "sesame" not in done + run("sources", "--json").output
    assert epg.asked[0][1]["Authorization"] == "Basic bWU6c2VzYW1l"
    epg.pages["/guide.xml"] = Page(status=304)
    assert run("sources", "refresh", "tele").stderr == "tele: nothing new there\n"
    releases = [*(tmp_path / "home" / "releases").glob("*.sqlite")]
    assert len(releases) == 2
    assert [one for one in releases if b"sesame" in one.read_bytes()] == []
    file.write_text(LISTED)
    epg.pages["/guide.xml"] = Page(status=401)
    assert run("sources", "refresh", "tele", code=1).stderr == (
        f"tele: {ADDRESS}: it answers 401 Unauthorized: "
        "write the credentials into its address in the schedule files\n"
    )


def test_a_source_is_removed_with_what_lay_ahead_of_it(epg: Site) -> None:
    run("publish")
    epg.pages["/guide.xml"] = Page(guide())
    run("sources", "refresh", "tele")
    done = run("sources", "remove", "tele")
    assert done.stderr.splitlines() == [
        "published release 3 without tele: 3 cancelled",
        "the schedule files list tele: take it out there too, or it comes back",
    ]
    assert listed()["tele"]["checked_at"] is None


@pytest.mark.parametrize("command", ["refresh", "remove"])
def test_a_source_that_is_none_is_said_to_be_none_in_the_same_words(command: str) -> None:
    run("publish")
    said = run("sources", command, "nosuch", code=2).stderr
    assert said.startswith("guide: no source is called 'nosuch'; there is tele")


def test_a_failing_import_is_seen_by_the_doctor_without_its_reason() -> None:
    run("publish")
    run("sources", "refresh", "tele", code=1)
    said = run("doctor").stdout
    assert "note  jobs: the import of tele fails: see `guide sources`" in said
    assert ADDRESS not in said
