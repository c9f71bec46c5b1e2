"""Pages made into bytes: one Jinja environment a language, one frame around every page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guide.formats.words import Words, words
from guide.model.site import Site
from guide.model.target import Target
from guide.releases.release import Release
from guide.web.days import clock_text
from guide.web.heads import HIDDEN, Head, head_of
from guide.web.statics import Style
from guide.web.switches import Switches, switches_of, with_options
from guide.web.visit import Page, Visit, common_zones

# The pages that offline.js keeps a copy of.
COPIED = frozenset({"/now", "/tonight"})
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
    copied: str
    theme: str
    zoned: bool = True
    switches: Switches | None = None
    head: Head = HIDDEN


class Renderer:
    """`style` is the address of the style sheet, `files` what few pages need; `theme` tells what
    who asks has chosen: "light", "dark", or "" for what the system says.
    """

    def __init__(
        self,
        site: Site,
        *,
        style: str,
        files: Mapping[str, Style] | None = None,
        theme: Callable[[], str] = str,
    ) -> None:
        self.site = site
        self._style = style
        self._files = files or {}
        self._theme = theme

    @cached_property
    def _environments(self) -> dict[str, Environment]:
        return {language: _environment(words(language)) for language in self.site.languages}

    def render(self, page: Page, visit: Visit, *, zoned: bool = True) -> str:
        """`zoned` offers the page in other zones; a form of our own would be lost by it."""
        frame = self._frame(page, visit.words, visit.path, visit)
        # What is somebody's own has a token in its address, or a form: there is nothing to find.
        head = head_of(page, self.site, visit.language, visit.path) if zoned else HIDDEN
        copied, switches = _copied(visit), switches_of(page, visit)
        frame = replace(frame, zoned=zoned, head=head, copied=copied, switches=switches)
        return self._fill(page, frame)

    def render_alone(self, page: Page, wording: Words, path: str) -> str:
        """Render a page that needs no release, such as a problem's."""
        return self._fill(page, self._frame(page, wording, path, None))

    def fill_alone(self, template: str, language: str, values: Mapping[str, object]) -> str:
        """Fill a template that has a frame of its own."""
        found = self._environments[language].get_template(template)
        return found.render(values, files=self._files)

    def _fill(self, page: Page, frame: Frame) -> str:
        template = self._environments[frame.language].get_template(page.template)
        return template.render(page.values, frame=frame)

    def _frame(self, page: Page, wording: Words, path: str, visit: Visit | None) -> Frame:
        site, language = self.site, wording.language
        release = visit.release if visit else None
        carried = visit.carried if visit else {}
        query = with_options("", carried)
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
            footer=_footer(wording, query, demo=site.demo),
            style=self._style,
            files=self._files,
            feed=feed_address(page.about, language) if page.about else "",
            released=published and _released(wording, release, published),
            changes=f"/{language}/changes{query}",
            zone=(visit.zone or "") if visit else "",
            zones=common_zones(),
            here=page.address or f"/{language}{path}",
            kept=page.kept or tuple(one for one in carried.items() if one[0] != "zone"),
            copied="",
            theme=self._theme(),
        )


def _copied(visit: Visit) -> str:
    """Return what a copy that is read without a network says of its age, "" where none is kept."""
    if visit.path not in COPIED:
        return ""
    return visit.words.text("Offline copy of %(time)s", time=clock_text(visit))


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
        ("/streaming", wording.text("Streaming")),
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
