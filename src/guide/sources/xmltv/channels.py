"""The channels that a guide declares, from all of it that is not a programme."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final, cast

from lxml import etree

from guide.model.catalogue import Channel
from guide.model.programme import Guide
from guide.sources.xmltv.details import links, web_addresses
from guide.sources.xmltv.findings import Notes
from guide.sources.xmltv.telling import language_of
from guide.sources.xmltv.texts import tidy

_LAST: Final = 1 << 30


@dataclass(slots=True)
class Declared:
    """A channel as it is declared; `names` pairs languages with names, `lcn` is its number."""

    id: str
    line: int
    names: list[tuple[str, str]] = field(default_factory=list)
    icons: list[str] = field(default_factory=list)
    pages: list[tuple[str | None, str]] = field(default_factory=list)
    lcn: int | None = None


def read_guide(
    rest: bytes, notes: Notes, *, longest: int, zone: str, languages: tuple[str, ...]
) -> Guide:
    """Read the rest of a guide, its programmes cut out; lines are those of the rest.

    Channels keep the ids of the source. They stand by their numbers (lcn) where they have such,
    then in the order of the file; what is said of one that is declared again fills it up.
    """
    name, found = "", dict[str, Declared]()
    for element in _elements(rest):
        if element.tag == "tv":
            name = _tidy(element.get("source-info-name"), notes, longest)
            continue
        notes.line = cast("int", element.sourceline)
        one = _declared(element, notes, longest)
        known = found.setdefault(one.id, one) if one.id else None
        if known is None:
            notes("channel-without-id")
        elif known is not one:
            notes("duplicate-channel")
            _fill(known, one)
    order = sorted(found.values(), key=lambda one: _LAST if one.lcn is None else one.lcn)
    return Guide(tuple(_channel(one, zone, languages, notes) for one in order), name)


def _elements(rest: bytes) -> Iterator[etree._Element]:
    """Yield the channels as they end, and the root at last; none stays in memory."""
    events = etree.iterparse(
        BytesIO(rest),
        events=("end",),
        tag=("channel", "tv"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        yield element
        parent = element.getparent()
        if parent is not None:
            del parent[: parent.index(element)]


def _declared(element: etree._Element, notes: Notes, longest: int) -> Declared:
    one = Declared(" ".join(element.get("id", "").split()), notes.line)
    for part in element:
        text = _tidy(part.text, notes, longest)
        if part.tag == "display-name" and text:
            one.names.append((language_of(part.get("lang")), text))
        elif part.tag == "icon":
            one.icons.append(part.get("src", ""))
        elif part.tag == "url" and text:
            one.pages.append((part.get("system"), text))
        elif part.tag == "lcn" and text.isascii() and text.isdigit():
            one.lcn = int(text[:9])
    return one


def _fill(known: Declared, more: Declared) -> None:
    known.names += more.names
    known.icons += more.icons
    known.pages += more.pages
    known.lcn = more.lcn if known.lcn is None else known.lcn


def _tidy(text: str | None, notes: Notes, longest: int) -> str:
    return tidy(text, longest, notes) if text else ""


def _channel(one: Declared, zone: str, languages: tuple[str, ...], notes: Notes) -> Channel:
    notes.line = one.line
    icons = web_addresses(one.icons, notes)
    return Channel(
        id=one.id,
        name=_name(one.names, languages) or one.id,
        zone=zone,
        aliases=(one.id,),
        icon=icons[0] if icons else None,
        links=links(one.pages, notes),
    )


def _name(names: Iterable[tuple[str, str]], languages: tuple[str, ...]) -> str:
    """Return the first name in the language that counts most; a number only if it has no other."""
    order = {"": 0, **{language: at for at, language in enumerate(languages)}}

    def rank(pair: tuple[str, str]) -> tuple[bool, int]:
        language, name = pair
        number = not any(letter.isalpha() for letter in name)
        return number, order.get(language, order.get(language.partition("-")[0], len(order)))

    return min(names, key=rank, default=("", ""))[1]
