"""Calendar feeds by RFC 5545 and 7986: one piece a listing, one document a target."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from guide.formats.ical.events import span_day, stamped, vevent
from guide.formats.ical.heads import Head, head_of, wrap
from guide.formats.ical.values import line
from guide.formats.words import Words
from guide.model.airing import Status
from guide.model.catalogue import Catalogue, Channel, Season
from guide.model.day import DAY, day_bounds, day_start
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.target import Target, TargetKind

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Schedule", "document", "feed", "vevent"]

MAX_EVENTS = 1_000
MAX_BYTES = 1_000_000
BACK, AHEAD, CANCELLED_STAYS = 30 * DAY, 180 * DAY, 7 * DAY

Bounds = tuple[dt.datetime | None, dt.datetime | None]


class Schedule(Protocol):
    """The questions that feeds ask of a release."""

    @property
    def number(self) -> int: ...

    @property
    def published_at(self) -> dt.datetime: ...

    @property
    def catalogue(self) -> Catalogue: ...

    def listings(self, target: Target, *, between: Bounds = ...) -> Sequence[Listing]: ...


def feed(release: Schedule, target: Target, *, site: Site, words: Words, now: dt.datetime) -> bytes:
    """Return a target's calendar: a pure function of release, target, site, language and UTC day.

    It reaches 30 days back and 180 ahead of `now`; a series' or season's feed has no past limit,
    and a single airing's document no limit at all. Cancelled airings stay until seven days after
    their end. KeyError if the catalogue has no such target.
    """
    today = dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC)
    listings = release.listings(target, between=_window(target.kind, today))
    if target.kind is not TargetKind.AIRING:
        listings = [listing for listing in listings if not _is_over(listing, today)]
    undated = _undated(release, target)
    head = head_of(target, release.catalogue, undated, site=site, words=words)
    if target.kind is TargetKind.AIRING and listings:
        head = replace(head, name=words.listing_title(listings[0]))
    if not listings:
        return wrap(
            head, [_nothing(release, head, site=site, words=words)], language=words.language
        )
    return document(
        listings, head, today, site=site, words=words, channels=release.catalogue.channels
    )


def document(
    listings: Sequence[Listing],
    head: Head,
    today: dt.datetime,
    *,
    site: Site,
    words: Words,
    channels: Mapping[str, Channel],
) -> bytes:
    """Return the calendar of `listings` in their order.

    If they are too many, or too large together, it is cut to the whole events nearest to `today`,
    and its description says so.
    """

    def render(listing: Listing) -> bytes:
        return vevent(listing, site=site, words=words, channels=channels)

    # The sentence about a cut is longest when all its numbers are.
    longest = wrap(_cut(head, len(listings), len(listings), words), [], language=words.language)
    pieces = _nearest(listings, today, render, MAX_BYTES - len(longest))
    if len(pieces) < len(listings):
        head = _cut(head, len(pieces), len(listings), words)
    return wrap(head, pieces, language=words.language)


def _nearest(
    listings: Sequence[Listing],
    today: dt.datetime,
    render: Callable[[Listing], bytes],
    room: int,
) -> list[bytes]:
    """Return the pieces nearest to `today` that fit, in the order of `listings`."""
    distances = [(abs(_starts(listing) - today), n) for n, listing in enumerate(listings)]
    pieces: dict[int, bytes] = {}
    for _, n in sorted(distances)[:MAX_EVENTS]:
        piece = render(listings[n])
        room -= len(piece)
        if room < 0:
            break
        pieces[n] = piece
    return [pieces[n] for n in sorted(pieces)]


def _cut(head: Head, kept: int, total: int, words: Words) -> Head:
    sentence = words.text(
        "This calendar holds the %(kept)s broadcasts nearest to today out of %(total)s.",
        kept=kept,
        total=total,
    )
    return replace(head, about=(*head.about, sentence))


def _window(kind: TargetKind, today: dt.datetime) -> Bounds:
    match kind:
        case TargetKind.AIRING:
            return None, None
        case TargetKind.SERIES | TargetKind.SEASON:
            return None, today + AHEAD
    return today - BACK, today + AHEAD


def _starts(listing: Listing) -> dt.datetime:
    return listing.airing.starts or day_start(listing.airing.date, listing.channel)


def _is_over(listing: Listing, today: dt.datetime) -> bool:
    """Say whether a cancelled airing has been marked for long enough."""
    airing = listing.airing
    ends = airing.ends or day_bounds(airing.date, listing.channel)[1]
    return airing.status is Status.CANCELLED and ends + CANCELLED_STAYS <= today


def _undated(release: Schedule, target: Target) -> list[Season]:
    """Return the target's seasons that are announced and have no airing yet."""
    seasons = release.catalogue.seasons.values()
    if target.kind not in {TargetKind.SERIES, TargetKind.SEASON}:
        return []
    wanted = [s for s in seasons if s.series == target.key and target.number in {None, s.number}]
    wanted.sort(key=lambda season: season.number)
    return [
        s for s in wanted if not release.listings(Target(TargetKind.SEASON, s.series, s.number))
    ]


def _nothing(release: Schedule, head: Head, *, site: Site, words: Words) -> bytes:
    """Return the event of an empty calendar, which many readers would refuse or never refresh.

    It stands on the day of the release, so that it too changes with a release only.
    """
    published = release.published_at
    event = stamped(site.uid("nothing"), revised=published, sequence=release.number)
    span_day(event, published.astimezone(dt.UTC).date())
    event.add("STATUS", "CONFIRMED")
    event.add("SUMMARY", line(words.text("No broadcasts scheduled")))
    event.add("URL", head.page)
    return bytes(event.to_ical())
