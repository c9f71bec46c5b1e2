"""What a stranger gets: the wheel alone in an empty folder, and the compose file."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.judges.need import require
from tests.service import Service

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [made] = folder.glob("*.whl")
    return made


def files(folder: str) -> set[str]:
    found = subprocess.run(
        ["git", "ls-files", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {name for name in found.stdout.splitlines() if (ROOT / name).is_file()}


def test_the_wheel_holds_templates_schedules_and_catalogues(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"guide/{name}" for name in files("templates") | files("schedules")}
    wanted |= {name.removeprefix("src/") for name in files("src/guide")}
    assert wanted - names == set()
    assert len(wanted) > 100


@pytest.fixture
def bare(wheel: Path, tmp_path: Path) -> Service:
    """Return an installation of the wheel, run in a folder that holds nothing else."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True, capture_output=True)
    service = Service(home=empty / "var", schedules=empty / "schedules", folder=empty)
    service.settings = {"PYTHONPATH": str(site)}
    for name in ("GUIDE_HOME", "GUIDE_SCHEDULES", "GUIDE_BASE_URL"):
        service.unset.add(name)
    return service


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(bare: Service) -> None:
    with bare.running("demo"):
        home = bare.get("/fr/")
        feed = bare.get("/feeds/series/missions/season-1.ics")
    assert "Missions" in home.text
    assert "20h40" in home.text
    assert feed.body.count(b"BEGIN:VEVENT") == 10
    assert bare.folder
    assert [path.name for path in bare.folder.iterdir()] == ["var"]


def test_the_compose_file_is_valid(tmp_path: Path) -> None:
    compose = shutil.which("docker-compose") or ""
    require(present=bool(compose), piece="docker-compose", get="apt-get install docker-compose")
    for name in ("docker-compose.yml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "secrets").mkdir()
    for name in ("database_url", "database_password", "secret_key"):
        (tmp_path / "secrets" / name).touch()
    done = subprocess.run(
        [compose, "config", "--services"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, set(done.stdout.split())) == (
        0,
        {"publish", "web", "jobs", "database", "mail", "cache"},
    )
