"""Airings as lines of a page: every string made before a template sees it."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from guide.model.airing import Airing, Status
from guide.model.catalogue import Channel, Episode
from guide.model.day import day_bounds, is_late_night
from guide.model.listing import Listing
from guide.model.texts import Text
from guide.web.visit import Name, Visit


@dataclass(frozen=True, slots=True)
class Foreign:
    """A text, with the language tag HTML owes it ("" when it is the page's own)."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` names a style: "premiere", "cancelled", "tentative", "live" or "plain"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """`at` is ISO 8601 with offset, or the date alone where no time is known; `time` is then "".

    `night` names both dates of a late-night airing, or the date where a chosen zone has another;
    `moment` says in full when it is; `zone` is the time zone where it is not the page's main one;
    `channel_address` is "" where the channel has left the guide.
    """

    address: str
    name: Name
    channel: str
    channel_address: str
    at: str
    time: str
    ends: str
    date: str
    night: str
    moment: str
    zone: str
    marks: tuple[Mark, ...]
    state: str
    reason: Foreign
    note: Foreign
    teaser: Foreign
    on_now: bool
    began_before: bool = False
    chosen: bool = False

    @property
    def day(self) -> str:
        return self.night or self.date


def row_of(listing: Listing, visit: Visit, *, day_starts: dt.datetime | None = None) -> Row:
    """Return the line of a listing; `day_starts` marks what began before the day shown."""
    airing, channel, words = listing.airing, listing.channel, visit.words
    zone = visit.zone_of(channel)
    return Row(
        address=visit.address(f"/airings/{airing.id}"),
        name=name_of(listing, visit),
        channel=channel.name,
        channel_address=_channel_address(channel, visit),
        at=iso(airing, zone),
        time=words.time(airing.starts, zone) if airing.starts else "",
        ends=words.time(airing.ends, zone) if airing.ends else "",
        date=words.date(airing.date),
        night=night_of(listing, visit),
        moment=moment_of(listing, visit),
        zone=words.zone(zone, airing.starts) if airing.starts and zone != visit.main_zone else "",
        marks=marks_of(listing, visit),
        state=airing.status.value,
        reason=foreign(airing.reason, visit),
        note=foreign(airing.note or listing.episode.note, visit),
        teaser=foreign(teaser_of(listing), visit),
        on_now=is_on(airing, visit.now),
        began_before=bool(day_starts and airing.starts and airing.starts < day_starts),
        chosen=channel.id in visit.chosen,
    )


def _channel_address(channel: Channel, visit: Visit) -> str:
    present = channel.id in visit.catalogue.channels
    return visit.address(f"/channels/{channel.id}/") if present else ""


def rows_of(listings: list[Listing], visit: Visit) -> tuple[Row, ...]:
    return tuple(row_of(listing, visit) for listing in listings)


def by_date(listings: list[Listing]) -> list[Listing]:
    """Return listings in order of their dates, within a date what has no time yet last."""
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(listings, key=lambda one: (one.airing.date, one.airing.starts or late))


def shared_notes(rows: Sequence[Row]) -> tuple[Foreign, ...]:
    """Return the notes that more than two lines share, to be said once above them."""
    counted = Counter(row.note for row in rows if row.note.text)
    return tuple(note for note, times in counted.items() if times > 2)


def without_notes(rows: Sequence[Row], notes: tuple[Foreign, ...]) -> tuple[Row, ...]:
    return tuple(replace(row, note=Foreign("")) if row.note in notes else row for row in rows)


def name_of(listing: Listing, visit: Visit) -> Name:
    if listing.series is None:
        return episode_name(listing.episode, visit)
    work = foreign(listing.series.title, visit)
    code = visit.words.code(listing.episode)
    title = quoted_title(listing.episode, visit)
    return Name(work.text, work.lang, code, title.text, title.lang)


def episode_name(episode: Episode, visit: Visit) -> Name:
    """Return the name of a film or one-off: its title alone."""
    if episode.title is None:
        return Name(visit.words.episode_name(episode), "")
    title = foreign(episode.title, visit)
    return Name(title.text, title.lang)


def quoted_title(episode: Episode, visit: Visit) -> Foreign:
    if episode.title is None:
        return Foreign("")
    title = foreign(episode.title, visit)
    return Foreign(visit.words.quoted(title.text), title.lang)


def foreign(text: Text | None, visit: Visit) -> Foreign:
    """Return a text in the visit's language, or the original with its tag; "" for None."""
    if text is None:
        return Foreign("")
    return Foreign(text.in_(visit.language), text.foreign(visit.language))


def teaser_of(listing: Listing) -> Text | None:
    owners = (listing.episode, listing.season, listing.series)
    return next((owner.teaser for owner in owners if owner and owner.teaser), None)


def iso(airing: Airing, zone: str) -> str:
    if airing.starts is None:
        return airing.date.isoformat()
    return airing.starts.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def night_of(listing: Listing, visit: Visit) -> str:
    airing, channel = listing.airing, listing.channel
    if airing.starts is None:
        return ""
    if visit.zone and visit.zone != channel.zone:
        local = airing.starts.astimezone(ZoneInfo(visit.zone)).date()
        return visit.words.date(local) if local != airing.date else ""
    return visit.words.night(airing.date) if is_late_night(airing.starts, channel) else ""


def moment_of(listing: Listing, visit: Visit) -> str:
    airing, channel = listing.airing, listing.channel
    if airing.starts is None or visit.zone is None:
        return visit.words.airing_moment(airing, channel)
    return visit.words.moment(airing.starts, channel, zone=visit.zone)


def marks_of(listing: Listing, visit: Visit) -> tuple[Mark, ...]:
    """Return what a line says in a word each: the status where it is not the usual one, what
    showing it is, and the short form of its version; version_of says the rest.
    """
    airing, words = listing.airing, visit.words
    special = listing.showing.premiere or listing.showing.finale
    marks = [Mark("premiere" if special else "plain", words.showing(listing))]
    if airing.status is not Status.CONFIRMED:
        marks.insert(0, Mark(airing.status.value, words.status(airing.status)))
    if airing.live:
        marks.append(Mark("live", words.text("live")))
    if airing.last_chance:
        marks.append(Mark("plain", words.text("last chance")))
    if airing.version.kind:
        marks.append(Mark("plain", airing.version.kind))
    return tuple(marks)


def is_over(listing: Listing, now: dt.datetime) -> bool:
    """Say whether an airing has ended, or the broadcast day that is all one knows of it."""
    ends = listing.airing.ends or day_bounds(listing.airing.date, listing.channel)[1]
    return ends <= now


def is_on(airing: Airing, now: dt.datetime) -> bool:
    if airing.starts is None or airing.ends is None or airing.status is Status.CANCELLED:
        return False
    return airing.starts <= now < airing.ends
