"""Messages and their translations, read from the .po text at first use."""

import gettext
import importlib.resources
import io
from functools import cache

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def marked(message: str) -> str:
    """Return `message`, an English message that a table holds and `text` translates later."""
    return message


class Messages:
    """The wording of one language: "fr" or "en", anything else is a KeyError.

    Messages are written in English with %(named)s values; an English one needs no catalogue
    entry. A literal percent sign is written %%, with or without values.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(LOCALES[language])
        self._translations = _translations(language)
        # A feed says the same few things thousands of times.
        self._said = _Said(self._translations)

    def gettext(self, message: str) -> str:
        return self._said[message]

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._translations.ngettext(one, many, count)

    def text(self, message: str, /, **values: object) -> str:
        return self._said[message] % values

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form for `count`, which the message may name as %(count)s."""
        return self.ngettext(one, many, count) % {"count": count, **values}


class _Said(dict[str, str]):
    """Messages by what they are in English, each looked up once."""

    def __init__(self, translations: gettext.GNUTranslations) -> None:
        self._translations = translations

    def __missing__(self, message: str) -> str:
        said = self[message] = self._translations.gettext(message)
        return said


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    folder = importlib.resources.files("guide") / "translations" / language / "LC_MESSAGES"
    catalogue = read_po(io.BytesIO((folder / "guide.po").read_bytes()), locale=LOCALES[language])
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
