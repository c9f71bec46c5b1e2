"""Streaming windows as a page tells them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from guide.formats.words import Words
from guide.model.day import DAY
from guide.model.offered import Offered, ends_of, starts_of
from guide.model.precision import Precision, When
from guide.model.window import Window
from guide.web.rows import Foreign, foreign
from guide.web.visit import Visit

EXACT = frozenset({Precision.DAY, Precision.TIME})


@dataclass(frozen=True, slots=True)
class Offer:
    """`url` is the platform's or the window's own official page, "" if none is known."""

    target: str
    platform: str
    url: str
    text: str
    note: Foreign


@dataclass(frozen=True, slots=True)
class Told:
    """How the dates of an offer are told in one zone; named where it is not the page's."""

    words: Words
    zone: str
    named: bool

    def moment(self, when: When) -> str:
        text = self.words.when(when, zone=self.zone)
        if not self.named or when.at is None:
            return text
        zone = self.words.zone(self.zone, when.at)
        return self.words.text("%(moment)s, %(zone)s", moment=text, zone=zone)

    def since(self, opens: When) -> str:
        return self.words.text("available since %(moment)s", moment=self.moment(opens))

    def until(self, closes: When) -> str:
        """Return until when it is there: to the minute, or with the last day."""
        words = self.words
        if closes.precision is Precision.TIME:
            return words.text("available until %(moment)s", moment=self.moment(closes))
        if closes.precision is Precision.DAY and closes.date:
            last = When(Precision.DAY, closes.date - DAY, confirmed=closes.confirmed)
            return words.text("available until the end of %(date)s", date=words.when(last))
        return words.text("expected to leave: %(date)s", date=words.when(closes))

    def ahead(self, opens: When) -> str:
        if opens.precision in EXACT and opens.confirmed:
            return self.words.text("from %(opens)s", opens=self.moment(opens))
        return self.words.text("expected: %(opens)s", opens=self.moment(opens))


def told_in(platform: str, visit: Visit) -> Told:
    zone = visit.zone or zone_of(platform, visit)
    return Told(visit.words, zone, zone != visit.main_zone)


def zone_of(platform: str, visit: Visit) -> str:
    known = visit.catalogue.platforms.get(platform)
    return known.zone if known else "UTC"


def offers(windows: Sequence[Window], visit: Visit) -> tuple[Offer, ...]:
    """Return what is offered, or will be; what has left its platform is not."""
    return tuple(_offer(one, visit) for one in windows if not _is_over(one, visit))


def _is_over(window: Window, visit: Visit) -> bool:
    ends = ends_of(window, zone_of(window.platform, visit))
    return ends is not None and ends <= visit.now


def _offer(window: Window, visit: Visit) -> Offer:
    platform = visit.catalogue.platforms.get(window.platform)
    starts = starts_of(window, zone_of(window.platform, visit))
    told = told_in(window.platform, visit)
    return Offer(
        target=window.target,
        platform=platform.name if platform else window.platform,
        url=window.url or (platform.url if platform else None) or "",
        text=span(window, starts, told, visit.now),
        note=foreign(window.note, visit),
    )


def span(one: Window | Offered, starts: dt.datetime | None, told: Told, now: dt.datetime) -> str:
    """Return since and until when something is there, or when it comes."""
    words, opens, closes = told.words, one.opens, one.closes
    if opens is None:
        return words.text("date not known yet")
    if closes is None:
        return told.ahead(opens)
    if starts is not None and starts <= now:
        return told.until(closes)
    return words.text(
        "%(from)s, %(until)s", **{"from": told.ahead(opens)}, until=told.until(closes)
    )
