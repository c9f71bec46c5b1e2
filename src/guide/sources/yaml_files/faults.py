"""What pydantic finds, as Problems with a place and in words for somebody with an editor."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guide.model.problems import Problem, error
from guide.sources.yaml_files.entry import Entry
from guide.sources.yaml_files.letters import line, shown
from guide.sources.yaml_files.scalars import kind_of, suggestion
from guide.sources.yaml_files.tree import Branch, Leaf, Node, Row
from guide.sources.yaml_files.values import UNNAMED

E = TypeVar("E", bound=Entry)

Loc = tuple[int | str, ...]
MOST_FAULTS = 100


def validate(kind: type[E], node: Node, problems: list[Problem]) -> E | None:
    """Return the entry that a node holds; None if it has faults, which go to `problems`."""
    try:
        return kind.model_validate(node)
    except ValidationError as faults:
        details = [d for d in faults.errors(include_url=False) if not _follows(d)]
    problems += [_problem(detail, node) for detail in details[:MOST_FAULTS]]
    return None


def _follows(detail: ErrorDetails) -> bool:
    """Say whether a list is called too short only because what is in it is faulty."""
    return detail["type"] == "too_short" and bool(detail["input"])


def unknown_key(key: Leaf, allowed: Iterable[str]) -> Problem:
    text = f"unknown key {shown(key)}: {suggestion(key, allowed)}"
    return error(key.place, "unknown-key", text)


def _problem(detail: ErrorDetails, root: Node) -> Problem:
    found, loc = detail["input"], detail["loc"]
    if detail["type"] == "missing":
        return error(found.key, "missing-key", f"`{loc[-1]}` is missing")
    if detail["type"] == "extra_forbidden":
        parent = _walk(root, loc[:-1])
        return unknown_key(next(key for key in parent if key == loc[-1]), parent.allowed)
    code, text = _words(detail)
    return error(found.place, code, f"{_label(loc)}{text}")


def _walk(root: Node, loc: Loc) -> Branch:
    """Return the map at `loc`; an index into what is no list was made up for a single item."""
    node = root
    for part in loc:
        if isinstance(node, Branch) and isinstance(part, str):
            node = node[Leaf(part)]
        elif isinstance(node, Row) and isinstance(part, int):
            node = node[part]
    if not isinstance(node, Branch):
        raise TypeError(f"no map at {loc}")
    return node


def _label(loc: Loc) -> str:
    keys = [part for part in loc if isinstance(part, str) and part != UNNAMED]
    if not keys or keys[-1] == "[key]":
        return ""
    return f"{line(keys[-1])[:60]}: "


def _words(detail: ErrorDetails) -> tuple[str, str]:
    found = detail["input"]
    match detail["type"]:
        case "model_type" | "dict_type":
            return _wrong_type(found, "a map")
        case "tuple_type":
            return _wrong_type(found, "a list")
        case "too_short":
            return "empty-value", "nothing is in it: give a value, or remove the key"
        case "too_long":
            return "too-many", f"{len(found):,} are too many: write several entries"
    return detail["type"], detail["msg"]


def _wrong_type(found: Node, wanted: str) -> tuple[str, str]:
    if isinstance(found, Leaf) and found.empty:
        return "empty-value", "nothing is written: give a value, or remove the key"
    return "wrong-type", f"write {wanted} here, not {kind_of(found)}"
