"""Every feed of the shipped example, in both languages and with options: all judges agree.

Options come in turn; `make soak` crosses every feed with every one of them.
"""

import datetime as dt
import itertools
import random
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from guide.formats import ical
from guide.formats.ical.content import nest, read_lines
from guide.formats.ical.personal import Several, personal_feed
from guide.formats.words import words
from guide.model.feed_options import Options
from guide.model.personal_feed import MOST_TARGETS
from guide.model.target import Target
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import ROOT, SITE
from tests.formats.lint import faults
from tests.judges.parsers import see_with_ical, see_with_vobject
from tests.judges.programs import see_all_with_icaljs, see_with_libical
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


GENERAL = ("all", "premieres", "streaming")
Asked = tuple[str, dict[str, str]]  # a stem and its options


def stems(release: Release, *, most: int, seed: int) -> list[str]:
    """Return the stem of every target; of channels, series and seasons `most` of each at random."""
    known, dice = release.catalogue, random.Random(seed)
    kinds = (
        [f"bouquets/{one}" for one in known.bouquets],
        [f"channels/{one}" for one in known.channels],
        [f"series/{one}" for one in known.series],
        [f"series/{one}" for one in known.seasons],
    )
    sampled = (kind if len(kind) <= most else dice.sample(kind, most) for kind in kinds)
    return [*GENERAL, *itertools.chain.from_iterable(sampled)]


def in_turn(stems: Iterable[str]) -> list[Asked]:
    """Return every stem with one of the options in turn, and everything with each of them."""
    wishes = itertools.cycle(WISHES)
    return [(stem, next(wishes)) for stem in stems] + [("all", wish) for wish in WISHES]


def crossed(stems: Iterable[str]) -> list[Asked]:
    """Return every stem with every option."""
    return list(itertools.product(stems, WISHES))


def made(release: Release, asked: Iterable[Asked], *, now: dt.datetime) -> dict[str, bytes]:
    """Return, in both languages, what is asked of a release, and with each of the options a
    personal feed of all that was chosen.
    """
    asked, bodies = list(asked), {}
    own = [one for one in dict.fromkeys(stem for stem, _ in asked) if one not in GENERAL]
    for language in ("fr", "en"):
        for stem, wish in asked:
            bodies[f"{stem} {language} {wish}"] = feed_of(release, stem, wish, language, now)
        for wish in WISHES:
            bodies[f"my {language} {wish}"] = feed_of_ones_own(release, own, wish, language, now)
    return bodies


def feed_of(
    release: Release, stem: str, wish: dict[str, str], language: str, now: dt.datetime
) -> bytes:
    target, options = Target.parse(stem), Options.parse(wish, languages=("fr", "en"))
    assert target is not None
    return ical.feed(release, target, site=SITE, words=words(language), now=now, options=options)


def feed_of_ones_own(
    release: Release, chosen: list[str], wish: dict[str, str], language: str, now: dt.datetime
) -> bytes:
    targets = tuple(filter(None, map(Target.parse, chosen[:MOST_TARGETS])))
    return personal_feed(
        Several(release, targets),
        name="À moi ; \\ 🚀",
        site=SITE,
        words=words(language),
        now=now,
        options=Options.parse(wish, languages=("fr", "en")),
    )


def otherwise(judge: str, bodies: dict[str, bytes], folder: Path) -> list[str]:
    """Return the names of the feeds that a judge sees otherwise than their lines say.

    A judge that finds fault with one raises. The same bytes in other words are seen once.
    """
    names = list({body: name for name, body in bodies.items()}.values())
    paths = [folder / f"{n}.ics" for n in range(len(names))]
    for path, name in zip(paths, names, strict=True):
        path.write_bytes(bodies[name])
    judges: dict[str, Callable[[list[Path]], Iterable[Sight]]] = {
        "ical": partial(map, see_with_ical),
        "vobject": partial(map, see_with_vobject),
        "ical.js": see_all_with_icaljs,
        "libical": partial(map, partial(see_with_libical, tmp_path=folder)),
    }
    sights = zip(names, judges[judge](paths), strict=True)
    return [name for name, sight in sights if sight != own_sight(bodies[name])]


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


def whole() -> bool:
    """Return whether every feed is to be judged with every option, as `make soak` wants."""
    return settings.get_current_profile_name() == "soak"


def told(bodies: dict[str, bytes]) -> dict[str, bytes]:
    """Return the feeds as they are, their counts told to who asks with -rP."""
    events = sum(body.count(b"\nBEGIN:VEVENT\r") for body in bodies.values())
    sys.stdout.write(f"{len(bodies)} feeds, {events} events\n")
    return bodies


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    press = Press(tmp_path_factory.mktemp("releases"), now=NOW)
    return press.publish(yaml_files.read(yaml_files.collect(ROOT / "schedules")))


@pytest.fixture(scope="session")
def bodies(example: Release) -> dict[str, bytes]:
    known = stems(example, most=1000, seed=0)
    return told(made(example, crossed(known) if whole() else in_turn(known), now=NOW))


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
    assert otherwise(judge, bodies, tmp_path) == []


def test_of_a_big_release_some_targets_are_chosen_by_seed(example: Release) -> None:
    few = [stems(example, most=2, seed=seed) for seed in (1, 1, 2)]
    assert few[0] == few[1] != few[2]
    assert set(few[0]) < set(stems(example, most=1000, seed=1))
