"""Write the golden documents anew: `python -m tests.formats.xmltv.golden.write`; read the diff."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from guide.formats import xmltv
from guide.formats.words import words
from guide.model.target import Target
from guide.releases.broadcasts import Broadcasts
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import EVENING, ROOT, SITE
from tests.formats.golden.write import everything
from tests.formats.xmltv.documents import document
from tests.releases.builders import Press

FOLDER = Path(__file__).parent
PROFILES = (xmltv.Profile.STRICT, xmltv.Profile.KODI)


def example(folder: Path, *, now: dt.datetime = EVENING) -> Release:
    """Return a release of the shipped schedules."""
    draft = yaml_files.read(yaml_files.collect(ROOT / "schedules"))
    return Press(folder, now=now).publish(draft)


def made(release: Release, stem: str, *, language: str = "fr") -> bytes:
    """Return a document of a real release."""
    target = Target.parse(stem)
    assert target is not None
    pieces = xmltv.feed(
        release,
        target,
        broadcasts=partial(Broadcasts, release.path),
        site=SITE,
        words=words(language),
        now=EVENING,
    )
    return b"".join(pieces)


def golden(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each golden file's name and the bytes it should hold."""
    release = example(folder)
    for language in ("fr", "en"):
        yield f"bouquets.ocs.{language}.xml", made(release, "bouquets/ocs", language=language)
    for profile in PROFILES:
        body = document(*everything(), options=xmltv.Options(profile=profile))
        yield f"everything.{profile}.xml", body


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for name, body in golden(Path(scratch)):
            (FOLDER / name).write_bytes(body)
