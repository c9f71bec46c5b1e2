"""What the frame of a page offers to choose: channels, zone, theme."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from guide.formats.words import Words
from guide.web.favourites import named
from guide.web.visit import Page, Visit

PATH = "/my-guide"


@dataclass(frozen=True, slots=True)
class Theme:
    value: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Switches:
    """`guide` is the address of the page of choices, `action` where it takes them, `back` this very
    page; `zone_text` names the zone chosen, "" if none is, `own_times` is this page without it;
    `first` names the channels shown first, "" where there is no list of several.
    """

    guide: str
    action: str
    back: str
    current: bool
    zone_text: str
    own_times: str
    first: str
    themes: tuple[Theme, ...]


def switches_of(page: Page, visit: Visit) -> Switches:
    here = f"/{visit.language}{visit.path}"
    action = f"/{visit.language}{PATH}"
    state = dict(parse_qsl(page.query.removeprefix("?"), keep_blank_values=True)) | visit.carried
    own = {name: value for name, value in state.items() if name != "zone"}
    if visit.remembered.zone:
        own["zone"] = ""
    return Switches(
        guide=with_options(action, visit.carried),
        action=action,
        back=with_options(here, state),
        current=visit.path == PATH,
        zone_text=visit.words.zone(visit.zone, visit.now) if visit.zone else "",
        own_times=with_options(here, own),
        first=named(visit) if page.several else "",
        themes=themes_of(visit.remembered.theme, visit.words),
    )


def themes_of(chosen: str, words: Words) -> tuple[Theme, ...]:
    texts = (
        ("", words.text("As the system")),
        ("light", words.text("Light")),
        ("dark", words.text("Dark")),
    )
    return tuple(Theme(value, text, value == chosen) for value, text in texts)


def with_options(path: str, options: dict[str, str]) -> str:
    """Return an address with these options."""
    query = urlencode(sorted(options.items()), safe=",")
    return f"{path}?{query}" if query else path
