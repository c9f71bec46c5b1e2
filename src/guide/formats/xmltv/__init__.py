"""The guide for set-top software, in the XMLTV format: one element an airing, one document a
target.

The DTD of 2026 says what is valid, field.md 5.1 what its readers make of it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Protocol

from guide.formats.words import Words
from guide.formats.xmltv.channels import channel_element, ids
from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.options import Options, Profile
from guide.formats.xmltv.programmes import programmes
from guide.formats.xmltv.slots import slots
from guide.formats.xmltv.telling import Telling
from guide.formats.xmltv.writer import quoted
from guide.model.broadcasts import Earliest
from guide.model.catalogue import Catalogue, Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.target import Target, TargetKind

__all__ = ["Options", "Profile", "Schedule", "feed"]

DEFAULT = Options()
TOGETHER = 200

Bounds = tuple[dt.datetime | None, dt.datetime | None]
Asking = Callable[[Sequence[str], dt.datetime], AbstractContextManager["Broadcasts"]]


class Schedule(Protocol):
    """The questions that a document asks of a release."""

    @property
    def catalogue(self) -> Catalogue: ...

    def listings(self, target: Target, *, between: Bounds = ...) -> list[Listing]: ...


class Broadcasts(Protocol):
    """What some channels show after an instant: `shown` are those that show anything, `earliest`
    tells of one the earliest airing on any of them of each episode that is on more than once.
    """

    @property
    def shown(self) -> frozenset[str]: ...

    def earliest(self, channel: str) -> Mapping[str, Earliest]: ...


def feed(
    release: Schedule,
    target: Target,
    *,
    broadcasts: Asking,
    site: Site,
    words: Words,
    now: dt.datetime,
    options: Options = DEFAULT,
) -> Iterator[bytes]:
    """Yield the document of all channels, a bouquet or a channel in pieces of some 100 kB.

    It is a pure function of what the release says of those channels, the site, the language, the
    options and the UTC day: everything that ends after the start of the UTC day before `now`,
    by channel and start. `broadcasts` tells of channels (by id) what they show after an instant.
    Channels without a programme are left out, unless that would leave none. No more than one
    channel's listings are held at a time. KeyError if the catalogue has no such target.
    """
    since = dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC) - DAY
    channels = _channels(release.catalogue, target)
    known = release.catalogue.channels
    telling = Telling(
        site=site,
        words=words,
        options=options,
        ids=ids(known.values(), site),
        zones={channel.id: channel.zone for channel in known.values()},
    )
    programme = programmes(telling)
    with broadcasts([channel.id for channel in channels], since) as told:
        shown = [channel for channel in channels if channel.id in told.shown] or channels
        shown.sort(key=lambda channel: telling.ids[channel.id])
        yield _head(shown, telling).encode()
        for channel in shown:
            only = Target(TargetKind.CHANNEL, channel.id)
            listings = release.listings(only, between=(since, None))
            found = slots(listings, told.earliest(channel.id))
            while some := "".join(map(programme, islice(found, TOGETHER))):
                yield some.encode()
    yield b"</tv>\n"


def _channels(catalogue: Catalogue, target: Target) -> list[Channel]:
    match target.kind:
        case TargetKind.ALL:
            return list(catalogue.channels.values())
        case TargetKind.BOUQUET:
            sold = catalogue.bouquets[target.key].channels
            return [catalogue.channels[one] for one in sold if one in catalogue.channels]
        case TargetKind.CHANNEL:
            return [catalogue.channels[target.key]]
    raise KeyError(target.stem)


def _head(channels: Sequence[Channel], telling: Telling) -> str:
    """Return everything before the programmes.

    Only a document that is valid names the DTD: attributes of the profile "kodi" are not in it.
    """
    doctype = '<!DOCTYPE tv SYSTEM "xmltv.dtd">\n'
    strict = telling.options.profile is Profile.STRICT
    name = clean(telling.site.name)
    source = (("source-info-name", name),) if name else ()
    return "".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>\n',
            doctype if strict else "",
            f"<tv{quoted((*source, ('generator-info-name', 'guide')))}>\n",
            *(channel_element(one, telling.ids[one.id]) for one in channels),
        ]
    )
