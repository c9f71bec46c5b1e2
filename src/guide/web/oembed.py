"""oEmbed 1.0: what another site needs to show a page of ours as a small one."""

import json
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from guide.model.feed_options import OptionError
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web import headers
from guide.web.editions import existing, published
from guide.web.embeds import HEIGHT, WIDTH, embed_address, embed_code
from guide.web.questions import Each, Kept
from guide.web.ready import RELEASE
from guide.web.visit import zones

FORMATS = {"json": "application/json", "xml": "text/xml"}
OPTIONS = frozenset({"url", "format", "maxwidth", "maxheight"})
CACHE_AGE = 3600
MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of ours, as its address says it."""

    target: Target
    lang: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class Oembed:
    site: Site

    def add_to(self, app: Flask) -> dict[str, Kept]:
        app.add_url_rule("/oembed", "oembed", self.answer)
        return {"oembed": Kept(Each.RELEASE, OPTIONS)}

    def answer(self) -> Response:
        """Answer by oEmbed §2.3.4, with 404 for what is no channel's or series' page of ours, and
        501 for a format that is neither of the two.
        """
        release, form = published(request.environ[RELEASE]), request.args.get("format", "json")
        if form not in FORMATS:
            known = OptionError("format", ", ".join(FORMATS), form)
            return Response(f"{known}\n", 501, mimetype="text/plain")
        width, height = _limit("maxwidth", WIDTH), _limit("maxheight", HEIGHT)
        told = self._told(_asked(request.args.get("url", ""), self.site), release, width, height)
        body = json.dumps(told, ensure_ascii=False) if form == "json" else _xml(told)
        response = Response(body, content_type=f"{FORMATS[form]}; charset=utf-8")
        response.headers["Cache-Control"] = headers.PUBLIC
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    def _told(
        self, asked: Asked, release: Release, width: int, height: int
    ) -> dict[str, str | int]:
        target = existing(asked.target, release)
        title = _title(target, release, asked.lang)
        address = embed_address(target, self.site, lang=asked.lang, zone=asked.zone)
        return {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": self.site.name,
            "provider_url": self.site.url("/"),
            "cache_age": CACHE_AGE,
            "html": embed_code(address, title, width, height),
            "width": width,
            "height": height,
        }


def _asked(url: str, site: Site) -> Asked:
    """Return what an address of ours is of; 404 for any other."""
    if not url:
        raise BadRequest("url: name the page that is to be shown.")
    path, query = _own_path(url, site)
    match path.removesuffix("/").split("/"):
        case ["", lang, "channels" | "series" as kind, key] if lang in site.languages:
            zone = parse_qs(query).get("zone", [""])[0]
            target = Target(TargetKind(kind), unquote(key))
            return Asked(target, lang, zone if zone in zones() else None)
    raise NotFound("This guide has no such page to show elsewhere.")


def _own_path(url: str, site: Site) -> tuple[str, str]:
    """Return path and query of an address below our own, which may have a path itself."""
    rest = url.removeprefix(site.base_url) if url.startswith(f"{site.base_url}/") else ""
    try:
        parts = urlsplit(rest)
    except ValueError:
        return "", ""
    return ("", "") if parts.netloc else (parts.path, parts.query)


def _title(target: Target, release: Release, language: str) -> str:
    known = release.catalogue
    if target.kind is TargetKind.CHANNEL:
        return known.channels[target.key].name
    return known.series[target.key].title.in_(language)


def _limit(name: str, own: int) -> int:
    """Return a size in CSS pixels: ours, or less if no more is allowed."""
    given = request.args.get(name)
    if given is None:
        return own
    plain = given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS and int(given) > 0
    if not plain:
        raise BadRequest(str(OptionError(name, "a number of pixels", given)))
    return min(own, int(given))


def _xml(told: dict[str, str | int]) -> str:
    lines = (f"<{name}>{escape(str(value))}</{name}>\n" for name, value in told.items())
    head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return f"{head}<oembed>\n{''.join(lines)}</oembed>\n"
