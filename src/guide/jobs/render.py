"""A message of the outbox made into a mail, from what the current release says."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from guide.delivery.drain import RefusedError
from guide.delivery.transport import DeliveryError, Mail
from guide.formats.mail import (
    MailTemplate,
    NoticeKind,
    Recipient,
    Writing,
    confirmation,
    notice,
    reminder,
)
from guide.formats.words import Words, words
from guide.model.catalogue import Catalogue, Channel
from guide.model.day import broadcast_day
from guide.model.listing import Listing, Slot
from guide.model.reminders import (
    CANCELLED,
    CONFIRM,
    UNDATED,
    Kind,
    Message,
    SignUp,
    slot_starts,
    truth,
)
from guide.model.return_paths import ReturnPaths
from guide.model.site import Site
from guide.model.tokens import Tokens

TEMPLATES_KEPT = 256

Days = tuple[dt.date, dt.date]
Key = tuple[int, int, str, str, str, Days]


class Schedule(Protocol):
    """The questions that mails ask of a release."""

    @property
    def number(self) -> int: ...

    @property
    def catalogue(self) -> Catalogue: ...

    def listing(self, airing_id: str) -> Listing | None: ...


@dataclass(frozen=True, slots=True)
class Senders:
    """Bare addresses: of reminders and notices, and of confirmations; and where what can't be
    delivered comes back to, None for the senders themselves.
    """

    reminders: str
    account: str
    returns: ReturnPaths | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where a mail's content comes from.

    `release` gives the current release, None while it cannot be had (never an older one);
    `pending` what confirming a sign-up would confirm, None if it is no more. `now` is the
    guide's clock.
    """

    site: Site
    tokens: Tokens
    release: Callable[[], Schedule | None]
    pending: Callable[[str], Sequence[SignUp] | None]
    now: Callable[[], dt.datetime]
    senders: Senders


class Renderer:
    """Call it with a message; the template is made once for all who get the same.

    Raises RefusedError for a message that says what is not so any more, and DeliveryError while
    there is no release to write from. To be called by one thread.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._templates: OrderedDict[Key, MailTemplate] = OrderedDict()

    def __call__(self, message: Message) -> Mail:
        now = self._sources.now()
        if message.kind == CONFIRM:
            return self._confirmation(message, now)
        release = self._sources.release()
        if release is None:
            raise DeliveryError("there is no release to write mails from", pause=True)
        listing = _listing(message, release)
        if message.kind != Kind.CHANGED and message.expires <= now:
            raise RefusedError("the broadcast has begun")
        template = self._template(message, listing, release, now)
        return self._filled(template, message, now, self._sources.senders.reminders)

    def _confirmation(self, message: Message, now: dt.datetime) -> Mail:
        asked = self._sources.pending(message.reference)
        if asked is None:
            raise RefusedError("the request is no more: confirmed already, or too old")
        release = self._sources.release()
        catalogue = release.catalogue if release else Catalogue()
        sender = self._sources.senders.account
        writing = self._writing(message, now, sender)
        template = confirmation(asked, writing, number=message.id, catalogue=catalogue)
        return self._filled(template, message, now, sender)

    def _writing(self, message: Message, now: dt.datetime, sender: str) -> Writing:
        reader, site = message.subscriber, self._sources.site
        return Writing(site, _words(reader.language, site), sender, reader.zone, now)

    def _template(
        self, message: Message, listing: Listing, release: Schedule, now: dt.datetime
    ) -> MailTemplate:
        reader, told = message.subscriber, message.told_before
        days = _days(now, listing.channel)
        key = (release.number, message.job, reader.language, reader.zone, told, days)
        template = self._templates.get(key)
        if template is None:
            template = self._written(message, listing, release, now)
        self._templates[key] = template
        self._templates.move_to_end(key)
        if len(self._templates) > TEMPLATES_KEPT:
            self._templates.popitem(last=False)
        return template

    def _written(
        self, message: Message, listing: Listing, release: Schedule, now: dt.datetime
    ) -> MailTemplate:
        writing = self._writing(message, now, self._sources.senders.reminders)
        if message.kind != Kind.CHANGED:
            kind = Kind(message.kind)
            return reminder(listing, writing, job=message.job, kind=kind, lead=message.lead)
        channels = release.catalogue.channels
        return notice(
            listing,
            writing,
            job=message.job,
            kind=_notice_kind(message),
            before=_slot(message.told_before, channels.get) or listing.revision.moved_from,
            channels=channels,
        )

    def _filled(
        self, template: MailTemplate, message: Message, now: dt.datetime, sender: str
    ) -> Mail:
        reader, derive = message.subscriber, self._sources.tokens.derive
        if message.kind == CONFIRM:
            confirm = derive(CONFIRM, message.reference)
            recipient = Recipient(message.reference, reader.email, confirm=confirm)
        else:
            manage = derive("manage", reader.id, reader.epoch)
            unsubscribe = derive("unsubscribe", reader.id, reader.epoch)
            recipient = Recipient(reader.id, reader.email, manage=manage, unsubscribe=unsubscribe)
        returns = self._sources.senders.returns
        try:
            body = template.fill(recipient, now=now)
        except ValueError as fault:
            raise RefusedError(str(fault)) from None
        return Mail(returns.of(message.id) if returns else sender, reader.email, body)


def _days(now: dt.datetime, channel: Channel) -> Days:
    """Return the dates within which "this evening" and "tonight" stay true."""
    return broadcast_day(now, channel), now.astimezone(ZoneInfo(channel.zone)).date()


def _listing(message: Message, release: Schedule) -> Listing:
    listing = release.listing(message.reference)
    if listing is None:
        raise RefusedError("the broadcast is not in the release")
    if truth(listing) != message.told:
        raise RefusedError("the broadcast is not as this message tells it")
    if message.kind != Kind.CHANGED and message.told in {CANCELLED, UNDATED}:
        raise RefusedError("a broadcast without a time has no reminder")
    return listing


def _words(language: str, site: Site) -> Words:
    return words(language if language in site.languages else site.languages[0])


def _notice_kind(message: Message) -> NoticeKind:
    match message.told, message.told_before:
        case (told, _) if told == CANCELLED:
            return NoticeKind.CANCELLED
        case (told, _) if told == UNDATED:
            return NoticeKind.UNDATED
        case (_, before) if before == CANCELLED:
            return NoticeKind.RESTORED
        case (_, before) if before == UNDATED:
            return NoticeKind.DATED
    return NoticeKind.MOVED


def _slot(told: str, channel_of: Callable[[str], Channel | None]) -> Slot | None:
    """Return the slot that someone was told; None for "cancelled", "undated" or nothing."""
    starts = slot_starts(told)
    if starts is None:
        return None
    name = told.rpartition("@")[0]
    channel = channel_of(name)
    date = broadcast_day(starts, channel) if channel else starts.date()
    return Slot(name, date, starts, None)
