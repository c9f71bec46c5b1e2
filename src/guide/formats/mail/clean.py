"""Text made fit for a mail, whatever the source of a schedule wrote into it."""

import re
import textwrap
import unicodedata

LONGEST = 600
LONGEST_TITLE = 150

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(\.[\w-]+)*", re.UNICODE)
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def clean(text: str, *, limit: int = LONGEST) -> str:
    """Return text on one line without control, surrogate or direction-changing characters."""
    kept = "".join(_kept(character) for character in text)
    line = re.sub(" {2,}", " ", kept).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category == "Cs" or character in _BIDI else character


def wrapped(text: str) -> str:
    """Return text in lines of at most 72 characters, which is far below SMTP's 998 octets."""
    return "\n".join(textwrap.wrap(text, 72, break_on_hyphens=False))


def atom(text: str) -> str:
    """Return text with only what may stand in a Message-ID or List-Id (RFC 5322 dot-atom)."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)


def safe_address(address: str) -> bytes:
    """Return an address as a header may carry it, its domain in ASCII.

    Raises ValueError, which does not show it, for anything that is not one bare address.
    """
    local, _, domain = address.rpartition("@")
    if not _ADDRESS.fullmatch(address):
        raise ValueError("no address that mail can be written to")
    try:
        return local.encode() + b"@" + domain.encode("idna")
    except UnicodeError:
        raise ValueError("no address that mail can be written to") from None


def safe_token(token: str) -> bytes:
    """Return a token as an address may carry it; ValueError, not showing it, if it is none."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("no token that may stand in an address")
    return token.encode()
