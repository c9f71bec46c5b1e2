"""The few files that never change: one style sheet at a hashed address, and the icons."""

import hashlib
from dataclasses import dataclass
from importlib import resources

from flask import Flask, Response, abort

from guide.web import headers

ROBOTS = """User-agent: *
Disallow: /*/calendar/
Disallow: /*/confirm/
Disallow: /*/manage/
Disallow: /*/unsubscribe/
Disallow: /*/mailbox/
"""
ICONS = {"favicon.ico": "image/x-icon", "favicon.svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Style:
    body: bytes
    name: str

    @property
    def address(self) -> str:
        return f"/static/{self.name}"


def read_style() -> Style:
    body = _read("guide.css")
    return Style(body, f"guide-{hashlib.sha256(body).hexdigest()[:12]}.css")


def _read(name: str) -> bytes:
    return (resources.files("guide.web") / "static" / name).read_bytes()


def add_statics(app: Flask, style: Style) -> None:
    icons = {name: _read(name) for name in ICONS}

    def styled(name: str) -> Response:
        if name != style.name:
            abort(404)
        return _lasting(style.body, "text/css")

    def favicon(name: str) -> Response:
        return _lasting(icons[name], ICONS[name])

    def robots() -> Response:
        return _lasting(ROBOTS.encode(), "text/plain")

    app.add_url_rule("/static/<name>", "style", styled)
    app.add_url_rule(f"/<any({', '.join(map(repr, ICONS))}):name>", "icon", favicon)
    app.add_url_rule("/robots.txt", "robots", robots)


def _lasting(body: bytes, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    hashed = mimetype == "text/css"
    response.headers["Cache-Control"] = headers.FOREVER if hashed else "public, max-age=86400"
    return response
