"""Commands as an editor and an operator meet them: what they print where, and how they end."""

import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from guide.cli import main, serving
from guide.cli.installation import Installation, installed

HEAD = """
zone: Europe/Paris
channels: {alpha: {name: Alpha}, beta: {name: Beta}}
films: {pier: {title: The Pier, running: 1h}}
airings:
  - {at: 2017-06-02 20:00, channel: alpha, episode: pier}
"""
BETA = "  - {at: 2017-06-03 20:00, channel: beta, episode: pier}\n"


@pytest.fixture
def schedules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    (folder / "a.yaml").write_text(HEAD + BETA)
    monkeypatch.delenv("GUIDE_REQUIRE_ALL", raising=False)
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUIDE_SCHEDULES", str(folder))
    monkeypatch.setenv("GUIDE_NOW", "2017-06-01T20:00+02:00")
    return folder


@pytest.fixture
def installation(schedules: Path) -> Iterator[Installation]:
    assert schedules.is_dir()
    assert guide("publish").exit_code == 0
    with installed() as one:
        yield one


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def guide(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "a.yaml"
    file.write_text(file.read_text().replace(old, new))


@pytest.mark.usefixtures("installation")
def test_what_a_channel_that_is_gone_showed_keeps_its_name_and_its_zone(schedules: Path) -> None:
    edit(schedules, BETA, "")
    edit(schedules, ", beta: {name: Beta}", "")
    rehearsed, published = guide("publish", "--dry-run"), guide("publish")
    assert "The Pier  2017-06-03 20:00–21:00 Beta" in published.stdout
    assert rehearsed.stdout == published.stdout == guide("diff").stdout


@pytest.mark.usefixtures("installation")
def test_a_slip_into_the_past_is_said_with_the_way_back(schedules: Path) -> None:
    edit(schedules, "2017-06-02", "2017-05-02")
    slip = guide("publish")
    airing_id = slip.stdout.split()[-1]
    hint = "The Pier lies in the past now: if that is a slip, correct it with"
    assert f"{hint} `id: {airing_id}` beside it" in slip.stderr
    edit(schedules, "2017-05-02 20:00,", f"2017-06-02 20:00, id: {airing_id},")
    back = guide("publish")
    assert back.stdout.startswith("moved ")
    assert hint not in back.stderr


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("arguments", [("9",), ("9", "1"), ("0", "9")])
def test_a_comparison_of_releases_that_are_none_is_wrong_use(arguments: tuple[str, ...]) -> None:
    ended = guide("diff", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")


@pytest.mark.parametrize("command", ["serve", "demo", "web"])
def test_an_address_that_is_taken_is_said_in_one_line(
    command: str, schedules: Path, taken: int
) -> None:
    assert schedules.is_dir()
    ended = guide(command, "--port", str(taken))
    assert ended.exit_code == 2
    assert ended.stderr == (
        f"guide: nothing can listen on 127.0.0.1 port {taken}: Address already in use:"
        " choose others with --host and --port\n"
    )


def test_a_watcher_outlives_what_it_cannot_publish(
    installation: Installation, schedules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schedules.rename(schedules.with_name("elsewhere"))
    serving._publish_again(installation)
    assert "there is no such folder" in capsys.readouterr().err
    schedules.with_name("elsewhere").rename(schedules)
    edit(schedules, "20:00", "20:30")
    serving._publish_again(installation)
    assert "published release 2: 2 changes" in capsys.readouterr().err


def test_a_service_with_a_release_starts_without_its_schedules(
    installation: Installation, schedules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schedules.rename(schedules.with_name("elsewhere"))
    serving._warn_of_errors(installation)
    assert "the last release is served" in capsys.readouterr().err


def test_a_release_of_another_version_is_published_anew(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert serving._has_release(installation)
    monkeypatch.setattr("guide.releases.release.LAYOUT", -1)
    assert not serving._has_release(installation)


def test_a_link_that_leads_nowhere_is_no_absent_file(schedules: Path) -> None:
    (schedules / "b.yaml").symlink_to(schedules / "nowhere.yaml")
    ended = guide("check")
    assert ended.exit_code == 2
    assert "b.yaml" in ended.stderr


def test_an_answer_that_cannot_be_written_is_said_in_one_line(
    schedules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    assert schedules.is_dir()
    monkeypatch.setattr("guide.cli.editing.answer_json", full)
    ended = guide("schema")
    assert ended.exit_code == 1
    assert ended.stderr == "guide: [Errno 28] No space left on device\n"
    assert not isinstance(ended.exception, click.ClickException)
