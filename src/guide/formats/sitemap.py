"""Sitemaps of sitemaps.org's protocol 0.9, each address in every language beside its others.

A part has at most 50,000 addresses and 50 MB, an index at most 50,000 parts: whoever calls this
sees to it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from guide.model.site import Site

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Place(NamedTuple):
    """A page by its path after the language; `changed` (UTC) is when its data last changed."""

    path: str
    changed: dt.datetime | None = None


def index(parts: Iterable[Place], site: Site) -> Iterator[str]:
    """Yield the index of parts, whose paths are whole ones."""
    yield f"{HEAD}<sitemapindex {NAMESPACE}>\n"
    for path, changed in parts:
        address = escape(site.url(quote(path)))
        yield f"<sitemap><loc>{address}</loc>{_changed(changed)}</sitemap>\n"
    yield "</sitemapindex>\n"


def part(places: Iterable[Place], site: Site) -> Iterator[str]:
    yield f"{HEAD}<urlset {NAMESPACE} {XHTML}>\n"
    for path, changed in places:
        named = [(one, escape(site.url(f"/{one}{quote(path)}"))) for one in site.languages]
        others = _others(path, named, site)
        for _, address in named:
            yield f"<url><loc>{address}</loc>{_changed(changed)}{others}</url>\n"
    yield "</urlset>\n"


def _others(path: str, named: Sequence[tuple[str, str]], site: Site) -> str:
    default = escape(site.url("/")) if path == "/" else named[0][1]
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in (*named, ("x-default", default))
    )


def _changed(at: dt.datetime | None) -> str:
    return f"<lastmod>{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at else ""
