"""How problems are written for people, programs and code review."""

import json
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from guide.model.problems import NOWHERE, Place, Problem

Style: TypeAlias = Literal["text", "json", "github"]


def render(problems: Iterable[Problem], style: Style) -> str:
    """Return the problems by place, without a closing line break: one line each, a JSON array, or
    one GitHub workflow command each.
    """
    ordered = sorted(problems)
    if style == "json":
        return json.dumps([_record(p) for p in ordered], ensure_ascii=False, indent=2)
    write = _command if style == "github" else _line
    return "\n".join(write(problem) for problem in ordered)


def _line(problem: Problem) -> str:
    # A file's name may hold a line break; a problem must stay one line.
    return " ".join(str(problem).splitlines())


def _record(problem: Problem) -> dict[str, Any]:
    return {
        **_spot(problem.place),
        "severity": str(problem.severity),
        "code": problem.code,
        "text": problem.text,
        "related": [_spot(place) for place in problem.related],
    }


def _spot(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _command(problem: Problem) -> str:
    place = problem.place
    spot = {"file": place.path, "line": str(place.line), "col": str(place.column)}
    properties = {**({} if place == NOWHERE else spot), "title": problem.code}
    pairs = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.severity} {pairs}::{_data(problem.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
