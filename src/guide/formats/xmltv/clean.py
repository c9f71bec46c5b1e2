"""Texts as XMLTV may carry them: one line, nothing that XML 1.0 or tv_validate_file refuses."""

import re
import unicodedata

# Controls, surrogates and non-characters are no XML (XML 1.0 §2.2); C1 controls and the marks of
# lost characters are what tv_validate_file calls badutf8; marks without width and those that turn
# the text around show as boxes on many a set-top screen.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffd-\uffff]|ï¿½"
)
_SPACES = re.compile("[ \t\n\v\f\r\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """Return a text in NFC on one line, without space at its ends or unwanted characters.

    The DTD allows no line break but in descriptions, and counts it as a space there.
    """
    if _is_clean(text):
        return text
    while _UNWANTED.search(text):
        text = _UNWANTED.sub("", text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())


def _is_clean(text: str) -> bool:
    # What is not printable has a control, a surrogate or a space other than " " in it.
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        return False
    if text.isascii():
        return True
    return "\ufffd" not in text and "¿" not in text and unicodedata.is_normalized("NFC", text)
