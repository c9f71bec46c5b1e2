import datetime as dt
import gzip
import io
import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import brotli
import pytest
from werkzeug.routing import Map, Rule
from werkzeug.test import Client, EnvironBuilder

from guide.releases.release import Release
from guide.web.bytestore import ByteStore, store_of
from guide.web.questions import Each, Kept
from guide.web.ready import NOW, RELEASE, Answer, ReadyBytes
from tests.releases.builders import EVENING
from tests.web.world import BASE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The day after the evening begins at midnight, an hour before this.
TOMORROW = EVENING + dt.timedelta(hours=7)
URLS = Map(
    [
        Rule("/page", endpoint="page"),
        Rule("/feed", endpoint="feed"),
        Rule("/about", endpoint="about"),
        Rule("/chosen", endpoint="chosen"),
        Rule("/secret", endpoint="secret"),
        Rule("/evening", endpoint="evening"),
        Rule("/own", endpoint="own"),
    ]
)
KEPT = {
    "own": Kept(Each.MINUTE, frozenset(), chosen=True),
    "page": Kept(Each.MINUTE, frozenset({"zone"})),
    "feed": Kept(Each.DAY, None),
    "about": Kept(Each.RELEASE, frozenset()),
    "chosen": Kept(Each.MINUTE, frozenset({"zone"}), chosen=True),
    "evening": Kept(
        Each.MINUTE, frozenset(), lively=lambda _parts, _release, _query: (EVENING, TOMORROW)
    ),
}


@dataclass
class FakeRelease:
    number: int = 1
    published_at: dt.datetime = EVENING


@dataclass
class FakeApp:
    """Answers with what it was asked, and counts how often it was."""

    asked: list[dict[str, object]] = field(default_factory=list)
    status: str = "200 OK"
    delay: threading.Event | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        self.asked.append(dict(environ))
        if self.delay:
            self.delay.wait(5)
        headers = [
            ("Content-Type", "text/html"),
            ("Last-Modified", "Thu, 01 Jun 2017 18:00:00 GMT"),
        ]
        start_response(self.status, headers)
        about = (environ["PATH_INFO"], environ["QUERY_STRING"], environ[NOW].isoformat())
        return [repr(about).encode() * 20, environ.get("HTTP_COOKIE", "").encode()]


@dataclass
class Layer:
    app: FakeApp = field(default_factory=FakeApp)
    release: FakeRelease | None = field(default_factory=FakeRelease)
    at: dt.datetime = EVENING + dt.timedelta(seconds=7)
    limit: int = 1_000_000
    seen: bool = True

    def __post_init__(self) -> None:
        self.layer = ReadyBytes(
            self.app,
            urls=URLS,
            kept=KEPT,
            release=lambda: cast("Release | None", self.release),
            seen=lambda: cast("Release | None", self.release) if self.seen else None,
            now=lambda: self.at,
            allowed_hosts=("guide.test",),
            limit=self.limit,
        )
        self.client = Client(self.layer, use_cookies=False)

    def at_once(self, address: str, method: str = "GET", **headers: str) -> Answer | None:
        given = {"host": "guide.test"} | {name.replace("_", "-"): headers[name] for name in headers}
        path, _, query = address.partition("?")
        return self.layer.ready(method, path, query, given.get)

    def get(self, path: str, **headers: str) -> tuple[int, bytes, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(path, base_url=BASE, headers=named)
        return answer.status_code, answer.data, answer.headers.get("ETag", "")


@pytest.fixture
def layer() -> Layer:
    return Layer()


def test_within_one_minute_of_one_release_nothing_is_rendered_twice(layer: Layer) -> None:
    first = layer.get("/page")
    layer.at += dt.timedelta(seconds=52)
    assert layer.get("/page") == first
    assert len(layer.app.asked) == 1


def test_a_new_minute_or_release_is_rendered_anew(layer: Layer) -> None:
    layer.get("/page")
    layer.at += dt.timedelta(seconds=53)
    layer.get("/page")
    layer.release = FakeRelease(2)
    layer.get("/page")
    assert [one[NOW] for one in layer.app.asked] == [
        EVENING,
        EVENING + dt.timedelta(minutes=1),
        EVENING + dt.timedelta(minutes=1),
    ]
    assert cast("FakeRelease", layer.app.asked[-1][RELEASE]).number == 2


def test_a_feed_lasts_for_the_day_and_a_timeless_page_for_the_release(layer: Layer) -> None:
    for path in ("/feed", "/about"):
        layer.get(path)
        layer.at += dt.timedelta(hours=2)
        layer.get(path)
    assert [one[NOW] for one in layer.app.asked] == [
        EVENING.replace(hour=0),
        EVENING,
    ]
    layer.at += dt.timedelta(days=1)
    layer.get("/feed")
    layer.get("/about")
    assert len(layer.app.asked) == 3


def test_unknown_options_are_neither_seen_nor_kept_apart(layer: Layer) -> None:
    first = layer.get("/page?zone=UTC")
    assert layer.get("/page?utm=1&zone=UTC&zone=Asia/Tokyo&zone2=x") == first
    assert [one["QUERY_STRING"] for one in layer.app.asked] == ["zone=UTC"]


def test_a_feed_sees_all_its_options_in_one_order(layer: Layer) -> None:
    assert layer.get("/feed?b=2&a=1") == layer.get("/feed?a=1&b=2")
    assert [one["QUERY_STRING"] for one in layer.app.asked] == ["a=1&b=2"]


def test_no_header_of_a_visitor_reaches_the_bytes(layer: Layer) -> None:
    first = layer.get("/page", Cookie="zone=Asia/Tokyo", Accept_Language="en", X_Forwarded_Host="e")
    assert layer.get("/page") == first
    named = {name for name in layer.app.asked[0] if name.startswith("HTTP_")}
    assert named == {"HTTP_HOST"}


@pytest.mark.parametrize("cookies", ["guide=t=dark", "a=b; guide=", "a=b; guide=c=city; c=d"])
def test_who_brings_a_choice_gets_an_answer_that_nobody_keeps(layer: Layer, cookies: str) -> None:
    first = layer.get("/chosen?zone=UTC")
    for _ in range(2):
        status, body, etag = layer.get("/chosen?zone=UTC&other=1", Cookie=cookies)
        assert (status, body.endswith(cookies.encode()), etag == first[2]) == (200, True, False)
    packed = layer.client.get(
        "/chosen?zone=UTC", base_url=BASE, headers={"Cookie": cookies, "Accept-Encoding": "gzip"}
    )
    assert gzip.decompress(packed.data) == body
    head = layer.client.head("/chosen?zone=UTC", base_url=BASE, headers={"Cookie": cookies})
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(body)))
    asked = [(one["QUERY_STRING"], one["REQUEST_METHOD"], one[NOW]) for one in layer.app.asked]
    assert asked == [("zone=UTC", "GET", EVENING)] * 5
    assert layer.get("/chosen?zone=UTC") == first
    assert len(layer.app.asked) == 5


@pytest.mark.parametrize("cookies", ["guide_operator=x", "my-guide=x", "a=guide", "a=b; guides=c"])
def test_no_other_cookie_keeps_anybody_from_ready_bytes(layer: Layer, cookies: str) -> None:
    first = layer.get("/chosen")
    assert layer.get("/chosen", Cookie=cookies) == first
    layer.get("/feed")
    layer.get("/feed", Cookie="guide=t=dark")
    assert [one["PATH_INFO"] for one in layer.app.asked] == ["/chosen", "/feed"]


def test_the_same_bytes_are_not_sent_twice(layer: Layer) -> None:
    _, body, etag = layer.get("/page")
    for known in (etag, f"W/{etag}", "*", f'"other", {etag}', f'"other",W/{etag}'):
        assert layer.get("/page", If_None_Match=known) == (304, b"", etag)
    assert layer.get("/page", If_None_Match='"other"') == (200, body, etag)
    assert len(layer.app.asked) == 1


def test_if_none_match_wins_over_if_modified_since(layer: Layer) -> None:
    later = "Fri, 02 Jun 2017 18:00:00 GMT"
    assert layer.get("/page", If_Modified_Since=later)[0] == 304
    assert layer.get("/page", If_Modified_Since="Thu, 01 Jun 2017 18:00:00 GMT")[0] == 304
    assert layer.get("/page", If_Modified_Since="Thu, 01 Jun 2017 17:59:59 GMT")[0] == 200
    for odd in ("yesterday", "Thu, 01 Jun 2017 18:00:00 +99999999999999999999"):
        assert layer.get("/page", If_Modified_Since=odd)[0] == 200
    assert layer.get("/page", If_Modified_Since=later, If_None_Match='"other"')[0] == 200


UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(("coding", "suffix"), [("br", "-br"), ("gzip", "-gz")])
def test_each_coding_has_its_own_etag_and_the_same_text(
    layer: Layer, coding: str, suffix: str
) -> None:
    _, plain, etag = layer.get("/page")
    answer = layer.client.get("/page", base_url=BASE, headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert UNPACKED[coding](answer.data) == plain
    own = answer.headers["ETag"]
    assert own == f'{etag[:-1]}{suffix}"'
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert layer.get("/page", Accept_Encoding=coding, If_None_Match=own)[0] == 304
    assert layer.get("/page", Accept_Encoding=coding, If_None_Match=etag)[0] == 200
    assert layer.get("/page", Accept_Encoding=f"{coding};q=0, *")[2] == etag
    assert layer.get("/page", If_None_Match=own)[0] == 200
    assert len(layer.app.asked) == 1


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("BR ; q=0.5 , GZIP;q=0.501", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.0", None),
        ("br;q=nonsense, gzip;q=2", None),
        ("*", None),
        ("zstd", None),
        ("", None),
        ("x" * 300 + ", br", None),
    ],
)
def test_the_coding_liked_best_is_sent(layer: Layer, accepted: str, coding: str | None) -> None:
    answer = layer.client.get("/page", base_url=BASE, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding


def test_a_coding_is_made_when_it_is_first_asked_for(layer: Layer) -> None:
    layer.get("/page")
    for coding in ("br", "gzip"):
        assert layer.at_once("/page", accept_encoding=coding) is None
        layer.get("/page", Accept_Encoding=coding)
        told = layer.at_once("/page", accept_encoding=coding)
        assert told is not None
        assert dict(told.headers)["Content-Encoding"] == coding
    assert len(layer.app.asked) == 1


def test_forms_made_later_count_for_the_room_there_is() -> None:
    body = random.Random(7).randbytes(20_000).hex().encode()
    answer = store_of("200 OK", [("Content-Type", "text/plain")], body)
    store = ByteStore(limit=answer.size + 1000)
    store.put("a", 1, answer)
    store.put("a", 1, answer.packed_in("gzip"))
    assert store.get("a", 1) is None


def test_what_is_small_or_packed_already_has_no_coding(layer: Layer) -> None:
    icon = store_of("200 OK", [("Content-Type", "image/png")], b"x" * 10_000)
    short = store_of("200 OK", [("Content-Type", "text/html")], b"x" * 100)
    noise = store_of("200 OK", [("Content-Type", "text/html")], random.Random(7).randbytes(1000))
    for one in (icon, short, noise):
        assert one.form("br") is one.plain
    assert (icon.ready("br"), short.ready("br")) == (icon.plain, short.plain)
    assert noise.packed_in("br").ready("br") is noise.plain


def test_head_has_the_headers_of_get_and_no_body(layer: Layer) -> None:
    got = layer.client.get("/page", base_url=BASE)
    head = layer.client.head("/page", base_url=BASE)
    assert (head.status_code, head.data, head.headers) == (200, b"", got.headers)
    assert head.headers["Content-Length"] == str(len(got.data))


def test_only_whole_answers_are_kept(layer: Layer) -> None:
    layer.app.status = "404 NOT FOUND"
    assert layer.get("/page")[0] == 404
    assert layer.get("/page", If_None_Match="*")[0] == 404
    layer.app.status = "200 OK"
    assert layer.get("/page")[0] == 200
    assert len(layer.app.asked) == 3


def test_posts_secrets_and_other_hosts_pass_through_untouched(layer: Layer) -> None:
    layer.client.post("/page", base_url=BASE, data={"a": "b"})
    layer.client.get("/secret?q=1", base_url=BASE, headers={"Cookie": "a=b"})
    layer.client.get("/page", base_url="http://evil.test")
    layer.client.get("/secret?q=1", base_url=BASE)
    assert [one["REQUEST_METHOD"] for one in layer.app.asked] == ["POST", "GET", "GET", "GET"]
    assert layer.app.asked[1]["HTTP_COOKIE"] == "a=b"
    assert layer.app.asked[1][NOW] == layer.at
    assert layer.app.asked[2]["HTTP_HOST"] == "evil.test"


def test_without_a_release_nothing_is_kept(layer: Layer) -> None:
    layer.release = None
    layer.get("/page")
    layer.get("/page")
    assert len(layer.app.asked) == 2


def test_of_many_who_ask_at_once_one_renders() -> None:
    layer = Layer(FakeApp(delay=threading.Event()))
    assert layer.app.delay is not None
    answers: list[bytes] = []
    application = layer.client.application

    def ask() -> None:
        environ = EnvironBuilder("/page", base_url=BASE).get_environ()
        answers.append(b"".join(application(environ, lambda *_: io.BytesIO().write)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    layer.app.delay.set()
    for thread in threads:
        thread.join(10)
    assert len(layer.app.asked) == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_the_least_lately_asked_for_is_given_up_first() -> None:
    answer = store_of("200 OK", [("Content-Type", "image/x-icon")], b"x" * 1000)
    store = ByteStore(limit=3 * answer.size)
    for key in ("a", "b", "c"):
        store.put(key, 1, answer)
    store.get("a", 1)
    store.put("d", 1, answer)
    assert [key for key in ("a", "b", "c", "d") if store.get(key, 1)] == ["a", "c", "d"]


def test_a_new_edition_takes_the_place_of_the_old_one() -> None:
    answer = store_of("200 OK", [("Content-Type", "image/x-icon")], b"x" * 1000)
    store = ByteStore(limit=2 * answer.size)
    for edition in range(10):
        store.put("a", edition, answer)
    store.put("b", 0, answer)
    assert (store.get("a", 8), store.get("a", 9), store.get("b", 0)) == (None, answer, answer)


def test_an_answer_larger_than_all_room_is_not_kept() -> None:
    answer = store_of("200 OK", [("Content-Type", "image/x-icon")], b"x" * 1000)
    store = ByteStore(limit=500)
    store.put("a", 1, answer)
    assert store.get("a", 1) is None


def test_only_in_its_lively_period_do_bytes_follow_the_minute() -> None:
    layer, moments = Layer(), []
    for at in (-60, -59, 0, 1, 8 * 60, 9 * 60):
        layer.at = EVENING + dt.timedelta(minutes=at, seconds=7)
        layer.get("/evening")
        moments.append(layer.app.asked[-1][NOW])
    midnight = EVENING.replace(hour=0)
    assert moments == [
        midnight,
        midnight,
        EVENING,
        EVENING + dt.timedelta(minutes=1),
        TOMORROW,
        TOMORROW,
    ]
    assert len(layer.app.asked) == 4


def test_what_lies_ready_is_told_without_asking_anybody(layer: Layer) -> None:
    """Only what was answered before, of the release that is sure to be the current one."""
    assert layer.at_once("/page") is None
    status, body, etag = layer.get("/page")
    told = layer.at_once("/page")
    assert told is not None
    assert (status, told.status, told.body) == (200, "200 OK", body)
    assert dict(told.headers)["ETag"] == etag
    unchanged = layer.at_once("/page", if_none_match=etag)
    assert unchanged is not None
    assert (unchanged.status, unchanged.body) == ("304 Not Modified", b"")
    head = layer.at_once("/page", method="HEAD")
    assert head is not None
    assert (head.headers, head.body) == (told.headers, b"")
    assert len(layer.app.asked) == 1
    for others in ("/page?zone=UTC", "/about", "/secret", "/none"):
        assert layer.at_once(others) is None
    assert layer.at_once("/page", method="POST") is None
    assert layer.at_once("/page", host="evil.test") is None
    layer.at += dt.timedelta(minutes=1)
    assert layer.at_once("/page") is None
    layer.at -= dt.timedelta(minutes=1)
    layer.seen = False
    assert layer.at_once("/page") is None


def test_who_brings_a_choice_gets_nothing_that_lies_ready(layer: Layer) -> None:
    layer.get("/own")
    assert layer.at_once("/own") is not None
    assert layer.at_once("/own", cookie="guide=t:dark") is None
    layer.get("/page")
    assert layer.at_once("/page", cookie="guide=t:dark") is not None


def test_the_ready_door_and_the_other_say_the_same(layer: Layer) -> None:
    _, _, etag = layer.get("/page")
    layer.get("/page", Accept_Encoding="gzip")
    for given in (
        {},
        {"accept_encoding": "gzip"},
        {"accept_encoding": "gzip", "if_none_match": f'{etag[:-1]}-gz"'},
        {"if_modified_since": "Thu, 01 Jun 2017 18:00:00 GMT"},
    ):
        named = {name.replace("_", "-"): value for name, value in given.items()}
        answer = layer.client.get("/page", base_url=BASE, headers=named)
        told = layer.at_once("/page", **given)
        assert told is not None
        assert told.status.casefold() == answer.status.casefold()
        assert (list(told.headers), told.body) == (list(answer.headers), answer.data)
