"""Write events, count and measure: `python -m bench.growth 100000`. Seconds, peak MB, bytes."""

# A script that prints.
# ruff: noqa: INP001, T201

import datetime as dt
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

from guide.formats.ical import writer
from guide.formats.ical.events import airing_event
from guide.formats.ical.telling import Telling
from guide.formats.words import words
from guide.model.airing import Airing, Showing, Version
from guide.model.catalogue import Catalogue, Channel, Episode
from guide.model.feed_options import Options
from guide.model.listing import Revision, join
from guide.model.site import Site
from guide.model.texts import Text

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
SITE = Site("Guide", "https://guide.example", "3f9c0123456789")
TEASER = "Une ligne qui dit ce qui se passe, sans rien dire de trop, pour que chacun la lise."


def main(count: int) -> None:
    film = Episode("film", title=Text.of({"fr": "Le film"}), teaser=Text.of({"fr": TEASER}))
    known = Catalogue(
        channels={"city": Channel("city", "OCS City", "Europe/Paris")}, episodes={"film": film}
    )
    one = Airing("city", "film", NOW.date(), version=Version("VF", audio=("fr",)))
    telling = Telling(SITE, words("fr"), known.channels, Options())
    starts, size = time.process_time(), 0
    for n in range(count):
        at = NOW + n * dt.timedelta(minutes=1)
        airing = replace(one, id=f"a{n}", starts=at, ends=at + dt.timedelta(hours=1))
        listing = join(airing, Showing(), Revision(0, NOW), known)
        size += len(writer.write(airing_event(listing, telling)))
    took = time.process_time() - starts
    # Not getrusage: its peak is inherited from whoever started this process.
    told = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = re.findall(r"VmHWM:\s+(\d+)", told)
    print(took, int(peak) // 1024, size)


if __name__ == "__main__":
    main(int(sys.argv[1]))
