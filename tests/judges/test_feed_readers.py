"""Every Atom and JSON feed of the shipped example, as other people's readers see it."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest

from guide.formats import atom, json_feed, syndication
from guide.formats.syndication import OPTIONS, Format
from guide.formats.words import words
from guide.model.feed_options import Options
from guide.model.selection import Touch
from guide.model.target import Target
from guide.model.texts import Text
from guide.releases.browsing import telling_releases
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import EVENING, ROOT, SITE, FakeRelease, film
from tests.formats.feed_readers import json_items
from tests.judges.json_feed_spec import faults, judge
from tests.judges.test_every_feed import NOW, stems
from tests.releases.builders import Press

WISHES: tuple[dict[str, str], ...] = (
    {},
    {"streaming": "yes", "past": "3650", "ahead": "730"},
    {"kind": "first_run,premiere", "spoilers": "no", "tentative": "hide", "cancelled": "hide"},
)
NASTY = '<b>Tom & "Jerry"</b> ]]> &lt;i&gt; 👩\u200d🚀 \u200fשלום\u200f \x00\x1b\ufffe é e\u0301'


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    press = Press(tmp_path_factory.mktemp("releases"), now=NOW)
    draft = yaml_files.read(yaml_files.collect(ROOT / "schedules"))
    press.publish(draft)
    press.now = NOW + dt.timedelta(hours=1)
    fewer = type(draft)(draft.catalogue, draft.airings[:-3], draft.windows, files={"a.yaml": b"#"})
    return press.publish(fewer)


@pytest.fixture(scope="session")
def parser() -> ModuleType:
    import feedparser

    return feedparser  # type: ignore[no-any-return] # it ships no types


def made(release: Release, form: Format) -> Iterator[tuple[str, bytes]]:
    for language in ("fr", "en"):
        told = words(language)
        for stem, wish in _in_turn(stems(release, most=1000, seed=0)):
            target, asked = Target.parse(stem), Options.parse(wish, languages=(), known=OPTIONS)
            assert target is not None
            body = syndication.feed(
                release, target, form, site=SITE, words=told, now=NOW, options=asked
            )
            yield f"{stem} {language} {wish}", body
        notes = telling_releases(release, 30)
        touch = Touch(release.number, release.published_at)
        body = syndication.changes(release, notes, form, touch=touch, site=SITE, words=told)
        yield f"changes {language}", body


def _in_turn(found: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """Return every stem with one of the options in turn, and everything with each of them."""
    return [*zip(found, itertools.cycle(WISHES), strict=False), *(("all", one) for one in WISHES)]


def seen(parser: ModuleType, body: bytes) -> Any:
    found = parser.parse(body, response_headers={"content-type": "application/atom+xml"})
    assert found.bozo is False
    assert found.version == "atom10"
    return found


def test_feedparser_finds_no_fault_in_any_atom_feed(example: Release, parser: ModuleType) -> None:
    items = dict(made(example, json_feed))
    count = 0
    for name, body in made(example, atom):
        found = seen(parser, body)
        expected = [(one.id, one.title, one.link) for one in json_items(items[name])]
        assert [(one.id, one.title, one.link) for one in found.entries] == expected, name
        assert len({one.id for one in found.entries}) == len(found.entries), name
        assert all(one.updated_parsed and one.summary and one.content for one in found.entries)
        for needed in ("id", "title", "updated", "author", "link", "language"):
            assert found.feed.get(needed), (name, needed)
        count += len(found.entries)
    assert count > 500


def test_no_json_feed_breaks_a_rule_of_its_specification(example: Release) -> None:
    bodies = dict(made(example, json_feed))
    assert {name: faults(body) for name, body in bodies.items() if faults(body)} == {}
    assert len(judge(bodies["changes en"]).items) >= 3


def test_a_hostile_title_comes_back_from_feedparser(parser: ModuleType) -> None:
    everything = Target.parse("all")
    assert everything is not None
    release = FakeRelease([film(NASTY, EVENING, note=Text.of(NASTY))])
    body = syndication.feed(release, everything, atom, site=SITE, words=words("fr"), now=EVENING)
    (entry,) = seen(parser, body).entries
    kept = '<b>Tom & "Jerry"</b> ]]> &lt;i&gt; 👩\u200d🚀 \u200fשלום\u200f  é é'
    assert entry.title == kept
    assert entry.title_detail.type == "text/plain"
    (content,) = entry.content
    assert "<b>" not in content.value
    assert "&lt;b&gt;Tom &amp; " in content.value


def sound() -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "items": [{"id": "1", "content_text": ""}],
    }


@pytest.mark.parametrize(
    "fault",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"title": None},
        {"items": None},
        {"items": [{"id": "1"}]},
        {"items": [{"id": 1, "content_text": ""}]},
        {"items": [{"content_text": ""}]},
        {"items": [{"id": "1", "content_text": ""}] * 2},
        {"items": [{"id": "1", "content_text": "", "date_published": "2017-06-01"}]},
        {"items": [{"id": "1", "content_text": "", "tags": "a"}]},
        {"items": [{"id": "1", "content_text": "", "starts": "x"}]},
        {"feed_url": "/feeds/all.json"},
        {"authors": [{}]},
        {"authors": {"name": "A"}},
    ],
)
def test_the_judge_of_json_feeds_is_strict(fault: dict[str, Any]) -> None:
    assert faults(json.dumps(sound()).encode()) == []
    assert faults(json.dumps(sound() | fault).encode()) != []
