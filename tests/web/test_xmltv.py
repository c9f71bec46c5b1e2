import datetime as dt
import gzip
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import Client, EnvironBuilder, TestResponse

from guide.formats import xmltv
from guide.formats.words import words
from guide.formats.xmltv import Options, Profile
from guide.model.target import Target
from guide.releases.broadcasts import Broadcasts
from guide.releases.release import Release
from guide.web import packed
from guide.web import xmltv as xmltv_pages
from tests.releases.builders import FILM, airing
from tests.web.world import BASE, SITE, World, evening_draft, trade

STEMS = ("all", "bouquets/ocs", "channels/city", "channels/max", "channels/tokyo")
PACKED = {"Accept-Encoding": "gzip"}


def get(client: Client, path: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/xmltv/{path}", base_url=BASE, headers=named)


def expected(world: World, stem: str, options: Options, language: str = "fr") -> bytes:
    release, target = world.library.current(), Target.parse(stem)
    assert release is not None
    assert target is not None
    pieces = xmltv.feed(
        release,
        target,
        broadcasts=partial(Broadcasts, release.path),
        site=SITE,
        words=words(language),
        now=world.now(),
        options=options,
    )
    return b"".join(pieces)


@pytest.mark.parametrize("stem", STEMS)
def test_a_document_is_what_the_format_makes_of_the_release(world: World, stem: str) -> None:
    client, body = world.client(), expected(world, stem, Options())
    plain, file = get(client, f"{stem}.xml"), get(client, f"{stem}.xml.gz")
    assert plain.data == body
    assert gzip.decompress(file.data) == body
    name = stem.replace("/", "-")
    assert plain.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert plain.headers["Content-Disposition"] == f'inline; filename="{name}.xml"'
    assert file.headers["Content-Type"] == "application/gzip"
    assert file.headers["Content-Disposition"] == f'inline; filename="{name}.xml.gz"'
    assert [int(one.headers["Content-Length"]) for one in (plain, file)] == [
        len(body),
        len(file.data),
    ]


@pytest.mark.parametrize(
    ("query", "options", "language"),
    [
        ("lang=en", Options("en"), "en"),
        ("profile=kodi", Options(profile=Profile.KODI), "fr"),
        ("profile=strict&lang=fr", Options(), "fr"),
        ("profile=kodi&lang=en", Options("en", Profile.KODI), "en"),
        ("lang=en&lang=fr", Options("en"), "en"),
    ],
)
def test_options_are_obeyed(world: World, query: str, options: Options, language: str) -> None:
    answer = get(world.client(), f"all.xml?{query}")
    assert answer.data == expected(world, "all", options, language)


def test_the_gzip_file_is_one_whoever_asks(client: Client) -> None:
    file = get(client, "all.xml.gz")
    assert file.data[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    other = get(client, "all.xml.gz", **PACKED)
    assert (other.data, other.headers) == (file.data, file.headers)
    assert "Content-Encoding" not in file.headers
    assert "Vary" not in file.headers


def test_the_plain_document_may_be_packed_on_its_way(client: Client) -> None:
    plain, packed = get(client, "all.xml"), get(client, "all.xml", **PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-gz"'
    assert "Content-Encoding" not in plain.headers


def test_three_forms_have_three_strong_etags(client: Client) -> None:
    tags = {
        get(client, path, **coding).headers["ETag"]
        for path, coding in (("all.xml", {}), ("all.xml", PACKED), ("all.xml.gz", {}))
    }
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


def test_what_the_guide_has_not_has_no_document(client: Client) -> None:
    for path in (
        "none.xml",
        ".xml",
        "channels/none.xml",
        "bouquets/none.xml.gz",
        "premieres.xml",
        "series/missions.xml",
        "channels/city/2017.xml",
        "all",
        "channels/.xml",
    ):
        answer = get(client, path)
        assert (answer.status_code, answer.mimetype) == (404, "text/plain"), path


def test_a_channel_that_has_left_the_guide_is_gone(world: World) -> None:
    before = trade()
    world.publish(evening_draft(airing("2017-06-01 19:00", on="far", of=FILM, id="late")))
    left = {key: one for key, one in before.channels.items() if key != "far"}
    airings = [one for one in evening_draft().airings if one.channel != "far"]
    world.publish(replace(evening_draft(of=replace(before, channels=left)), airings=tuple(airings)))
    for suffix in ("xml", "xml.gz"):
        answer = get(world.client(), f"channels/far.{suffix}")
        assert (answer.status_code, answer.text) == (410, "What this was of has left the guide.\n")


def test_a_bad_option_is_named(client: Client) -> None:
    for query, name in {
        "lang=de": "lang",
        "profile=plex": "profile",
        "past=3": "past",
        "LANG=fr": "LANG",
        "x=" + "y" * 500: "x",
    }.items():
        answer = get(client, f"all.xml?{query}")
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert name in answer.text
        assert len(answer.text) < 200


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the stems of the documents that are made from here on."""
    seen: list[str] = []
    make = xmltv.feed

    def noted(release: Release, target: Target, **others: Any) -> Iterator[bytes]:
        seen.append(target.stem)
        return make(release, target, **others)

    monkeypatch.setattr(xmltv, "feed", noted)
    return seen


def test_all_forms_of_equal_wishes_are_made_once(client: Client, made: list[str]) -> None:
    for path in ("all.xml", "all.xml.gz", "all.xml?lang=fr", "all.xml?profile=strict"):
        get(client, path)
        get(client, path, **PACKED)
    assert made == ["all"]


@pytest.mark.parametrize("path", ["all.xml", "all.xml.gz", "channels/city.xml?lang=en"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_304_makes_nothing_even_where_nothing_was_made(
    world: World, made: list[str], path: str, coding: str
) -> None:
    known = get(world.client(), path, Accept_Encoding=coding).headers
    made.clear()
    for condition in (
        {"If_None_Match": known["ETag"]},
        {"If_None_Match": f'"other", W/{known["ETag"]}'},
        {"If_Modified_Since": known["Last-Modified"]},
    ):
        again = get(world.client(), path, Accept_Encoding=coding, **condition)
        assert (again.status_code, again.data) == (304, b""), condition
        for name in ("ETag", "Cache-Control", "Last-Modified"):
            assert again.headers[name] == known[name]
        assert again.headers.get("Vary") == known.get("Vary")
        assert not any(name.startswith(("Content-T", "Location")) for name, _ in again.headers)
    assert made == []


def test_what_is_not_known_is_sent_again(client: Client) -> None:
    before = "Wed, 31 May 2017 00:00:00 GMT"
    for condition in (
        {"If_None_Match": '"x"'},
        {"If_None_Match": '"x"', "If_Modified_Since": "Fri, 02 Jun 2017 00:00:00 GMT"},
        {"If_Modified_Since": before},
        {"If_Modified_Since": "nonsense"},
    ):
        assert get(client, "all.xml", **condition).status_code == 200


def test_kodi_asks_by_head_which_makes_nothing(world: World, made: list[str]) -> None:
    client = world.client()
    head = client.head("/xmltv/all.xml.gz", base_url=BASE)
    assert (head.status_code, head.data, made) == (200, b"", [])
    got = get(client, "all.xml.gz").headers
    assert head.headers["Last-Modified"] == got["Last-Modified"]
    told = {name: value for name, value in got if name != "Content-Length"}
    assert dict(head.headers) == told
    assert client.head("/xmltv/all.xml.gz", base_url=BASE).headers == got


def test_caches_are_told_what_they_are_told_of_feeds(client: Client) -> None:
    feed = client.get("/feeds/all.ics", base_url=BASE).headers
    for path in ("all.xml", "all.xml.gz"):
        told = get(client, path).headers
        for name in ("Cache-Control", "Last-Modified", "X-Content-Type-Options"):
            assert told[name] == feed[name]


def test_a_release_that_touches_nothing_of_a_document_leaves_its_etag(world: World) -> None:
    client = world.client()
    paths = [f"{stem}.xml" for stem in STEMS]
    before = {path: get(client, path).headers for path in paths}
    world.now.at += dt.timedelta(minutes=5)
    more = airing("2017-06-03 21:00", on="max", of=FILM, id="more")
    world.publish(evening_draft(more))
    after = {path: get(client, path).headers for path in paths}
    changed = {path for path in paths if before[path]["ETag"] != after[path]["ETag"]}
    assert changed == {"all.xml", "bouquets/ocs.xml", "channels/max.xml"}
    for path in set(paths) - changed:
        assert before[path]["Last-Modified"] == after[path]["Last-Modified"]


def test_the_number_of_a_seasons_episodes_is_in_it_and_changes_its_etag(world: World) -> None:
    client = world.client()
    before = get(client, "channels/city.xml")
    known = trade()
    seasons = {key: replace(one, count=8) for key, one in known.seasons.items()}
    world.publish(evening_draft(of=replace(known, seasons=seasons)))
    after = get(client, "channels/city.xml")
    assert (b">0.0/10.<" in before.data, b">0.0/8.<" in after.data) == (True, True)
    assert before.headers["ETag"] != after.headers["ETag"]


def test_a_new_utc_day_brings_a_new_document(world: World) -> None:
    client = world.client()
    seen = []
    for hours in (0, 5, 7, 30):
        world.now.at = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
        answer = get(client, "all.xml")
        seen.append((answer.headers["Last-Modified"], answer.headers["ETag"]))
    assert [modified for modified, _ in seen] == [
        "Thu, 01 Jun 2017 18:00:00 GMT",
        "Thu, 01 Jun 2017 18:00:00 GMT",
        "Fri, 02 Jun 2017 00:00:00 GMT",
        "Sat, 03 Jun 2017 00:00:00 GMT",
    ]
    assert [seen[0][1] == seen[1][1], seen[1][1] == seen[2][1]] == [True, False]


def test_a_document_that_fails_is_a_503_and_never_a_shorter_one(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = world.client()

    def broken(*_: object, **__: object) -> Iterator[bytes]:
        yield b"<tv>"
        raise RuntimeError("half of it")

    monkeypatch.setattr(xmltv, "feed", broken)
    for path in ("all.xml", "all.xml.gz"):
        answer = get(client, path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert (answer.mimetype, b"<tv>" in answer.data) == ("text/plain", False)
    assert "answering xmltv_gz failed" in caplog.text
    monkeypatch.undo()
    assert get(client, "all.xml").status_code == 200


def test_those_who_ask_at_once_get_one_document(world: World, made: list[str]) -> None:
    client, bodies = world.client(), []

    def ask() -> None:
        bodies.append(get(client, "all.xml").data)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, len(bodies), len(set(bodies))) == (["all"], 8, 1)


def test_a_guide_without_a_release_says_so(tmp_path: Any) -> None:
    empty = World(tmp_path)
    answer = get(empty.client(), "all.xml")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    empty.database.close()


def test_a_large_document_is_sent_in_pieces_by_a_few_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Granian sends a list by itself; each other body keeps one of its threads until it is sent."""
    client = world.client()
    whole = get(client, "all.xml")
    monkeypatch.setattr(xmltv_pages, "WHOLE_BYTES", 10)
    monkeypatch.setattr(packed, "PATIENCE", 0.01)
    slow = [client.get("/xmltv/all.xml", base_url=BASE) for _ in range(packed.SENDERS)]
    busy = get(client, "all.xml")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert [one.headers["Content-Length"] for one in slow] == [str(len(whole.data))] * len(slow)
    for one in slow:
        one.close()
    again = get(client, "all.xml")
    assert (again.data, again.headers) == (whole.data, whole.headers)


def test_a_small_document_is_handed_over_whole(world: World) -> None:
    environ = EnvironBuilder("/xmltv/all.xml", BASE).get_environ()
    body = world.client().application(environ, lambda *_: lambda _: None)
    assert isinstance(body, list)
    assert len(body) == 1


def test_what_is_tentative_by_day_or_cancelled_is_not_in_it(client: Client) -> None:
    root = etree.fromstring(get(client, "all.xml").data)
    titles = [one.text or "" for one in root.findall("programme/title[1]")]
    assert sorted(set(titles)) == ["Missions", "Night Talk", "The Invented Film"]
    assert [one.get("id") for one in root.findall("channel")] == [
        "city.guide.test",
        "max.guide.test",
    ]


def test_a_packed_document_ends_as_gzip_does(client: Client) -> None:
    unpacker = zlib.decompressobj(31)
    unpacker.decompress(get(client, "all.xml.gz").data)
    assert (unpacker.eof, unpacker.unused_data) == (True, b"")
