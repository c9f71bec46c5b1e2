"""A title of one's own: literal text with a few names in braces."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = ("title", "series", "code", "episode", "channel", "time", "showing", "version")
LONGEST = 120
_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]+")
_EDGES = " \t-\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}:,|/(["


class TemplateError(ValueError):
    """Not a template; the sentence says what one is."""

    def __init__(self) -> None:
        names = " ".join(f"{{{name}}}" for name in NAMES)
        super().__init__(f"a text of at most {LONGEST} characters with at least one of {names}")


@dataclass(frozen=True, slots=True)
class Template:
    """`text` is NFC, on one line, without space at its ends."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Template":
        """Read a template; TemplateError for an unknown name, a lone brace, or none at all."""
        clean = " ".join(_CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).split())
        parts = _PART.findall(clean)
        names = [name for name, literal, _ in parts if not literal]
        if len(text) > LONGEST or not names or not set(names) <= set(NAMES):
            raise TemplateError
        return cls(clean)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the title; a name without a value takes the text behind it along.

        The text before it goes instead where nothing follows. "" if no name has a value.
        """
        filled, behind_hole, ends_in_hole = "", False, False
        for name, literal, _ in _PART.findall(self.text):
            if literal:
                filled += "" if behind_hole else literal
                behind_hole = False
            else:
                filled += values[name]
                behind_hole = ends_in_hole = not values[name]
        if not any(values[name] for name, literal, _ in _PART.findall(self.text) if not literal):
            return ""
        return " ".join((filled.rstrip(_EDGES) if ends_in_hole else filled).split())
