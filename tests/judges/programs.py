"""Calendar readers outside Python: ical.js (Thunderbird's) and libical (GNOME's and KDE's)."""

import shutil
import subprocess
from pathlib import Path

from tests.judges.need import require
from tests.judges.sight import Sight, gather

HERE = Path(__file__).parent
LIBICAL_HEADER = Path("/usr/include/libical/ical.h")


def see_with_icaljs(path: Path) -> Sight:
    present = (HERE / "node_modules" / "ical.js").is_dir() and shutil.which("node") is not None
    require(present=present, piece="ical.js", get="npm ci --prefix tests/judges")
    return _seen("node", HERE / "icaljs.mjs", path)


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
    return _seen(program, path)


def _seen(*command: str | Path) -> Sight:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = [line.split("\t") for line in ran.stdout.splitlines()]
    return gather((uid, start, status) for uid, start, status in lines)
