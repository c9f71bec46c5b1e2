"""A QR code as a camera sees it, read by zbar."""

import itertools
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.judges.need import require

SCALE = 4


def decoded(svg: bytes, folder: Path) -> str:
    """Return what the picture says; its dark path is drawn as pixels first."""
    program = shutil.which("zbarimg")
    require(present=program is not None, piece="zbarimg", get="apt-get install zbar-tools")
    picture = folder / "code.pgm"
    rows = _pixels(svg)
    lines = [" ".join(str(one) for one in row for _ in range(SCALE)) for row in rows]
    wide, high = len(rows[0]) * SCALE, len(rows) * SCALE
    body = "\n".join(line for line in lines for _ in range(SCALE))
    picture.write_text(f"P2\n{wide} {high}\n255\n{body}\n", encoding="ascii")
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _pixels(svg: bytes) -> list[list[int]]:
    root = ET.fromstring(svg)
    wide, high = (int(one) for one in root.attrib["viewBox"].split()[2:])
    rows = [[255] * wide for _ in range(high)]
    (dark,) = (one for one in root.iter() if one.get("stroke") == "#000")
    x = y = 0.0
    for kind, text in re.findall(r"([Mmh])([-0-9. ]+)", dark.attrib["d"]):
        numbers = [float(one) for one in re.findall(r"-?[0-9.]+", text)]
        if kind == "M":
            x, y = numbers
        elif kind == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            for column in itertools.islice(itertools.count(int(x)), int(numbers[0])):
                rows[int(y)][column] = 0
            x += numbers[0]
    return rows
