"""Measure feeds: `make bench`. One run, medians of nine, everything side by side."""

# A script that prints and starts programs.
# ruff: noqa: INP001, S603, T201

import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from werkzeug.test import EnvironBuilder

from bench import serving
from guide import settings
from guide.cli.installation import Installation
from guide.cli.parts import wired_web
from guide.formats import ical
from guide.formats.ical import library, writer
from guide.formats.ical.events import airing_event
from guide.formats.ical.telling import Telling
from guide.formats.words import words
from guide.model.airing import Airing, Version
from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode
from guide.model.draft import Draft
from guide.model.feed_options import Options
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.releases.release import Release

RUNS = 9
NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
ALL = Target(TargetKind.ALL)
HOUR = dt.timedelta(hours=1)
TEASER = "Une ligne qui dit ce qui se passe, sans rien dire de trop, pour que chacun la lise."


def draft(count: int) -> Draft:
    """Return a schedule of `count` films, an hour each, around now."""
    films = {
        f"film-{n}": Episode(
            f"film-{n}",
            title=Text.of({"fr": f"Le film numéro {n}"}),
            genres=("film", "drama"),
            teaser=Text.of({"fr": TEASER}),
        )
        for n in range(count)
    }
    first = NOW - count * HOUR // 2
    airings = []
    for n, film in enumerate(films):
        starts = first + n * HOUR
        date = (starts - dt.timedelta(hours=4)).date()
        version = Version("VF", audio=("fr",))
        airings.append(Airing("city", film, date, starts, starts + HOUR, version=version))
    known = Catalogue(
        channels={"city": Channel("city", "OCS City", "Europe/Paris")},
        bouquets={"ocs": Bouquet("ocs", "OCS", ("city",))},
        episodes=films,
    )
    return Draft(known, tuple(airings))


def installed(home: Path, count: int) -> Installation:
    """Return an installation that has published `count` films, its clock standing near NOW."""
    environment = {
        "GUIDE_HOME": str(home),
        "GUIDE_NOW": NOW.isoformat(),
        "GUIDE_ALLOWED_HOSTS": "127.0.0.1,localhost,guide.example",
    }
    installation = Installation(settings.read(environment), environment)
    installation.press.publish(draft(count), now=NOW)
    return installation


def release_file(installation: Installation) -> Path:
    (path,) = installation.shelf.folder.glob("release-*")
    return path


def median(action: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median of the runs' seconds of processor time, after one that warms up.

    Other work on the machine then counts for little.
    """
    action()
    taken = []
    for _ in range(runs):
        starts = time.process_time()
        action()
        taken.append(time.process_time() - starts)
    return statistics.median(taken)


def row(name: str, seconds: float, note: str = "") -> None:
    print(f"{name:<52} {seconds * 1e3:>10.3f} ms  {note}")


def feeds(installation: Installation) -> bytes:
    path, site, french = release_file(installation), installation.site, words("fr")
    opened = [Release(path) for _ in range(RUNS + 2)]

    def cold() -> bytes:
        return ical.feed(opened.pop(), ALL, site=site, words=french, now=NOW)

    body = cold()
    took = median(cold)
    listings = Release(path).listings(ALL)
    telling = Telling(site, french, {}, Options())
    events = [airing_event(one, telling) for one in listings]
    by_library = median(lambda: [library.write(one) for one in events], 7)
    by_hand = median(lambda: [writer.write(one) for one in events])
    read = static_read(path.with_name("feed.ics"), body)
    print(f"A feed of {len(events)} events, {len(body)} bytes: processor time, medians of {RUNS}")
    row("cold: a release just opened", took, "wanted: 25 ms at most")
    row("  of it reading", median(lambda: Release(path).listings(ALL)), "opened first")
    row("  telling", median(lambda: [airing_event(one, telling) for one in listings]))
    row("  writing", by_hand, f"{by_library / by_hand:.0f} times faster than icalendar")
    row("icalendar writing the same events", by_library)
    row("static read of the same bytes", read)
    ask = answered(installation)
    warm = median(lambda: [ask() for _ in range(100)]) / 100
    row("warm: through the whole WSGI application", warm, f"{warm / read:.1f} x static read")
    print(f"warm is {by_library / warm:.0f} times faster than icalendar (wanted: 500)\n")
    return body


def static_read(path: Path, body: bytes) -> float:
    path.write_bytes(body)
    return median(lambda: [path.read_bytes() for _ in range(100)]) / 100


def answered(installation: Installation) -> Callable[[], object]:
    """Return a request to what `guide web` serves, its look for a new release included."""
    app = wired_web(installation, lambda: NOW)
    environ = EnvironBuilder("/feeds/all.ics", "http://guide.example").get_environ()
    return lambda: b"".join(app(dict(environ), lambda *_: lambda _: None))


def growth() -> None:
    """Print what telling and writing cost at rising counts, each in a process of its own."""
    print("Telling and writing alone, one process each")
    for count in (1_000, 10_000, 100_000):
        told = subprocess.run(
            [sys.executable, "-m", "bench.growth", str(count)],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        row(f"{count} events", float(told[0]), f"{float(told[0]) / count * 1e6:.1f} µs each, "
            f"peak {told[1]} MB, {told[2]} bytes")  # fmt: skip
    print()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        installation = installed(Path(name) / "home", 1000)
        body = feeds(installation)
        growth()
        serving.compare(installation.home, body)


if __name__ == "__main__":
    main()
