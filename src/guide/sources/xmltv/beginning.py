"""What is no guide shows at its beginning, before all of it is copied."""

from pathlib import Path
from typing import BinaryIO

from guide.sources.xmltv.limits import Limits
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.splitting import Splitter


def look_at_beginning(path: Path | BinaryIO, *, name: str, limits: Limits) -> None:
    """Read a guide up to the start tag of its root; raise XmltvError for what is none."""
    with opened(path, name=name, limits=limits) as source:
        Splitter(source, limits).begin()
