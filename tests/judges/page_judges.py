"""Judges of pages: vnu, the W3C's checker of HTML, and schema-dts, the types of schema.org."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.judges.need import require

HERE = Path(__file__).parent
VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TSC = HERE / "node_modules" / "typescript" / "bin" / "tsc"
SCHEMA = HERE / "node_modules" / "schema-dts"
GET_NPM = "npm ci --prefix tests/judges"


class Fault(NamedTuple):
    file: str
    line: int
    message: str


def faults_of_html(folder: Path) -> list[Fault]:
    """Return the errors vnu finds in the pages of a folder, read in one go: Java starts slowly."""
    require(present=VNU.exists(), piece="vnu-jar", get=GET_NPM)
    java = shutil.which("java") is not None
    require(present=java, piece="java", get="apt-get install default-jre-headless")
    pages = sorted(folder.glob("*.html"))
    assert pages
    command: list[str | Path] = [
        "java",
        "-jar",
        VNU,
        "--errors-only",
        "--exit-zero-always",
        "--format",
        "json",
        *pages,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(ran.stderr)["messages"]
    return [
        Fault(one["url"].rpartition("/")[2], one.get("lastLine", 0), one["message"])
        for one in messages
    ]


def faults_of_graphs(graphs: Mapping[str, str], folder: Path) -> list[str]:
    """Return what is wrong with JSON-LD documents as schema.org's types have it, by their names."""
    node = shutil.which("node") is not None
    present = node and TSC.exists() and SCHEMA.is_dir()
    require(present=present, piece="schema-dts with typescript and node", get=GET_NPM)
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    program = folder / "graphs.ts"
    told = [f"// {name}\nexport const g{n}: Graph = {text};" for n, (name, text) in
            enumerate(graphs.items())]  # fmt: skip
    program.write_text('import type { Graph } from "schema-dts";\n' + "\n".join(told))
    command: list[str | Path] = [
        "node",
        TSC,
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--pretty",
        "false",
        program,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in ran.stdout.splitlines() if "error TS" in line]
    assert ran.returncode == 0 or lines, ran.stdout + ran.stderr
    return lines
