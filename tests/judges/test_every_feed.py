"""Every feed of the shipped example, in both languages and with options: all judges agree."""

import datetime as dt
import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from guide.formats import ical
from guide.formats.ical.content import nest, read_lines
from guide.formats.words import words
from guide.model.feed_options import Options
from guide.model.target import Target
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import ROOT, SITE
from tests.formats.lint import faults
from tests.judges.parsers import see_with_ical, see_with_vobject
from tests.judges.programs import see_with_icaljs, see_with_libical
from tests.judges.sight import Sight, gather
from tests.releases.builders import Press

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
# Each option's every value is in one of them at least.
WISHES: tuple[dict[str, str], ...] = (
    {},
    {"alarm": "15m,1d", "streaming": "yes", "kind": "first_run"},
    {"streaming": "only", "spoilers": "no", "tentative": "hide"},
    {"cancelled": "hide", "past": "0", "ahead": "730", "title": "{series} {code} – {episode}"},
    {"past": "3650", "ahead": "0", "kind": "premiere,repeat", "spoilers": "no", "alarm": "0m"},
    {"tentative": "hide", "cancelled": "hide", "title": "[{channel}] {title}, {time} ; {showing}"},
    {"streaming": "yes", "kind": "repeat", "title": "🚀 {episode}", "past": "3650"},
)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    press = Press(tmp_path_factory.mktemp("releases"), now=NOW)
    return press.publish(yaml_files.read(yaml_files.collect(ROOT / "schedules")))


def stems(release: Release) -> list[str]:
    known = release.catalogue
    return [
        *("all", "premieres", "streaming"),
        *(f"bouquets/{one}" for one in known.bouquets),
        *(f"channels/{one}" for one in known.channels),
        *(f"series/{one}" for one in known.series),
        *(f"series/{one}" for one in known.seasons),
    ]


def own_sight(body: bytes) -> Sight:
    """Return what stands in a feed, read line by line."""
    calendar = nest(read_lines(body))
    assert calendar is not None
    return gather(
        (one.value("UID"), _start(one.value("DTSTART")), one.value("STATUS"))
        for one in calendar.children
    )


def _start(value: str) -> str:
    date = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    return date if len(value) == 8 else f"{date}T{value[9:11]}:{value[11:13]}:{value[13:15]}Z"


def made(release: Release) -> dict[str, bytes]:
    """Return every feed with options in turn, the feed of everything with each of them."""
    wishes = itertools.cycle(WISHES)
    asked = [(stem, next(wishes)) for stem in stems(release)]
    asked += [("all", wish) for wish in WISHES]
    bodies = {}
    for (stem, wish), language in itertools.product(asked, ("fr", "en")):
        target = Target.parse(stem)
        assert target is not None
        options = Options.parse(wish, languages=("fr", "en"))
        body = ical.feed(
            release, target, site=SITE, words=words(language), now=NOW, options=options
        )
        bodies[f"{stem} {language} {wish}"] = body
    return bodies


@pytest.fixture(scope="session")
def bodies(example: Release) -> dict[str, bytes]:
    return made(example)


def test_the_linter_finds_no_fault_in_any_feed(bodies: dict[str, bytes]) -> None:
    assert {name: faults(body) for name, body in bodies.items() if faults(body)} == {}


def test_the_example_shows_every_kind_of_entry(bodies: dict[str, bytes]) -> None:
    everything = b"".join(bodies.values())
    for said in (b"STATUS:CANCELLED", b"STATUS:TENTATIVE", b"BEGIN:VALARM", b"VALUE=DATE",
                 b"UID:window-", b"UID:nothing@", "🚀".encode()):  # fmt: skip
        assert said in everything


@pytest.mark.parametrize("judge", ["ical", "vobject", "ical.js", "libical"])
def test_25_every_judge_sees_every_feed_alike(
    judge: str, bodies: dict[str, bytes], tmp_path: Path
) -> None:
    judges: dict[str, Callable[[Path], Sight]] = {
        "ical": see_with_ical,
        "vobject": see_with_vobject,
        "ical.js": see_with_icaljs,
        "libical": partial(see_with_libical, tmp_path=tmp_path),
    }
    path = tmp_path / "feed.ics"
    # The same bytes in other words are seen once.
    for body, name in {body: name for name, body in bodies.items()}.items():
        path.write_bytes(body)
        assert judges[judge](path) == own_sight(body), name
