"""Drawn pictures: the card that a shared link shows (1200 × 630), and the site's icons.

The face is DejaVu Serif Condensed Bold, cut down to Latin, Greek and Cyrillic letters. A text in
another script, or with a sign the face has not, is left out rather than drawn wrongly.
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

__all__ = ["Card", "card", "icon"]

WIDTH, HEIGHT = 1200, 630
MARGIN, COLUMN = 84, 820
NIGHT, EARTH, CREAM, SAND = "#1b1426", "#b5532f", "#fff4e6", "#d9c7b4"
TITLE_SIZES = (96, 80, 66, 54)
MOST_LINES = 3
LONGEST = 200
# What is round is drawn larger and made smaller: that smooths its edges.
FINER = 4
# The letters of the face, as it was cut down.
_KNOWN = re.compile(
    "[\u0020-\u007e\u00a0-\u024f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u0490\u0491\u1e00-\u1ef9\u2010-\u2026\u2030\u2039\u203a\u20ac\u2116\u2122\u2190-\u2193]*"
)
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Card:
    """`about` stands above the title, `detail` below it, `foot` at the foot; each may be ""."""

    title: str
    about: str = ""
    detail: str = ""
    foot: str = ""


def card(shown: Card) -> bytes:
    """Return a card as a PNG; equal cards have equal bytes."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- few processes ever draw

    picture = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    corner = (WIDTH - 320, HEIGHT - 320)
    finer = Image.new("L", (320 * FINER, 320 * FINER), 0)
    ImageDraw.Draw(finer).ellipse((0, 0, 680 * FINER, 680 * FINER), fill=255)
    picture.paste(EARTH, (*corner, WIDTH, HEIGHT), finer.reduce(FINER))
    pen = ImageDraw.Draw(picture)
    _write(pen, MARGIN, 70, _fitting(shown.about, 34), 34, SAND)
    lines, size = _title(shown.title)
    at = 140
    for line in lines:
        _write(pen, MARGIN, at, line, size, CREAM)
        at += round(size * 1.2)
    _write(pen, MARGIN, at + 14, _fitting(shown.detail, 42), 42, SAND)
    _write(pen, MARGIN, HEIGHT - 110, _fitting(shown.foot, 36), 36, CREAM)
    return _png(picture)


def icon(size: int) -> bytes:
    """Return the site's mark, `size` pixels wide and high, as a PNG: that of favicon.svg."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- few processes ever draw

    unit = size * FINER / 32
    mask = Image.new("L", (size * FINER, size * FINER), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *mask.size), 7 * unit, fill=255)
    mark = Image.new("RGB", mask.size, NIGHT)
    pen = ImageDraw.Draw(mark)
    pen.ellipse(tuple(unit * one for one in (6, 14, 40, 48)), fill=EARTH)
    for length, height in ((9, 10), (5, 15)):
        box = (6 - 1.2, height - 1.2, 6 + length + 1.2, height + 1.2)
        pen.rounded_rectangle(tuple(unit * one for one in box), 1.2 * unit, fill=CREAM)
    mark.putalpha(mask)
    return _png(mark.resize((size, size), Image.Resampling.LANCZOS))


def _png(picture: "Image") -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _write(pen: "ImageDraw", x: int, y: int, text: str, size: int, ink: str) -> None:
    if text:
        pen.text((x, y), text, font=_face(size), fill=ink)


def _title(text: str) -> tuple[list[str], int]:
    """Return a title's lines in the largest size they fit in, cut where none is small enough."""
    words = _plain(text).split(" ")
    for size in TITLE_SIZES:
        lines = _broken(words, size)
        if len(lines) <= MOST_LINES and all(_width(line, size) <= COLUMN for line in lines):
            return lines, size
    kept = _broken(words, size)[:MOST_LINES]
    rest = " ".join(kept[MOST_LINES - 1 :]) + "…"
    return [*kept[: MOST_LINES - 1], _cut(rest, size)][:MOST_LINES], size


def _broken(words: list[str], size: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(f"{lines[-1]} {word}", size) <= COLUMN:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [_cut(line, size) if size == TITLE_SIZES[-1] else line for line in lines]


def _fitting(text: str, size: int) -> str:
    return _cut(_plain(text), size)


def _cut(text: str, size: int) -> str:
    if _width(text, size) <= COLUMN:
        return text
    while text and _width(f"{text}…", size) > COLUMN:
        text = text[:-1].rstrip("… ")
    return f"{text}…"


def _plain(text: str) -> str:
    """Return a text as it can be drawn, "" where it can't."""
    composed = unicodedata.normalize("NFC", text[:LONGEST]).replace("\u202f", "\u00a0")
    composed = _SPACES.sub(" ", composed).strip()
    return composed if _KNOWN.fullmatch(composed) else ""


def _width(text: str, size: int) -> float:
    return _face(size).getlength(text)


@lru_cache(maxsize=16)
def _face(size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 -- few processes ever draw

    body = (resources.files(__name__) / "DejaVuSerifCondensed-Bold.ttf").read_bytes()
    # Without it letters would lie differently where the machine has a library for shaping.
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(body), size, layout_engine=basic)
