"""The thin layer in front: public addresses answered from ready bytes, without rendering.

What the public sees is a pure function of (release, address, minute). The layer makes it so: the
view behind a kept address gets the release, the moment cut to the minute or day, and the options
it knows; every header of the request but the host is taken away before it is asked.
"""

import datetime as dt
import io
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.sansio.utils import host_is_trusted

from guide.releases.release import Release
from guide.web.bytestore import ByteStore, Stored, Tag, store_of
from guide.web.conditions import chosen_coding, is_unchanged
from guide.web.remembered import has_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOW = "guide.now"
RELEASE = "guide.release"
LONGEST_ADDRESS = 2048
VARIES = [("Vary", "Accept-Encoding")]
FLIGHTS = 64
MOST_QUESTIONS = 2_048
MOST_HOSTS = 64


Period = tuple[dt.datetime, dt.datetime]
Lively = Callable[[Mapping[str, str], Release, str], Period | None]
Tagging = Callable[[Mapping[str, str], Release, str, dt.datetime], Tag | None]


class Each(Enum):
    """How often the bytes of an address may change within one release."""

    MINUTE = "minute"
    DAY = "day"
    RELEASE = "release"

    def moment(self, now: dt.datetime, release: Release) -> dt.datetime:
        match self:
            case Each.MINUTE:
                return now.replace(second=0, microsecond=0)
            case Each.DAY:
                return now.replace(hour=0, minute=0, second=0, microsecond=0)
            case Each.RELEASE:
                return release.published_at


@dataclass(frozen=True, slots=True)
class Kept:
    """`options` are the query parameters the view knows; None: all count, it judges them.

    `tag` tells an answer's ETag before it is rendered, from the parts of its path, the release,
    the query and the moment; None if it will not be a 200. Answers with a tag live as long as it.
    `lively` tells the period `[a, b)` in which an address depends on now so often as `each` says,
    from the parts of its path, the release and the query: outside of it, bytes live for a day.
    `chosen` says that a visitor's own cookie counts: who brings one is answered by the view.
    """

    each: Each
    options: frozenset[str] | None
    tag: Tagging | None = None
    lively: Lively | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One kept address at one moment of one release."""

    path: str
    query: str
    release: Release
    moment: dt.datetime
    kept: Kept
    tag: Tag | None = None
    period: Period | None = None

    def is_of(self, now: dt.datetime) -> bool:
        return _moment(self.kept.each, self.period, now, self.release) == self.moment

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.query

    @property
    def edition(self) -> Hashable:
        return self.tag.etag if self.tag else (self.release.number, self.moment)


class ReadyBytes:
    """A WSGI application before another one.

    `kept` says by endpoint which answers may be kept; only whole 200s are. Of many who ask for
    the same missing bytes at once, one renders and the others wait for it.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        urls: Map,
        kept: Mapping[str, Kept],
        release: Callable[[], Release | None],
        now: Callable[[], dt.datetime],
        allowed_hosts: tuple[str, ...],
        limit: int,
    ) -> None:
        self._app = app
        self._urls = urls.bind("localhost")
        self._kept = kept
        self._release = release
        self._now = now
        self._allowed_hosts = allowed_hosts
        self._trusted: dict[str | None, bool] = {}
        self._store = ByteStore(limit)
        self._asked: tuple[Release | None, dict[tuple[str, str], Question]] = (None, {})
        self._flights = tuple(threading.Lock() for _ in range(FLIGHTS))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ[NOW], environ[RELEASE] = self._now(), self._release()
        question = self._question(environ)
        if question is None:
            return self._app(environ, start_response)
        if question.kept.chosen and has_cookie(environ.get("HTTP_COOKIE", "")):
            own = {"QUERY_STRING": question.query, NOW: question.moment}
            return self._app(environ | own, start_response)
        return self._answer(question, environ, start_response)

    def _question(self, environ: "WSGIEnvironment") -> Question | None:
        path, query, release = _path(environ), environ.get("QUERY_STRING", ""), environ[RELEASE]
        if release is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        if len(path) + len(query) > LONGEST_ADDRESS:
            return None
        if not self._is_trusted(environ.get("HTTP_HOST")):
            return None
        return self._known_question(path, query, release, environ[NOW])

    def _is_trusted(self, host: str | None) -> bool:
        # A browser's own host comes with every request; werkzeug takes a while to judge it.
        known = self._trusted.get(host)
        if known is None:
            if len(self._trusted) > MOST_HOSTS:
                self._trusted.clear()
            known = self._trusted[host] = host_is_trusted(host, self._allowed_hosts)
        return known

    def _known_question(
        self, path: str, query: str, release: Release, now: dt.datetime
    ) -> Question | None:
        """Return the question an address asks: for most requests the one it asked before."""
        asked = self._asked
        if asked[0] is not release or len(asked[1]) > MOST_QUESTIONS:
            asked = self._asked = (release, {})
        known = asked[1].get((path, query))
        if known is not None and known.is_of(now):
            return known
        question = self._new_question(path, query, release, now)
        if question is not None:
            asked[1][path, query] = question
        return question

    def _new_question(
        self, path: str, query: str, release: Release, now: dt.datetime
    ) -> Question | None:
        try:
            endpoint, parts = self._urls.match(path, method="GET")
        except HTTPException:
            return None
        kept = self._kept.get(endpoint)
        if kept is None:
            return None
        canonical = _canonical(query, kept.options)
        period = kept.lively(parts, release, canonical) if kept.lively else None
        moment = _moment(kept.each, period, now, release)
        tag = kept.tag(parts, release, query, moment) if kept.tag else None
        canonical = tag.query if tag else canonical
        return Question(path, canonical, release, moment, kept, tag, period)

    def _answer(
        self, question: Question, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        stored = self._store.get(question.key, question.edition)
        if stored is None and question.tag and _is_known(question.tag, environ):
            start_response("304 Not Modified", _unchanged(question.tag, environ))
            return []
        if stored is None:
            with self._flights[hash(question.key) % FLIGHTS]:
                stored = self._store.get(question.key, question.edition)
                if stored is None:
                    stored = self._render(question, environ)
        return _send(stored, environ, start_response)

    def _render(self, question: Question, environ: "WSGIEnvironment") -> Stored:
        seen: list[tuple[str, list[tuple[str, str]]]] = []
        written = io.BytesIO()

        def begin(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return written.write

        chunks = self._app(_clean(environ, question), begin)
        try:
            written.writelines(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        status, headers = seen[-1]
        stored = store_of(status, headers, written.getvalue())
        if stored.status.startswith("200 "):
            self._store.put(question.key, question.edition, stored)
        return stored


def _moment(each: Each, period: Period | None, now: dt.datetime, release: Release) -> dt.datetime:
    if period is None or period[0] <= now < period[1]:
        return each.moment(now, release)
    day = Each.DAY.moment(now, release)
    # Midnight itself may lie within the period that is over.
    return max(day, period[1]) if now >= period[1] else day


def _is_known(tag: Tag, environ: "WSGIEnvironment") -> bool:
    """Say whether who asks by ETag has the very bytes that would be rendered.

    Without bytes nobody knows whether they would be packed: either coding's ETag will do.
    """
    if "HTTP_IF_NONE_MATCH" not in environ:
        return False
    return any(is_unchanged(environ, tag.of(coding), "") for coding in _codings(environ))


def _unchanged(tag: Tag, environ: "WSGIEnvironment") -> list[tuple[str, str]]:
    known = (tag.of(one) for one in _codings(environ) if is_unchanged(environ, tag.of(one), ""))
    return [*tag.headers, *VARIES, ("ETag", next(known))]


def _codings(environ: "WSGIEnvironment") -> list[str]:
    chosen = chosen_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return [chosen, "identity"] if chosen == "gzip" else [chosen]


def _path(environ: "WSGIEnvironment") -> str:
    raw: str = environ.get("PATH_INFO", "")
    return raw.encode("latin-1").decode("utf-8", "replace")


def _canonical(query: str, options: frozenset[str] | None) -> str:
    """Return the query as the key and the view see it: known options, sorted, the first of each."""
    if not query:
        return ""
    pairs: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if options is None or name in options:
            pairs.setdefault(name, value)
    return urlencode(sorted(pairs.items()))


def _clean(environ: "WSGIEnvironment", question: Question) -> "WSGIEnvironment":
    """Return a request with nothing in it that the answer must not depend on."""
    clean = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") and name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    return clean | {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": environ["HTTP_HOST"],
        "QUERY_STRING": question.query,
        "wsgi.input": io.BytesIO(),
        NOW: question.moment,
        RELEASE: question.release,
    }


def _send(
    stored: Stored, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    form = stored.form(chosen_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if stored.status.startswith("200 ") and is_unchanged(environ, form.etag, stored.modified):
        start_response("304 Not Modified", [*stored.unchanged_headers, ("ETag", form.etag)])
        return []
    start_response(stored.status, form.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]
