"""Pages made into bytes: one Jinja environment a language, one frame around every page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guide.formats.words import Words, words
from guide.model.site import Site
from guide.model.target import Target
from guide.releases.release import Release
from guide.web.statics import Style
from guide.web.visit import Page, Visit, common_zones

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    text: str
    current: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a page; on a problem page without a release `released` is ""."""

    site: Site
    language: str
    title: str
    description: str
    home: str
    navigation: tuple[Link, ...]
    languages: tuple[Link, ...]
    alternates: tuple[Link, ...]
    footer: tuple[Link, ...]
    style: str
    files: Mapping[str, Style]
    feed: str
    released: str
    changes: str
    zone: str
    zones: tuple[str, ...]
    here: str
    kept: tuple[tuple[str, str], ...]
    zoned: bool = True


class Renderer:
    """`style` is the address of the style sheet, `files` what few pages need."""

    def __init__(self, site: Site, *, style: str, files: Mapping[str, Style] | None = None) -> None:
        self.site = site
        self._style = style
        self._files = files or {}

    @cached_property
    def _environments(self) -> dict[str, Environment]:
        return {language: _environment(words(language)) for language in self.site.languages}

    def render(self, page: Page, visit: Visit, *, zoned: bool = True) -> str:
        """`zoned` offers the page in other zones; a form of our own would be lost by it."""
        frame = self._frame(page, visit.words, visit.path, visit.zone, visit.release)
        return self._fill(page, replace(frame, zoned=zoned))

    def render_alone(self, page: Page, wording: Words, path: str) -> str:
        """Render a page that needs no release, such as a problem's."""
        return self._fill(page, self._frame(page, wording, path, None, None))

    def _fill(self, page: Page, frame: Frame) -> str:
        template = self._environments[frame.language].get_template(page.template)
        return template.render(page.values, frame=frame)

    def _frame(
        self, page: Page, wording: Words, path: str, zone: str | None, release: Release | None
    ) -> Frame:
        site, language = self.site, wording.language
        query = f"?{urlencode({'zone': zone})}" if zone else ""
        published = wording.date(release.published_at.date()) if release else ""
        others = [one for one in site.languages if one != language]
        return Frame(
            site=site,
            language=language,
            title=page.title,
            description=page.description,
            home=f"/{language}/{query}",
            navigation=_navigation(wording, path, query),
            languages=tuple(
                Link(_in(one, page, path, query), LANGUAGE_NAMES[one], lang=one) for one in others
            ),
            alternates=tuple(
                Link(site.url(f"/{one}{path}"), one, lang=one)
                for one in site.languages
                if not page.address
            ),
            footer=_footer(wording, query, demo=site.demo),
            style=self._style,
            files=self._files,
            feed=feed_address(page.about, language) if page.about else "",
            released=published and _released(wording, release, published),
            changes=f"/{language}/changes{query}",
            zone=zone or "",
            zones=common_zones(),
            here=page.address or f"/{language}{path}",
            kept=page.kept,
        )


def _in(language: str, page: Page, path: str, query: str) -> str:
    if page.address:
        return f"{page.address}?lang={language}"
    return f"/{language}{path}{page.query or query}"


def _released(wording: Words, release: Release | None, published: str) -> str:
    number = release.number if release else 0
    return wording.text("Release %(number)s, %(date)s", number=number, date=published)


def _navigation(wording: Words, path: str, query: str) -> tuple[Link, ...]:
    places = (
        ("/guide/", wording.text("Grid")),
        ("/now", wording.text("Now")),
        ("/tonight", wording.text("Tonight")),
        ("/channels/", wording.text("Channels")),
        ("/series/", wording.text("Series")),
        ("/premieres", wording.text("Premieres")),
    )
    return tuple(
        Link(f"/{wording.language}{place}{query}", text, current=path == place)
        for place, text in places
    )


def _footer(wording: Words, query: str, *, demo: bool) -> tuple[Link, ...]:
    places = [
        ("/changes", wording.text("Changes")),
        ("/about", wording.text("About")),
        ("/privacy", wording.text("Privacy")),
    ]
    if demo:
        places.append(("/mailbox/", wording.text("Mailbox of this demo")))
    return tuple(Link(f"/{wording.language}{place}{query}", text) for place, text in places)


def feed_address(target: Target, language: str) -> str:
    """Return the path of a target's calendar; an airing's lies beside its page."""
    stem = target.stem if target.stem.startswith("airings/") else f"feeds/{target.stem}"
    return f"/{stem}.ics?lang={language}"


def templates() -> Path:
    return Path(str(resources.files("guide"))) / "templates" / "web"


def _environment(wording: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension adds this method, which its types do not know.
    cast("Any", environment).install_gettext_callables(
        wording.gettext, wording.ngettext, newstyle=True
    )
    return environment
