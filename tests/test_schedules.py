"""The schedules in this repository: they read, check clean, and show what the format can say."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guide.model.airing import Airing, Status
from guide.model.checks import check
from guide.model.day import day_bounds
from guide.model.draft import Draft
from guide.model.precision import Precision
from guide.sources import yaml_files
from guide.sources.yaml_files.entries import ROLES
from guide.sources.yaml_files.tree import parse

SCHEDULES = Path(__file__).parents[1] / "schedules"
PREMIERE_NIGHT = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2017, 5, 29), dt.date(2017, 6, 11)
Node = dict[str, Any]
Feature = tuple[str, str]


def _read(folder: str) -> Draft:
    return yaml_files.read(yaml_files.collect(SCHEDULES / folder))


@pytest.fixture(scope="module")
def example() -> Draft:
    return _read("example")


@pytest.mark.parametrize("folder", ["", "ocs", "example"])
def test_the_schedules_have_no_problem_on_the_evening_of_the_premiere(folder: str) -> None:
    assert [str(p) for p in check(_read(folder), now=PREMIERE_NIGHT)] == []


def _on(draft: Draft, channel: str) -> list[tuple[dt.datetime, dt.datetime]]:
    return sorted(
        (a.starts, a.ends)
        for a in draft.airings
        if a.channel == channel and a.starts and a.ends and a.status is not Status.CANCELLED
    )


def _holes(draft: Draft, channel: str) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield each stretch of the fortnight with nothing on, however short."""
    cursor = day_bounds(FIRST, draft.catalogue.channels[channel])[0]
    last = day_bounds(LAST, draft.catalogue.channels[channel])[1]
    for starts, ends in [*_on(draft, channel), (last, last)]:
        if cursor < min(starts, last):
            yield cursor, min(starts, last)
        cursor = max(cursor, ends)


def test_something_is_on_at_every_minute_of_the_fortnight_but_in_the_declared_gap(
    example: Draft,
) -> None:
    rest = (
        dt.datetime(2017, 6, 7, 1, 30, tzinfo=dt.UTC),
        dt.datetime(2017, 6, 7, 3, 30, tzinfo=dt.UTC),
    )
    assert {c: list(_holes(example, c)) for c in example.catalogue.channels} == {
        "lanterne": [],
        "petit-large": [rest],
    }
    assert example.catalogue.channels["petit-large"].longest_gap == rest[1] - rest[0]


def test_each_broadcast_day_of_both_channels_has_more_than_twenty_airings(example: Draft) -> None:
    dates = [FIRST + dt.timedelta(n) for n in range(14)]
    counts = {
        (channel, date): sum(a.channel == channel and a.date == date for a in example.airings)
        for channel in example.catalogue.channels
        for date in dates
    }
    assert {key: count for key, count in counts.items() if count <= 20} == {}


def test_the_example_says_in_both_languages_that_it_is_invented(example: Draft) -> None:
    catalogue = example.catalogue
    notes = [
        *(channel.note for channel in catalogue.channels.values()),
        catalogue.bouquets["example"].note,
        catalogue.platforms["malle"].note,
        catalogue.series["ker-ombeline"].note,
    ]
    for note in notes:
        assert note is not None
        assert "invent" in note.in_("fr").lower()
        assert "invented" in note.in_("en").lower()
    assert list(catalogue.bouquets) == ["example"]
    assert "inventé" in catalogue.bouquets["example"].name


def _of(draft: Draft, episode: str) -> list[Airing]:
    found = (a for a in draft.airings if a.episode == episode)
    return sorted(found, key=lambda a: (a.date, a.starts is None, a.starts, a.channel))


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]  # year to minute


def test_a_simulcast_is_one_moment_on_both_channels(example: Draft) -> None:
    evening = _of(example, "le-journal-imaginaire/season-7/episode-152")
    assert [(a.channel, a.starts, a.live) for a in evening] == [
        ("lanterne", _utc(2017, 6, 1, 18, 0), True),
        ("petit-large", _utc(2017, 6, 1, 18, 0), True),
    ]


def test_the_series_of_the_fortnight_has_its_evenings_and_two_days_without_an_hour(
    example: Draft,
) -> None:
    found = [
        (a.date, a.starts, a.status)
        for n in range(1, 7)
        for a in _of(example, f"ker-ombeline/season-1/episode-{n}")
        if a.channel == "lanterne"
    ]
    assert found == [
        (dt.date(2017, 6, 1), _utc(2017, 6, 1, 18, 50), Status.CONFIRMED),
        (dt.date(2017, 6, 1), _utc(2017, 6, 1, 19, 45), Status.CONFIRMED),
        (dt.date(2017, 6, 8), _utc(2017, 6, 8, 19, 0), Status.CONFIRMED),
        (dt.date(2017, 6, 8), _utc(2017, 6, 8, 19, 55), Status.CONFIRMED),
        (dt.date(2017, 6, 15), None, Status.TENTATIVE),
        (dt.date(2017, 6, 15), None, Status.TENTATIVE),
    ]


def test_one_airing_is_cancelled_with_its_reason_and_another_takes_its_slot(
    example: Draft,
) -> None:
    [gone] = [a for a in example.airings if a.status is Status.CANCELLED]
    assert (gone.episode, gone.starts) == ("le-bal-des-phares", _utc(2017, 6, 9, 18, 50))
    assert gone.reason is not None
    here = [a for a in example.airings if (a.channel, a.starts) == (gone.channel, gone.starts)]
    [instead] = [a for a in here if a is not gone]
    assert (instead.episode, instead.ends) == ("la-montagne-qui-recule", gone.ends)


def test_the_hour_that_comes_twice_is_the_second_one(example: Draft) -> None:
    [night] = _of(example, "la-nuit-de-vingt-cinq-heures")
    assert (night.date, night.starts) == (dt.date(2017, 10, 28), _utc(2017, 10, 29, 1, 30))


def test_dates_of_every_precision_are_there(example: Draft) -> None:
    catalogue = example.catalogue
    announced = {season.announced.precision for season in catalogue.seasons.values()}
    assert announced == set(Precision)


def test_credits_of_every_role_are_there(example: Draft) -> None:
    catalogue = example.catalogue
    credits_ = [
        *(credit for series in catalogue.series.values() for credit in series.credits),
        *(credit for season in catalogue.seasons.values() for credit in season.credits),
        *(credit for episode in catalogue.episodes.values() for credit in episode.credits),
    ]
    assert {credit.role for credit in credits_} == set(ROLES)


# What the format offers, read from its schema, against what the example uses.

DEFAULTS = {"confirmed", "start", "first"}  # said by leaving them out
# Imports belong to who runs the guide; `skip` is written as a plain word in its map's place.
LEFT_OUT = {"sources", "skip"}


def _branches(schema: Node, root: Node) -> Iterator[Node]:
    """Yield the schema and every alternative it offers, with references followed."""
    if "$ref" in schema:
        yield from _branches(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    yield schema
    for key in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(key, ()):
            yield from _branches(branch, root)


def _feature(name: str, schema: Node) -> Feature:
    # What several kinds of entry share is one feature: it has one schema.
    return name, json.dumps(schema, sort_keys=True)


def _offered(schema: Node, root: Node, seen: set[str]) -> Iterator[Feature]:
    for branch in _branches(schema, root):
        key = json.dumps(branch, sort_keys=True)
        if key in seen:
            continue
        seen.add(key)
        yield from (("=", value) for value in branch.get("enum", ()) if value not in DEFAULTS)
        for name, child in branch.get("properties", {}).items():
            if name not in LEFT_OUT:
                yield _feature(name, child)
                yield from _offered(child, root, seen)
        for child in _children(branch):
            yield from _offered(child, root, seen)


def _children(branch: Node) -> Iterator[Node]:
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(branch.get(key), dict):
            yield branch[key]
    yield from branch.get("patternProperties", {}).values()


def _used(schema: Node, value: Any, root: Node) -> Iterator[Feature]:
    for branch in _branches(schema, root):
        if isinstance(value, dict):
            yield from _used_by_map(branch, value, root)
        elif isinstance(value, list):
            for item in value if isinstance(branch.get("items"), dict) else ():
                yield from _used(branch["items"], item, root)
        elif value in branch.get("enum", ()):
            yield "=", str(value)


def _used_by_map(branch: Node, value: Node, root: Node) -> Iterator[Feature]:
    properties = branch.get("properties", {})
    others = [c for c in _children(branch) if c is not branch.get("propertyNames")]
    for key, item in value.items():
        if isinstance(branch.get("propertyNames"), dict):
            yield from _used(branch["propertyNames"], key, root)
        if key in properties:
            yield _feature(key, properties[key])
            yield from _used(properties[key], item, root)
        else:
            for child in others:
                yield from _used(child, item, root)


def test_the_example_uses_every_feature_of_the_format() -> None:
    schema = yaml_files.schema()
    used: set[Feature] = set()
    for path, raw in yaml_files.collect(SCHEDULES / "example").items():
        used |= set(_used(schema, parse(path, raw)[0], schema))
    offered = set(_offered(schema, schema, set()))
    assert len(offered) > 80
    assert sorted(name if name != "=" else value for name, value in offered - used) == []
