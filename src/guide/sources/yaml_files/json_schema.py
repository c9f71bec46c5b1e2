"""The format as JSON Schema, for editors' completion."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from guide.sources.yaml_files.file import File

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Terse(GenerateJsonSchema):
    """Leaves out what helps nobody in an editor: nulls, defaults of nothing, repeated titles."""

    schema_dialect = DIALECT

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        written = super().dict_schema(schema)
        if "patternProperties" in written:
            written.pop("propertyNames", None)
            written["additionalProperties"] = False
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - its parent's shape
        return False


def schema() -> dict[str, Any]:
    generated = File.model_json_schema(schema_generator=_Terse)
    return {"$schema": DIALECT, **generated, "title": "guide: a schedule file"}
