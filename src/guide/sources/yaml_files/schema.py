"""The format as JSON Schema, for editors' completion."""

from typing import Any

from guide.sources.yaml_files.file import File

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one file.

    It describes the values as an editor's YAML reader sees them; `read` is stricter where a
    schema can't be: real dates, time zones, references.
    """
    return {"$schema": DIALECT, **File.model_json_schema(), "title": "guide: a schedule file"}
