"""Calendar readers outside Python: ical.js (Thunderbird's) and libical (GNOME's and KDE's)."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.judges.need import require
from tests.judges.sight import Sight, gather

HERE = Path(__file__).parent
MOST_AT_ONCE = 1000  # a command line has a limit
LIBICAL_HEADER = Path("/usr/include/libical/ical.h")


def see_with_icaljs(path: Path) -> Sight:
    (sight,) = see_all_with_icaljs([path])
    return sight


def see_all_with_icaljs(paths: Sequence[Path]) -> list[Sight]:
    """Return what stands in each file; node is slow to start, so it is given many at once."""
    present = (HERE / "node_modules" / "ical.js").is_dir() and shutil.which("node") is not None
    require(present=present, piece="ical.js", get="npm ci --prefix tests/judges")
    parts = (paths[n : n + MOST_AT_ONCE] for n in range(0, len(paths), MOST_AT_ONCE))
    told = "".join(_told("node", HERE / "icaljs.mjs", *part) for part in parts)
    return [gather(map(tuple, json.loads(line))) for line in told.splitlines()]


def see_with_libical(path: Path, tmp_path: Path) -> Sight:
    """Read with libical after its own check of RFC 5545's restrictions, compiled into tmp_path."""
    compiler = shutil.which("cc")
    require(
        present=compiler is not None and LIBICAL_HEADER.exists(),
        piece="libical with a C compiler",
        get="apt-get install libical-dev gcc libc6-dev",
    )
    program = tmp_path / "libical-judge"
    if not program.exists():
        subprocess.run(["cc", "-o", program, HERE / "libical.c", "-lical"], check=True)
    lines = [line.split("\t") for line in _told(program, path).splitlines()]
    return gather((uid, start, status) for uid, start, status in lines)


def _told(*command: str | Path) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
