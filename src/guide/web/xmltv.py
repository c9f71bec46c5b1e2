"""XMLTV documents: the same bytes for everyone, from one address each, packed and plain."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from flask import Flask, Response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import ServiceUnavailable

from guide.formats import xmltv
from guide.formats.words import words
from guide.formats.xmltv import Options
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.broadcasts import Broadcasts
from guide.releases.release import Release
from guide.web import headers
from guide.web.bytestore import etag_of
from guide.web.conditions import chosen_coding, is_unchanged
from guide.web.editions import Edition, existing, midnight, options_of, published
from guide.web.packed import BusyError, Documents
from guide.web.ready import NOW, RELEASE

KEPT_BYTES = 128_000_000
WHOLE_BYTES = 1_000_000
KINDS = frozenset({TargetKind.ALL, TargetKind.BOUQUET, TargetKind.CHANNEL})


@dataclass(frozen=True, slots=True)
class Wish:
    """A document that there is, with options it knows."""

    target: Target
    options: Options
    edition: Edition

    @property
    def key(self) -> tuple[str, str]:
        return self.edition.name, self.edition.query


class _Answer(Response):
    """An answer with the headers it was given: a 304 too says when it was modified, and a HEAD
    says nothing of a length that nobody knows.
    """

    default_mimetype = None

    def get_wsgi_headers(self, environ: object) -> Headers:  # noqa: ARG002 -- the library's hook
        return Headers(self.headers)


@dataclass(frozen=True, slots=True)
class Xmltv:
    """The addresses `/xmltv/….xml` and `/xmltv/….xml.gz`.

    The latter is a gzip file, not a coding of the former: Jellyfin unpacks by the address, and
    Kodi by the bytes. Both are sent from the one packed document that is kept.
    """

    site: Site
    documents: Documents = field(default_factory=lambda: Documents(KEPT_BYTES))

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/xmltv/<path:document>.xml", "xmltv", self.plain)
        app.add_url_rule("/xmltv/<path:document>.xml.gz", "xmltv_gz", self.packed)

    def plain(self, document: str) -> Response:
        coding = chosen_coding(request.headers.get("Accept-Encoding", ""))
        return self._answer(document, "xml", coding)

    def packed(self, document: str) -> Response:
        return self._answer(document, "xml.gz", "identity")

    def _answer(self, stem: str, suffix: str, coding: str) -> Response:
        """Answer by what is asked: nothing is made for a 304, nor for a HEAD, which need not know
        how long the answer to a GET is.
        """
        query, release = request.args.to_dict(), request.environ[RELEASE]
        now = request.environ[NOW]
        wished = wish(Target.parse(stem), release, query, site=self.site, now=now)
        told = _told(wished, suffix, coding)
        if is_unchanged(request.environ, told["ETag"], wished.edition.modified):
            kept = {name: told[name] for name in told if not name.startswith("Content-")}
            return _Answer(status=304, headers=kept)
        packed = coding == "gzip" or suffix == "xml.gz"
        try:
            return self._whole(wished, release, told, packed=packed)
        except BusyError:
            raise ServiceUnavailable("Too many ask for documents at once.") from None

    def _whole(
        self, wished: Wish, release: Release, told: dict[str, str], *, packed: bool
    ) -> Response:
        key, edition = wished.key, wished.edition.etag
        if request.method == "HEAD":
            found = self.documents.get(key, edition)
        else:
            found = self.documents.made(key, edition, partial(_pieces, wished, release))
        if found is None:
            return _Answer(headers=told)
        size = found.size if packed else found.length
        told["Content-Length"] = str(size)
        if request.method == "HEAD":
            return _Answer(headers=told)
        pieces = found.packed() if packed else found.plain()
        # The server sends a list by itself, and for anything else keeps a thread waiting.
        body = [b"".join(pieces)] if size <= WHOLE_BYTES else self.documents.sent(pieces)
        return _Answer(body, headers=told, direct_passthrough=True)


def wish(
    target: Target | None,
    release: Release | None,
    query: Mapping[str, str],
    *,
    site: Site,
    now: dt.datetime,
) -> Wish:
    """Return what is wished for; the HTTP errors of what there is not, or no longer."""
    release = published(release)
    options = options_of(Options.parse, query, site)
    target = existing(target if target and target.kind in KINDS else None, release)
    asked, touch = urlencode(options.parts), release.touched(target)
    edition = Edition(f"{target.stem}.xml", asked, touch, midnight(now), site)
    return Wish(target, options, edition)


def _pieces(wished: Wish, release: Release) -> Iterator[bytes]:
    edition = wished.edition
    return xmltv.feed(
        release,
        wished.target,
        broadcasts=partial(Broadcasts, release.path),
        site=edition.site,
        words=words(wished.options.lang or edition.site.languages[0]),
        now=edition.today,
        options=wished.options,
    )


def _told(wished: Wish, suffix: str, coding: str) -> dict[str, str]:
    name = f"{wished.target.stem.replace('/', '-')}.{suffix}"
    told = {
        "Content-Type": "application/xml; charset=utf-8",
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": headers.FEED,
        "Last-Modified": wished.edition.modified,
    }
    if suffix == "xml.gz":
        file = hashlib.sha256(f"{wished.edition.etag}.gz".encode()).hexdigest()[:32]
        return told | {"Content-Type": "application/gzip", "ETag": f'"{file}"'}
    if coding == "gzip":
        told["Content-Encoding"] = "gzip"
    return told | {"Vary": "Accept-Encoding", "ETag": etag_of(wished.edition.etag, coding)}
