"""What a text may hold: no control characters, and nothing that turns the writing direction."""

import json
import re

# C0 and C1 controls, what overrides bidirectional text, and what no document can encode.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_LINE_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t\n ]+")


def line(text: str) -> str:
    """Return a text fit for one line: runs of blanks and line breaks become one space."""
    return _SPACES.sub(" ", _REFUSED.sub("", _LINE_BREAKS.sub("\n", text))).strip()


def prose(text: str) -> str:
    """Return a text that keeps its line breaks, as newlines."""
    return _REFUSED.sub("", _LINE_BREAKS.sub("\n", text)).replace("\t", " ").strip()


def shown(text: str) -> str:
    """Return a text from outside, quoted and cut, fit to stand within an error message."""
    cleaned = line(text)
    return json.dumps(cleaned if len(cleaned) <= 60 else f"{cleaned[:59]}…", ensure_ascii=False)
