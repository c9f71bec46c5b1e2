"""What feed readers are told, one piece each, before anybody writes it as Atom or JSON Feed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

from guide.formats.entries import Entry
from guide.formats.ical.event import Event
from guide.formats.ical.events import airing_event
from guide.formats.ical.streaming import occasion_event
from guide.formats.ical.telling import Telling
from guide.formats.ical.values import clean, on_one_line
from guide.formats.words import Words
from guide.model.catalogue import Catalogue, Channel
from guide.model.changes import Change, ReleaseNote
from guide.model.listing import Listing
from guide.model.site import Site

# Of our making and for ever: ids are names in it.
_NAMES = uuid.UUID("7a0e2a5c-3f0b-5d0e-9f86-4c1d5b9e6a21")


class Item(NamedTuple):
    """Texts are clean and plain: who writes them escapes them. `updated` and `published` are UTC,
    `published` None where no release says when it was new; `paragraphs` may have line breaks.
    """

    id: str
    title: str
    url: str
    updated: dt.datetime
    paragraphs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself: `page` and `source` are absolute addresses, `updated` is UTC;
    `about` are clean paragraphs.
    """

    id: str
    title: str
    about: tuple[str, ...]
    page: str
    source: str
    updated: dt.datetime
    language: str
    site: Site


def id_of(name: str, site: Site) -> str:
    """Return an id for life, RFC 9562 §5.5: of what it names and this installation alone."""
    return _urn(site.uid(name))


def _urn(uid: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, uid)}"


def item_of(entry: Entry, catalogue: Catalogue, telling: Telling) -> Item:
    """Return the item of an airing or of what comes to a platform or leaves it, in the words of
    its calendar, but without its synopsis: readers show it where nobody asked to be told.
    """
    if not isinstance(entry, Listing):
        return _item(occasion_event(entry, catalogue, telling))
    return _item(airing_event(_untold(entry), telling))


def _untold(listing: Listing) -> Listing:
    airing, episode = listing.airing, listing.episode
    if airing.synopsis is None and episode.synopsis is None:
        return listing
    airing, episode = replace(airing, synopsis=None), replace(episode, synopsis=None)
    return replace(listing, airing=airing, episode=episode)


def _item(event: Event) -> Item:
    paragraphs = tuple(clean(one) for one in event.description.split("\n\n") if one != event.url)
    return Item(
        id=_urn(event.uid),
        title=on_one_line(event.summary),
        url=event.url,
        updated=event.revised,
        paragraphs=tuple(filter(None, paragraphs)),
        tags=tuple(filter(None, map(on_one_line, event.categories))),
    )


def change_item(
    change: Change,
    of: ReleaseNote,
    channels: Mapping[str, Channel],
    *,
    has_page: bool,
    site: Site,
    words: Words,
) -> Item:
    """Return the item of what a release changed; without a page of its own it leads to that of
    the release.
    """
    path = f"/airings/{change.id}" if has_page else f"/changes/{of.number}"
    release = words.text("Changes of release %(number)s", number=of.number)
    return Item(
        id=id_of(f"change {of.number} {change.subject} {change.id}", site),
        title=on_one_line(words.change(change, channels)),
        url=site.url(f"/{words.language}{path}"),
        updated=of.published_at,
        paragraphs=tuple(clean(one) for one in (release, of.note) if one),
        tags=(words.change_kind(change.kind),),
        published=of.published_at,
    )


def summary(item: Item) -> str:
    """Return the first paragraph on one line: where and when, and what showing it is."""
    return " · ".join(item.paragraphs[0].splitlines()) if item.paragraphs else item.title


def markup(item: Item) -> str:
    """Return the paragraphs as HTML, which has nothing in it but `p` and `br`."""
    lines = (escape(one).replace("\n", "<br>") for one in item.paragraphs)
    return "".join(f"<p>{one}</p>" for one in lines)


def stamp(at: dt.datetime) -> str:
    """Return an instant by RFC 3339, to the second."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}Z"
