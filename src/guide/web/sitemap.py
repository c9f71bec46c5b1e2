"""`/sitemap.xml` and its parts: what is worth finding, bounded however much a guide holds."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from guide.formats import sitemap
from guide.formats.sitemap import Place
from guide.model.catalogue import Channel
from guide.model.day import DAY, broadcast_day, day_bounds
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases import mapped
from guide.releases.browsing import in_order
from guide.releases.mapped import Works
from guide.releases.release import Release
from guide.web import headers
from guide.web.bytestore import etag_of
from guide.web.conditions import chosen_coding, is_unchanged
from guide.web.days import AHEAD
from guide.web.editions import code_digest
from guide.web.packed import BusyError, Documents
from guide.web.ready import NOW, RELEASE
from guide.web.visit import episode_path

KEPT_BYTES = 16_000_000
CHANNELS = 100
PAGES = ("/", "/guide/", "/now", "/tonight", "/channels/", "/series/", "/premieres", "/streaming",
         "/changes", "/about", "/privacy")  # fmt: skip
Telling = Callable[[Release, dt.datetime], Iterator[str]]
_SHEET = re.compile(r"pages|(channels|series|episodes)-(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Parts are named for their kind and a number: "series-0", "episodes-3", "channels-1"."""

    site: Site
    documents: Documents = field(default_factory=lambda: Documents(KEPT_BYTES))

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/sitemap.xml", "sitemap", self.index)
        app.add_url_rule("/sitemaps/<sheet>.xml", "sitemap_sheet", self.sheet)

    def index(self) -> Response:
        return self._answer("", lambda release, day: sitemap.index(_parts(release, day), self.site))

    def sheet(self, sheet: str) -> Response:
        return self._answer(
            sheet, lambda release, day: sitemap.part(_found(sheet, release, day), self.site)
        )

    def _answer(self, name: str, pieces: Telling) -> Response:
        release, day = _asked()
        edition = _edition(name, release, day, self.site)
        coding = chosen_coding(request.headers.get("Accept-Encoding", ""))
        told = {
            "Content-Type": "application/xml; charset=utf-8",
            "Cache-Control": headers.FEED,
            "Vary": "Accept-Encoding",
            "ETag": etag_of(edition, coding),
        }
        if is_unchanged(request.environ, told["ETag"], ""):
            return Response(status=304, headers=told)
        made_of = partial(_encoded, pieces, release, day)
        try:
            made = self.documents.made(name, edition, made_of)
        except BusyError:
            raise ServiceUnavailable("Too many ask for documents at once.") from None
        if coding == "gzip":
            return Response(b"".join(made.packed()), headers={**told, "Content-Encoding": "gzip"})
        return Response(b"".join(made.plain()), headers=told)


def _encoded(pieces: Telling, release: Release, day: dt.datetime) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces(release, day))


def _asked() -> tuple[Release, dt.datetime]:
    """Return the release and the day: within one of both a sitemap stays as it is."""
    release: Release | None = request.environ[RELEASE]
    now: dt.datetime = request.environ[NOW]
    if release is None:
        raise ServiceUnavailable("This guide has published nothing yet.")
    return release, now.replace(hour=0, minute=0, second=0, microsecond=0)


def _edition(name: str, release: Release, day: dt.datetime, site: Site) -> str:
    parts = (code_digest(), repr(site), name, str(release.number), day.isoformat())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _parts(release: Release, day: dt.datetime) -> list[Place]:
    changed = release.touched(Target(TargetKind.ALL)).at
    names = ["pages", *(f"channels-{n}" for n in range(-(-len(in_order(release)) // CHANNELS)))]
    for works in Works:
        names += [f"{works}-{number}" for number in mapped.parts(release, works, day)]
    return [Place(f"/sitemaps/{name}.xml", changed) for name in names]


def _found(sheet: str, release: Release, day: dt.datetime) -> list[Place]:
    """Return what is on a sheet; NotFound for one there is not."""
    found = list(_places(sheet, release, day)) if _SHEET.fullmatch(sheet) else []
    if not found:
        raise NotFound("This guide has no such sitemap.")
    return found


def _places(sheet: str, release: Release, day: dt.datetime) -> Iterator[Place]:
    kind, _, number = sheet.partition("-")
    if kind == "pages":
        yield from _pages(release)
    elif kind == "channels":
        at = int(number) * CHANNELS
        yield from _channels(in_order(release)[at : at + CHANNELS], release, day)
    else:
        works = Works(kind)
        for key, changed in mapped.of_part(release, works, int(number), day):
            yield Place(_path(works, key), changed)


def _pages(release: Release) -> Iterator[Place]:
    changed = release.touched(Target(TargetKind.ALL)).at
    yield from (Place(path, changed) for path in PAGES)


def _channels(channels: list[Channel], release: Release, day: dt.datetime) -> Iterator[Place]:
    """Yield the pages of some channels and of their days on which something begins."""
    for one in channels:
        target = Target(TargetKind.CHANNEL, one.id)
        yield Place(f"/channels/{one.id}/", release.touched(target).at)
    asked = [
        (one.id, date, *day_bounds(date, one))
        for one in channels
        for date in (broadcast_day(day, one) + DAY * n for n in range(AHEAD // DAY + 1))
    ]
    for key, date, changed in mapped.days(release, asked):
        yield Place(f"/channels/{key}/{date}", changed)


def _path(works: Works, key: str) -> str:
    if works is Works.SERIES:
        return f"/series/{key}/"
    return episode_path(key, in_series=len(key.split("/")) == 3)
