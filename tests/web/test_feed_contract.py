"""The statements of the feed contract that are about HTTP, and about one release after another."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.formats import ical
from guide.model.airing import Airing, Status
from guide.model.draft import Draft
from guide.model.texts import Text
from tests.formats.lint import read
from tests.releases.builders import ULYSSE
from tests.web.world import BASE, World, evening_draft

FEED = "/feeds/series/missions.ics"
HOUR = dt.timedelta(hours=1)


def told(client: Client, uid: str = "ulysse") -> tuple[str, ...]:
    """Return what a feed says of an airing: start, state, SEQUENCE and both stamps."""
    (found,) = (
        event
        for event in read(client.get("/feeds/all.ics", base_url=BASE).data).children
        if event.value("UID").startswith(f"{uid}@")
    )
    names = ("DTSTART", "STATUS", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
    return tuple(found.value(name) for name in names)


def edited(change: Callable[[Airing], Airing], *, title: str = "Ulysse") -> Draft:
    whole = evening_draft()
    episodes = dict(whole.catalogue.episodes)
    episodes[ULYSSE] = replace(episodes[ULYSSE], title=Text.of(title))
    airings = tuple(change(one) if one.id == "ulysse" else one for one in whole.airings)
    known = replace(whole.catalogue, episodes=episodes)
    return Draft(known, airings, whole.windows, files={"a.yaml": title.encode()})


def later(one: Airing) -> Airing:
    assert one.starts
    assert one.ends
    return replace(one, starts=one.starts + HOUR, ends=one.ends + HOUR)


def longer(one: Airing) -> Airing:
    assert one.ends
    return replace(one, ends=one.ends + HOUR)


def off(one: Airing) -> Airing:
    return replace(longer(one), status=Status.CANCELLED, reason=Text.of("Strike"))


def test_05_and_06_and_14_sequence_and_stamps_through_the_life_of_an_airing(world: World) -> None:
    client = world.client()
    seen = [told(client)]
    steps: tuple[Draft, ...] = (
        edited(later),
        edited(later, title="Odysseus"),
        edited(longer, title="Odysseus"),
        edited(off, title="Odysseus"),
    )
    for draft in steps:
        world.now.at += dt.timedelta(minutes=1)
        world.publish(draft)
        world.now.at += dt.timedelta(seconds=30)
        seen.append(told(client))
    stamps = ["20170601T180000Z", "20170601T180100Z", "20170601T180230Z", "20170601T180400Z",
              "20170601T180530Z"]  # fmt: skip
    assert seen == [
        ("20170601T184000Z", "CONFIRMED", "0", stamps[0], stamps[0]),
        ("20170601T194000Z", "CONFIRMED", "1", stamps[1], stamps[1]),
        ("20170601T194000Z", "CONFIRMED", "1", stamps[2], stamps[2]),
        ("20170601T184000Z", "CONFIRMED", "2", stamps[3], stamps[3]),
        ("20170601T184000Z", "CANCELLED", "3", stamps[4], stamps[4]),
    ]


def test_22_a_feed_is_the_same_for_whoever_asks(client: Client) -> None:
    got = client.get(FEED, base_url=BASE)
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.headers["Content-Disposition"].startswith("inline; ")
    assert int(got.headers["Content-Length"]) == len(got.data)
    for accepted in ("text/html", "application/json", "*/*;q=0"):
        other = client.get(FEED, base_url=BASE, headers={"Accept": accepted})
        assert (other.data, other.headers) == (got.data, got.headers)
    head = client.head(FEED, base_url=BASE)
    assert (head.headers, head.data) == (got.headers, b"")


def test_23_a_strong_etag_answers_for_the_bytes(client: Client) -> None:
    plain = client.get(FEED, base_url=BASE)
    packed = client.get(FEED, base_url=BASE, headers={"Accept-Encoding": "gzip"})
    tag = plain.headers["ETag"]
    assert not tag.startswith("W/")
    assert packed.headers["ETag"] != tag
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    for match in (tag, "*", f'"other", {tag}', f"W/{tag}"):
        again = client.get(FEED, base_url=BASE, headers={"If-None-Match": match})
        assert (again.status_code, again.data) == (304, b""), match
    assert client.get(FEED, base_url=BASE, headers={"If-None-Match": '"x"'}).status_code == 200


def test_23_different_bytes_never_share_an_etag(client: Client) -> None:
    stems = ("all", "premieres", "series/missions", "streaming", "channels/city")
    queries = ("", "?lang=en", "?alarm=15m", "?spoilers=no", "?streaming=yes", "?past=0")
    seen: dict[str, str] = {}
    for address in (f"/feeds/{stem}.ics{query}" for stem in stems for query in queries):
        got = client.get(address, base_url=BASE)
        digest = hashlib.sha256(got.data).hexdigest()
        assert seen.setdefault(got.headers["ETag"], digest) == digest, address


def test_24_what_is_not_there_or_fails_is_never_a_shorter_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    assert client.get("/feeds/series/nothing.ics", base_url=BASE).status_code == 404

    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("half of it")

    monkeypatch.setattr(ical, "feed", broken)
    for path in (FEED, "/feeds/all.ics?lang=en", "/feeds/streaming.ics", "/airings/ulysse.ics"):
        failed = client.get(path, base_url=BASE)
        assert (failed.status_code, failed.headers["Retry-After"]) == (503, "60"), path
        assert b"VCALENDAR" not in failed.data
