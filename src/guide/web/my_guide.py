"""The page of choices: channels that come first, a zone, a theme; kept by the browser alone."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict

from guide.model.catalogue import Bouquet, Channel
from guide.web import headers
from guide.web.asking import require_own_form, visit_of
from guide.web.choices import Choice, plain
from guide.web.favourites import named, ordered
from guide.web.paging import cut
from guide.web.problems import path_after_language
from guide.web.ready import LONGEST_ADDRESS
from guide.web.remembered import COOKIE, THEMES, remember
from guide.web.rendering import Renderer
from guide.web.switches import PATH, themes_of, with_options
from guide.web.visit import MOST_CHANNELS, NOTHING, Page, Remembered, Visit, common_zones, zones

CHOICES_ON_PAGE = 100
# So many channels are shown with all their bouquets open.
FEW = 40
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Shelf:
    """A bouquet's channels on this page: `name` is "" for those of none."""

    name: str
    choices: tuple[Choice, ...]
    opened: bool

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.choices)


@dataclass(frozen=True, slots=True)
class MyGuide:
    """Takes no form token: what is posted changes nothing but the cookie of who posts it."""

    renderer: Renderer

    def add_to(self, app: Flask) -> None:
        languages = ", ".join(map(repr, self.renderer.site.languages))
        rule = f"/<any({languages}):language>{PATH}"
        app.add_url_rule(rule, "show_my_guide", self.show, methods=["GET"])
        app.add_url_rule(rule, "take_my_guide", self.take, methods=["POST"])

    def show(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        wanted = Remembered(visit.chosen, visit.zone, visit.remembered.theme)
        if "channel" in request.args:
            wanted = _read(request.args, visit)
        return self._answer(wanted, visit)

    def take(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        # Another site's page could make its readers' browsers post here: nothing would be told to
        # it, but their guide would look otherwise than they chose.
        require_own_form(visit.site)
        match request.form.get("do"):
            case "forget":
                return self._kept(NOTHING, f"/{language}{PATH}?done=forgotten")
            case "theme":
                theme = _theme(request.form)
                return self._kept(replace(visit.remembered, theme=theme), self._back(language))
        wanted = _read(request.form, visit)
        if len(wanted.channels) > MOST_CHANNELS:
            return self._answer(wanted, visit, 400)
        done = "forgotten" if wanted == NOTHING else "kept"
        return self._kept(wanted, f"/{language}{PATH}?done={done}")

    def _kept(self, what: Remembered, then: str) -> Response:
        response = headers.secret(Response(status=303, headers={"Location": then}))
        secure = self.renderer.site.base_url.startswith("https:")
        remember(response, what, secure=secure)
        return response

    def _back(self, language: str) -> str:
        """Return the page of ours that a switch was on."""
        back = request.form.get("back", "")
        plain_text = back.isascii() and back.isprintable() and len(back) <= LONGEST_ADDRESS
        # It begins with a slash and a language, so with no name of another host.
        own = back.startswith("/") and path_after_language(back, self.renderer.site) is not None
        return back if plain_text and own else f"/{language}{PATH}"

    def _answer(self, wanted: Remembered, visit: Visit, status: int = 200) -> Response:
        page = _page(wanted, visit)
        return headers.secret(Response(self.renderer.render(page, visit, zoned=False), status))


def _read(given: MultiDict[str, str], visit: Visit) -> Remembered:
    """Return what a form says; what this guide does not have is left out."""
    zone, asked = given.get("zone", ""), set(given.getlist("channel"))
    everything = ordered(replace(visit, chosen=()))
    return Remembered(
        channels=tuple(one.id for one in everything if one.id in asked),
        zone=zone if zone in zones() else None,
        theme=_theme(given),
    )


def _theme(given: MultiDict[str, str]) -> str:
    theme = given.get("theme", "")
    return theme if theme in THEMES else ""


def _page(wanted: Remembered, visit: Visit) -> Page:
    words = visit.words
    search = request.args.get("q", "")[:LONGEST_SEARCH]
    found = _found(visit, search)
    shown = cut(found, CHOICES_ON_PAGE, visit)
    on_page = {one.id for _, one in shown.items}
    chosen = replace(visit, chosen=wanted.channels)
    links = _links(wanted, visit) if request.args.get("do") == "link" else {}
    values: dict[str, object] = {
        "search": search,
        "shelves": tuple(_shelves(shown.items, wanted, opened=bool(search) or len(found) <= FEW)),
        "elsewhere": _choices(
            (visit.catalogue.channels[one] for one in wanted.channels if one not in on_page), wanted
        ),
        "pages": shown.pages,
        "fault": _fault(wanted, links, visit),
        "zone": wanted.zone or "",
        "zones": common_zones(),
        "themes": themes_of(wanted.theme, words),
        "done": _done(visit),
        "links": links,
        "first": named(chosen),
        "remembers": COOKIE in request.cookies,
    }
    query = with_options("", _options(wanted)) if "channel" in request.args else ""
    return Page("my_guide.html", words.text("My guide"), values, query=query)


def _found(visit: Visit, search: str) -> list[tuple[Bouquet | None, Channel]]:
    """Return the channels of a search with the first bouquet of each, in the guide's order."""
    homes: dict[str, Bouquet] = {}
    for bouquet in visit.catalogue.bouquets.values():
        for one in bouquet.channels:
            homes.setdefault(one, bouquet)
    wanted = plain(search)
    everything = ordered(replace(visit, chosen=()))
    return [(homes.get(one.id), one) for one in everything if wanted in plain(one.name)]


def _shelves(
    items: Iterable[tuple[Bouquet | None, Channel]], wanted: Remembered, *, opened: bool
) -> Iterator[Shelf]:
    for bouquet, group in itertools.groupby(items, key=lambda one: one[0]):
        choices = _choices((channel for _, channel in group), wanted)
        held = any(one.chosen for one in choices)
        yield Shelf(bouquet.name if bouquet else "", choices, opened or held)


def _choices(channels: Iterable[Channel], wanted: Remembered) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, one.name, one.id in wanted.channels) for one in channels)


def _fault(wanted: Remembered, links: dict[str, str], visit: Visit) -> str:
    if len(wanted.channels) > MOST_CHANNELS:
        return visit.words.text("Choose at most %(most)s channels.", most=MOST_CHANNELS)
    if any(len(one) > LONGEST_ADDRESS for one in links.values()):
        return visit.words.text("That is too long for a link: choose fewer channels.")
    return ""


def _done(visit: Visit) -> str:
    match request.args.get("done"):
        case "kept" if COOKIE in request.cookies:
            return visit.words.text("This browser remembers your choice.")
        case "kept":
            return visit.words.text(
                "This browser did not keep your choice: it takes no cookies here. Use a link."
            )
        case "forgotten":
            return visit.words.text("This browser remembers nothing of yours here.")
    return ""


def _options(wanted: Remembered) -> dict[str, str]:
    options = {"channels": ",".join(wanted.channels), "zone": wanted.zone or ""}
    return {name: value for name, value in options.items() if value}


def _links(wanted: Remembered, visit: Visit) -> dict[str, str]:
    """Return addresses that say the same without a cookie; the first one whole, to be copied."""
    options, start = _options(wanted), f"/{visit.language}"
    places = {"now": "/now", "tonight": "/tonight", "grid": "/guide/"}
    home = visit.site.url(with_options(f"{start}/", options))
    return {"home": home} | {
        name: with_options(f"{start}{path}", options) for name, path in places.items()
    }
