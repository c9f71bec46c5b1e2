"""The pages behind the links in mails: confirm, manage, leave."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from guide.formats.words import Words
from guide.model.reminders import SignUp, Subscriber, Subscription
from guide.model.target import Target, TargetKind
from guide.web.rendering import LANGUAGE_NAMES
from guide.web.subscribe import target_name, target_of
from guide.web.visit import Page, Visit


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """`address` is "" where the guide no longer has what is followed."""

    target: str
    kind: str
    lead: str
    subject: str
    text: str
    address: str


def confirm_page(wanted: Sequence[SignUp], visit: Visit) -> Page:
    values: dict[str, object] = {
        "email": wanted[0].email,
        "wanted": wishes(wanted, visit),
        "seen": digest(wanted),
    }
    return Page("confirm.html", visit.words.text("Confirm your reminders"), values)


def digest(wanted: Sequence[SignUp]) -> str:
    """Return what the confirming form sends back, so that only what was shown is confirmed."""
    return hashlib.sha256(repr(tuple(wanted)).encode()).hexdigest()[:32]


def confirmed_page(wanted: Sequence[SignUp], manage: str, visit: Visit) -> Page:
    values: dict[str, object] = {
        "email": wanted[0].email,
        "wanted": wishes(wanted, visit),
        "manage": manage,
    }
    return Page("confirmed.html", visit.words.text("You will be reminded"), values)


def wishes(wanted: Sequence[SignUp], visit: Visit) -> list[str]:
    """Return one line for everything that confirming confirms."""
    words = visit.words
    return [
        words.text(
            "%(subject)s: %(kind)s, %(lead)s",
            subject=subject_of(one.target, visit),
            kind=words.reminder_kind(kind),
            lead=words.join([words.lead(lead) for lead in one.leads]),
        )
        for one in wanted
        for kind in one.kinds
    ]


def manage_page(
    person: Subscriber,
    subscriptions: Sequence[Subscription],
    visit: Visit,
    *,
    action: str,
    done: str = "",
    fault: str = "",
) -> Page:
    values: dict[str, object] = {
        "email": person.email,
        "subscriptions": [_row(one, visit) for one in subscriptions],
        "languages": [(code, LANGUAGE_NAMES[code]) for code in visit.site.languages],
        "language": person.language,
        "zone": person.zone,
        "action": action,
        "done": done,
        "fault": fault,
    }
    return Page("manage.html", visit.words.text("Your reminders"), values)


def unsubscribe_page(person: Subscriber, manage: str, words: Words) -> Page:
    values: dict[str, object] = {"email": person.email, "manage": manage}
    return Page("unsubscribe.html", words.text("End your reminders"), values)


def left_page(words: Words) -> Page:
    return Page("left.html", words.text("Your reminders have ended"))


def subject_of(stem: str, visit: Visit) -> str:
    """Return what is followed by its name, by its stem if the guide no longer has it."""
    target = target_of(stem, visit)
    return target_name(target, visit) if target else stem


def _row(one: Subscription, visit: Visit) -> SubscriptionRow:
    words, target = visit.words, target_of(one.target, visit)
    text = words.text(
        "%(kind)s, %(lead)s", kind=words.reminder_kind(one.kind), lead=words.lead(one.lead)
    )
    return SubscriptionRow(
        target=one.target,
        kind=one.kind.value,
        lead=one.lead,
        subject=subject_of(one.target, visit),
        text=text,
        address=_address(target, visit) if target else "",
    )


def _address(target: Target, visit: Visit) -> str:
    match target.kind:
        case TargetKind.ALL | TargetKind.BOUQUET:
            return visit.address("/channels/")
        case TargetKind.PREMIERES:
            return visit.address("/premieres")
    return visit.address(f"/{target.stem}/")
