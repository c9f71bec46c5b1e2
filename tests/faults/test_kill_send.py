import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.service import Service

SCRIPT = Path(__file__).with_name("kill_send.py")
SEED = "20170601"


def run(service: Service, folder: Path, *, kills: int, people: int) -> dict[str, Any]:
    numbers = ("--kills", str(kills), "--people", str(people), "--seed", SEED)
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), *numbers],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def check(report: dict[str, Any], *, kills: int, people: int) -> None:
    assert (report["kills"], report["people"]) == (kills, people)
    assert report["lost"] == []
    assert report["wrong"] == []
    doubles = sum(report["doubled"].values())
    assert report["arrivals"] == people + doubles
    # The kills did hit senders at work, and mails whose fate no one had noted yet.
    assert report["interrupted"] > kills // 2
    assert doubles > 0


def test_a_sender_killed_a_hundred_times_loses_nothing(service: Service, tmp_path: Path) -> None:
    check(run(service, tmp_path, kills=100, people=1600), kills=100, people=1600)


def test_the_same_holds_on_postgresql(
    service: Service, tmp_path: Path, fresh_postgresql: str
) -> None:
    settings = service.settings | {"GUIDE_DATABASE_URL": fresh_postgresql}
    on_postgresql = replace(service, settings=settings)
    check(run(on_postgresql, tmp_path, kills=30, people=450), kills=30, people=450)
