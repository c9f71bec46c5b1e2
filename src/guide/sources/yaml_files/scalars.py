"""How a piece of text becomes a value of one type, or an error that says what is allowed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from guide.sources.yaml_files.letters import shown
from guide.sources.yaml_files.tree import Branch, Leaf, Row


class BadValueError(ValueError):
    """`code` is a Problem's code; the text goes on from the key's name and a colon."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, eq=False)
class Scalar:
    """Pydantic metadata: `parse` turns a Leaf into the annotated type or raises BadValueError;
    `schema` is what editors are told.
    """

    parse: Callable[[Leaf], Any]
    schema: JsonSchemaValue = field(default_factory=lambda: {"type": "string"})

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.schema)

    def _read(self, value: object) -> object:
        if not isinstance(value, Leaf):
            raise fault("wrong-type", f"write one value here, not {kind_of(value)}")
        if value.empty:
            raise fault("empty-value", "nothing is written: give a value, or remove the key")
        try:
            return self.parse(value)
        except BadValueError as bad:
            raise fault(bad.code, str(bad)) from bad


@dataclass(frozen=True, eq=False)
class Also:
    """Pydantic metadata: tells editors of a shorter way to write the same thing."""

    schema: JsonSchemaValue

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [dict(self.schema), handler(schema)]}


@dataclass(frozen=True, eq=False)
class AlsoOne:
    """Pydantic metadata: tells editors that one item may stand for a list of one."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler(schema)
        return {"anyOf": [written["items"], written]}


def fault(code: str, text: str) -> PydanticCustomError:
    # The text is handed over as context, so that braces in it are not taken for a template.
    return PydanticCustomError(code, "{text}", {"text": text})


def kind_of(value: object) -> str:
    match value:
        case Branch():
            return "a map"
        case Row():
            return "a list"
    return "plain text"


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """Return "did you mean …?" where a word is close, else what is allowed."""
    known = list(allowed)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    listed = ", ".join(known[:30]) + (", …" if len(known) > 30 else "")
    return f"allowed: {listed}"


def bad(code: str, text: str, what: str, allowed: str) -> BadValueError:
    return BadValueError(code, f"{shown(text)} is not {what}: {allowed}")
