"""What a mail says of an airing, as clean lines of text."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from guide.formats.mail.clean import LONGEST_TITLE, atom, clean
from guide.formats.mail.envelope import Thread, gap, mail_host, phrase
from guide.formats.words import Words
from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.day import DAY, broadcast_day, is_late_night
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.texts import Text

EVENING_HOUR = 18


@dataclass(frozen=True, slots=True)
class Writing:
    """As whom, for whom and when a mail is written: `zone` is the reader's, `now` UTC."""

    site: Site
    words: Words
    sender: str
    zone: str
    now: dt.datetime

    def page(self, path: str) -> str:
        return self.site.url(f"/{self.words.language}/{path}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with the language tag that it needs where the rest is in another one."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the templates may say of an airing; "" or None is not said.

    `elsewhere` is the start by the reader's own clock, where that differs from the channel's.
    """

    title: str
    channel: str
    moment: str
    elsewhere: str
    labels: str
    teaser: Passage | None
    note: Passage | None
    reason: Passage | None
    page: str


def facts_of(listing: Listing, writing: Writing) -> Facts:
    airing, words = listing.airing, writing.words
    tentative = airing.status is Status.TENTATIVE
    labels = [words.status(airing.status)] if tentative else []
    moment = words.airing_moment(airing, listing.channel)
    return Facts(
        title=clean(words.listing_title(listing), limit=LONGEST_TITLE),
        channel=clean(listing.channel.name, limit=LONGEST_TITLE),
        moment=clean(moment[:1].upper() + moment[1:]),
        elsewhere=clean(_elsewhere(airing.starts, listing.channel, writing)),
        labels=clean(" · ".join([*labels, *words.labels(listing)])),
        teaser=_passage(listing.episode.teaser, words),
        note=_passage(airing.note, words) if tentative else None,
        reason=_passage(airing.reason, words),
        page=writing.page(f"airings/{quote(airing.id, safe='')}"),
    )


def _passage(text: Text | None, words: Words) -> Passage | None:
    """Return a text if it says anything; its tag if it is in another language than the mail."""
    if text is None or not (said := clean(text.in_(words.language))):
        return None
    return Passage(said, atom(text.foreign(words.language)))


def _elsewhere(starts: dt.datetime | None, channel: Channel, writing: Writing) -> str:
    if starts is None or same_clock(starts, channel, writing.zone):
        return ""
    return writing.words.moment(starts, channel, zone=writing.zone)


def same_clock(at: dt.datetime, channel: Channel, zone: str) -> bool:
    return (
        at.astimezone(ZoneInfo(channel.zone)).utcoffset()
        == at.astimezone(ZoneInfo(zone)).utcoffset()
    )


def subject(listing: Listing, writing: Writing) -> str:
    """Return what matters in a few words: "Missions S1 É1 — ce soir à 20h40 sur OCS City"."""
    words, channel = writing.words, listing.channel
    title = clean(_short_title(listing, words), limit=80)
    name = clean(channel.name, limit=40)
    if listing.airing.starts is None:
        date = words.date(listing.airing.date)
        return words.text(
            "%(title)s – %(date)s on %(channel)s", title=title, date=date, channel=name
        )
    when = _soon(listing.airing.starts, channel, writing)
    return words.text("%(title)s – %(when)s on %(channel)s", title=title, when=when, channel=name)


def _short_title(listing: Listing, words: Words) -> str:
    code = words.code(listing.episode)
    if listing.series is None or not code:
        return words.listing_title(listing)
    return f"{listing.series.title.in_(words.language)} {code}"


def _soon(starts: dt.datetime, channel: Channel, writing: Writing) -> str:
    """Return "tonight at 20:40"; to a reader by another clock the date, time and zone."""
    words = writing.words
    time = words.time(starts, channel.zone)
    if not same_clock(starts, channel, writing.zone):
        return words.zoned_moment(starts, channel)
    if is_late_night(starts, channel):
        day = broadcast_day(starts, channel)
        if day == broadcast_day(writing.now, channel):
            return words.text("tonight at %(time)s", time=time)
        return words.text("%(night)s, %(time)s", night=words.short_night(day), time=time)
    local, today = (at.astimezone(ZoneInfo(channel.zone)) for at in (starts, writing.now))
    if local.date() == today.date():
        evening = local.hour >= EVENING_HOUR
        return words.text("this evening at %(time)s" if evening else "today at %(time)s", time=time)
    if local.date() == today.date() + DAY:
        return words.text("tomorrow at %(time)s", time=time)
    return words.text("%(date)s, %(time)s", date=words.date(local.date(), year=False), time=time)


def thread_of(listing: Listing, job: int) -> Thread:
    """Return the identity of a mail of a job, in one thread with all mails of that airing."""
    return Thread(f"r.{job}", f"a.{atom(listing.airing.id)}")


def list_headers(listing: Listing, writing: Writing) -> tuple[str, ...]:
    """Return List-Id (RFC 2919) and the one-click way out (RFC 8058)."""
    label, name = _list(listing, writing.words)
    leave = writing.page(f"unsubscribe/{gap('unsubscribe')}")
    return (
        f"List-Id: {phrase(label)} <{name}.{mail_host(writing.site)}>",
        f"List-Unsubscribe: <{leave}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    )


def _list(listing: Listing, words: Words) -> tuple[str, str]:
    """Return the label and id of the season, series or channel that a listing belongs to."""
    if listing.series is None:
        return listing.channel.name, f"{atom(listing.channel.id)}.channels"
    series, season = listing.series.title.in_(words.language), listing.episode.season
    if season is None:
        return series, atom(listing.series.id)
    name = words.season_name(listing.season or season)
    label = words.text("%(series)s, %(season)s", series=series, season=name)
    return label, f"season-{season}.{atom(listing.series.id)}"
