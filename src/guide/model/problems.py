"""Faults in the data, as values: where, how bad, what to do."""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a source: path as the reader was given it, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = Place("-")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`text` says what is wrong and what to do; `code` is a stable kebab-case name."""

    place: Place
    severity: Severity
    code: str
    text: str
    related: tuple[Place, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.text} [{self.code}]"


def error(place: Place, code: str, text: str, *related: Place) -> Problem:
    return Problem(place, Severity.ERROR, code, text, related)


def warning(place: Place, code: str, text: str, *related: Place) -> Problem:
    return Problem(place, Severity.WARNING, code, text, related)


def has_errors(problems: "tuple[Problem, ...] | list[Problem]") -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
