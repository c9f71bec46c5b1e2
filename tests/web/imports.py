"""Guides of others in the world of the web tests: really imported, or listed and checked."""

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

from guide.model.source import ImportSource
from guide.publishing.importer import Importer
from guide.publishing.publish import ImportOutcome, Press
from guide.publishing.readers import Readers
from guide.sources.copies import Copies
from guide.state import import_checks
from tests.releases.builders import airing
from tests.web.world import World, evening_draft

ADDRESS = "https://me:sesame@epg.example/guide.xml?key=sesame"
SHOWN = "https://***@epg.example/guide.xml?key=***"
# A release keeps no user and password of what it imported.
SHOWN_IMPORTED = "https://epg.example/guide.xml?key=***"
TELE = ImportSource("tele", "Télé <b>Une</b>", address=ADDRESS, zone="Europe/Paris", priority=7)
LISTED = f"""
sources:
  radio: {{name: Radio, address: "{ADDRESS}", every: 6h, priority: 2, zone: Europe/Paris}}
""".encode()
# Two programmes, of which one has no offset, and one without a title.
GUIDE = b"""<?xml version="1.0" encoding="UTF-8"?>
<tv>
<channel id="one.example"><display-name>One</display-name></channel>
<programme start="20170601200000" stop="20170601210000 +0200" channel="one.example">
<title>News</title>
</programme>
<programme start="20170601210000 +0200" stop="20170601220000 +0200" channel="one.example">
<title>Film</title>
</programme>
<programme start="20170601220000 +0200" stop="20170601230000 +0200" channel="one.example">
</programme>
</tv>
"""
IDS = map("imported{}".format, itertools.count(1))
AN_HOUR = dt.timedelta(hours=1)


def take(world: World, source: ImportSource = TELE, guide: bytes = GUIDE) -> ImportOutcome:
    """Import a guide into the release of a world, an hour before its present."""
    shelf = world.press.shelf
    press = Press(database=world.database, shelf=shelf, mint=IDS.__next__, keep=9)
    copies = Copies(shelf.folder / "sources")
    importer = Importer(press, copies, lambda n: [next(IDS) for _ in range(n)], Readers(count=0))
    path: Path = world.folder / "guide.xml"
    path.write_bytes(guide)
    outcome = importer.take(source, path, now=world.now() - AN_HOUR)
    copies.close()
    return outcome


def check(world: World, source: str, failure: str = "") -> None:
    """Note that a source was found whole two hours ago, and failed since if it did."""
    at = world.machine_now() - 2 * AN_HOUR
    with world.database.writing() as tx:
        if failure:
            import_checks.failed(tx, source, failure=failure, machine_now=at)
        else:
            import_checks.succeeded(tx, source, address="", known=(None, None), machine_now=at)


def publish_listed(world: World) -> None:
    draft = evening_draft(airing("2017-06-03 20:40", id="more"))
    world.publish(replace(draft, files={"a.yaml": LISTED}), note="<i>Ours</i> & yours")
