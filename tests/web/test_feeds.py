import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import Client

from guide.formats import ical
from guide.formats.words import words
from guide.model.draft import Draft
from guide.model.target import Target
from guide.releases.release import Release
from tests.releases.builders import FILM, airing
from tests.web.world import BASE, SITE, World, evening_draft

STEMS = (
    "all",
    "premieres",
    "bouquets/ocs",
    "channels/city",
    "series/missions",
    "series/missions/season-1",
    "series/missions/season-2",
    "streaming",
)


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_feed_is_what_the_format_makes_of_the_release(
    world: World, stem: str, language: str
) -> None:
    release, target = world.library.current(), Target.parse(stem)
    assert release is not None
    assert target is not None
    expected = ical.feed(release, target, site=SITE, words=words(language), now=world.now())
    answer = world.client().get(f"/feeds/{stem}.ics?lang={language}", base_url=BASE)
    assert answer.data == expected
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    name = stem.replace("/", "-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}.ics"'


def test_the_feed_without_a_language_is_in_the_first_one(client: Client) -> None:
    plain = client.get("/feeds/premieres.ics", base_url=BASE)
    assert plain.data == client.get("/feeds/premieres.ics?lang=fr", base_url=BASE).data


def test_one_airing_has_its_calendar_beside_its_page(client: Client) -> None:
    answer = client.get("/airings/ulysse.ics", base_url=BASE)
    assert answer.status_code == 200
    assert answer.data.count(b"BEGIN:VEVENT") == 1
    assert b"UID:ulysse@0123456789" in answer.data


def test_what_the_guide_has_not_has_no_feed(client: Client) -> None:
    for path in (
        "/feeds/nothing.ics",
        "/feeds/.ics",
        "/feeds/channels/nothing.ics",
        "/feeds/channels/city/2017.ics",
        "/feeds/series/missions/season-3.ics",
        "/feeds/series/missions/season-01.ics",
        "/feeds/bouquets/nothing.ics",
        "/feeds/airings/ulysse.ics",
        "/airings/nothing.ics",
        "/feeds/all",
    ):
        answer = client.get(path, base_url=BASE)
        assert answer.status_code == 404, path
        assert answer.mimetype == "text/plain"


def test_24_what_was_withdrawn_is_gone_and_comes_back(world: World) -> None:
    client, whole = world.client(), evening_draft()
    series = ("series/missions", "series/missions/season-1", "series/missions/season-2")
    paths = [f"/feeds/{stem}.ics" for stem in (*series, "channels/far")]

    def answers() -> list[int]:
        return [client.get(path, base_url=BASE).status_code for path in paths]

    assert answers() == [200, 200, 200, 200]
    kept = [one for one in whole.airings if one.episode == "talk"]
    known = whole.catalogue
    less = replace(
        known,
        series={},
        seasons={},
        episodes={"talk": known.episodes["talk"]},
        channels={name: one for name, one in known.channels.items() if name != "far"},
    )
    world.publish(Draft(less, tuple(kept), files={"a.yaml": b"# less\n"}))
    assert answers() == [410, 410, 410, 410]
    etags = {"If-None-Match": "*"}
    assert client.get(paths[0], base_url=BASE, headers=etags).status_code == 410
    assert client.get("/feeds/series/others.ics", base_url=BASE).status_code == 404
    world.publish(whole)
    assert answers() == [200, 200, 200, 200]


def test_a_bad_option_is_named(client: Client) -> None:
    cases = {
        "past=-1": "past",
        "kind=live": "kind",
        "title={x}": "{series}",
        "lang=de": "lang",
        "LANG=fr": "LANG",
        "x=" + "y" * 500: "x",
    }
    for query, name in cases.items():
        answer = client.get(f"/feeds/all.ics?{query}", base_url=BASE)
        assert answer.status_code == 400, query
        assert name in answer.text
        assert len(answer.text) < 400


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("lang=de", "fr, en"),
        ("kind=live", "first_run, premiere, repeat"),
        ("alarm=soon", "15m, 2h, 1d"),
        ("past=x", "0 to 3650"),
        ("ahead=731", "0 to 730"),
        ("cancelled=no", "mark, hide"),
        ("tentative=", "mark, hide"),
        ("title=plain", "{series} {code} {episode}"),
        ("spoilers=maybe", "no, yes"),
        ("streaming=also", "no, yes, only"),
        ("colour=red", "lang, kind, alarm, past, ahead"),
    ],
)
@pytest.mark.parametrize("path", ["/feeds/all.ics", "/feeds/streaming.ics"])
def test_a_bad_option_is_told_what_is_allowed(
    client: Client, path: str, query: str, allowed: str
) -> None:
    answer = client.get(f"{path}?{query}", base_url=BASE)
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.text
    assert allowed in answer.text


def test_no_accept_header_changes_a_feed(client: Client) -> None:
    plain = client.get("/feeds/all.ics", base_url=BASE)
    for accepted in ("text/html", "application/json", "*/*;q=0", ""):
        other = client.get("/feeds/all.ics", base_url=BASE, headers={"Accept": accepted})
        assert (other.status_code, other.data, other.headers) == (200, plain.data, plain.headers)


def test_head_and_304_of_a_feed(client: Client) -> None:
    got = client.get("/feeds/all.ics", base_url=BASE)
    assert client.head("/feeds/all.ics", base_url=BASE).headers == got.headers
    known = {"If-None-Match": got.headers["ETag"]}
    again = client.get("/feeds/all.ics", base_url=BASE, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Type" not in again.headers


def test_23_last_modified_is_the_later_of_the_last_change_and_the_day(world: World) -> None:
    client = world.client()
    seen = []
    for hours in (0, 4, 8, 30):
        world.now.at = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
        seen.append(client.get("/feeds/all.ics", base_url=BASE).headers["Last-Modified"])
    assert seen == [
        "Thu, 01 Jun 2017 18:00:00 GMT",
        "Thu, 01 Jun 2017 18:00:00 GMT",
        "Fri, 02 Jun 2017 00:00:00 GMT",
        "Sat, 03 Jun 2017 00:00:00 GMT",
    ]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the stems of the feeds that are made from here on."""
    seen: list[str] = []
    make = ical.feed

    def noted(release: Release, target: Target, **others: Any) -> bytes:
        seen.append(target.stem)
        return make(release, target, **others)

    monkeypatch.setattr(ical, "feed", noted)
    return seen


def test_equal_wishes_are_made_once(client: Client, made: list[str]) -> None:
    queries = ("kind=premiere&past=7&alarm=60m", "alarm=1h&past=07&kind=premiere&ahead=180")
    one, other = (client.get(f"/feeds/all.ics?{query}", base_url=BASE) for query in queries)
    assert (one.data, one.headers) == (other.data, other.headers)
    assert made == ["all"]


def test_a_304_needs_no_feed_even_from_a_process_that_never_made_it(
    world: World, made: list[str]
) -> None:
    for path in ("/feeds/series/missions.ics?lang=en", "/airings/ulysse.ics"):
        for coding in ("identity", "gzip"):
            accepted = {"Accept-Encoding": coding}
            known = world.client().get(path, base_url=BASE, headers=accepted).headers
            made.clear()
            asked = accepted | {"If-None-Match": known["ETag"]}
            again = world.client().get(path, base_url=BASE, headers=asked)
            assert (again.status_code, again.data, made) == (304, b"", [])
            for name in ("ETag", "Cache-Control", "Last-Modified", "Vary"):
                assert again.headers[name] == known[name]


def test_a_release_that_touches_no_airing_of_a_feed_leaves_its_etag(
    world: World, made: list[str]
) -> None:
    client = world.client()
    stems = ("series/missions", "channels/tokyo", "channels/max", "all")
    before = {stem: client.get(f"/feeds/{stem}.ics", base_url=BASE).headers for stem in stems}
    made.clear()
    world.now.at += dt.timedelta(minutes=5)
    film = airing("2017-06-03 21:00", on="max", of=FILM, id="more")
    world.publish(evening_draft(film))
    after = {stem: client.get(f"/feeds/{stem}.ics", base_url=BASE).headers for stem in stems}
    changed = {stem for stem in stems if before[stem]["ETag"] != after[stem]["ETag"]}
    assert changed == {"channels/max", "all"}
    assert made == ["channels/max", "all"]
    unmoved = set(stems) - changed
    assert all(before[one]["Last-Modified"] == after[one]["Last-Modified"] for one in unmoved)


def test_a_feed_that_fails_is_a_503_and_never_a_shorter_feed(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("half of it")

    monkeypatch.setattr(ical, "feed", broken)
    answer = world.client().get("/feeds/all.ics", base_url=BASE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert b"VCALENDAR" not in answer.data
    assert "answering feed failed" in caplog.text
