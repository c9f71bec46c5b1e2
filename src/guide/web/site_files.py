"""Files beside the pages: for robots, for home screens, for when there is no network."""

import json
from dataclasses import dataclass

from flask import Flask, Response, request

from guide.model.site import Site
from guide.web import headers
from guide.web.cards import ICON_SIZES
from guide.web.problems import language_of
from guide.web.questions import Each, Kept
from guide.web.statics import lean, read

# What is one person's alone.
HIDDEN = ("calendar/", "confirm/", "manage/", "unsubscribe/", "mailbox/")
PAPER = "#f7f4ee"


@dataclass(frozen=True, slots=True)
class SiteFiles:
    site: Site

    def add_to(self, app: Flask) -> dict[str, Kept]:
        app.add_url_rule("/robots.txt", "robots", self.robots)
        app.add_url_rule("/manifest.webmanifest", "manifest", self.manifest)
        app.add_url_rule("/sw.js", "worker", _worker)
        kept = Kept(Each.RELEASE, frozenset())
        manifest = Kept(Each.RELEASE, frozenset({"lang"}))
        return {"robots": kept, "worker": kept, "manifest": manifest}

    def robots(self) -> Response:
        hidden = "".join(f"Disallow: /*/{one}\n" for one in HIDDEN)
        sitemap = self.site.url("/sitemap.xml")
        return _daily(f"User-agent: *\n{hidden}\nSitemap: {sitemap}\n", "text/plain")

    def manifest(self) -> Response:
        language = language_of(request, self.site)
        drawn = [
            {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in ICON_SIZES
        ]
        told = {
            "id": "/",
            "name": self.site.name,
            "lang": language,
            "start_url": f"/{language}/",
            "scope": "/",
            "display": "standalone",
            "theme_color": PAPER,
            "background_color": PAPER,
            "icons": [{"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}, *drawn],
        }
        return _daily(json.dumps(told, ensure_ascii=False), "application/manifest+json")


def _worker() -> Response:
    response = Response(lean(read("sw.js")), mimetype="text/javascript")
    # Browsers ask for it again by themselves; a copy in between would keep an old one alive.
    response.headers["Cache-Control"] = headers.REVALIDATED
    return response


def _daily(text: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = headers.DAILY
    return response
