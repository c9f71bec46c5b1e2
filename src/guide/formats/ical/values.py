"""Text as iCalendar carries it, whatever came in."""

import re
import unicodedata
from collections.abc import Sequence

from icalendar.prop import vCategory, vText

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls, surrogates and the byte order mark, which readers drop, reject or split lines at.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# Text without any of them, in the form that is found fastest.
_PLAIN = re.compile(
    "[\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)

# A title of 10,000 letters stays whole with all that is said around it; no calendar shows more,
# and no single text may ever fill a feed.
_LONGEST = 20_000


def clean(text: str) -> str:
    """Return text that may have line breaks, in NFC, without any other control character."""
    if not _PLAIN.fullmatch(text):
        text = _UNWANTED.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    return unicodedata.normalize("NFC", text)[:_LONGEST]


def on_one_line(text: str) -> str:
    """Return clean text in which each line break has become a space."""
    text = clean(text)
    return re.sub(r" *\n+ *", " ", text.strip("\n")) if "\n" in text else text


def escaped(text: str) -> str:
    """Return clean text as a TEXT value, RFC 5545 section 3.3.11."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


class TextValue(vText):
    r"""A TEXT value escaped by RFC 5545 section 3.3.11.

    vText turns a backslash before a capital N into a line break; and properties of which
    icalendar knows no type, NAME among them, are not escaped at all unless given like this.
    """

    def to_ical(self) -> bytes:
        return escaped(str(self)).encode()


def paragraph(text: str) -> TextValue:
    return TextValue(clean(text))


def line(text: str) -> TextValue:
    return TextValue(on_one_line(text))


def items(texts: Sequence[str]) -> vCategory:
    """Return a list of texts for CATEGORIES, each escaped for itself."""
    value = vCategory([])
    value.cats = [line(text) for text in texts]
    return value
