"""Schedules written by people in YAML: text → Draft, with the place of every fault.

The reader is loaded at its first use: most commands read no schedules, and need not wait for it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guide.model.draft import Draft


def collect(folder: Path) -> dict[str, bytes]:
    """Return every *.yaml and *.yml file below `folder`, by its path as one would type it, sorted.

    Hidden files and folders are left out. A file too large is cut one byte past the limit, which
    its reader then names. Raises FileNotFoundError or NotADirectoryError with words for users,
    and OSError for a file that can't be opened.
    """
    from guide.sources.yaml_files import folder as folders  # noqa: PLC0415 -- see above

    return folders.collect(folder)


def read(files: Mapping[str, bytes]) -> Draft:
    """Return what the files say, and all their faults as the draft's Problems; never raises.

    `files` maps the path to show in Problems to the raw text. The files are read as one.
    """
    from guide.sources.yaml_files import reading  # noqa: PLC0415 -- see above

    return reading.read(files)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one file.

    It describes the values as an editor's YAML reader sees them; `read` is stricter where a
    schema can't be: real dates, time zones, references.
    """
    from guide.sources.yaml_files import json_schema  # noqa: PLC0415 -- see above

    return json_schema.schema()
