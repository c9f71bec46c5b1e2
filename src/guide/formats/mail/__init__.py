"""Mails: a reminder, a notice of a change, the confirmation of a sign-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, cast

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from guide.formats.mail.clean import LONGEST_TITLE, clean, wrapped
from guide.formats.mail.envelope import (
    Headers,
    MailTemplate,
    Recipient,
    Thread,
    assemble,
    gap,
)
from guide.formats.mail.facts import Writing, facts_of, list_headers, subject, thread_of
from guide.formats.words import Words
from guide.formats.words.catalogue import marked
from guide.model.catalogue import Catalogue, Channel
from guide.model.listing import Listing, Slot
from guide.model.reminders import Kind, SignUp
from guide.model.target import Target, TargetKind

__all__ = [
    "MailTemplate",
    "NoticeKind",
    "Recipient",
    "Writing",
    "confirmation",
    "notice",
    "reminder",
]


class NoticeKind(StrEnum):
    """How what someone was told differs from what is true now; RETIMED: the end alone."""

    MOVED = "moved"
    RETIMED = "retimed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    DATED = "dated"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class _Saying:
    """`heads` begins the subject, `says` the mail."""

    heads: str
    says: str


_SAYINGS: Final = {
    NoticeKind.MOVED: _Saying(
        marked("Moved: %(subject)s"), marked("This broadcast has moved. The new time:")
    ),
    NoticeKind.RETIMED: _Saying(
        marked("New end: %(subject)s"), marked("This broadcast ends at another time.")
    ),
    NoticeKind.CANCELLED: _Saying(
        marked("Cancelled: %(subject)s"), marked("This broadcast has been cancelled.")
    ),
    NoticeKind.RESTORED: _Saying(
        marked("On again: %(subject)s"), marked("This broadcast takes place after all:")
    ),
    NoticeKind.DATED: _Saying(
        marked("Time known: %(subject)s"), marked("This broadcast has its time again:")
    ),
    NoticeKind.UNDATED: _Saying(
        marked("Time withdrawn: %(subject)s"),
        marked("The time of this broadcast is not known any more."),
    ),
}


def reminder(
    listing: Listing, writing: Writing, *, job: int, kind: Kind, lead: str
) -> MailTemplate:
    """Return the mail that reminds of a timed airing, for everyone of one zone and language."""
    facts, words = facts_of(listing, writing), writing.words
    values = {"facts": facts, "lead": words.lead(lead), "wish": words.reminder_kind(kind)}
    return _mail("reminder", subject(listing, writing), listing, writing, job=job, values=values)


def notice(
    listing: Listing,
    writing: Writing,
    *,
    job: int,
    kind: NoticeKind,
    before: Slot | None,
    channels: Mapping[str, Channel],
) -> MailTemplate:
    """Return the mail to someone who was told otherwise; `before` is the slot that they know."""
    words, saying = writing.words, _SAYINGS[kind]
    values = {
        "facts": facts_of(listing, writing),
        "says": words.text(saying.says),
        "before": _before(listing, before, channels, words),
        "ends": _end(listing, words) if kind is NoticeKind.RETIMED else "",
        "off": kind is NoticeKind.CANCELLED,
    }
    heads = words.text(saying.heads, subject=subject(listing, writing))
    return _mail("notice", heads, listing, writing, job=job, values=values)


def _before(
    listing: Listing, before: Slot | None, channels: Mapping[str, Channel], words: Words
) -> str:
    """Return the slot the reader knows, "" if it is the present one."""
    airing = listing.airing
    if before is None or (before.channel, before.starts) == (airing.channel, airing.starts):
        return ""
    return clean(words.slot(before, channels))


def _end(listing: Listing, words: Words) -> str:
    ends = listing.airing.ends
    return words.time(ends, listing.channel.zone) if ends else ""


def confirmation(
    sign_ups: Sequence[SignUp], writing: Writing, *, number: int, catalogue: Catalogue
) -> MailTemplate:
    """Return the mail that asks whether it was really the reader who signed up.

    `number` tells one confirmation from the next, also of the same request. It holds nothing
    that whoever filled in the form could have written.
    """
    words, site = writing.words, writing.site
    asked = [_asked(one, catalogue, words, site_name=site.name) for one in sign_ups]
    values = {
        "asked": list(dict.fromkeys(asked)),
        "confirm": writing.page(f"confirm/{gap('confirm')}"),
    }
    headers = Headers(
        sender=writing.sender,
        subject=words.text("Confirm your reminders from %(site)s", site=_site_name(writing)),
        language=words.language,
        thread=Thread(f"c.{number}"),
    )
    return assemble(headers, _render("confirmation.txt", writing, values), site=site)


def _asked(sign_up: SignUp, catalogue: Catalogue, words: Words, *, site_name: str) -> str:
    target = Target.parse(sign_up.target)
    every = target is None or target.kind is TargetKind.ALL
    name = site_name if target is None or every else _target_name(target, catalogue, words)
    return words.text(
        "%(target)s: %(kinds)s, %(leads)s",
        target=clean(name, limit=LONGEST_TITLE),
        kinds=words.join([words.reminder_kind(kind) for kind in sign_up.kinds]),
        leads=words.join([words.lead(lead) for lead in sign_up.leads]),
    )


def _target_name(target: Target, catalogue: Catalogue, words: Words) -> str:
    """Return what a target is called; its stem if the guide no longer has it."""
    match target.kind:
        case TargetKind.BOUQUET if bouquet := catalogue.bouquets.get(target.key):
            return bouquet.name
        case TargetKind.CHANNEL if channel := catalogue.channels.get(target.key):
            return channel.name
        case TargetKind.PREMIERES:
            return words.text("premieres")
        case TargetKind.SERIES | TargetKind.SEASON if series := catalogue.series.get(target.key):
            title = series.title.in_(words.language)
            if target.number is None:
                return title
            season = words.season_name(target.number)
            return words.text("%(series)s, %(season)s", series=title, season=season)
    return target.stem


def _mail(
    name: str, heads: str, listing: Listing, writing: Writing, *, job: int, values: dict[str, Any]
) -> MailTemplate:
    links = {
        "manage": writing.page(f"manage/{gap('manage')}"),
        "unsubscribe": writing.page(f"unsubscribe/{gap('unsubscribe')}"),
    }
    headers = Headers(
        sender=writing.sender,
        subject=heads,
        language=writing.words.language,
        thread=thread_of(listing, job),
        lists=list_headers(listing, writing),
    )
    text, html = (_render(f"{name}.{kind}", writing, values | links) for kind in ("txt", "html"))
    return assemble(headers, text, html, site=writing.site)


def _render(name: str, writing: Writing, values: dict[str, Any]) -> str:
    template = _environment(writing.words).get_template(f"{name}.jinja")
    return template.render(values, site=_site_name(writing), language=writing.words.language)


def _site_name(writing: Writing) -> str:
    return clean(writing.site.name, limit=80)


@cache
def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=PackageLoader("guide", "templates/mail"),
        autoescape=select_autoescape(("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters["wrapped"] = wrapped
    # The extension adds this method, which its types do not know.
    cast("Any", environment).install_gettext_callables(words.gettext, words.ngettext, newstyle=True)
    return environment
