"""A calendar read as it stands: lines, properties, components, each with its line number."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from guide.model.problems import Severity

_SPLIT = re.compile(r'((?:[^:;"]|"[^"]*")*)((?:;(?:[^:"]|"[^"]*")*)?):(.*)', re.DOTALL)


class Finding(NamedTuple):
    """`line` counts from 1, in the file as it is, folded."""

    line: int
    severity: Severity
    text: str
    code: str


class Property(NamedTuple):
    """`parameters` and `value` as they stand, unfolded."""

    name: str
    parameters: str
    value: str
    line: int


@dataclass
class Component:
    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def values(self, name: str) -> list[str]:
        return [one.value for one in self.all(name)]

    def value(self, name: str) -> str:
        return (self.values(name) or [""])[0]

    def line_of(self, name: str) -> int:
        return next((one.line for one in self.all(name)), self.line)


def error(line: int, text: str, code: str) -> Finding:
    return Finding(line, Severity.ERROR, text, code)


def warning(line: int, text: str, code: str) -> Finding:
    return Finding(line, Severity.WARNING, text, code)


def read_lines(body: bytes) -> list[Property]:
    """Return the unfolded lines of a calendar, whatever ends they have."""
    logical: list[tuple[int, str]] = []
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    for number, line in enumerate(re.split("\r\n|\n|\r", text), 1):
        if line[:1] in {" ", "\t"} and logical:
            logical[-1] = (logical[-1][0], logical[-1][1] + line[1:])
        elif line:
            logical.append((number, line))
    return [_property(number, line) for number, line in logical]


def _property(number: int, line: str) -> Property:
    found = _SPLIT.fullmatch(line)
    if found is None:
        return Property(line, "", "", number)
    return Property(found[1].upper(), found[2].removeprefix(";"), found[3], number)


def nest(properties: list[Property]) -> Component | None:
    """Return the one calendar that the lines make, None if they make none."""
    stack = [Component("", 0)]
    for one in properties:
        if one.name == "BEGIN":
            stack.append(Component(one.value.upper(), one.line))
        elif one.name == "END":
            if len(stack) < 2 or stack[-1].name != one.value.upper():
                return None
            done = stack.pop()
            stack[-1].children.append(done)
        else:
            stack[-1].properties.append(one)
    whole = len(stack) == 1 and len(stack[0].children) == 1 and not stack[0].properties
    return stack[0].children[0] if whole else None
