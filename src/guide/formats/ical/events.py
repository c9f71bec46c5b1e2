"""One airing as one entry."""

from functools import lru_cache

from guide.formats.ical.event import Event
from guide.formats.ical.telling import Telling
from guide.formats.words import Words
from guide.model.airing import Status
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.texts import Text


def airing_event(listing: Listing, telling: Telling) -> Event:
    """Return the entry of one airing, the same in every feed of the same wishes.

    Of an airing whose day alone is known it spans that day, tentative, and no time is invented;
    no alarm goes off at midnight for it. Its stamps are the release's that last changed it.
    """
    airing, revision, words = listing.airing, listing.revision, telling.words
    page = telling.site.url(f"/{words.language}/airings/{airing.id}")
    facts = "\n".join(_facts(listing, telling))
    texts = _texts(listing, telling)
    timed = airing.starts is not None and airing.ends is not None
    stands = timed and airing.status is not Status.CANCELLED
    return Event(
        uid=telling.site.uid(airing.id),
        sequence=revision.sequence,
        revised=revision.revised,
        starts=airing.starts if airing.starts and timed else airing.date,
        ends=airing.ends if airing.ends and timed else airing.date + DAY,
        status=_status(listing).upper(),
        summary=_summary(listing, telling),
        url=page,
        description="\n\n".join([facts, *texts, page]),
        location=listing.channel.name,
        categories=genres_of(_genres(listing), words),
        alarms=telling.options.alarms if stands else (),
    )


@lru_cache(maxsize=1024)
def genres_of(genres: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.genre(genre) for genre in genres))


def _status(listing: Listing) -> Status:
    airing = listing.airing
    if airing.status is Status.CANCELLED or airing.timed:
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
    airing, channel, words = listing.airing, listing.channel, telling.words
    moment = words.airing_moment(airing, channel)
    facts = [words.text("%(moment)s, on %(channel)s", moment=moment, channel=channel.name)]
    facts += _moved(listing, telling)
    labels = words.labels(listing)
    if airing.status is not Status.CONFIRMED:
        labels.insert(0, words.status(airing.status))
    facts.append(" · ".join(labels))
    if airing.ends_derived:
        facts.append(words.text("the end is reckoned from the running time"))
    return [fact[:1].upper() + fact[1:] for fact in facts]


def _moved(listing: Listing, telling: Telling) -> list[str]:
    """Return the slot before the last move; a time that was only unknown before is no move."""
    airing, before = listing.airing, listing.revision.moved_from
    if before is None:
        return []
    same_day = (before.channel, before.date) == (airing.channel, airing.date)
    if same_day and before.starts in {None, airing.starts}:
        return []
    slot = telling.words.slot(before, telling.channels)
    return [telling.words.text("moved, announced before for %(slot)s", slot=slot)]


def _texts(listing: Listing, telling: Telling) -> list[str]:
    """Return teaser and notes; the synopsis, which may spoil, only where there is no teaser."""
    episode, language = telling.unspoilt(listing.episode), telling.words.language
    texts = [episode.teaser or episode.synopsis, listing.airing.note]
    owners = (episode, listing.season, listing.series, listing.channel)
    texts += [owner.note for owner in owners if owner is not None]
    return list(dict.fromkeys(text.in_(language).strip() for text in texts if text is not None))
