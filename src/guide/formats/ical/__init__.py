"""Calendar feeds by RFC 5545 and 7986: one piece an entry, one document a target."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from guide.formats.entries import (
    MAX_BYTES,
    MAX_ENTRIES,
    Entry,
    Schedule,
    bounds_of,
    by_distance,
    entries_of,
    selection_of,
    today_of,
    undated_of,
    windows_of,
)
from guide.formats.ical import library, writer
from guide.formats.ical.event import Event
from guide.formats.ical.events import airing_event
from guide.formats.ical.heads import Head, head_of, wrap
from guide.formats.ical.streaming import expected, occasion_event
from guide.formats.ical.telling import Telling
from guide.formats.words import Words
from guide.model.catalogue import Catalogue
from guide.model.day import DAY
from guide.model.feed_options import Options, Streaming
from guide.model.listing import Listing
from guide.model.selection import Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Schedule", "ahead", "feed"]

LONG_PAST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DEFAULT = Options()

Piece = Callable[[Entry], bytes]


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
    today = today_of(now)
    if head is None:
        undated = undated_of(release, target, today)
        head = head_of(target, release.catalogue, undated, site=site, words=words, options=options)
    if target.kind is TargetKind.AIRING:
        return _single(release, target, head, telling)
    wanted = selection_of(options, bounds_of(target, today, options), today)
    entries, total = entries_of(release, target, wanted, options)
    if options.streaming is not Streaming.NO:
        vague = expected(windows_of(release, target), release.catalogue, telling)
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
    between = (now, today_of(now) + options.ahead * DAY)
    # Nearest to what is long past is what starts first.
    wanted = replace(selection_of(options, between, today_of(now)), near=LONG_PAST, most=most)
    entries, _ = entries_of(release, target, wanted, options)
    return b"".join(_piece(entry, release.catalogue, telling) for entry in entries[:most])


def _single(release: Schedule, target: Target, head: Head, telling: Telling) -> bytes:
    listing = release.listing(target.key)
    if listing is None:
        raise KeyError(target.key)
    head = replace(head, name=telling.title(listing))
    piece = library.write(airing_event(listing, telling))
    return wrap(head, [piece], language=telling.words.language)


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
    if len(entries) > MAX_ENTRIES:
        near = sorted(by_distance(entries, today)[:MAX_ENTRIES])
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
    nearest = by_distance(entries, today)
    sizes = itertools.accumulate(len(pieces[n]) for n in nearest)
    fitting = sum(size <= room for size in sizes)
    return [pieces[n] for n in sorted(nearest[:fitting])]


def _cut(head: Head, kept: int, total: int, words: Words) -> Head:
    sentence = words.text(
        "This calendar holds the %(kept)s broadcasts nearest to today out of %(total)s.",
        kept=kept,
        total=total,
    )
    return replace(head, about=(*head.about, sentence))


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
