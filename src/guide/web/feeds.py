"""Calendars: the same bytes for everyone, from one address each."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from urllib.parse import parse_qsl

from flask import Response
from werkzeug.exceptions import BadRequest, Gone, NotFound, ServiceUnavailable

from guide.formats import ical
from guide.formats.ical.heads import query_of
from guide.formats.words import words
from guide.model.catalogue import Catalogue
from guide.model.feed_options import OptionError, Options, Streaming
from guide.model.selection import Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web import headers
from guide.web.bytestore import Tag

_WHOLE = {TargetKind.ALL, TargetKind.PREMIERES, TargetKind.STREAMING}


@dataclass(frozen=True, slots=True)
class Wish:
    """A calendar that there is, with options it knows, on one UTC day (`today` its midnight).

    `touch` is the last release that can have changed its bytes: within the day they depend on
    nothing else, so that its ETag is known before anything is rendered.
    """

    target: Target
    options: Options
    touch: Touch
    today: dt.datetime
    site: Site

    @property
    def query(self) -> str:
        return query_of(self.options, self.target)

    @property
    def tag(self) -> Tag:
        parts = (
            code_digest(),
            repr(self.site),
            f"{self.target.stem}.ics?{self.query}",
            f"{self.touch.number} {self.touch.at.isoformat()}",
            self.today.date().isoformat(),
        )
        etag = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
        modified = format_datetime(max(self.touch.at, self.today), usegmt=True)
        return Tag(self.query, etag, (("Cache-Control", headers.FEED), ("Last-Modified", modified)))


def wish(
    target: Target | None,
    release: Release | None,
    query: Mapping[str, str],
    *,
    site: Site,
    now: dt.datetime,
) -> Wish:
    """Return what is wished for; the HTTP errors of what there is not."""
    if release is None:
        raise ServiceUnavailable("This guide has published nothing yet.")
    try:
        options = Options.parse(query, languages=site.languages)
    except OptionError as fault:
        raise BadRequest(str(fault)) from None
    if target is not None and is_retired(target, release):
        raise Gone("What this calendar was of has left the guide.")
    if target is None or not is_known(target, release):
        raise NotFound("This guide has no such calendar.")
    options = options.on(target)
    today = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    streaming = options.streaming is not Streaming.NO
    touch = release.touched(target, streaming=streaming)
    return Wish(target, options, touch, today, site)


def tag(
    target: Target | None, release: Release, query: str, *, site: Site, now: dt.datetime
) -> Tag | None:
    """Return query, ETag and headers of a calendar without making it; None if there is none."""
    try:
        return wish(target, release, _first_of_each(query), site=site, now=now).tag
    except (BadRequest, Gone, NotFound):
        return None


def calendar(
    target: Target | None,
    release: Release | None,
    query: Mapping[str, str],
    *,
    site: Site,
    now: dt.datetime,
) -> Response:
    """Answer with the whole calendar or with none: never with a shorter one.

    Its bytes change with what the release says of it and the UTC day, and Last-Modified is the
    later of the two.
    """
    wished = wish(target, release, query, site=site, now=now)
    if release is None:
        raise ServiceUnavailable
    body = ical.feed(
        release,
        wished.target,
        site=site,
        words=words(wished.options.lang or site.languages[0]),
        now=now,
        options=wished.options,
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    name = wished.target.stem.replace("/", "-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.headers["ETag"] = f'"{wished.tag.etag}"'
    response.headers.update(wished.tag.headers)
    return response


def is_known(target: Target, release: Release) -> bool:
    if target.kind is TargetKind.AIRING:
        return release.listing(target.key) is not None
    return _is_in(release.catalogue, target)


def is_retired(target: Target, release: Release) -> bool:
    """Say whether a target was in the guide and has been withdrawn, so that asking again is no
    use; of what never had an airing nothing is kept.
    """
    collective = target.kind not in {TargetKind.AIRING, *_WHOLE}
    gone = collective and _is_in(release.retired, target)
    return gone and not _is_in(release.catalogue, target)


def _is_in(catalogue: Catalogue, target: Target) -> bool:
    key = target.key
    match target.kind:
        case TargetKind.BOUQUET:
            return key in catalogue.bouquets
        case TargetKind.CHANNEL:
            return key in catalogue.channels
        case TargetKind.SERIES:
            return key in catalogue.series
        case TargetKind.SEASON:
            return f"{key}/season-{target.number}" in catalogue.seasons
    return True


def _first_of_each(query: str) -> dict[str, str]:
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


@cache
def code_digest() -> str:
    """Return a digest of what turns a release into calendars: an upgrade may change their bytes
    where no release does.
    """
    package, digest = resources.files("guide"), hashlib.sha256()
    for folder in ("formats", "model", "translations"):
        for name, content in sorted(_contents(package / folder)):
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _contents(folder: Traversable) -> list[tuple[str, bytes]]:
    found = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _contents(one)
        elif one.name.endswith((".py", ".po")):
            found.append((one.name, one.read_bytes()))
    return found
