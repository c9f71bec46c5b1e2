"""Calendar feeds by RFC 5545 and 7986: one piece an entry, one document a target."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from guide.formats.ical import library, writer
from guide.formats.ical.event import Event
from guide.formats.ical.events import airing_event
from guide.formats.ical.heads import Head, head_of, wrap
from guide.formats.ical.streaming import expected, occasion_event
from guide.formats.ical.telling import Telling
from guide.formats.words import Words
from guide.model.catalogue import Catalogue, Season
from guide.model.day import DAY, day_start
from guide.model.feed_options import Options, Streaming
from guide.model.listing import Listing
from guide.model.occasions import Dated
from guide.model.selection import Selected, Selection, Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.window import Window

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Schedule", "feed"]

MAX_EVENTS = 1_000
MAX_BYTES = 1_000_000
CANCELLED_STAYS = 7 * DAY
DEFAULT = Options()

Bounds = tuple[dt.datetime | None, dt.datetime | None]


class Schedule(Protocol):
    """The questions that feeds ask of a release."""

    @property
    def catalogue(self) -> Catalogue: ...

    def listing(self, airing_id: str) -> Listing | None: ...

    def select(self, target: Target, wanted: Selection) -> Selected: ...

    def occasions(self, target: Target, *, between: Bounds = ...) -> list[Dated]: ...

    def windows(self, target_id: str | None = None) -> list[Window]: ...

    def touched(self, target: Target, *, streaming: bool = ...) -> Touch: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What may stand in a calendar: `event` is asked for only if it does."""

    starts: dt.datetime
    event: Callable[[], Event]


def feed(
    release: Schedule,
    target: Target,
    *,
    site: Site,
    words: Words,
    now: dt.datetime,
    options: Options = DEFAULT,
    head: Head | None = None,
) -> bytes:
    """Return a target's calendar: a pure function of what the release says of the target, of the
    site, the language, the options and the UTC day.

    Without options it reaches 30 days back and 180 ahead of `now`; a series' or season's feed has
    no past limit, and a single airing's document no limit at all. Cancelled airings stay until
    seven days after their end. `head` is what the calendar says of itself instead of what its
    target is called. KeyError if the catalogue has no such target.
    """
    options = options.on(target)
    telling = Telling(site, words, release.catalogue.channels, options)
    today = dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC)
    if head is None:
        undated = _undated(release, target, today)
        head = head_of(target, release.catalogue, undated, site=site, words=words, options=options)
    if target.kind is TargetKind.AIRING:
        return _single(release, target, head, telling)
    entries, total = _entries(release, target, today, telling)
    if options.streaming is not Streaming.NO:
        vague = expected(_windows(release, target), release.catalogue, telling)
        head = replace(head, about=(*head.about[:-1], *vague, head.about[-1]))
    if not entries:
        nothing = writer.write(_nothing(release.touched(target, streaming=True), head, telling))
        return wrap(head, [nothing], language=words.language)
    return _document(entries, total, head, today, words)


def _single(release: Schedule, target: Target, head: Head, telling: Telling) -> bytes:
    listing = release.listing(target.key)
    if listing is None:
        raise KeyError(target.key)
    head = replace(head, name=telling.title(listing))
    piece = library.write(airing_event(listing, telling))
    return wrap(head, [piece], language=telling.words.language)


def _entries(
    release: Schedule, target: Target, today: dt.datetime, telling: Telling
) -> tuple[list[Entry], int]:
    """Return what may be told, in its order, and how much there is in all."""
    options, between = telling.options, _bounds(target, today, telling.options)
    entries: list[Entry] = []
    total = 0
    if options.streaming is not Streaming.ONLY:
        found = release.select(target, _selection(options, between, today))
        entries += [_airing(listing, telling) for listing in found.listings]
        total = found.total
    if options.streaming is not Streaming.NO:
        dated = release.occasions(target, between=between)
        sure = [one for one in dated if one.occasion.confirmed or not options.hide_tentative]
        entries += [_occasion(one, release.catalogue, telling) for one in sure]
        entries.sort(key=lambda entry: entry.starts)
        total += len(sure)
    return entries, total


def _selection(options: Options, between: Bounds, today: dt.datetime) -> Selection:
    return Selection(
        near=today,
        most=MAX_EVENTS,
        between=between,
        cancelled_after=today - CANCELLED_STAYS,
        kinds=options.kinds,
        hide_cancelled=options.hide_cancelled,
        hide_tentative=options.hide_tentative,
    )


def _airing(listing: Listing, telling: Telling) -> Entry:
    starts = listing.airing.starts or day_start(listing.airing.date, listing.channel)
    return Entry(starts, lambda: airing_event(listing, telling))


def _occasion(dated: Dated, catalogue: Catalogue, telling: Telling) -> Entry:
    one = dated.occasion
    midnight = dt.datetime.combine(one.date, dt.time(), dt.UTC)
    starts = one.span[0] if one.span else midnight
    return Entry(starts, lambda: occasion_event(dated, catalogue, telling))


def _document(
    entries: Sequence[Entry], total: int, head: Head, today: dt.datetime, words: Words
) -> bytes:
    """Return the calendar of `entries` in their order.

    If they are too many, or too large together, it is cut to the whole ones nearest to `today`,
    and its description says so.
    """
    # The sentence about a cut is longest when all its numbers are.
    longest = wrap(_cut(head, total, total, words), [], language=words.language)
    pieces = _nearest(entries, today, MAX_BYTES - len(longest))
    if len(pieces) < total:
        head = _cut(head, len(pieces), total, words)
    return wrap(head, pieces, language=words.language)


def _nearest(entries: Sequence[Entry], today: dt.datetime, room: int) -> list[bytes]:
    """Return the pieces nearest to `today` that fit, in the order of `entries`."""
    distances = [(abs(entry.starts - today), n) for n, entry in enumerate(entries)]
    pieces: dict[int, bytes] = {}
    for _, n in sorted(distances)[:MAX_EVENTS]:
        piece = writer.write(entries[n].event())
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


def _bounds(target: Target, today: dt.datetime, options: Options) -> Bounds:
    back = options.days_back(target)
    return None if back is None else today - back * DAY, today + options.ahead * DAY


def _windows(release: Schedule, target: Target) -> list[Window]:
    match target.kind:
        case TargetKind.ALL | TargetKind.STREAMING:
            return release.windows()
        case TargetKind.SERIES | TargetKind.SEASON:
            return release.windows(target.stem.partition("/")[2])
    return []


def _undated(release: Schedule, target: Target, today: dt.datetime) -> list[Season]:
    """Return the target's seasons that are announced and have no airing yet."""
    if target.kind not in {TargetKind.SERIES, TargetKind.SEASON}:
        return []
    seasons = release.catalogue.seasons.values()
    wanted = [s for s in seasons if s.series == target.key and target.number in {None, s.number}]
    wanted.sort(key=lambda season: season.number)
    one = Selection(near=today, most=1)
    return [
        s
        for s in wanted
        if not release.select(Target(TargetKind.SEASON, s.series, s.number), one).listings
    ]


def _nothing(touch: Touch, head: Head, telling: Telling) -> Event:
    """Return the event of an empty calendar, which many readers would refuse or never refresh.

    It stands on the day of the release that last touched the feed, and changes with that only.
    """
    day = touch.at.astimezone(dt.UTC).date()
    return Event(
        uid=telling.site.uid("nothing"),
        sequence=touch.number,
        revised=touch.at,
        starts=day,
        ends=day + DAY,
        status="CONFIRMED",
        summary=telling.words.text("No broadcasts scheduled"),
        url=head.page,
    )
