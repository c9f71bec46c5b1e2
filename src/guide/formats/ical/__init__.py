"""Calendar feeds by RFC 5545 and 7986: one piece an entry, one document a target."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
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

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Schedule", "ahead", "feed"]

MAX_EVENTS = 1_000
MAX_BYTES = 1_000_000
CANCELLED_STAYS = 7 * DAY
LONG_PAST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DEFAULT = Options()

Bounds = tuple[dt.datetime | None, dt.datetime | None]
# What may stand in a calendar, and what writes it.
Entry = Listing | Dated
Piece = Callable[[Entry], bytes]


class Schedule(Protocol):
    """The questions that feeds ask of a release."""

    @property
    def catalogue(self) -> Catalogue: ...

    def listing(self, airing_id: str) -> Listing | None: ...

    def select(self, target: Target, wanted: Selection) -> Selected: ...

    def occasions(self, target: Target, *, between: Bounds = ...) -> list[Dated]: ...

    def windows(self, target_id: str | None = None) -> list[Window]: ...

    def touched(self, target: Target, *, streaming: bool = ...) -> Touch: ...


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
    today = _today(now)
    if head is None:
        undated = _undated(release, target, today)
        head = head_of(target, release.catalogue, undated, site=site, words=words, options=options)
    if target.kind is TargetKind.AIRING:
        return _single(release, target, head, telling)
    wanted = _selection(options, _bounds(target, today, options), today)
    entries, total = _entries(release, target, wanted, telling)
    if options.streaming is not Streaming.NO:
        vague = expected(_windows(release, target), release.catalogue, telling)
        head = replace(head, about=(*head.about[:-1], *vague, head.about[-1]))
    if not entries:
        nothing = writer.write(_nothing(release.touched(target, streaming=True), head, telling))
        return wrap(head, [nothing], language=words.language)
    pieces = partial(_piece, catalogue=release.catalogue, telling=telling)
    return _document(entries, pieces, total, head, today, words)


def ahead(
    release: Schedule,
    target: Target,
    *,
    site: Site,
    words: Words,
    now: dt.datetime,
    most: int,
    options: Options = DEFAULT,
) -> bytes:
    """Return the first `most` entries that end after `now`, as the target's calendar has them,
    without reading or writing the others.
    """
    options = options.on(target)
    telling = Telling(site, words, release.catalogue.channels, options)
    between = (now, _today(now) + options.ahead * DAY)
    # Nearest to what is long past is what starts first.
    wanted = replace(_selection(options, between, _today(now)), near=LONG_PAST, most=most)
    entries, _ = _entries(release, target, wanted, telling)
    return b"".join(_piece(entry, release.catalogue, telling) for entry in entries[:most])


def _single(release: Schedule, target: Target, head: Head, telling: Telling) -> bytes:
    listing = release.listing(target.key)
    if listing is None:
        raise KeyError(target.key)
    head = replace(head, name=telling.title(listing))
    piece = library.write(airing_event(listing, telling))
    return wrap(head, [piece], language=telling.words.language)


def _today(now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC)


def _entries(
    release: Schedule, target: Target, wanted: Selection, telling: Telling
) -> tuple[list[Entry], int]:
    """Return what may be told, in its order, and how much there is in all."""
    options = telling.options
    entries: list[Entry] = []
    total = 0
    if options.streaming is not Streaming.ONLY:
        found = release.select(target, wanted)
        entries += found.listings
        total = found.total
    if options.streaming is not Streaming.NO:
        dated = release.occasions(target, between=wanted.between)
        sure = [one for one in dated if one.occasion.confirmed or not options.hide_tentative]
        entries += sure
        entries.sort(key=_starts)
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


def _starts(entry: Entry) -> dt.datetime:
    if isinstance(entry, Listing):
        return entry.airing.starts or day_start(entry.airing.date, entry.channel)
    one = entry.occasion
    return one.span[0] if one.span else dt.datetime.combine(one.date, dt.time(), dt.UTC)


def _piece(entry: Entry, catalogue: Catalogue, telling: Telling) -> bytes:
    if isinstance(entry, Listing):
        return writer.write(airing_event(entry, telling))
    return writer.write(occasion_event(entry, catalogue, telling))


def _document(
    entries: Sequence[Entry], piece: Piece, total: int, head: Head, today: dt.datetime, words: Words
) -> bytes:
    """Return the calendar of `entries` in their order.

    If they are too many, or too large together, it is cut to the whole ones nearest to `today`,
    and its description says so.
    """
    if len(entries) > MAX_EVENTS:
        near = sorted(_by_distance(entries, today)[:MAX_EVENTS])
        entries = [entries[n] for n in near]
    pieces = [piece(entry) for entry in entries]
    if len(pieces) == total:
        whole = wrap(head, pieces, language=words.language)
        if len(whole) <= MAX_BYTES:
            return whole
    # The sentence about a cut is longest when all its numbers are.
    longest = wrap(_cut(head, total, total, words), [], language=words.language)
    pieces = _fitting(entries, pieces, today, MAX_BYTES - len(longest))
    head = _cut(head, len(pieces), total, words)
    return wrap(head, pieces, language=words.language)


def _fitting(
    entries: Sequence[Entry], pieces: Sequence[bytes], today: dt.datetime, room: int
) -> list[bytes]:
    """Return the pieces nearest to `today` that fit, in the order of `entries`."""
    nearest = _by_distance(entries, today)
    sizes = itertools.accumulate(len(pieces[n]) for n in nearest)
    fitting = sum(size <= room for size in sizes)
    return [pieces[n] for n in sorted(nearest[:fitting])]


def _by_distance(entries: Sequence[Entry], today: dt.datetime) -> list[int]:
    distances = sorted((abs(_starts(entry) - today), n) for n, entry in enumerate(entries))
    return [n for _, n in distances]


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
    seasons, prefix = release.catalogue.seasons, f"{target.key}/season-"
    match target.kind:
        case TargetKind.SERIES:
            # Among a big guide's seasons the ids alone are read fast.
            wanted = [seasons[one] for one in seasons if one.startswith(prefix)]
        case TargetKind.SEASON:
            wanted = [seasons[f"{prefix}{target.number}"]]
        case _:
            return []
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
