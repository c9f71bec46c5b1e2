import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.judges.need import require

SCRIPT = Path(__file__).with_name("fuzz_xmltv.py")
SECONDS = 20


def test_made_up_bytes_are_read_or_refused(tmp_path: Path) -> None:
    require(present=find_spec("atheris") is not None, piece="atheris", get="make test")
    if os.environ.get("GUIDE_REQUIRE_ALL") != "1":  # noqa: TID251 - it governs the tests alone
        pytest.skip(f"takes {SECONDS} s; get it with: GUIDE_REQUIRE_ALL=1 make test")
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(SECONDS), str(tmp_path / "found")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert f"Done {runs(ran.stderr)} runs" in ran.stderr
    assert runs(ran.stderr) > 100


def runs(told: str) -> int:
    """Return how many inputs libFuzzer says that it tried."""
    (line,) = [one for one in told.splitlines() if "number_of_executed_units" in one]
    return int(line.split()[-1])
