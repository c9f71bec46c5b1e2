"""Asking for reminders: the form, what is wrong with it, and the one answer everybody gets."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from guide.formats.words import Words
from guide.model.address import normalise
from guide.model.reminders import DEFAULT_LEAD, EVENING, Kind, parse_lead
from guide.model.target import Target, TargetKind
from guide.model.tokens import Tokens
from guide.releases.alphabet import alphabet
from guide.web.editions import is_known
from guide.web.rows import foreign
from guide.web.visit import Page, Visit, zones

LEADS = ("15m", "30m", "1h", "1d", EVENING)
KINDS = (Kind.AIRING, Kind.FIRST_RUN)
FORM_LIFE = dt.timedelta(hours=24)
SKEW = dt.timedelta(minutes=5)
MOST_LEADS = 10
LONGEST_SHOWN = 300
MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Form:
    """`faults` are sentences by the id of the field they stand beside."""

    target: str
    email: str = ""
    leads: tuple[str, ...] = (DEFAULT_LEAD,)
    kinds: tuple[str, ...] = (Kind.AIRING.value,)
    zone: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


def choices_page(visit: Visit) -> Page:
    """Return what one can be reminded of, for who came without choosing."""
    catalogue = visit.catalogue
    series = alphabet(visit.release, visit.language).own_first
    targets = [
        Target(TargetKind.PREMIERES),
        *(Target(TargetKind.SERIES, one) for one in series[:MOST_OFFERED]),
        *(Target(TargetKind.CHANNEL, one) for one in islice(catalogue.channels, MOST_OFFERED)),
    ]
    more = max(len(series), len(catalogue.channels)) > MOST_OFFERED
    choices = tuple(
        (f"/{visit.language}/subscribe?target={quote(one.stem)}", target_name(one, visit))
        for one in targets
    )
    return Page("subscribe.html", _title(visit.words), {"choices": choices, "more": more})


def form_page(form: Form, target: Target, visit: Visit, token: str) -> Page:
    words = visit.words
    values: dict[str, object] = {
        "choices": (),
        "form": form,
        "subject": target_name(target, visit),
        "token": token,
        "action": f"/{visit.language}/subscribe",
        "privacy": f"/{visit.language}/privacy",
        "leads": tuple((lead, words.lead(lead)) for lead in LEADS),
        "kinds": tuple((kind.value, words.reminder_kind(kind)) for kind in KINDS),
    }
    query = f"?target={quote(target.stem)}"
    return Page("subscribe.html", _title(words), values, query=query)


def asked_page(words: Words) -> Page:
    return Page("asked.html", words.text("Look into your mailbox"))


def _title(words: Words) -> str:
    return words.text("Reminders by e-mail")


def target_of(stem: str, visit: Visit) -> Target | None:
    """Return what a stem names, None if nothing is known of it or it sends no reminders."""
    target = Target.parse(stem)
    if target is None or target.kind in {TargetKind.AIRING, TargetKind.STREAMING}:
        return None
    return target if is_known(target, visit.release) else None


def asked_target(stem: str, visit: Visit) -> Target:
    target = target_of(stem, visit)
    if target is None:
        raise NotFound(visit.words.text("This guide has nothing to follow at that address."))
    return target


def posted_target(stem: str, visit: Visit) -> Target:
    target = target_of(stem, visit)
    if target is None:
        raise BadRequest(visit.words.text("target: this guide has nothing of that name to follow."))
    return target


def target_name(target: Target, visit: Visit) -> str:
    catalogue, words = visit.catalogue, visit.words
    match target.kind:
        case TargetKind.CHANNEL:
            return catalogue.channels[target.key].name
        case TargetKind.BOUQUET:
            return catalogue.bouquets[target.key].name
        case TargetKind.SERIES:
            return foreign(catalogue.series[target.key].title, visit).text
        case TargetKind.SEASON:
            series = foreign(catalogue.series[target.key].title, visit).text
            season = words.season_name(catalogue.seasons[f"{target.key}/season-{target.number}"])
            return words.text("%(series)s, %(season)s", series=series, season=season)
        case TargetKind.PREMIERES:
            return words.text("Premieres")
    return words.text("Everything")


def target_zone(target: Target, visit: Visit) -> str:
    """Return the zone a form begins with: that of the channel, else of the first channel."""
    channels = visit.catalogue.channels
    if target.kind is TargetKind.CHANNEL:
        return channels[target.key].zone
    return next((one.zone for one in channels.values()), "UTC")


def read_form(posted: MultiDict[str, str], words: Words, *, valid_token: bool) -> Form:
    """Read what was posted, with a sentence for everything that can't be taken."""
    email, zone = posted.get("email", "").strip(), posted.get("zone", "").strip()
    form = Form(
        target=posted.get("target", ""),
        email=_shown(email),
        leads=tuple(dict.fromkeys(posted.getlist("lead"))),
        kinds=tuple(dict.fromkeys(posted.getlist("kind"))),
        zone=_shown(zone),
    )
    faults = {
        "token": "" if valid_token else words.text(
            "The form was open for too long: send it once more."
        ),
        "email": _email_fault(email, words),
        "lead": _lead_fault(form.leads, words),
        "kind": _kind_fault(form.kinds, words),
        "zone": "" if zone in zones() else words.text(
            "There is no time zone of that name: write it as Europe/Paris."
        ),
    }  # fmt: skip
    form.faults.update({name: fault for name, fault in faults.items() if fault})
    return form


def _shown(text: str) -> str:
    """Return what was posted as a page may show it again."""
    return "".join(filter(str.isprintable, text))[:LONGEST_SHOWN]


def _email_fault(email: str, words: Words) -> str:
    try:
        normalise(email)
    except ValueError:
        return words.text("That is no e-mail address we can write to, such as name@example.org.")
    return ""


def _lead_fault(leads: tuple[str, ...], words: Words) -> str:
    try:
        for lead in leads:
            parse_lead(lead)
    except ValueError:
        return words.text("Choose one of the times offered.")
    if not 0 < len(leads) <= MOST_LEADS:
        return words.text("Choose when you want to be reminded.")
    return ""


def _kind_fault(kinds: tuple[str, ...], words: Words) -> str:
    offered = {kind.value for kind in KINDS}
    return "" if kinds and offered.issuperset(kinds) else words.text("Choose what to be told of.")


def form_token(tokens: Tokens, machine_now: dt.datetime) -> str:
    return tokens.derive("form", str(int(machine_now.timestamp())))


def is_form_token(token: str, tokens: Tokens, machine_now: dt.datetime) -> bool:
    """Say whether we made this token within the last day; no session is needed to know."""
    row = tokens.row(token)
    if row is None or not tokens.holds(token, "form", row):
        return False
    age = machine_now - dt.datetime.fromtimestamp(int(row), dt.UTC)
    return -SKEW < age < FORM_LIFE
