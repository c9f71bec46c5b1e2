"""What the house promises and no linter says."""

import ast
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "guide"
MODULES = sorted(SOURCE.rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "common", "helpers", "core", "services", "managers", "misc"}


def functions() -> Iterator[tuple[str, int]]:
    """Yield (where, lines) of every function of the source, docstring included."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno
                lines = node.end_lineno - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def test_functions_are_small() -> None:
    sizes = dict(functions())
    ordered = sorted(sizes.values())
    assert {where: lines for where, lines in sizes.items() if lines > 50} == {}
    assert ordered[int(len(ordered) * 0.9)] <= 25
    assert statistics.median(ordered) <= 8


def test_files_are_short() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {str(path): lines for path, lines in lengths.items() if lines > 300} == {}


def test_no_module_is_a_junk_drawer() -> None:
    assert [path for path in MODULES if {path.stem, path.parent.name} & FORBIDDEN_NAMES] == []


def test_every_package_says_what_it_is_for() -> None:
    packages = [path for path in MODULES if path.name == "__init__.py"]
    silent = [
        path for path in packages if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_broad_excepts_stand_at_job_boundaries_only() -> None:
    broad = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (
                    isinstance(node.type, ast.Name)
                    and node.type.id in {"Exception", "BaseException"}
                )
            ):
                broad.add(str(path.relative_to(SOURCE)))
    allowed = {"delivery/drain.py", "delivery/line.py", "jobs/clockwork.py", "jobs/sender.py"}
    assert broad <= allowed


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("smtplib", {"delivery/smtp.py"}),
        ("sqlite3", {"releases/", "state/"}),
        ("ruamel.yaml", {"sources/yaml_files/"}),
        ("babel", {"formats/words/"}),
        ("icalendar", {"formats/ical/"}),
        ("jinja2", {"formats/mail/", "web/"}),
        ("granian", {"cli/parts.py"}),
    ],
)
def test_a_library_has_one_home(library: str, home: set[str]) -> None:
    users = {
        str(path.relative_to(SOURCE))
        for path in MODULES
        if any(name == library or name.startswith(f"{library}.") for name in imports(path))
    }
    strangers = {user for user in users if not any(user.startswith(place) for place in home)}
    assert users
    assert strangers == set()


def test_every_ignored_lint_rule_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    ignored = {rule for rules in lint["per-file-ignores"].values() for rule in rules}
    ignored |= set(lint["ignore"])
    unexplained = [rule for rule in ignored if not re.search(rf'"{rule}",\s+# \S', text)]
    assert unexplained == []


def test_every_silenced_line_says_why() -> None:
    silenced = re.compile(r"# (noqa|type: ignore)(?!.*(--|[\]] +#|[0-9] +#| - ) *\w)")
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
        if "node_modules" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if silenced.search(line)
    ]
    assert silent == []


def test_test_folders_mirror_the_source() -> None:
    packages = {path.parent.relative_to(SOURCE) for path in MODULES}
    across = {Path("e2e"), Path("faults"), Path("judges")}
    folders = {
        path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")
    }
    folders = {folder for folder in folders if "node_modules" not in folder.parts}
    assert folders - packages - across == set()
