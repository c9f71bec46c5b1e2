"""The JSON Schema agrees with the reader on all schedules that we ship and document."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from guide.sources.yaml_files import collect, schema

SCHEDULES = Path(__file__).parents[3] / "schedules"
README = (SCHEDULES / "README.md").read_text(encoding="utf-8")
TEXTS = [
    *re.findall(r"```yaml\n(.*?)```", README, re.DOTALL),
    *(raw.decode() for raw in collect(SCHEDULES).values()),
]
TYPES = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}
KNOWN = {
    *("type", "enum", "pattern", "minimum", "maximum", "anyOf", "$ref", "items", "minItems"),
    *("maxItems", "properties", "patternProperties", "additionalProperties", "propertyNames"),
    *("required", "minProperties", "maxProperties", "description", "title", "examples", "format"),
    *("$schema", "$defs"),
}


class Judge:
    """As much of JSON Schema as the schema uses; a keyword it does not know is an error."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.definitions = root.get("$defs", {})

    def allows(self, schema: Any, value: Any) -> bool:
        if isinstance(schema, bool):
            return schema
        assert set(schema) <= KNOWN
        if "$ref" in schema:
            return self.allows(self.definitions[schema["$ref"].rpartition("/")[2]], value)
        if "anyOf" in schema and not any(self.allows(s, value) for s in schema["anyOf"]):
            return False
        return (
            self._scalar(schema, value) and self._list(schema, value) and self._map(schema, value)
        )

    def _scalar(self, schema: dict[str, Any], value: Any) -> bool:
        kinds = schema.get("type", list(TYPES))
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not any(TYPES[kind](value) for kind in kinds) or value not in schema.get(
            "enum", [value]
        ):
            return False
        if isinstance(value, str):
            return re.search(schema.get("pattern", ""), value) is not None
        if isinstance(value, int):
            low, high = schema.get("minimum", value), schema.get("maximum", value)
            return bool(low <= value <= high)
        return True

    def _list(self, schema: dict[str, Any], value: Any) -> bool:
        if not isinstance(value, list):
            return True
        enough = len(value) >= schema.get("minItems", 0)
        return enough and all(self.allows(schema.get("items", True), item) for item in value)

    def _map(self, schema: dict[str, Any], value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        enough = len(value) >= schema.get("minProperties", 0)
        has_all = set(schema.get("required", [])) <= set(value)
        named = all(self.allows(schema.get("propertyNames", True), str(key)) for key in value)
        return (
            enough
            and has_all
            and named
            and all(self._property(schema, str(key), part) for key, part in value.items())
        )

    def _property(self, schema: dict[str, Any], key: str, value: Any) -> bool:
        if key in schema.get("properties", {}):
            return self.allows(schema["properties"][key], value)
        for pattern, part in schema.get("patternProperties", {}).items():
            if re.search(pattern, key):
                return self.allows(part, value)
        return self.allows(schema.get("additionalProperties", True), value)


class Editor(SafeConstructor):
    """Reads YAML as editors do, by its core schema: no dates."""


Editor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _is_allowed(text: str) -> bool:
    root, yaml = schema(), YAML(typ="safe", pure=True)
    yaml.Constructor = Editor
    return Judge(root).allows(root, yaml.load(text))


@pytest.mark.parametrize("text", TEXTS)
def test_an_editor_is_content_with_what_the_reader_takes(text: str) -> None:
    assert _is_allowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "channel: {}",
        "channels: {OCS_City: {name: A}}",
        "channels: {a: {name: A, zon: UTC}}",
        "airings: [{at: 2017-06-01 20h40, channel: a, episode: b}]",
        "airings: [{at: 2017-06-01 20:40, channel: [], episode: b}]",
        "airings: [{at: 2017-06-01 20:40, channel: a}]",
        "airings: [{at: 2017-06-01 20:40, channel: a, episode: b, status: maybe}]",
        "films: {a: {title: A, year: 17}}",
        "films: {a: {title: {french: A}}}",
        "series: {m: {title: M, seasons: {1: {episodes: {x: A}}}}}",
    ],
)
def test_an_editor_underlines_what_the_reader_refuses(text: str) -> None:
    assert not _is_allowed(text)


def test_the_schema_names_its_dialect_and_explains_its_keys() -> None:
    root = schema()
    assert root["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert root["$defs"]["AiringEntry"]["properties"]["at"] == {
        "type": "string",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( (?:[01][0-9]|2[0-9]):[0-5][0-9])?$",
        "examples": ["2017-06-01 20:40", "2017-06-01"],
        "description": "Without a time it is tentative, on that day",
    }
