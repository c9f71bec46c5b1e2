"""The statements of the feed contract that are about HTTP."""

import hashlib

import pytest
from werkzeug.test import Client

from guide.formats import ical
from tests.web.world import BASE, World

FEED = "/feeds/series/missions.ics"


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
    failed = client.get(FEED, base_url=BASE)
    assert (failed.status_code, failed.headers["Retry-After"]) == (503, "60")
    assert b"VCALENDAR" not in failed.data
