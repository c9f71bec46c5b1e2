"""What a request is, seen from here: a visit, a client, a form sent from our own pages."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import BadRequest, Forbidden, ServiceUnavailable

from guide.formats.words import Words, words
from guide.model.catalogue import Catalogue
from guide.model.site import Site
from guide.web.problems import path_after_language
from guide.web.ready import NOW, RELEASE
from guide.web.remembered import known, remembered
from guide.web.rendering import Renderer
from guide.web.visit import Remembered, Visit, zones

OWN = frozenset({"same-origin", "none"})


def visit_of(renderer: Renderer, language: str) -> Visit:
    """Return what this request may depend on; 503 before the first release, 400 for a bad zone."""
    wording, release = words(language), request.environ[RELEASE]
    if release is None:
        raise ServiceUnavailable(wording.text("This guide has published nothing yet."))
    kept = remembered(request, release.catalogue)
    path = path_after_language(request.path, renderer.site) or "/"
    return Visit(
        site=renderer.site,
        words=wording,
        release=release,
        now=request.environ[NOW],
        path=path,
        zone=_zone(wording, kept),
        page=request.args.get("page", ""),
        bouquet=request.args.get("bouquet", ""),
        chosen=_chosen(release.catalogue, kept),
        remembered=kept,
    )


def _chosen(catalogue: Catalogue, kept: Remembered) -> tuple[str, ...]:
    """Return the channels that come first; what the guide does not have, or no longer, is none."""
    asked = request.args.get("channels")
    return kept.channels if asked is None else known(asked.split(","), catalogue)


def _zone(wording: Words, kept: Remembered) -> str | None:
    zone = request.args.get("zone") if request.method in {"GET", "HEAD"} else None
    if zone is None:
        return kept.zone
    if zone and zone not in zones():
        raise BadRequest(
            wording.text("zone: there is no time zone of that name; write it as Europe/Paris.")
        )
    return zone or None


def require_own_form(site: Site) -> None:
    """Raise Forbidden for a form that a browser says was sent from another site's page.

    `Origin: null` tells nothing: browsers send it from our own pages that send no referrer.
    """
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None and fetched_from not in OWN:
        raise Forbidden
    origin = request.headers.get("Origin", "null")
    if fetched_from is None and origin != "null":
        own = {request.host, urlsplit(site.base_url).netloc}
        if _host_of(origin) not in own:
            raise Forbidden


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def client() -> str:
    return request.remote_addr or ""
