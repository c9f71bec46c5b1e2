"""Languages, as guides name them, made into language tags (BCP 47)."""

import re
from functools import lru_cache
from typing import Final

UNDETERMINED: Final = "und"

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
# ISO 639's words for no language, and "xx", which the French grabbers write.
_NONE: Final = frozenset({"xx", "und", "zxx", "mis", "mul"})

# The names in the guides of the languages' own countries and of their neighbours.
_NAMES: Final = {
    name: tag
    for tag, names in {
        "ar": "arabic arabe arabisch",
        "bg": "bulgarian bulgare bulgarisch",
        "br": "breton",
        "ca": "catalan català",
        "co": "corsican corse",
        "cs": "czech tchèque tschechisch čeština",
        "cy": "welsh gallois cymraeg",
        "da": "danish danois dänisch dansk deens",
        "de": "german allemand deutsch duits alemán tedesco alemão",
        "el": "greek grec griechisch ελληνικά",
        "en": "english anglais englisch engels inglés inglese inglês engelsk engelska",
        "es": "spanish espagnol spanisch spaans español spagnolo espanhol castellano",
        "eu": "basque euskara",
        "fi": "finnish finnois finnisch suomi",
        "fr": "french français francais französisch frans francés francese francês",
        "ga": "irish gaeilge",
        "he": "hebrew hébreu hebräisch",
        "hi": "hindi",
        "hu": "hungarian hongrois ungarisch magyar",
        "is": "icelandic islandais íslenska",
        "it": "italian italien italienisch italiaans italiano",
        "ja": "japanese japonais japanisch japans 日本語",
        "ko": "korean coréen koreanisch 한국어",
        "mi": "māori maori",
        "nl": "dutch néerlandais niederländisch nederlands holandés olandese flemish flamand",
        "nb": "norwegian norvégien norwegisch norsk",
        "oc": "occitan",
        "pl": "polish polonais polnisch polski",
        "pt": "portuguese portugais portugiesisch português portugués",
        "ro": "romanian roumain rumänisch română",
        "ru": "russian russe russisch русский",
        "sv": "swedish suédois schwedisch svenska",
        "tr": "turkish turc türkisch türkçe",
        "uk": "ukrainian ukrainien ukrainisch українська",
        "zh": "chinese chinois chinesisch mandarin cantonese 中文",
    }.items()
    for name in names.split()
}
_COUNTRY: Final = re.compile(r"\s*\(([A-Za-z]{2})\)", re.ASCII)


@lru_cache(maxsize=1024)
def tag_of(text: str) -> str | None:
    """Return the tag of a code ("en_NZ") or a name ("English (NZ)"), None for anything else.

    "" stands for what says of itself that it is no language.
    """
    text = text.strip()
    if text.lower() in _NONE:
        return ""
    if _TAG.fullmatch(text):
        return _named(text) or _tidied(text)
    bare = _COUNTRY.sub("", text)
    tag, country = _named(bare), _COUNTRY.search(text)
    return f"{tag}-{country[1].upper()}" if tag and country else tag


def _named(text: str) -> str | None:
    return _NAMES.get(text.lower())


def _tidied(text: str) -> str:
    language, *rest = re.split("[-_]", text)
    shapes = {2: str.upper, 4: str.title}
    return "-".join([language.lower(), *(shapes.get(len(one), str.lower)(one) for one in rest)])
