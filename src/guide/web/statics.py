"""The few files that never change: style sheets and scripts at hashed addresses, the icons."""

import hashlib
import re
from dataclasses import dataclass
from importlib import resources

from flask import Flask, Response, abort

from guide.web import headers

HASHED = {"text/css", "text/javascript"}
ICONS = {"favicon.ico": "image/x-icon", "favicon.svg": "image/svg+xml"}


# A text in quotes, or signs with the spaces about them.
_SPACED = re.compile(r"('[^'\n]*'|`[^`]*`)| *([=,;:?{}()&|<>*]+) *")
_ENDED = re.compile(r"([{(,;])\n")
# The widest window of a grid: five hours, where the clocks go back.
MOST_MINUTES = 300


@dataclass(frozen=True, slots=True)
class Style:
    """A file at an address that names its content."""

    body: bytes
    name: str
    mimetype: str = "text/css"

    @property
    def address(self) -> str:
        return f"/static/{self.name}"


def read_style() -> Style:
    return _hashed("guide.css", _joined(read("guide.css")))


def read_files() -> dict[str, Style]:
    """Return what few pages need, by the names of the files it is made from."""
    made = {name: _joined(read(name)) for name in ("day.css", "embed.css", "week.css")}
    made["grid.css"] = _joined(read("grid.css")) + _columns().encode()
    made |= {name: lean(read(name)) for name in ("grid.js", "offline.js")}
    return {name: _hashed(name, body) for name, body in made.items()}


def _joined(style: bytes) -> bytes:
    """Return a style sheet in one line: ours have a line end only where it means nothing."""
    return re.sub(rb"\s*\n\s*", b"", style).replace(b";}", b"}")


def lean(script: bytes) -> bytes:
    """Return a script without what only its readers need. Ours have no comment but on lines of
    their own, and no expression of which a space between signs is a part.
    """
    lines = (line.strip() for line in script.decode().splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    code = _SPACED.sub(lambda found: found[1] or found[2], code)
    return _ENDED.sub(r"\1", code).encode()


def _columns() -> str:
    """Return a class for each width in minutes: no page needs a style of its own."""
    spans = (f".m{width}{{grid-column:span {width}}}" for width in range(1, MOST_MINUTES + 1))
    return "".join(spans)


def _hashed(name: str, body: bytes) -> Style:
    stem, _, kind = name.partition(".")
    mimetype = "text/css" if kind == "css" else "text/javascript"
    return Style(body, f"{stem}-{hashlib.sha256(body).hexdigest()[:12]}.{kind}", mimetype)


def read(name: str) -> bytes:
    return (resources.files("guide.web") / "static" / name).read_bytes()


def add_statics(app: Flask, *files: Style) -> None:
    named = {one.name: one for one in files}
    icons = {name: read(name) for name in ICONS}

    def styled(name: str) -> Response:
        if name not in named:
            abort(404)
        return _lasting(named[name].body, named[name].mimetype)

    def favicon(name: str) -> Response:
        return _lasting(icons[name], ICONS[name])

    app.add_url_rule("/static/<name>", "style", styled)
    app.add_url_rule(f"/<any({', '.join(map(repr, ICONS))}):name>", "icon", favicon)


def _lasting(body: bytes, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    hashed = mimetype in HASHED
    response.headers["Cache-Control"] = headers.FOREVER if hashed else headers.DAILY
    return response
