"""Ready bytes: an answer with its codings and ETags, and the place where answers are kept."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import brotli

from guide.web.conditions import IDENTITY

SMALLEST_PACKED = 600
PACKED_TYPES = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/feed+json",
    "image/svg+xml",
)
# All that a 304 is for (RFC 9110 §15.4.5): what else a visitor keeps stays as it was.
UNCHANGED_NAMES = frozenset({"cache-control", "expires", "etag", "last-modified", "vary"})
# Of those that a visitor likes equally well the first is sent. Higher qualities take far longer
# and save next to nothing.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
SUFFIXES = {IDENTITY: "", "gzip": "-gz", "br": "-br"}
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tag:
    """What is known of an answer before it is rendered: the canonical query of its address, its
    ETag without quotes, and the headers a 304 needs.
    """

    query: str
    etag: str
    headers: tuple[tuple[str, str], ...]

    def of(self, coding: str) -> str:
        return etag_of(self.etag, coding)


def etag_of(etag: str, coding: str) -> str:
    """Return the strong ETag of one content coding, in its quotes."""
    return f'"{etag}{SUFFIXES[coding]}"'


@dataclass(frozen=True, slots=True)
class Form:
    """An answer's body in one content coding, with the headers of a 200 and of a 304."""

    body: bytes
    etag: str
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class Stored:
    """`plain` is the form without a coding, `packed` are those made so far, by their coding.

    `headers` are those of any form, `etag` is that of none yet, without quotes.
    """

    status: str
    headers: Headers
    etag: str
    modified: str
    is_packable: bool
    plain: Form
    packed: Mapping[str, Form] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.status.startswith("200 ")

    def ready(self, coding: str) -> Form | None:
        """Return the form in a coding, or that without one where none is called for; None if it
        was not made yet.
        """
        return self.packed.get(coding) if self.is_packable and coding in CODINGS else self.plain

    def form(self, coding: str) -> Form:
        """Return the form in a coding, made now if need be; that without one if it is no larger."""
        return self.ready(coding) or self._made(coding)

    def packed_in(self, coding: str) -> "Stored":
        """Return the answer with its form in a coding made."""
        return replace(self, packed={**self.packed, coding: self.form(coding)})

    def _made(self, coding: str) -> Form:
        body = CODINGS[coding](self.plain.body)
        if len(body) >= len(self.plain.body):
            return self.plain
        headers = [*self.headers, ("Content-Encoding", coding)]
        return _form(headers, body, etag_of(self.etag, coding))

    @property
    def size(self) -> int:
        return sum(len(one.body) for one in (self.plain, *self.packed.values())) + 2000


def store_of(status: str, headers: Headers, body: bytes) -> Stored:
    """Make an answer of the application's ready to be sent: a strong ETag for each coding.

    It derives from the ETag the application gave, or else from the bytes.
    """
    names = {name.lower(): value for name, value in headers}
    packable = names.get("content-type", "").startswith(PACKED_TYPES)
    kept = [pair for pair in headers if pair[0].lower() not in {"content-length", "etag"}]
    if packable:
        kept = _vary(kept, "Accept-Encoding")
    etag = names.get("etag", "").strip('"') or hashlib.sha256(body).hexdigest()[:32]
    return Stored(
        status=status,
        headers=kept,
        etag=etag,
        modified=names.get("last-modified", ""),
        is_packable=packable and len(body) > SMALLEST_PACKED,
        plain=_form(kept, body, etag_of(etag, IDENTITY)),
    )


def _form(headers: Headers, body: bytes, etag: str) -> Form:
    tagged = [*headers, ("ETag", etag)]
    unchanged = [pair for pair in tagged if pair[0].lower() in UNCHANGED_NAMES]
    return Form(body, etag, [*tagged, ("Content-Length", str(len(body)))], unchanged)


def _vary(headers: Headers, name: str) -> Headers:
    named = [value for key, value in headers if key.lower() == "vary"]
    others = [pair for pair in headers if pair[0].lower() != "vary"]
    return [*others, ("Vary", ", ".join([*named, name]))]


class ByteStore:
    """The newest edition of each key, the least lately asked for given up past `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, tuple[Hashable, Stored]] = OrderedDict()

    def get(self, key: Hashable, edition: Hashable) -> Stored | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None or found[0] != edition:
                return None
            self._answers.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, edition: Hashable, stored: Stored) -> None:
        with self._lock:
            if old := self._answers.pop(key, None):
                self._size -= old[1].size
            self._answers[key] = (edition, stored)
            self._size += stored.size
            while self._size > self._limit:
                _, (_, given_up) = self._answers.popitem(last=False)
                self._size -= given_up.size
