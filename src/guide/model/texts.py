"""One wording per language."""

from collections.abc import Mapping
from dataclasses import dataclass

NO_LANGUAGE = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, the original first.

    `wordings` pairs a language tag ("fr", "en", "" where the source names none) with the text.
    """

    wordings: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, value: "str | Mapping[str, str]") -> "Text":
        if isinstance(value, str):
            return cls(((NO_LANGUAGE, value),))
        return cls(tuple(value.items()))

    def wording(self, language: str) -> tuple[str, str]:
        """Return (language tag, text): in `language`, in a variety of it, else the original."""
        for pair in self.wordings:
            if pair[0] == language:
                return pair
        variety = (pair for pair in self.wordings if pair[0].startswith(f"{language}-"))
        return next(variety, None) or self.wordings[0]

    def in_(self, language: str) -> str:
        return self.wording(language)[1]

    def foreign(self, language: str) -> str:
        """Return the tag that HTML needs in `lang=` when read in `language`, or ""."""
        tag = self.wording(language)[0]
        return "" if tag == language else tag
