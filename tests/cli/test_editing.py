"""An editor's commands as somebody types them: what is said, where, and how it ends."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guide.cli import main
from tests.cli.guides import guide

SCHEDULE = """
zone: Europe/Paris
channels: {harbour: {name: Harbour TV}}
films: {the-pier: {title: The Pier, running: 1h32m}}
airings: [{at: 2017-06-02 20:30, channel: harbour, episode: the-pier}]
"""


@pytest.fixture(autouse=True)
def schedules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    (folder / "harbour.yaml").write_text(SCHEDULE)
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUIDE_SCHEDULES", str(folder))
    monkeypatch.setenv("GUIDE_NOW", "2017-06-01T19:30+02:00")
    return folder


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, f"{done.output}\n{done.exception!r}"
    return done


SOURCES = """
sources:
  tele: {name: T, file: ../tele.xml, channels: {one.example: harbuor}, owns: [harbour, other]}
  radio: {name: R, file: radio.xml}
"""


def test_a_source_that_names_what_is_not_there_is_warned_of(schedules: Path) -> None:
    path = schedules / "harbour.yaml"
    path.write_text(SCHEDULE + SOURCES)
    lines = [line for line in run("check").stdout.splitlines() if "horizon" not in line]
    unknown = "and no channel of these files is called so"
    assert (
        "\n".join(lines).replace(f"{path}:", "").replace(str(schedules), "DIR")
        == f"""\
8:3: warning: the file of tele: ../tele.xml lies outside of DIR: move it there [missing-guide]
8:3: warning: tele owns "other", {unknown}: declare it, or correct the name [unknown-channel]
8:3: warning: the channels of tele make "one.example" "harbuor", {unknown}: \
did you mean "harbour"? [unknown-channel]
9:3: warning: the file of radio: radio.xml is no file in DIR: put it there [missing-guide]"""
    )


@pytest.fixture
def edited(schedules: Path, tmp_path: Path) -> Path:
    """Publish, import, edit and import again; return the file that was imported."""
    tele = tmp_path / "tele.xml"
    run("publish")
    tele.write_bytes(guide(4))
    run("import", tele)
    (schedules / "harbour.yaml").write_text(SCHEDULE.replace("20:30", "21:00"))
    run("publish")
    tele.write_bytes(guide(3))
    run("import", tele, "--allow-shrink", "30")
    return tele


@pytest.mark.usefixtures("edited")
def test_a_rollback_brings_files_and_guides_back() -> None:
    done = run("rollback", "2")
    moved = "2017-06-02 21:00–22:32 Harbour TV → 2017-06-02 20:30–22:02 Harbour TV"
    assert [line.rpartition("  ")[0] for line in done.stdout.splitlines()] == [
        f"moved      The Pier  {moved}",
        "restored   Film 4  2017-06-01 23:00–00:00 One",
    ]
    assert done.stderr == "published release 5: 2 changes\n"
    assert run("releases").stdout.splitlines()[0].endswith("rollback to release 2")


@pytest.mark.usefixtures("edited")
def test_a_dry_run_of_a_rollback_publishes_nothing() -> None:
    assert run("rollback", "2", "--dry-run").stderr == "would publish release 5: 2 changes\n"
    assert run("rollback", "4").stderr == "nothing has changed since release 4\n"


def test_a_rollback_without_the_copy_of_a_guide_is_refused(edited: Path) -> None:
    (edited.parent / "home/releases/sources/tele").rename(edited.parent / "elsewhere")
    done = run("rollback", "2", code=1)
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "the copy of tele that release 2 was made of is missing or damaged" in line
    assert run("rollback", "4", code=1).stdout == ""
    assert "Film 3" in run("find", "film 3").stdout


def test_what_is_not_kept_cannot_be_gone_back_to() -> None:
    run("publish")
    done = run("rollback", "7", code=1)
    assert done.stderr == "guide: release 7 is not kept: `guide releases` lists what is\n"


def test_a_listed_source_is_imported_again_when_it_has_something_new(
    schedules: Path, edited: Path
) -> None:
    listed = SCHEDULE + "sources:\n  tele: {name: Tele, file: tele.xml, every: 1h}\n"
    (schedules / "harbour.yaml").write_text(listed)
    run("publish")
    tele = edited.rename(schedules / "tele.xml")
    for count in (4, 3):
        tele.write_bytes(guide(count))
        run("import", tele, "--allow-shrink", "30")
    assert run("sources", "refresh").stderr == "tele: nothing has changed since release 7\n"
    run("rollback", "6")
    assert run("sources", "refresh").stderr == "tele: nothing new there\n"
    tele.write_bytes(guide(5))
    assert run("sources", "refresh").stderr == "tele: published release 9: 1 new\n"
