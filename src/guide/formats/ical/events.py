"""One airing as one entry."""

import datetime as dt
from functools import lru_cache

from guide.formats.ical.event import Event
from guide.formats.ical.telling import Telling
from guide.formats.words import Words
from guide.model.airing import Airing, Status
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.texts import Text

_STATUSES = {status: status.upper() for status in Status}


def airing_event(listing: Listing, telling: Telling) -> Event:
    """Return the entry of one airing, the same in every feed of the same wishes.

    Of an airing whose day alone is known it spans that day, tentative, and no time is invented;
    no alarm goes off at midnight for it. Its stamps are the release's that last changed it.
    """
    airing, revision, words = listing.airing, listing.revision, telling.words
    starts: dt.date | None = airing.starts
    ends: dt.date | None = airing.ends
    page = telling.site.url(f"/{words.language}/airings/{airing.id}")
    facts = "\n".join(_facts(listing, telling))
    alarms = telling.options.alarms if airing.status is not Status.CANCELLED else ()
    if starts is None or ends is None:
        starts, ends, alarms = airing.date, airing.date + DAY, ()
    return Event(
        telling.site.uid(airing.id),
        revision.sequence,
        revision.revised,
        starts,
        ends,
        _STATUSES[_status(airing)],
        _summary(listing, telling),
        page,
        description="\n\n".join([facts, *_texts(listing, telling), page]),
        location=listing.channel.name,
        categories=genres_of(_genres(listing), words),
        alarms=alarms,
    )


@lru_cache(maxsize=1024)
def genres_of(genres: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.genre(genre) for genre in genres))


def _status(airing: Airing) -> Status:
    if airing.starts is not None or airing.status is Status.CANCELLED:
        return airing.status
    return Status.TENTATIVE


def _genres(listing: Listing) -> tuple[str, ...]:
    series = listing.series
    return listing.episode.genres or (series.genres if series else ())


def _summary(listing: Listing, telling: Telling) -> str:
    title, airing, words = telling.title(listing), listing.airing, telling.words
    if airing.status is Status.CANCELLED:
        return _cancelled(title, airing.reason, words)
    if not airing.timed:
        return words.text("%(title)s (time to be confirmed)", title=title)
    if airing.status is Status.TENTATIVE:
        return words.text("%(title)s (to be confirmed)", title=title)
    return title


def _cancelled(title: str, reason: Text | None, words: Words) -> str:
    if reason is None:
        return words.text("Cancelled: %(title)s", title=title)
    why = reason.in_(words.language)
    return words.text("Cancelled: %(title)s (%(reason)s)", title=title, reason=why)


def _facts(listing: Listing, telling: Telling) -> list[str]:
    airing, words = listing.airing, telling.words
    facts = [words.opening(airing, listing.channel)]
    if listing.revision.moved_from is not None:
        facts += _moved(listing, telling)
    said = telling.labels(listing)
    if airing.status is not Status.CONFIRMED:
        status = words.status(airing.status)
        said = f"{status} · {said}" if said else status
    if said:
        facts.append(_capital(said))
    if airing.ends_derived:
        facts.append(_capital(words.text("the end is reckoned from the running time")))
    return facts


def _capital(fact: str) -> str:
    return fact[:1].upper() + fact[1:]


def _moved(listing: Listing, telling: Telling) -> list[str]:
    """Return the slot before the last move; a time that was only unknown before is no move."""
    airing, before = listing.airing, listing.revision.moved_from
    if before is None:
        return []
    same_day = (before.channel, before.date) == (airing.channel, airing.date)
    if same_day and before.starts in {None, airing.starts}:
        return []
    slot = telling.words.slot(before, telling.channels)
    return [_capital(telling.words.text("moved, announced before for %(slot)s", slot=slot))]


def _texts(listing: Listing, telling: Telling) -> list[str]:
    """Return teaser and notes; the synopsis, which may spoil, only where there is no teaser."""
    episode, language = telling.unspoilt(listing.episode), telling.words.language
    own = listing.airing.synopsis if telling.options.spoilers else None
    texts = [episode.teaser or own or episode.synopsis, listing.airing.note, episode.note]
    owners = (listing.season, listing.series, listing.channel)
    texts += [owner.note for owner in owners if owner is not None]
    told = [text.in_(language).strip() for text in texts if text is not None]
    return list(dict.fromkeys(told)) if len(told) > 1 else told
