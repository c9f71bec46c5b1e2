"""Documents made of a few listings, and what stands in them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from lxml import etree

from guide.formats import xmltv
from guide.formats.words import words
from guide.model.airing import ShowingKind, Status
from guide.model.broadcasts import Earliest
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.target import Target
from tests.formats.builders import CITY, EVENING, MAX, ROOT, SITE, FakeRelease, catalogue

DTD = ROOT.parent / "shared" / "data" / "xmltv" / "dtd" / "xmltv.dtd"
NAMED = {CITY.id: "OCSCity.fr", MAX.id: "OCSMax.fr"}


@dataclass(frozen=True)
class FakeBroadcasts:
    """What a release answers, of listings."""

    on_air: Sequence[Listing]

    @property
    def shown(self) -> frozenset[str]:
        return frozenset(one.channel.id for one in self.on_air)

    def earliest(self, channel: str) -> dict[str, Earliest]:
        by_episode: dict[str, list[Listing]] = defaultdict(list)
        for one in self.on_air:
            by_episode[one.episode.id].append(one)
        here = {one.episode.id for one in self.on_air if one.channel.id == channel}
        return {key: _earliest(by_episode[key]) for key in here if len(by_episode[key]) > 1}


def broadcasts_of(listings: Sequence[Listing]) -> xmltv.Asking:
    """Return the question that a release answers, asked of listings."""
    return lambda channels, since: nullcontext(
        FakeBroadcasts(
            [one for one in listings if one.channel.id in channels and _is_on(one, since)]
        )
    )


def _is_on(one: Listing, since: dt.datetime) -> bool:
    airing = one.airing
    ends = airing.ends
    return (
        ends is not None
        and ends > since
        and not airing.gone
        and airing.status is not Status.CANCELLED
    )


def _earliest(some: Sequence[Listing]) -> Earliest:
    starts = sorted((one.airing.starts, one.channel.id) for one in some if one.airing.starts)
    first = starts[0][0]
    runs = [one for one in some if one.showing.kind is ShowingKind.FIRST_RUN]
    ran = min((one.airing.starts for one in runs if one.airing.starts), default=None)
    return Earliest(first, tuple(channel for at, channel in starts if at == first), ran)


def release_of(listings: Sequence[Listing]) -> FakeRelease:
    """Return a release of listings, whose channels have the aliases of NAMED."""
    known = {one.channel.id: one.channel for one in listings} or {CITY.id: CITY}
    aliased = [
        replace(one, aliases=one.aliases or ((NAMED[one.id],) if one.id in NAMED else ()))
        for one in known.values()
    ]
    return FakeRelease(listings, catalogue(*aliased))


def document(
    *listings: Listing,
    stem: str = "all",
    language: str = "fr",
    now: dt.datetime = EVENING,
    options: xmltv.Options | None = None,
    site: Site = SITE,
) -> bytes:
    target = Target.parse(stem)
    assert target is not None
    return b"".join(
        xmltv.feed(
            release_of(listings),
            target,
            broadcasts=broadcasts_of(listings),
            site=site,
            words=words(language),
            now=now,
            options=options or xmltv.Options(),
        )
    )


def parsed(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def programmes(body: bytes) -> list[etree._Element]:
    return parsed(body).findall("programme")


def programme(*listings: Listing, language: str = "fr") -> etree._Element:
    """Return the first programme of the document that holds the listings."""
    return programmes(document(*listings, language=language))[0]


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def texts(element: etree._Element, path: str) -> list[str]:
    return [one.text or "" for one in element.findall(path)]


def numbers(element: etree._Element) -> dict[str, str]:
    return {one.get("system") or "": one.text or "" for one in element.findall("episode-num")}


def faults(body: bytes) -> list[str]:
    """Return what the DTD finds wrong; the DTD must be there."""
    dtd = etree.DTD(str(DTD))
    return [] if dtd.validate(parsed(body)) else str(dtd.error_log).splitlines()
