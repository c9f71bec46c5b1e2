"""Conditional and coded requests, RFC 9110 §13 and §12.5.3."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache

IDENTITY = "identity"
# Of an Accept-Encoding header: what comes after that is not read.
LONGEST = 200
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


def is_unchanged(environ: Mapping[str, object], etag: str, modified: str) -> bool:
    """Say whether a GET may be answered 304: If-None-Match decides where it is given."""
    match, since = (environ.get(f"HTTP_IF_{name}") for name in ("NONE_MATCH", "MODIFIED_SINCE"))
    return matches(
        None if match is None else str(match), None if since is None else str(since), etag, modified
    )


def matches(match: str | None, since: str | None, etag: str, modified: str) -> bool:
    """Say whether If-None-Match, or else If-Modified-Since, tells the bytes of `etag`."""
    if match is not None:
        return _matches(match, etag)
    return bool(since and modified) and _not_since(modified, str(since))


def _matches(header: str, etag: str) -> bool:
    if header == etag:
        return True
    tags = (tag.strip().removeprefix("W/") for tag in header.split(","))
    return any(tag in {"*", etag} for tag in tags)


def _not_since(modified: str, since: str) -> bool:
    changed, asked = _http_date(modified), _http_date(since)
    return changed is not None and asked is not None and changed <= asked


def _http_date(text: str) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at


def chosen_coding(accepted: str, offered: Iterable[str] = ("gzip",)) -> str:
    """Return the coding that an Accept-Encoding header names with the highest weight, of several
    the one offered first; "identity" if it names none, or would rather have that.
    """
    if not accepted:
        return IDENTITY
    weights = _weights(accepted[:LONGEST])
    best, most = IDENTITY, weights.get(IDENTITY, 0.0)
    for coding in offered:
        weight = weights.get(coding, 0.0)
        if weight > most or (best == IDENTITY and weight == most > 0.0):
            best, most = coding, weight
    return best


@lru_cache(maxsize=256)
def _weights(accepted: str) -> Mapping[str, float]:
    """Return the weight of each coding named (RFC 9110 §12.4.2), 0 for one that makes no sense."""
    found = {}
    for part in accepted.lower().split(","):
        name, _, said = part.partition(";")
        given = said.replace(" ", "").removeprefix("q=") if said else "1"
        found[name.strip()] = float(given) if WEIGHT.fullmatch(given) else 0.0
    return found
