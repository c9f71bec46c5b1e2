"""The calendar of several targets that somebody put together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from guide.formats.ical import Schedule, ahead, feed
from guide.formats.ical.heads import Head
from guide.formats.words import Words
from guide.model.catalogue import Catalogue
from guide.model.day import day_start
from guide.model.feed_options import Options, Streaming
from guide.model.listing import Listing
from guide.model.occasions import Dated
from guide.model.selection import Bounds, Selected, Selection, Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.window import Window

_ALL = Target(TargetKind.ALL)


class Schedules(Schedule, Protocol):
    def select_any(self, targets: Sequence[Target], wanted: Selection) -> Selected: ...


@dataclass(frozen=True, slots=True)
class Several:
    """A release of which `targets` are all there is: the target asked for makes no difference.

    With `open_past`, what is asked of them is asked of series and seasons without a lower limit.
    """

    release: Schedules
    targets: tuple[Target, ...]
    open_past: bool = False

    @property
    def catalogue(self) -> Catalogue:
        return self.release.catalogue

    def listing(self, airing_id: str) -> Listing | None:
        return self.release.listing(airing_id)

    def select(self, _target: Target, wanted: Selection) -> Selected:
        since, _ = wanted.between
        works = tuple(one for one in self.targets if one.has_open_past)
        found = self.release.select_any(self.targets, wanted)
        if not self.open_past or not works or since is None:
            return found
        earlier = self.release.select_any(works, replace(wanted, between=(None, since)))
        return _both(earlier, found)

    def occasions(self, _target: Target, *, between: Bounds = (None, None)) -> list[Dated]:
        found = [
            dated
            for one in self.targets
            for dated in self.release.occasions(one, between=self._between(one, between))
        ]
        return list({dated.occasion.id: dated for dated in found}.values())

    def _between(self, target: Target, between: Bounds) -> Bounds:
        return (None, between[1]) if self.open_past and target.has_open_past else between

    def windows(self, _target_id: str | None = None) -> list[Window]:
        found = [window for one in self.targets for window in self._windows(one)]
        return list({window.id: window for window in found}.values())

    def _windows(self, target: Target) -> list[Window]:
        match target.kind:
            case TargetKind.ALL | TargetKind.STREAMING:
                return self.release.windows()
            case TargetKind.SERIES | TargetKind.SEASON:
                return self.release.windows(target.stem.partition("/")[2])
        return []

    def touched(self, _target: Target = _ALL, *, streaming: bool = False) -> Touch:
        """Return the last release that touched any of them; of none, what touched everything."""
        found = [self.release.touched(one, streaming=streaming) for one in self.targets]
        nothing = Target(TargetKind.SERIES, "")
        found = found or [self.release.touched(nothing, streaming=streaming)]
        return max(found, key=lambda touch: touch.number)


def personal_feed(
    several: Several, *, name: str, site: Site, words: Words, now: dt.datetime, options: Options
) -> bytes:
    """Return the calendar of several targets. If nobody wished otherwise it reaches 30 days back,
    and of series and seasons it holds all the past, as their own calendars do.

    It says nowhere at what address it was found: that is a secret.
    """
    page = site.url(f"/{words.language}/calendar")
    told = words.text("A calendar of one’s own, put together on %(site)s.", site=site.name)
    head = Head(name, (told, page), page, source="")
    several = replace(several, open_past=options.past is None)
    options = _with_streaming(options, several)
    return feed(several, _ALL, site=site, words=words, now=now, options=options, head=head)


def personal_ahead(
    several: Several, *, site: Site, words: Words, now: dt.datetime, most: int, options: Options
) -> bytes:
    """Return the first `most` entries of that calendar that end after `now`."""
    options = _with_streaming(options, several)
    return ahead(several, _ALL, site=site, words=words, now=now, most=most, options=options)


def _with_streaming(options: Options, several: Several) -> Options:
    wishes_all = any(one.kind is TargetKind.STREAMING for one in several.targets)
    if wishes_all and options.streaming is Streaming.NO:
        return replace(options, streaming=Streaming.YES)
    return options


def _both(earlier: Selected, later: Selected) -> Selected:
    """Return what is in either, in guide order; what runs from one into the other is in both."""
    known = {one.airing.id for one in later.listings}
    more = [one for one in earlier.listings if one.airing.id not in known]
    twice = len(earlier.listings) - len(more)
    listings = sorted([*more, *later.listings], key=_begins)
    return Selected(listings, earlier.total + later.total - twice)


def _begins(listing: Listing) -> dt.datetime:
    return listing.airing.starts or day_start(listing.airing.date, listing.channel)
