import json
import subprocess
import sys
from pathlib import Path

from tests.service import Service

SCRIPT = Path(__file__).with_name("kill_publish.py")
ROUNDS = 200


def test_a_publish_killed_at_any_moment_leaves_one_whole_release(
    service: Service, tmp_path: Path
) -> None:
    killed = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path), "--rounds", str(ROUNDS), "--seed", "20170601"],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == 0, killed.stderr
    report = json.loads(killed.stdout)
    assert (report["rounds"], report["torn"]) == (ROUNDS, [])
    assert min(report["old"], report["new"]) > ROUNDS // 20, report
