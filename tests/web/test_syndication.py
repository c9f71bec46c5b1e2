import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import Client

from guide.formats import atom, json_feed, syndication
from guide.formats.syndication import Format
from guide.formats.words import words
from guide.model.draft import Draft
from guide.model.target import Target
from guide.model.texts import Text
from guide.releases.release import Release
from tests.formats.feed_readers import Read, atom_entries, feed_element, json_items, link, text
from tests.releases.builders import FILM, ULYSSE, airing
from tests.web.looking import elements, parsed
from tests.web.test_feeds import STEMS
from tests.web.world import BASE, SITE, World, evening_draft

FORMATS: dict[str, tuple[Format, str, Callable[[bytes], list[Read]]]] = {
    "atom": (atom, "application/atom+xml", atom_entries),
    "json": (json_feed, "application/feed+json", json_items),
}
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_feed_is_what_the_format_makes_of_the_release(
    world: World, stem: str, language: str, suffix: str
) -> None:
    release, target = world.library.current(), Target.parse(stem)
    assert release is not None
    assert target is not None
    form, mimetype, _ = FORMATS[suffix]
    told, now = words(language), world.now()
    expected = syndication.feed(release, target, form, site=SITE, words=told, now=now)
    answer = world.client().get(f"/feeds/{stem}.{suffix}?lang={language}", base_url=BASE)
    assert answer.data == expected
    assert answer.headers["Content-Type"] == f"{mimetype}; charset=utf-8"
    name = stem.replace("/", "-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}.{suffix}"'
    assert answer.headers["Cache-Control"] == "public, max-age=900"


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_the_guide_has_not_has_no_feed(client: Client, suffix: str) -> None:
    for stem in ("nothing", "channels/nothing", "series/missions/season-3", "airings/ulysse",
                 "my/token", "changes/1", "changes/"):  # fmt: skip
        answer = client.get(f"/feeds/{stem}.{suffix}", base_url=BASE)
        assert (answer.status_code, answer.mimetype) == (404, "text/plain"), stem


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_withdrawn_is_gone(world: World, suffix: str) -> None:
    client, whole = world.client(), evening_draft()
    path = f"/feeds/channels/far.{suffix}"
    assert client.get(path, base_url=BASE).status_code == 200
    known = whole.catalogue
    kept = [one for one in whole.airings if one.channel != "far"]
    channels = {name: one for name, one in known.channels.items() if name != "far"}
    world.publish(Draft(replace(known, channels=channels), tuple(kept), files={"a.yaml": b"less"}))
    assert client.get(path, base_url=BASE).status_code == 410


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("all", "alarm=15m", "unknown option: 'alarm'; known are: lang, kind, past, ahead"),
        ("all", "title={title}", "unknown option: 'title'"),
        ("all", "kind=live", "kind: 'live' is not allowed; allowed is: first_run, premiere"),
        ("streaming", "past=x", "past: 'x' is not allowed; allowed is: a number of days from 0"),
        ("changes", "past=3", "unknown option: 'past'; known are: lang"),
        ("changes", "lang=de", "lang: 'de' is not allowed; allowed is: fr, en"),
    ],
)
def test_a_bad_option_is_named_and_told_what_is_allowed(
    client: Client, suffix: str, path: str, query: str, told: str
) -> None:
    answer = client.get(f"/feeds/{path}.{suffix}?{query}", base_url=BASE)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text.startswith(told)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the stems of the feeds that are made from here on."""
    seen: list[str] = []
    make, change = syndication.feed, syndication.changes

    def noted(release: Release, target: Target, *others: Any, **more: Any) -> bytes:
        seen.append(target.stem)
        return make(release, target, *others, **more)

    def changed(*others: Any, **more: Any) -> bytes:
        seen.append("changes")
        return change(*others, **more)

    monkeypatch.setattr(syndication, "feed", noted)
    monkeypatch.setattr(syndication, "changes", changed)
    return seen


def test_equal_wishes_are_made_once(client: Client, made: list[str]) -> None:
    queries = ("kind=premiere&past=7", "past=07&kind=premiere&ahead=180&lang=fr")
    one, other = (client.get(f"/feeds/all.atom?{query}", base_url=BASE) for query in queries)
    assert (one.data, one.headers) == (other.data, other.headers)
    assert made == ["all"]


@pytest.mark.parametrize("stem", ["series/missions", "changes"])
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_304_needs_no_feed_even_from_a_process_that_never_made_it(
    world: World, made: list[str], stem: str, suffix: str, coding: str
) -> None:
    path, accepted = f"/feeds/{stem}.{suffix}?lang=en", {"Accept-Encoding": coding}
    known = world.client().get(path, base_url=BASE, headers=accepted).headers
    assert not known["ETag"].startswith("W/")
    made.clear()
    asked = accepted | {"If-None-Match": known["ETag"]}
    again = world.client().get(path, base_url=BASE, headers=asked)
    assert (again.status_code, again.data, made) == (304, b"", [])
    for name in ("ETag", "Cache-Control", "Last-Modified", "Vary"):
        assert again.headers[name] == known[name]
    since = {"If-Modified-Since": known["Last-Modified"]}
    assert world.client().get(path, base_url=BASE, headers=since).status_code == 304


def test_a_large_feed_is_packed_for_who_asks(client: Client) -> None:
    for path in ("/feeds/all.atom", "/feeds/all.json"):
        plain = client.get(path, base_url=BASE)
        packed = client.get(path, base_url=BASE, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) < len(plain.data) / 2
        assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_release_that_touches_no_airing_of_a_feed_leaves_it_alone(
    world: World, made: list[str]
) -> None:
    client = world.client()
    paths = [f"/feeds/{stem}.{suffix}" for stem in ("series/missions", "channels/max")
             for suffix in FORMATS]  # fmt: skip
    before = {path: client.get(path, base_url=BASE) for path in paths}
    made.clear()
    world.now.at += 5 * MINUTE
    world.publish(evening_draft(airing("2017-06-03 21:00", on="max", of=FILM, id="more")))
    after = {path: client.get(path, base_url=BASE) for path in paths}
    changed = [
        path for path in paths if before[path].headers["ETag"] != after[path].headers["ETag"]
    ]
    assert changed == ["/feeds/channels/max.atom", "/feeds/channels/max.json"]
    assert made == ["channels/max", "channels/max"]
    assert atom_entries(after[changed[0]].data)[0].updated == "2017-06-01T18:05:00Z"


def renamed(title: str) -> Draft:
    whole = evening_draft()
    episodes = dict(whole.catalogue.episodes)
    episodes[ULYSSE] = replace(episodes[ULYSSE], title=Text.of(title))
    known = replace(whole.catalogue, episodes=episodes)
    return replace(whole, catalogue=known, files={"a.yaml": title.encode()})


def test_an_airing_keeps_its_id_and_is_told_of_again_when_it_changed(world: World) -> None:
    def told() -> tuple[str, str]:
        body = world.client().get("/feeds/channels/city.atom", base_url=BASE).data
        (found,) = (one for one in atom_entries(body) if one.link.endswith("/airings/ulysse"))
        return found.id, found.updated

    before = told()
    world.now.at += 5 * MINUTE
    world.publish(renamed("Odysseus"))
    assert told() == (before[0], "2017-06-01T18:05:00Z")


@pytest.mark.parametrize("suffix", FORMATS)
def test_changes_between_releases_are_a_feed(world: World, suffix: str) -> None:
    _, _, reader = FORMATS[suffix]
    client, path = world.client(), f"/feeds/changes.{suffix}?lang=en"
    first = client.get(path, base_url=BASE)
    assert reader(first.data) == []
    world.now.at += 5 * MINUTE
    world.publish(renamed("Odysseus"), note="A new title")
    world.now.at += 5 * MINUTE
    second = client.get(path, base_url=BASE)
    assert second.headers["Last-Modified"] == "Thu, 01 Jun 2017 18:05:00 GMT"
    assert [(one.title, one.published, one.link, one.html) for one in reader(second.data)] == [
        (
            "Renamed: Missions S1 E1 Odysseus (before: Missions S1 E1 Ulysse)",
            "2017-06-01T18:05:00Z",
            f"{BASE}/en/airings/ulysse",
            "<p>Changes of release 2</p><p>A new title</p>",
        )
    ]
    world.publish(evening_draft(airing("2017-06-03 21:00", on="max", of=FILM, id="more")))
    third = reader(client.get(path, base_url=BASE).data)
    assert [one.tags for one in third] == [["Renamed"], ["New"], ["Renamed"]]
    assert third[2] == reader(second.data)[0]


def test_a_release_without_changes_leaves_the_changes_alone(world: World) -> None:
    client = world.client()
    world.publish(renamed("Odysseus"))
    before = client.get("/feeds/changes.atom", base_url=BASE).headers
    world.now.at += 60 * 24 * MINUTE
    told = renamed("Odysseus")
    film = replace(told.catalogue.episodes[FILM], synopsis=Text.of("Other words."))
    episodes = {**told.catalogue.episodes, FILM: film}
    known = replace(told.catalogue, episodes=episodes)
    number = world.publish(replace(told, catalogue=known, files={"a.yaml": b"other"}))
    assert number == 3
    assert client.get("/feeds/changes.atom", base_url=BASE).headers == before


def test_a_channel_of_another_zone_is_told_by_it_in_what_was_changed(world: World) -> None:
    client = world.client()
    more = airing("2017-06-03 21:00", on="max", of=FILM, id="more")
    world.publish(evening_draft(more))
    before = client.get("/feeds/changes.atom", base_url=BASE)
    whole = evening_draft(more)
    moved = replace(whole.catalogue.channels["max"], zone="Europe/London")
    channels = whole.catalogue.channels | {"max": moved}
    known = replace(whole.catalogue, channels=channels)
    world.publish(replace(whole, catalogue=known, files={"a.yaml": b"zoned"}))
    after = client.get("/feeds/changes.atom", base_url=BASE)
    assert after.headers["ETag"] != before.headers["ETag"]
    told = [one.title for one in atom_entries(after.data)]
    assert len(told) == len(atom_entries(before.data)) == 1
    assert "heure de Londres" in told[0]


def test_pages_name_their_feeds(client: Client) -> None:
    expected = {
        "/fr/channels/city/": "/feeds/channels/city.atom?lang=fr",
        "/en/series/missions/": "/feeds/series/missions.atom?lang=en",
        "/en/series/missions/season-1/": "/feeds/series/missions/season-1.atom?lang=en",
        "/fr/changes": "/feeds/changes.atom?lang=fr",
    }
    for page, feed in expected.items():
        head = parsed(client.get(page, base_url=BASE).text)
        named = [one.get("href") for one in elements(head, "link")
                 if one.get("type") == "application/atom+xml"]  # fmt: skip
        assert named == [feed]
        told = feed_element(client.get(feed, base_url=BASE).data)
        assert link(told, "self").startswith(f"{BASE}{feed.partition('?')[0]}")
        assert text(told, "title")


def test_a_feed_that_fails_is_a_503_and_never_a_shorter_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("half of it")

    monkeypatch.setattr(syndication, "feed", broken)
    for suffix in FORMATS:
        answer = world.client().get(f"/feeds/all.{suffix}", base_url=BASE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
