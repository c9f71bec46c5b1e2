"""The guides of others that schedule files list."""

import re
from collections.abc import Mapping
from pathlib import Path

from guide.model.source import ImportSource
from guide.sources import yaml_files

_WITH_USER = re.compile(rb"https?://[^/?#\s]*@", re.IGNORECASE)


def listed_in(files: Mapping[str, bytes]) -> tuple[ImportSource, ...]:
    """Return the sources that schedule files list, as far as they can be imported."""
    # Reading all files takes long where there are many, and most list no source.
    if not any(b"sources" in content for content in files.values()):
        return ()
    sources = yaml_files.read(files).sources
    return tuple(one for one in sources if (one.address is None) != (one.file is None))


def whole_address(source: ImportSource, folder: Path) -> str:
    """Return the address of a source with the user and password that the schedule files in
    `folder` give it, which no release holds; as it is where they give none.
    """
    try:
        files = yaml_files.collect(folder)
    except OSError:
        files = {}
    secret = {path: content for path, content in files.items() if _WITH_USER.search(content)}
    for one in listed_in(secret):
        if one.id == source.id and one.address and one.bare.address == source.bare.address:
            return one.address
    return source.address or ""
