"""Faults of YAML's grammar in words for somebody with an editor."""

import re

from ruamel.yaml.error import MarkedYAMLError

_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_BRACKETS = {"while parsing a flow mapping": "}", "while parsing a flow sequence": "]"}
_STARTER = re.compile(r"found character '(.)' that cannot start any token")


def explain(fault: MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Return the line and the column to look at, from 1, and what to do there."""
    conflict = _CONFLICT.search(text)
    if conflict:
        line = 1 + text.count("\n", 0, conflict.start())
        return line, 1, "a merge conflict is left here: keep one side and remove the marks"
    problem, context, mark = fault.problem or "", fault.context or "", fault.problem_mark
    if "quoted scalar" in context and "end of stream" in problem:
        mark, words = fault.context_mark, "this quote is never closed: close it"
    elif context in _BRACKETS:
        since = fault.context_mark.line + 1
        words = (
            f"a comma or the {_BRACKETS[context]} for line {since} is missing before this:"
            " write it, or put a text that holds `: ` or a bracket in quotes"
        )
    else:
        words = _reason(problem)
    return mark.line + 1, mark.column + 1, words


def _reason(problem: str) -> str:
    starter = _STARTER.match(problem)
    if r"'\t'" in problem:
        return "a tab: indent with spaces"
    if starter:
        return f"a text that begins with {starter[1]} needs quotes"
    if "mapping values are not allowed" in problem:
        return "a second `: ` on one line: put the text in quotes, or check the indentation"
    if problem.startswith("expected <block end>"):
        return "this does not fit what is above: check the indentation and the quotes"
    if problem.startswith("expected the node content"):
        return "a value or a closing bracket is missing before this: write it"
    return problem.replace("'<stream end>'", "the end of the file")
