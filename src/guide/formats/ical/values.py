"""Text as iCalendar carries it, whatever came in."""

import re
import unicodedata
from collections.abc import Sequence

from icalendar.prop import vCategory, vText

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls, surrogates and the byte order mark, which readers drop, reject or split lines at.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

# No calendar shows more, and no single text may ever fill a feed.
_LONGEST = 10_000


class TextValue(vText):
    r"""A TEXT value escaped by RFC 5545 section 3.3.11.

    vText turns a backslash before a capital N into a line break; and properties of which
    icalendar knows no type, NAME among them, are not escaped at all unless given like this.
    """

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def paragraph(text: str) -> TextValue:
    """Return text that may have line breaks, in NFC, without any other control character."""
    lines = _BREAKS.sub("\n", text).replace("\t", " ")
    return TextValue(unicodedata.normalize("NFC", _UNWANTED.sub("", lines))[:_LONGEST])


def line(text: str) -> TextValue:
    """Return text on one line: each line break becomes a space."""
    return TextValue(re.sub(r" *\n+ *", " ", paragraph(text).strip("\n")))


def items(texts: Sequence[str]) -> vCategory:
    """Return a list of texts for CATEGORIES, each escaped for itself."""
    value = vCategory([])
    value.cats = [line(text) for text in texts]
    return value
