"""What the head of a page tells machines: its addresses, its card, its facts as JSON-LD."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from markupsafe import Markup

from guide.formats import json_ld
from guide.model.site import Site
from guide.model.target import TargetKind
from guide.web.visit import Page

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
# What of a query makes another page; the other options only show the same one differently.
CANONICAL = frozenset({"bouquet", "page", "q"})
# The Open Graph types of what pages are about; all others are a "website".
TYPES = {"TVSeries": "video.tv_show", "TVEpisode": "video.episode", "Movie": "video.movie"}
CARDS = frozenset({TargetKind.CHANNEL, TargetKind.SERIES, TargetKind.SEASON, TargetKind.AIRING})


class Alternate(NamedTuple):
    lang: str
    address: str


@dataclass(frozen=True, slots=True)
class Head:
    """`canonical` is "" and `alternates` are none for what is nobody else's to find; `facts` is
    JSON-LD ready to stand in its script element, None if there is none.
    """

    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()
    indexed: bool = False
    locale: str = ""
    other_locales: tuple[str, ...] = ()
    kind: str = ""
    card: str = ""
    facts: Markup | None = None


HIDDEN = Head()


def head_of(page: Page, site: Site, language: str, path: str) -> Head:
    """Return the head of a public page; `path` is its address after the language. A page that has
    no language in its path is an operator's.
    """
    if page.address:
        return HIDDEN
    query = _canonical_query(page.query)
    named = {one: site.url(f"/{one}{quote(path, safe='/:@')}{query}") for one in site.languages}
    # The address that negotiates is the home page's alone.
    default = site.url("/") if path == "/" and not query else named[site.languages[0]]
    others = (one for one in site.languages if one != language)
    return Head(
        canonical=named[language],
        alternates=(*(Alternate(*one) for one in named.items()), Alternate("x-default", default)),
        indexed=page.indexed,
        locale=LOCALES[language],
        other_locales=tuple(LOCALES[one] for one in others),
        kind=TYPES.get(_kind(page), "website"),
        card=site.url(_card(page, language)),
        facts=_facts(page),
    )


def _canonical_query(query: str) -> str:
    pairs = [pair for pair in parse_qsl(query.removeprefix("?")) if pair[0] in CANONICAL]
    return f"?{urlencode(sorted(pairs))}" if pairs else ""


def _kind(page: Page) -> str:
    return str(page.facts[0]["@type"]) if page.facts else ""


def _card(page: Page, language: str) -> str:
    """Return the path of the picture of what a page is about, else of the whole guide."""
    about = page.about
    stem = f"/{about.stem}" if about and about.kind in CARDS else ""
    return f"/cards/{language}{stem}.png"


def _facts(page: Page) -> Markup | None:
    # What it returns has no character left that means anything to an HTML parser.
    return Markup(json_ld.document(page.facts)) if page.facts else None  # noqa: S704 -- escaped there
