"""The thin layer in front: public addresses answered from ready bytes, without rendering.

What the public sees is a pure function of (release, address, minute). The layer makes it so: the
view behind a kept address gets the release, the moment cut to the minute or day, and the options
it knows; every header of the request but the host is taken away before it is asked.
"""

import datetime as dt
import io
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.routing import Map
from werkzeug.sansio.utils import host_is_trusted

from guide.releases.release import Release
from guide.web.bytestore import CODINGS, ByteStore, Form, Headers, Stored, Tag, store_of
from guide.web.conditions import IDENTITY, chosen_coding, matches
from guide.web.questions import Kept, Question, Questions
from guide.web.remembered import has_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOW = "guide.now"
RELEASE = "guide.release"
LONGEST_ADDRESS = 2048
VARIES = [("Vary", "Accept-Encoding")]
FLIGHTS = 64
MOST_HOSTS = 64
UNCHANGED = "304 Not Modified"
READING = frozenset({"GET", "HEAD"})

# The value of a request's header by its name in small letters.
Header = Callable[[str], str | None]


class Answer(NamedTuple):
    status: str
    headers: Headers
    body: bytes


class ReadyBytes:
    """A WSGI application before another one; `ready` is what it can answer at once.

    `kept` says by endpoint which answers may be kept; only whole 200s are. Of many who ask for
    the same missing bytes at once, one renders and the others wait for it. `release` finds the
    current release; `seen` is that release if it takes no time to know, else None.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        urls: Map,
        kept: Mapping[str, Kept],
        release: Callable[[], Release | None],
        seen: Callable[[], Release | None],
        now: Callable[[], dt.datetime],
        allowed_hosts: tuple[str, ...],
        limit: int,
    ) -> None:
        self._app = app
        self._urls = urls.bind("localhost")
        self._questions = Questions(self._urls, kept)
        self._release = release
        self._seen = seen
        self._now = now
        self._allowed_hosts = allowed_hosts
        self._trusted: dict[str | None, bool] = {}
        self._store = ByteStore(limit)
        self._flights = tuple(threading.Lock() for _ in range(FLIGHTS))

    def ready(self, method: str, path: str, query: str, header: Header) -> Answer | None:
        """Return an answer whose bytes are there, or a 304 that needs none; None if it takes more.

        Neither waits for anything nor asks anybody: for a loop that has others to answer.
        """
        release = self._seen()
        if release is None or not self._may_be_kept(method, path, query, header):
            return None
        question = self._questions.known(path, query, release, self._now())
        if question is None or _is_own(question, header):
            return None
        return self._told(question, method, header)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ[NOW], environ[RELEASE] = self._now(), self._release()
        header = _header_of(environ)
        question = self._question(environ, header)
        if question is None:
            return self._app(environ, start_response)
        if _is_own(question, header):
            own = {"REQUEST_METHOD": "GET", "QUERY_STRING": question.query, NOW: question.moment}
            made = self._made(environ | own)
            form = made.form(_coding_of(header))
            status, headers, body = _answer_of(made, form, environ["REQUEST_METHOD"], header)
        else:
            status, headers, body = self._answer(question, environ, header)
        start_response(status, headers)
        return [body]

    def _may_be_kept(self, method: str, path: str, query: str, header: Header) -> bool:
        return (
            method in READING
            and len(path) + len(query) <= LONGEST_ADDRESS
            and self._is_trusted(header("host"))
        )

    def _question(self, environ: "WSGIEnvironment", header: Header) -> Question | None:
        path, query, release = _path(environ), environ.get("QUERY_STRING", ""), environ[RELEASE]
        method = environ["REQUEST_METHOD"]
        if release is None or not self._may_be_kept(method, path, query, header):
            return None
        return self._questions.asked(path, query, release, environ[NOW])

    def _is_trusted(self, host: str | None) -> bool:
        # A browser's own host comes with every request; werkzeug takes a while to judge it.
        known = self._trusted.get(host)
        if known is None:
            if len(self._trusted) > MOST_HOSTS:
                self._trusted.clear()
            known = self._trusted[host] = host_is_trusted(host, self._allowed_hosts)
        return known

    def _told(self, question: Question, method: str, header: Header) -> Answer | None:
        stored = self._store.get(question.key, question.edition)
        form = stored.ready(_coding_of(header)) if stored else None
        if stored and form:
            return _answer_of(stored, form, method, header)
        return _known_answer(question.tag, header) if question.tag else None

    def _answer(self, question: Question, environ: "WSGIEnvironment", header: Header) -> Answer:
        method = environ["REQUEST_METHOD"]
        told = self._told(question, method, header)
        if told is not None:
            return told
        with self._flights[hash(question.key) % FLIGHTS]:
            stored = self._store.get(question.key, question.edition)
            if stored is None:
                stored = self._render(question, environ)
            coding = _coding_of(header)
            stored = self._packed(question, stored, coding)
        return _answer_of(stored, stored.form(coding), method, header)

    def _packed(self, question: Question, stored: Stored, coding: str) -> Stored:
        """Return the answer with its form in a coding, which is made when first asked for."""
        if stored.ready(coding) is None:
            stored = stored.packed_in(coding)
            self._keep(question, stored)
        return stored

    def _keep(self, question: Question, stored: Stored) -> None:
        if stored.is_whole:
            self._store.put(question.key, question.edition, stored)

    def _render(self, question: Question, environ: "WSGIEnvironment") -> Stored:
        stored = self._made(_clean(environ, question))
        if stored.is_whole:
            self._store.put(question.key, question.edition, stored)
        return stored

    def _made(self, environ: "WSGIEnvironment") -> Stored:
        seen: list[tuple[str, list[tuple[str, str]]]] = []
        written = io.BytesIO()

        def begin(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return written.write

        chunks = self._app(environ, begin)
        try:
            written.writelines(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        status, headers = seen[-1]
        return store_of(status, headers, written.getvalue())


def _is_own(question: Question, header: Header) -> bool:
    return question.kept.chosen and has_cookie(header("cookie") or "")


def _answer_of(stored: Stored, form: Form, method: str, header: Header) -> Answer:
    if stored.is_whole and matches(
        header("if-none-match"), header("if-modified-since"), form.etag, stored.modified
    ):
        return Answer(UNCHANGED, form.unchanged, b"")
    return Answer(stored.status, form.headers, b"" if method == "HEAD" else form.body)


def _coding_of(header: Header) -> str:
    return chosen_coding(header("accept-encoding") or "", CODINGS)


def _known_answer(tag: Tag, header: Header) -> Answer | None:
    """Return a 304 if who asks by ETag has the very bytes that would be rendered.

    Without bytes nobody knows whether they would be packed: the plain ETag will do too.
    """
    match = header("if-none-match")
    if match is None:
        return None
    for coding in dict.fromkeys((_coding_of(header), IDENTITY)):
        etag = tag.of(coding)
        if matches(match, None, etag, ""):
            return Answer(UNCHANGED, [*tag.headers, *VARIES, ("ETag", etag)], b"")
    return None


def _header_of(environ: "WSGIEnvironment") -> Header:
    def header(name: str) -> str | None:
        value: str | None = environ.get("HTTP_" + name.upper().replace("-", "_"))
        return value

    return header


def _path(environ: "WSGIEnvironment") -> str:
    raw: str = environ.get("PATH_INFO", "")
    return raw.encode("latin-1").decode("utf-8", "replace")


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
