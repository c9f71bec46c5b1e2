"""The French catalogue says all that code and templates say in English, and nothing else."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.formats.builders import ROOT

SOURCE = ROOT / "src" / "guide"
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%|%")
NBSP = "\N{NO-BREAK SPACE}"
Message = str | tuple[str, ...]


def said_in_code(path: Path) -> Iterator[Message]:
    """Yield the messages of `….text("…")`, `….plural("…", "…", n)` and `marked("…")`."""
    for call in ast.walk(ast.parse(path.read_text())):
        count = _message_arguments(call.func) if isinstance(call, ast.Call) else 0
        if isinstance(call, ast.Call) and 0 < count <= len(call.args):
            for texts in product(*map(_literals, call.args[:count])):
                yield texts if count > 1 else texts[0]


def _message_arguments(function: ast.expr) -> int:
    """Return how many first arguments of a call are messages."""
    match function:
        case ast.Name("marked"):
            return 1
        case ast.Attribute(ast.Name("sa" | "sqlalchemy")):
            return 0
        case ast.Attribute(_, name):
            return {"text": 1, "gettext": 1, "plural": 2, "ngettext": 2}.get(name, 0)
    return 0


def _literals(argument: ast.expr) -> list[str]:
    """Return what an argument may be; a looked-up message is `marked` in its table."""
    match argument:
        case ast.Constant(str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return _literals(body) + _literals(orelse)
    return []


def said_in_templates() -> Iterator[Message]:
    options = {"**": {"silent": "false", "newstyle_gettext": "true"}}
    found = extract_from_dir(ROOT / "templates", [("**", "jinja2")], options)
    return (message for _, _, message, _, _ in found)


@cache
def said() -> dict[Message, str]:
    """Return every message with the first place that says it."""
    places = {message: str(path) for path in SOURCE.rglob("*.py") for message in said_in_code(path)}
    return dict.fromkeys(said_in_templates(), "templates") | places


def catalogue(language: str) -> Catalog:
    path = SOURCE / "translations" / language / "LC_MESSAGES" / "guide.po"
    return read_po(BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def translations(language: str) -> dict[Message, tuple[str, ...]]:
    found = [message for message in catalogue(language) if message.id]
    return {whole(message.id): forms(message.string) for message in found}


def whole(message: str | Sequence[str]) -> Message:
    return message if isinstance(message, str) else tuple(message)


def forms(wording: str | Sequence[str] | None) -> tuple[str, ...]:
    return (wording,) if isinstance(wording, str) else tuple(wording or ("",))


FRENCH = translations("fr")


def test_french_has_every_message() -> None:
    missing = {message: place for message, place in said().items() if message not in FRENCH}
    assert missing == {}


def test_french_has_no_message_that_nobody_says() -> None:
    assert [message for message in FRENCH if message not in said()] == []


def test_english_repeats_nothing_that_is_english_already() -> None:
    odd = translations("en")
    assert [message for message in odd if message not in said()] == []
    assert [message for message, wording in odd.items() if wording == (message,)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_fuzzy_obsolete_or_empty(language: str) -> None:
    read = catalogue(language)
    assert [message.id for message in read if message.fuzzy and message.id] == []
    assert list(read.obsolete) == []
    assert [
        message for message, wording in translations(language).items() if not all(wording)
    ] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_translations_have_the_placeholders_of_their_message(language: str) -> None:
    for message, wordings in translations(language).items():
        english = message if isinstance(message, str) else message[-1]
        for wording in wordings:
            assert placeholders(wording) <= placeholders(english), wording
        assert placeholders(wordings[-1]) == placeholders(english), english


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text)} - {"%%"}


def test_no_message_has_a_lone_percent_sign() -> None:
    texts = [text for message in FRENCH for text in (message, *FRENCH[message])]
    flat = [text for item in texts for text in ((item,) if isinstance(item, str) else item)]
    assert [text for text in flat if "%" in placeholders(text)] == []


def test_french_has_no_break_spaces_before_its_marks_and_curly_apostrophes() -> None:
    faults = [
        wording
        for wordings in FRENCH.values()
        for wording in wordings
        if re.search(rf"[^{NBSP}\d/]:(?!//)|[^{NBSP}][;!?»]|«[^{NBSP}]|\w'\w|\.\.\.", wording)
        and not re.search(r"&\w+;", wording)
    ]
    assert faults == []
