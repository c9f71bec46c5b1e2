"""Calendars: the same bytes for everyone, from one address each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from guide.formats import ical
from guide.formats.ical.heads import query_of
from guide.formats.words import words
from guide.model.feed_options import Options, Streaming
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web.bytestore import Tag
from guide.web.editions import (
    Edition,
    existing,
    first_of_each,
    if_any,
    midnight,
    options_of,
    published,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A feed that there is, with options it knows."""

    target: Target
    options: Options
    edition: Edition


def wish(
    target: Target | None,
    release: Release | None,
    query: Mapping[str, str],
    *,
    site: Site,
    now: dt.datetime,
    suffix: str = "ics",
    known: tuple[str, ...] = (),
) -> Wish:
    """Return what is wished for; the HTTP errors of what there is not. `known` are the only options
    there are of addresses with that suffix, if not all.
    """
    release = published(release)
    options = options_of(Options.parse, query, site, known=known)
    target = existing(target, release)
    options = options.on(target)
    streaming = options.streaming is not Streaming.NO
    touch = release.touched(target, streaming=streaming)
    asked = query_of(options, target)
    edition = Edition(f"{target.stem}.{suffix}", asked, touch, midnight(now), site)
    return Wish(target, options, edition)


def tag(
    target: Target | None, release: Release, query: str, *, site: Site, now: dt.datetime
) -> Tag | None:
    """Return query, ETag and headers of a calendar without making it; None if there is none."""
    asked = first_of_each(query)
    return if_any(lambda: wish(target, release, asked, site=site, now=now).edition.tag)


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
    release = published(release)
    wished = wish(target, release, query, site=site, now=now)
    language = words(wished.options.lang or site.languages[0])
    body = ical.feed(
        release, wished.target, site=site, words=language, now=now, options=wished.options
    )
    return inline(body, wished.edition, "text/calendar")


def inline(body: bytes, edition: Edition, mimetype: str) -> Response:
    """Return a document to be shown where it is asked for, and its name should it be kept."""
    response = Response(body, content_type=f"{mimetype}; charset=utf-8")
    name = edition.name.replace("/", "-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = f'"{edition.etag}"'
    response.headers.update(edition.tag.headers)
    return response


def followed(stem: str) -> Target | None:
    """Return the target of a feed's address; that of a single airing lies beside its page."""
    target = Target.parse(stem)
    return None if target and target.kind is TargetKind.AIRING else target
