"""Conditional and coded requests, RFC 9110 §13 and §12.5.3."""

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime


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


def chosen_coding(accepted: str) -> str:
    """Return "gzip" if an Accept-Encoding header allows it by name, else "identity"."""
    if not accepted:
        return "identity"
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() == "gzip":
            refused = weight.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
            return "identity" if refused else "gzip"
    return "identity"
