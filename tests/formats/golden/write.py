"""Write the golden feeds anew: `python -m tests.formats.golden.write`, then read the diff."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from guide.formats import ical
from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status, Version
from guide.model.listing import Listing, Revision, Slot
from guide.model.target import Target
from guide.model.texts import Text
from tests.formats.builders import (
    CITY,
    EVENING,
    PREMIERE,
    SITE,
    SLOT,
    FakeRelease,
    episode,
    film,
    listing,
    season_1,
)

FOLDER = Path(__file__).parent
LATER = dt.datetime(2017, 5, 30, 16, tzinfo=dt.UTC)
STEMS = ("series/missions", "series/missions/season-1", "channels/ocs-city", "premieres",
         "airings/moved", "channels/ocs-max")  # fmt: skip


def everything() -> list[Listing]:
    """Return season 1 and, around it, one airing of every kind that a feed can show."""
    late = dt.datetime(2017, 6, 1, 23, 30, tzinfo=dt.UTC)
    before = Slot("ocs-max", dt.date(2017, 6, 2), PREMIERE, PREMIERE + SLOT)
    return [
        *season_1(),
        film(
            "Gravité ; zéro, « deux »",
            late,
            id="late",
            date=dt.date(2017, 6, 1),
            version=Version("VOST", ("en",), ("fr",), hard_of_hearing=True),
            showing=Showing(ShowingKind.REPEAT),
            ends_derived=True,
            note=Text.of({"fr": "Copie restaurée.", "en": "Restored print."}),
        ),
        listing(
            id="moved",
            date=dt.date(2017, 6, 3),
            starts=PREMIERE + dt.timedelta(days=2),
            ends=PREMIERE + dt.timedelta(days=2) + SLOT,
            episode=episode(
                1, title=Text.of("Ulysse"), teaser=Text.of("Réveil au-dessus de Mars.")
            ),
            showing=Showing(ShowingKind.REPEAT),
            revision=Revision(2, LATER, before),
        ),
        film(
            "Solaris",
            PREMIERE + dt.timedelta(days=3),
            id="cancelled",
            status=Status.CANCELLED,
            reason=Text.of({"fr": "grève", "en": "strike"}),
            revision=Revision(1, LATER),
        ),
        film("En direct de l’orbite 🚀", PREMIERE + dt.timedelta(days=4), id="live", live=True),
    ]


def feeds() -> Iterator[tuple[str, bytes]]:
    """Yield each golden file's name and the bytes it should hold."""
    noted = replace(CITY, note=Text.of({"fr": "Chaîne d’essai.", "en": "A channel for tests."}))
    release = FakeRelease([replace(item, channel=noted) for item in everything()])
    release.catalogue.channels["ocs-city"] = noted
    for language in ("fr", "en"):
        for stem in STEMS:
            target = Target.parse(stem)
            if target is not None:
                wording = words(language)
                body = ical.feed(release, target, site=SITE, words=wording, now=EVENING)
                yield f"{stem.replace('/', '.')}.{language}.ics", body


if __name__ == "__main__":
    for name, body in feeds():
        (FOLDER / name).write_bytes(body)
