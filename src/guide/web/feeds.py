"""Calendars: the same bytes for everyone, from one address each."""

import datetime as dt
from email.utils import format_datetime

from flask import Response
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable

from guide.formats import ical
from guide.formats.words import words
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web import headers


def calendar(
    target: Target | None,
    release: Release | None,
    options: MultiDict[str, str],
    *,
    site: Site,
    now: dt.datetime,
) -> Response:
    """Answer with the whole calendar or with none: never with a shorter one.

    Its bytes change with the release and the UTC day, and Last-Modified is the later of the two.
    """
    if release is None:
        raise ServiceUnavailable("This guide has published nothing yet.")
    language = _language(options, site)
    if target is None or not is_known(target, release):
        raise NotFound("This guide has no such calendar.")
    body = ical.feed(release, target, site=site, words=words(language), now=now)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    name = target.stem.replace("/", "-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    modified = max(release.published_at, today).astimezone(dt.UTC)
    response.headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    response.headers["Cache-Control"] = headers.FEED
    return response


def _language(options: MultiDict[str, str], site: Site) -> str:
    unknown = sorted(name for name in options if name != "lang")
    if unknown:
        raise BadRequest(f"unknown option: {unknown[0][:40]!r}; this calendar knows: lang")
    language = options.get("lang", site.languages[0])
    if language not in site.languages:
        known = ", ".join(site.languages)
        raise BadRequest(f"lang: {language[:40]!r} is none of {known}")
    return language


def is_known(target: Target, release: Release) -> bool:
    catalogue, key = release.catalogue, target.key
    match target.kind:
        case TargetKind.BOUQUET:
            return key in catalogue.bouquets
        case TargetKind.CHANNEL:
            return key in catalogue.channels
        case TargetKind.SERIES:
            return key in catalogue.series
        case TargetKind.SEASON:
            return f"{key}/season-{target.number}" in catalogue.seasons
        case TargetKind.AIRING:
            return release.listing(key) is not None
    return True
