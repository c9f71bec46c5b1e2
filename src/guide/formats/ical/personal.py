"""The calendar of several targets that somebody put together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from guide.formats.ical import Schedule, feed
from guide.formats.ical.heads import Head
from guide.formats.words import Words
from guide.model.catalogue import Catalogue
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
    """A release of which `targets` are all there is: the target asked for makes no difference."""

    release: Schedules
    targets: tuple[Target, ...]

    @property
    def catalogue(self) -> Catalogue:
        return self.release.catalogue

    def listing(self, airing_id: str) -> Listing | None:
        return self.release.listing(airing_id)

    def select(self, _target: Target, wanted: Selection) -> Selected:
        return self.release.select_any(self.targets, wanted)

    def occasions(self, _target: Target, *, between: Bounds = (None, None)) -> list[Dated]:
        found = [d for one in self.targets for d in self.release.occasions(one, between=between)]
        return list({dated.occasion.id: dated for dated in found}.values())

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
    """Return the calendar of several targets, 30 days back if nobody wished otherwise.

    It says nowhere at what address it was found: that is a secret.
    """
    page = site.url(f"/{words.language}/calendar")
    wishes_all = any(one.kind is TargetKind.STREAMING for one in several.targets)
    if wishes_all and options.streaming is Streaming.NO:
        options = replace(options, streaming=Streaming.YES)
    told = words.text("A calendar of one’s own, put together on %(site)s.", site=site.name)
    head = Head(name, (told, page), page, source="")
    return feed(several, _ALL, site=site, words=words, now=now, options=options, head=head)
