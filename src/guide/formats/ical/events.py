"""One airing as one VEVENT."""

import datetime as dt
from collections.abc import Mapping

from icalendar import Event

from guide.formats.ical.values import items, line, paragraph
from guide.formats.words import Words
from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.texts import Text


def vevent(listing: Listing, *, site: Site, words: Words, channels: Mapping[str, Channel]) -> bytes:
    """Return the VEVENT of one airing, BEGIN to END with CRLF, the same in every feed.

    Timed airings are in UTC. Of an airing whose day alone is known the event spans that day,
    tentative, and no time is invented. Its stamps are the release's that last changed it.
    `channels` names the one it moved away from.
    """
    airing, revision = listing.airing, listing.revision
    event = stamped(site.uid(airing.id), revised=revision.revised, sequence=revision.sequence)
    if airing.starts is not None and airing.ends is not None:
        event.add("DTSTART", airing.starts.astimezone(dt.UTC))
        event.add("DTEND", airing.ends.astimezone(dt.UTC))
    else:
        span_day(event, airing.date)
    event.add("STATUS", _status(listing).upper())
    event.add("SUMMARY", line(_summary(listing, words)))
    event.add("LOCATION", line(listing.channel.name))
    page = site.url(f"/{words.language}/airings/{airing.id}")
    facts = "\n".join(_facts(listing, channels, words))
    description = "\n\n".join([facts, *_texts(listing, words.language), page])
    event.add("DESCRIPTION", paragraph(description))
    event.add("URL", page)
    genres = _genres(listing, words)
    if genres:
        event.add("CATEGORIES", items(genres))
    return bytes(event.to_ical())


def stamped(uid: str, *, revised: dt.datetime, sequence: int) -> Event:
    """Return a new event that blocks nobody's time, stamped with stored values only."""
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", revised)
    event.add("LAST-MODIFIED", revised)
    event.add("SEQUENCE", sequence)
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", line("FREE"))
    return event


def span_day(event: Event, date: dt.date) -> None:
    event.add("DTSTART", date)
    event.add("DTEND", date + DAY)


def _status(listing: Listing) -> Status:
    airing = listing.airing
    if airing.status is Status.CANCELLED or airing.timed:
        return airing.status
    return Status.TENTATIVE


def _genres(listing: Listing, words: Words) -> list[str]:
    series = listing.series
    genres = listing.episode.genres or (series.genres if series else ())
    return list(dict.fromkeys(words.genre(genre) for genre in genres))


def _summary(listing: Listing, words: Words) -> str:
    title, airing = words.listing_title(listing), listing.airing
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


def _facts(listing: Listing, channels: Mapping[str, Channel], words: Words) -> list[str]:
    airing, channel = listing.airing, listing.channel
    moment = words.airing_moment(airing, channel)
    facts = [words.text("%(moment)s, on %(channel)s", moment=moment, channel=channel.name)]
    facts += _moved(listing, channels, words)
    labels = words.labels(listing)
    if airing.status is not Status.CONFIRMED:
        labels.insert(0, words.status(airing.status))
    facts.append(" · ".join(labels))
    if airing.ends_derived:
        facts.append(words.text("the end is reckoned from the running time"))
    return [fact[:1].upper() + fact[1:] for fact in facts]


def _moved(listing: Listing, channels: Mapping[str, Channel], words: Words) -> list[str]:
    """Return the slot before the last move; a time that was only unknown before is no move."""
    airing, before = listing.airing, listing.revision.moved_from
    if before is None:
        return []
    same_day = (before.channel, before.date) == (airing.channel, airing.date)
    if same_day and before.starts in {None, airing.starts}:
        return []
    slot = words.slot(before, channels)
    return [words.text("moved, announced before for %(slot)s", slot=slot)]


def _texts(listing: Listing, language: str) -> list[str]:
    """Return teaser and notes; the synopsis, which may spoil, only where there is no teaser."""
    episode = listing.episode
    texts = [episode.teaser or episode.synopsis, listing.airing.note]
    owners = (episode, listing.season, listing.series, listing.channel)
    texts += [owner.note for owner in owners if owner is not None]
    return list(dict.fromkeys(text.in_(language).strip() for text in texts if text is not None))
