"""How problems are written for people, programs and code review."""

import json

import pytest

from guide.cli.problems import Style, render
from guide.model.problems import NOWHERE, Place, error, warning

LATE = error(Place("b.yaml", 7, 3), "overlap", "a overlaps b", Place("a.yaml", 2))
EARLY = warning(Place("a.yaml", 12), "gap", "nothing is on « Été »")


def test_text_is_one_line_each_by_place() -> None:
    assert render([LATE, EARLY], "text") == (
        "a.yaml:12:1: warning: nothing is on « Été » [gap]\n"
        "b.yaml:7:3: error: a overlaps b [overlap]"
    )


def test_lines_of_one_file_are_in_the_order_of_numbers_not_of_digits() -> None:
    ninth, tenth = (error(Place("a.yaml", line), "x", "…") for line in (9, 10))
    assert render([tenth, ninth], "text").startswith("a.yaml:9:1:")


def test_a_line_break_in_a_name_does_not_break_the_line() -> None:
    problem = error(Place("a\nb.yaml"), "x", "one\r\ntwo")
    assert render([problem], "text") == "a b.yaml:1:1: error: one two [x]"


def test_json_is_an_array_of_objects() -> None:
    assert json.loads(render([LATE, EARLY], "json")) == [
        {
            "path": "a.yaml",
            "line": 12,
            "column": 1,
            "severity": "warning",
            "code": "gap",
            "text": "nothing is on « Été »",
            "related": [],
        },
        {
            "path": "b.yaml",
            "line": 7,
            "column": 3,
            "severity": "error",
            "code": "overlap",
            "text": "a overlaps b",
            "related": [{"path": "a.yaml", "line": 2, "column": 1}],
        },
    ]


def test_github_commands_annotate_the_line() -> None:
    assert render([LATE, EARLY], "github") == (
        "::warning file=a.yaml,line=12,col=1,title=gap::nothing is on « Été »\n"
        "::error file=b.yaml,line=7,col=3,title=overlap::a overlaps b"
    )


def test_github_commands_escape_what_would_end_them() -> None:
    problem = error(Place("a,b:c%.yaml"), "x", "100 %, at 20:40\r\n::warning::no")
    assert render([problem], "github") == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=x::100 %25, at 20:40%0D%0A::warning::no"
    )


def test_a_problem_without_a_place_annotates_no_file() -> None:
    assert render([error(NOWHERE, "x", "…")], "github") == "::error title=x::…"


@pytest.mark.parametrize(("style", "expected"), [("text", ""), ("json", "[]"), ("github", "")])
def test_no_problems_are_nothing_in_text_and_an_empty_array_in_json(
    style: Style, expected: str
) -> None:
    assert render([], style) == expected
