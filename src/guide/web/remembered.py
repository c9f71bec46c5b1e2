"""What a visitor's browser remembers: a cookie of this site alone, never trusted.

It holds nothing but what its owner chose on the page of it, and no page of anybody else's. A page
that was asked for with it is made for this visitor and kept by nobody.
"""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from flask import Request, Response

from guide.model.catalogue import Catalogue
from guide.web.visit import MOST_CHANNELS, Remembered, zones

COOKIE = "guide"
LIFE = dt.timedelta(days=365)
# Browsers keep 4,096 bytes of name, value and attributes (RFC 6265 §6.1).
LONGEST = 3_800
THEMES = ("light", "dark")
# A comma is none of the octets of a cookie (RFC 6265 §4.1.1), and in no channel's id.
SEPARATOR = ":"


def has_cookie(cookies: str) -> bool:
    """Say whether a Cookie header names ours, without reading all of it."""
    return cookies.startswith(f"{COOKIE}=") or f"; {COOKIE}=" in cookies


def known(channels: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the first channels of these that the guide has, each once."""
    found = [one for one in dict.fromkeys(channels) if one in catalogue.channels]
    return tuple(found[:MOST_CHANNELS])


def theme_of(request: Request) -> str:
    """Return "light", "dark", or "" for what the visitor's system says."""
    theme = _parts(request).get("t", "")
    return theme if theme in THEMES else ""


def remembered(request: Request, catalogue: Catalogue) -> Remembered:
    """Return what a request brings along: a channel, zone or theme there is not is left out."""
    parts = _parts(request)
    zone = parts.get("z", "")
    return Remembered(
        channels=known(parts.get("c", "").split(SEPARATOR), catalogue),
        zone=zone if zone in zones() else None,
        theme=theme_of(request),
    )


def remember(response: Response, what: Remembered, *, secure: bool) -> None:
    """Have the browser that gets this response remember; nothing chosen is nothing kept."""
    value = _written(what)
    response.set_cookie(
        COOKIE,
        value,
        max_age=LIFE if value else 0,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _parts(request: Request) -> dict[str, str]:
    value = request.cookies.get(COOKIE, "")
    return dict(parse_qsl(value)) if len(value) <= LONGEST else {}


def _written(what: Remembered) -> str:
    channels = list(what.channels)
    while True:
        parts = {"c": SEPARATOR.join(channels), "z": what.zone or "", "t": what.theme}
        kept = {name: part for name, part in parts.items() if part}
        value = urlencode(kept, safe="/:")
        if len(value) <= LONGEST:
            return value
        channels.pop()
