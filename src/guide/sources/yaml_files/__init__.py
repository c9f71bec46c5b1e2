"""Schedules written by people in YAML: text → Draft, with the place of every fault."""

from guide.sources.yaml_files.folder import collect
from guide.sources.yaml_files.reading import read
from guide.sources.yaml_files.schema import schema

__all__ = ["collect", "read", "schema"]
