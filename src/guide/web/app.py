"""The WSGI application: every address, and the ready bytes in front."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.tokens import Tokens
from guide.releases.release import Release
from guide.state.database import Database
from guide.web import (
    about_pages,
    airing_pages,
    change_pages,
    channel_pages,
    day_pages,
    episode_pages,
    feeds,
    grid_pages,
    headers,
    home_pages,
    operations,
    problems,
    search_pages,
    series_pages,
    streaming_pages,
    week_pages,
)
from guide.web.asking import visit_of
from guide.web.bytestore import Tag
from guide.web.calendars import Calendars
from guide.web.cards import Cards
from guide.web.embeds import Embeds
from guide.web.forms import Forms
from guide.web.library import Library
from guide.web.mailbox_pages import add_mailbox
from guide.web.my_guide import MyGuide
from guide.web.oembed import Oembed
from guide.web.operations import Readiness
from guide.web.operator_pages import Operator
from guide.web.operator_session import Sessions
from guide.web.questions import Each, Kept, Lively
from guide.web.ready import LONGEST_ADDRESS, NOW, RELEASE, ReadyBytes
from guide.web.remembered import COOKIE, theme_of
from guide.web.rendering import Renderer
from guide.web.site_files import SiteFiles
from guide.web.sitemap import Sitemap
from guide.web.statics import add_statics, read_files, read_style
from guide.web.syndication import Syndication
from guide.web.visit import Page
from guide.web.xmltv import Xmltv

LARGEST_FORM = 16_384
# A wish names up to fifty things.
LONGEST_WISH = 8_192
WISHES = frozenset({"show_builder", "public_qr", "show_my_guide"})
READY_BYTES = 64_000_000
PAGE_OPTIONS = frozenset({"zone"})
MANY_OPTIONS = PAGE_OPTIONS | {"channels"}
LIST_OPTIONS = MANY_OPTIONS | {"page"}
GRID_OPTIONS = LIST_OPTIONS | {"bouquet"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """A public page: `rule` follows the language; the answer may change `each` so often, in its
    `lively` period if it has one.
    """

    rule: str
    view: Callable[..., Page]
    each: Each = Each.MINUTE
    options: frozenset[str] = PAGE_OPTIONS
    lively: Lively | None = None

    @property
    def endpoint(self) -> str:
        return self.view.__name__


ROUTES = (
    Route("/", home_pages.home, options=MANY_OPTIONS),
    Route("/guide/", grid_pages.grid_now, options=GRID_OPTIONS),
    Route(
        "/guide/<date>/",
        grid_pages.grid_day,
        options=GRID_OPTIONS,
        lively=grid_pages.period,
    ),
    Route(
        "/guide/<date>/<hour>",
        grid_pages.grid_window,
        options=GRID_OPTIONS,
        lively=grid_pages.period,
    ),
    Route("/now", home_pages.now, options=LIST_OPTIONS),
    Route("/tonight", home_pages.tonight, options=LIST_OPTIONS),
    Route("/tonight/<date>", home_pages.tonight_of, options=LIST_OPTIONS),
    Route("/channels/", channel_pages.channels, options=LIST_OPTIONS),
    Route("/channels/<channel_id>/", channel_pages.channel),
    Route("/channels/<channel_id>/<date>", day_pages.channel_day, lively=day_pages.period),
    Route("/channels/<channel_id>/week/<week>", week_pages.channel_week, lively=week_pages.period),
    Route("/series/", series_pages.all_series, options=LIST_OPTIONS),
    Route("/series/<series_id>/", series_pages.series, options=LIST_OPTIONS),
    Route("/series/<series_id>/season-<number>/", series_pages.season, options=LIST_OPTIONS),
    Route(
        "/series/<series_id>/season-<number>/episode-<part>",
        episode_pages.episode,
        options=LIST_OPTIONS,
    ),
    Route("/episodes/<path:episode_id>", episode_pages.single, options=LIST_OPTIONS),
    Route("/airings/<airing_id>", airing_pages.airing),
    Route("/premieres", airing_pages.premieres, options=MANY_OPTIONS),
    Route("/streaming", streaming_pages.streaming, options=LIST_OPTIONS | {"platform"}),
    Route("/search", search_pages.search, options=LIST_OPTIONS | search_pages.OPTIONS),
    Route("/changes", change_pages.all_changes, Each.RELEASE),
    Route("/changes/<number>", change_pages.changes, Each.RELEASE),
    Route("/about", about_pages.about, Each.RELEASE),
    Route("/privacy", about_pages.privacy, Each.RELEASE),
)


class GuideFlask(Flask):
    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Name the endpoint: the address may hold somebody's token."""
        log.error("answering %s failed", request.endpoint, exc_info=exc_info)


def create_app(  # noqa: PLR0913 -- every part it is wired from, by name
    *,
    site: Site,
    tokens: Tokens,
    library: Library,
    database: Database,
    now: Callable[[], dt.datetime],
    machine_now: Callable[[], dt.datetime],
    allowed_hosts: tuple[str, ...],
    trusted_proxies: int,
    mailbox: Path | None,
    admin_token: str | None,
    ready: Callable[[], Readiness],
) -> ReadyBytes:
    """Wire every page and feed to its release, database and clocks.

    `now` is the guide's clock, `machine_now` the machine's; `mailbox` is the folder whose mails
    a demo shows, None where there is none to show; without `admin_token` there is no `/operator/`.
    """
    style, files = read_style(), read_files()
    renderer = Renderer(site, style=style.address, files=files, theme=lambda: theme_of(request))
    app = _flask(allowed_hosts)
    problems.install(app, renderer)
    app.add_url_rule("/", "root", partial(_root, site))
    add_statics(app, style, *files.values())
    kept = {name: Kept(Each.RELEASE, frozenset()) for name in ("style", "icon")}
    kept |= _add_pages(app, renderer) | _add_documents(app, site)
    kept |= Embeds(renderer).add_to(app) | Cards(site).add_to(app)
    _add_operations(app, ready)
    _add_operator(app, renderer, tokens, database, machine_now, admin_token)
    MyGuide(renderer).add_to(app)
    for posted in (Forms, Calendars):
        posted(renderer=renderer, tokens=tokens, database=database, machine_now=machine_now).add_to(
            app
        )
    if site.demo and mailbox is not None:
        add_mailbox(app, renderer, mailbox)
    # Only the visitor's address is taken from a proxy: links never depend on the request.
    proxied = ProxyFix(app.wsgi_app, trusted_proxies, 0, 0) if trusted_proxies else app.wsgi_app
    return ReadyBytes(
        proxied,
        urls=app.url_map,
        kept=kept,
        release=library.current,
        seen=library.seen,
        now=now,
        allowed_hosts=allowed_hosts,
        limit=READY_BYTES,
    )


def _flask(allowed_hosts: tuple[str, ...]) -> Flask:
    app = GuideFlask("guide.web", static_folder=None, template_folder=None)
    app.config["TRUSTED_HOSTS"] = list(allowed_hosts)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.config["MAX_FORM_PARTS"] = 100
    app.url_map.merge_slashes = False
    app.before_request(_refuse_long_addresses)
    app.after_request(_finish)
    return app


def _refuse_long_addresses() -> None:
    longest = LONGEST_WISH if request.endpoint in WISHES else LONGEST_ADDRESS
    if len(request.path) + len(request.query_string) > longest:
        raise RequestURITooLarge


def _finish(response: Response) -> Response:
    # A redirect stays on this site, whatever host or scheme the request came by.
    if response.location and request.host_url:
        response.location = response.location.removeprefix(request.host_url.rstrip("/")) or "/"
    return headers.secure(response)


def _root(site: Site) -> Response:
    language = request.accept_languages.best_match(site.languages) or site.languages[0]
    response = Response(status=302, headers={"Location": f"/{language}/"})
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = headers.PUBLIC
    return response


def _add_operations(app: Flask, ready: Callable[[], Readiness]) -> None:
    app.add_url_rule("/healthz", "healthz", operations.alive)
    app.add_url_rule("/readyz", "readyz", lambda: operations.answer(ready()))


def _add_operator(
    app: Flask,
    renderer: Renderer,
    tokens: Tokens,
    database: Database,
    machine_now: Callable[[], dt.datetime],
    admin_token: str | None,
) -> None:
    if admin_token:
        secure = renderer.site.base_url.startswith("https:")
        sessions = Sessions(tokens, admin_token, secure=secure)
        Operator(renderer, sessions, database, machine_now).add_to(app)


def _add_pages(app: Flask, renderer: Renderer) -> dict[str, Kept]:
    languages = ", ".join(map(repr, renderer.site.languages))

    def answer(view: Callable[..., Page], language: str, **parts: str) -> Response:
        visit = visit_of(renderer, language)
        response = Response(renderer.render(view(visit, **parts), visit))
        return headers.chosen(response) if COOKIE in request.cookies else headers.shared(response)

    for route in ROUTES:
        rule = f"/<any({languages}):language>{route.rule}"
        app.add_url_rule(rule, route.endpoint, partial(answer, route.view))
    return {
        route.endpoint: Kept(route.each, route.options, lively=route.lively, chosen=True)
        for route in ROUTES
    }


def _add_documents(app: Flask, site: Site) -> dict[str, Kept]:
    """Add what programs read."""
    Sitemap(site).add_to(app)
    Xmltv(site).add_to(app)
    kept = SiteFiles(site).add_to(app) | _add_feeds(app, site)
    return kept | Syndication(site).add_to(app) | Oembed(site).add_to(app)


def _add_feeds(app: Flask, site: Site) -> dict[str, Kept]:
    def feed(stem: str) -> Response:
        return _calendar(feeds.followed(stem))

    def airing_calendar(airing_id: str) -> Response:
        return _calendar(Target(TargetKind.AIRING, airing_id))

    def _calendar(target: Target | None) -> Response:
        release, now = request.environ[RELEASE], request.environ[NOW]
        return feeds.calendar(target, release, request.args.to_dict(), site=site, now=now)

    def tag(parts: Mapping[str, str], release: Release, query: str, now: dt.datetime) -> Tag | None:
        one, stem = parts.get("airing_id"), parts.get("stem", "")
        target = feeds.followed(stem) if one is None else Target(TargetKind.AIRING, one)
        return feeds.tag(target, release, query, site=site, now=now)

    app.add_url_rule("/feeds/<path:stem>.ics", "feed", feed)
    app.add_url_rule("/airings/<airing_id>.ics", "airing_calendar", airing_calendar)
    return dict.fromkeys(("feed", "airing_calendar"), Kept(Each.DAY, None, tag))
