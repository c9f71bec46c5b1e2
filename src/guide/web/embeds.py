"""Small pages that other sites show in a frame: a channel's day, what comes of a series.

Nothing of a visitor counts here but the address: no cookie, no form, no script.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Gone, NotFound

from guide.formats.words import Words, words
from guide.model.day import broadcast_day
from guide.model.feed_options import OptionError
from guide.model.listing import Listing
from guide.model.selection import Selection
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.browsing import next_up, on_now
from guide.web import headers
from guide.web.editions import is_known, is_retired, published
from guide.web.questions import Each, Kept
from guide.web.ready import NOW, RELEASE
from guide.web.rendering import Renderer
from guide.web.rows import by_date, foreign, rows_of
from guide.web.visit import Visit, zones

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)
OPTIONS = frozenset({"lang", "theme", "zone"})
THEMES = ("light", "dark")
AHEAD = 10
WIDTH, HEIGHT = 420, 480


@dataclass(frozen=True, slots=True)
class Embedding:
    """What a page says of the small one that shows the same: its address, the code for a page of
    somebody else's, and where machines ask for that code (oEmbed discovery).
    """

    title: str
    address: str
    code: str
    json: str
    xml: str


def embedding(target: Target, title: str, visit: Visit) -> Embedding:
    site = visit.site
    address = embed_address(target, site, lang=visit.language, zone=visit.zone)
    page = {"url": site.url(f"/{visit.language}/{target.stem}/")}
    json, xml = (
        site.url(f"/oembed?{urlencode(page | {'format': form})}") for form in ("json", "xml")
    )
    return Embedding(title, address, embed_code(address, title, WIDTH, HEIGHT), json, xml)


def embed_address(target: Target, site: Site, *, lang: str, zone: str | None) -> str:
    """Return the absolute address of the small page of a channel or series."""
    asked = {"lang": lang} | ({"zone": zone} if zone else {})
    return site.url(f"/embed/{quote(target.stem)}?{urlencode(asked)}")


def embed_code(address: str, title: str, width: int, height: int) -> str:
    """Return the HTML that shows a small page; sizes in CSS pixels."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}"'
        f' height="{height}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


@dataclass(frozen=True, slots=True)
class Embeds:
    renderer: Renderer

    def add_to(self, app: Flask) -> dict[str, Kept]:
        app.add_url_rule("/embed/channels/<channel_id>", "embed_channel", self.channel)
        app.add_url_rule("/embed/series/<series_id>", "embed_series", self.series)
        return dict.fromkeys(("embed_channel", "embed_series"), Kept(Each.MINUTE, OPTIONS))

    def channel(self, channel_id: str) -> Response:
        visit = self._visit()
        _require(Target(TargetKind.CHANNEL, channel_id), visit)
        shown = visit.catalogue.channels[channel_id]
        now = list(on_now(visit.release, visit.now, [shown.id]).values())
        later = [one for one in _today(channel_id, visit) if _is_later(one, visit)]
        following = [] if later else list(next_up(visit.release, visit.now, [shown.id]).values())
        return self._answer(
            "embed_channel.html",
            visit,
            page=visit.address(f"/channels/{shown.id}/"),
            title=shown.name,
            title_lang="",
            zone_text=visit.words.zone(visit.zone_of(shown), visit.now),
            now=rows_of(now, visit),
            later=rows_of(later, visit),
            next=rows_of(following, visit),
        )

    def series(self, series_id: str) -> Response:
        visit, target = self._visit(), Target(TargetKind.SERIES, series_id)
        _require(target, visit)
        shown = visit.catalogue.series[series_id]
        wanted = Selection(near=visit.now, most=AHEAD, between=(visit.now, None))
        ahead = by_date(list(visit.release.select(target, wanted).listings))
        title = foreign(shown.title, visit)
        return self._answer(
            "embed_series.html",
            visit,
            page=visit.address(f"/series/{shown.id}/"),
            title=title.text,
            title_lang=title.lang,
            zone_text=visit.zone_text,
            ahead=rows_of(ahead, visit),
        )

    def _visit(self) -> Visit:
        """Return what an embedded page depends on; the errors of what it can't be asked."""
        site, release = self.renderer.site, published(request.environ[RELEASE])
        language = words(_chosen("lang", site.languages) or site.languages[0])
        zone, now = _zone(language), request.environ[NOW]
        path = request.path
        return Visit(site=site, words=language, release=release, now=now, path=path, zone=zone)

    def _answer(self, template: str, visit: Visit, **shown: object) -> Response:
        theme = _chosen("theme", THEMES)
        told: Mapping[str, object] = {"theme": theme, "visit": visit, **shown}
        response = Response(self.renderer.fill_alone(template, visit.language, told))
        response.headers["Cache-Control"] = headers.PUBLIC
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def _chosen(name: str, allowed: tuple[str, ...]) -> str:
    given = request.args.get(name, "")
    if given and given not in allowed:
        raise BadRequest(str(OptionError(name, ", ".join(allowed), given)))
    return given


def _zone(wording: Words) -> str | None:
    zone = request.args.get("zone", "")
    if zone and zone not in zones():
        raise BadRequest(
            wording.text("zone: there is no time zone of that name; write it as Europe/Paris.")
        )
    return zone or None


def _require(target: Target, visit: Visit) -> None:
    """Raise what the page itself would answer; its words are the problem page's own."""
    if is_retired(target, visit.release):
        raise Gone
    if not is_known(target, visit.release):
        raise NotFound


def _today(channel_id: str, visit: Visit) -> list[Listing]:
    channel = visit.catalogue.channels[channel_id]
    return visit.release.day(channel_id, broadcast_day(visit.now, channel))


def _is_later(listing: Listing, visit: Visit) -> bool:
    starts = listing.airing.starts
    return starts is None or starts > visit.now
