import asyncio
import re
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
from werkzeug.routing import Map, Rule

from guide.releases.release import Release
from guide.web.front import Front
from guide.web.questions import Each, Kept
from guide.web.ready import ReadyBytes
from tests.releases.builders import EVENING
from tests.web.exchanges import FakeExchange, FakeScope
from tests.web.test_ready import FakeRelease
from tests.web.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

T = TypeVar("T")

LARGEST = 100
URLS = Map([Rule("/page", endpoint="page"), Rule("/form", endpoint="form")])


@dataclass
class Echo:
    """Answers with the body it was sent; `asked` are the bodies and what was said of their
    lengths.
    """

    asked: list[tuple[bytes, str]] = field(default_factory=list)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        self.asked.append((body, environ.get("CONTENT_LENGTH", "")))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"you said: ", body]


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def front(echo: Echo) -> Front:
    return fronting(echo)


def fronting(echo: Echo, patience: float = 30.0) -> Front:
    release = cast("Release", FakeRelease())
    layer = ReadyBytes(
        echo,
        urls=URLS,
        kept={"page": Kept(Each.RELEASE, frozenset())},
        release=lambda: release,
        seen=lambda: release,
        now=lambda: EVENING,
        allowed_hosts=("guide.test",),
        limit=1_000_000,
    )
    return Front(layer, largest=LARGEST, patience=patience)


def ask(front: Front, scope: FakeScope, exchange: FakeExchange | None = None) -> FakeExchange:
    exchange = exchange or FakeExchange()
    finished(front(scope, exchange))
    return exchange


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of it, on a loop and in a thread of its own: a browser that other tests
    share keeps a loop in this one.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def ask_at_once(front: Front, scope: FakeScope) -> FakeExchange:
    """Ask without a loop: it must be answered before anything is waited for."""
    exchange = FakeExchange()
    with pytest.raises(StopIteration):
        front(scope, exchange).send(None)
    return exchange


def test_what_lies_ready_is_answered_without_a_loop_or_thread(front: Front, echo: Echo) -> None:
    first = ask(front, FakeScope("/page"))
    assert (first.status, first.body, len(echo.asked)) == (200, b"you said: ", 1)
    again = ask_at_once(front, FakeScope("/page"))
    assert (again.status, again.headers, again.body) == (200, first.headers, first.body)
    head = ask_at_once(front, FakeScope("/page", "HEAD"))
    assert (head.status, head.headers, head.body) == (200, first.headers, None)
    known = dict(first.headers)["ETag"]
    unchanged = ask_at_once(front, FakeScope("/page").saying(if_none_match=known))
    assert (unchanged.status, unchanged.headers, unchanged.body) == (
        304,
        [("Vary", "Accept-Encoding"), ("ETag", known)],
        None,
    )
    assert len(echo.asked) == 1


@pytest.mark.parametrize("said", ["10", None])
def test_a_form_reaches_the_application_whole(front: Front, echo: Echo, said: str | None) -> None:
    scope = FakeScope("/form", "POST")
    scope.saying(**({"content_length": said} if said else {"transfer_encoding": "chunked"}))
    exchange = ask(front, scope, FakeExchange([b"a=1&", b"b=", b"long", b""]))
    assert (exchange.status, exchange.body) == (200, b"you said: a=1&b=long")
    assert echo.asked == [(b"a=1&b=long", "10")]


def test_no_more_is_read_than_shows_that_it_is_too_much(front: Front, echo: Echo) -> None:
    said = FakeExchange([b"x" * 60] * 10)
    ask(front, FakeScope("/form", "POST").saying(content_length="600"), said)
    assert (said.taken, echo.asked.pop()) == (0, (b"", "600"))
    in_chunks = FakeExchange([b"x" * 60] * 10)
    ask(front, FakeScope("/form", "POST").saying(transfer_encoding="chunked"), in_chunks)
    assert (in_chunks.taken, echo.asked.pop()) == (2, (b"x" * 120, "120"))


def test_half_a_form_is_never_answered_as_if_it_were_whole(front: Front, echo: Echo) -> None:
    exchange = FakeExchange([b"a=1&"])
    ask(front, FakeScope("/form", "POST").saying(content_length="10"), exchange)
    assert (exchange.status, echo.asked) == (0, [])


def test_who_takes_too_long_over_a_form_is_told_so(echo: Echo) -> None:
    exchange = FakeExchange([b"a=1&"], never_ends=True)
    scope = FakeScope("/form", "POST").saying(content_length="10")
    ask(fronting(echo, patience=0.01), scope, exchange)
    assert (exchange.status, exchange.headers) == (408, [("Connection", "close")])
    assert echo.asked == []


def test_many_slow_visitors_hold_nobody_up(front: Front) -> None:
    async def evening() -> FakeExchange:
        slow = [
            asyncio.ensure_future(
                front(
                    FakeScope("/form", "POST").saying(content_length="10"),
                    FakeExchange([b"a"], never_ends=True),
                )
            )
            for _ in range(200)
        ]
        exchange = FakeExchange()
        await front(FakeScope("/page"), exchange)
        assert not any(one.done() for one in slow)
        for one in slow:
            one.cancel()
        return exchange

    assert finished(evening()).status == 200


@pytest.mark.parametrize("encoding", ["content_length", "transfer_encoding"])
def test_too_large_a_form_is_refused_in_the_look_of_the_site(world: World, encoding: str) -> None:
    layer = cast("ReadyBytes", world.client().application)
    scope = FakeScope("/fr/subscribe", "POST").saying(
        content_type="application/x-www-form-urlencoded",
        **{encoding: "20000" if encoding == "content_length" else "chunked"},
    )
    exchange = ask(Front(layer, largest=16_384), scope, FakeExchange([b"x" * 10_000] * 2))
    assert exchange.status == 413
    assert exchange.body is not None
    assert re.search(rb"<html lang=.fr", exchange.body)


def test_the_visitors_address_counts_where_no_proxy_is_trusted(world: World) -> None:
    seen = []
    for proxies in (0, 1):
        world.trusted_proxies = proxies
        layer = cast("ReadyBytes", world.client().application)
        app = layer._app

        def noted(
            environ: "WSGIEnvironment", start_response: "StartResponse", app: object = app
        ) -> Iterable[bytes]:
            answer = cast("ReadyBytes", app)(environ, start_response)
            seen.append(environ["REMOTE_ADDR"])
            return answer

        layer._app = noted
        scope = FakeScope("/healthz").saying(x_forwarded_for="203.0.113.9")
        assert ask(Front(layer, largest=1), scope).status == 200
    assert seen == ["192.0.2.7", "203.0.113.9"]
