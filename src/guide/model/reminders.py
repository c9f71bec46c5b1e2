"""Who wants to be told what, and when that is due."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from guide.model.airing import ShowingKind, Status
from guide.model.day import DAY, broadcast_day, nearest_instant
from guide.model.listing import Listing

EVENING = "evening"
EVENING_AT = dt.time(19)
NOTICE_DELAY = dt.timedelta(minutes=10)
JUST_TOLD = dt.timedelta(hours=1)
DEFAULT_LEAD = "30m"
LONGEST_LEAD = dt.timedelta(days=7)
PLANNED_AHEAD = dt.timedelta(days=400)
CANCELLED = "cancelled"
UNDATED = "undated"
CONFIRM = "confirm"

_UNITS = {"m": dt.timedelta(minutes=1), "h": dt.timedelta(hours=1), "d": DAY}
_ALLOWED = "choose a duration from 1m to 7d such as 30m, 1h or 1d, or evening"


class Kind(StrEnum):
    """What a subscription asks for; CHANGED notices also go to whoever was told otherwise."""

    AIRING = "airing"
    FIRST_RUN = "first_run"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before an airing one is told; `before` is None for the evening before."""

    text: str
    before: dt.timedelta | None = None


def parse_lead(text: str) -> Lead:
    """Read "30m", "1h", "2d" (1 minute to 7 days) or "evening".

    Raises ValueError with a sentence that names what is allowed.
    """
    if text == EVENING:
        return Lead(text)
    if text.startswith("digest-"):
        raise ValueError(f"Digests come in a later version of guide: {_ALLOWED}.")
    if not re.fullmatch(r"[1-9][0-9]{0,4}[mhd]", text):
        raise ValueError(f"{text[:20]!r} is not a lead time: {_ALLOWED}.")
    before = int(text[:-1]) * _UNITS[text[-1]]
    if before > LONGEST_LEAD:
        raise ValueError(f"{text!r} is too long a lead time: {_ALLOWED}.")
    return Lead(text, before)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`id` is opaque; `zone` an IANA name; `epoch` rises to revoke every token of theirs."""

    id: str
    email: str
    zone: str
    language: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """`target` is a stem (model.target), `lead` "30m", "1h", "1d" or "evening"."""

    target: str
    kind: Kind
    lead: str


class SignUpOutcome(StrEnum):
    """MAIL: a confirmation is on its way. QUIET: none, by the limits of that address; whoever
    asked is answered the same. LATER: too many from one network or in all, nothing was kept.
    """

    MAIL = "mail"
    QUIET = "quiet"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class SignUp:
    """One request that waits to be confirmed from the mail."""

    email: str
    zone: str
    language: str
    target: str
    kinds: tuple[Kind, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Want:
    """A kind and lead that somebody asked for; `zone` is theirs for "evening", else ""."""

    kind: Kind
    lead: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ReminderJob:
    """One due notice of one airing, for a kind, a lead and (for "evening") a zone.

    `told` is what its message says: model.reminders.slot_key of the airing's slot, or
    "cancelled". `due` and `expires` are instants of the guide's clock, UTC. `id` is 0 before
    it is stored. `people` is filled in by listings of jobs: how many it concerns.
    """

    airing: str
    kind: Kind
    lead: str
    told: str
    due: dt.datetime
    expires: dt.datetime
    zone: str = ""
    id: int = 0
    state: str = "scheduled"
    people: int = 0
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail of the outbox, claimed for sending.

    `told_before` is what the recipient was last told of this airing ("" if nothing), for
    notices. `attempt` counts from 1. `lease` is the fencing number that every mark must carry.
    `kind` is a Kind for reminders and notices, "confirm" for a sign-up's confirmation, whose
    `reference` is the sign-up's id; for reminders `reference` is the airing's id. `expires` is
    an instant of the guide's clock, for "confirm" of the machine's.
    """

    id: int
    kind: str
    reference: str
    lead: str
    told: str
    told_before: str
    subscriber: Subscriber
    expires: dt.datetime
    attempt: int
    lease: int
    job: int = 0


class Outcome(StrEnum):
    """What became of one attempt; UNKNOWN: the server had it all, its answer never came."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """`code` is the server's (0 without one), `text` its words; `not_before` is an instant of
    the machine's clock, for RETRY and UNKNOWN, None for at once.
    """

    message: Message
    outcome: Outcome
    code: int = 0
    text: str = ""
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages not yet done with; `age` is how long the oldest waiting one has been due."""

    queued: int = 0
    retrying: int = 0
    leased: int = 0
    submitting: int = 0
    age: dt.timedelta = dt.timedelta(0)


def slot_key(channel: str, starts: dt.datetime) -> str:
    """Return what a reminder tells, as one comparable word: "ocs-city@2017-06-01T18:40:00Z"."""
    return f"{channel}@{starts.astimezone(dt.UTC).isoformat(timespec='seconds')[:19]}Z"


def slot_starts(told: str) -> dt.datetime | None:
    """Return the instant that a slot key tells, UTC; None for "cancelled" and "undated"."""
    stamp = told.rpartition("@")[2]
    return dt.datetime.fromisoformat(stamp) if "@" in told else None


def truth(listing: Listing) -> str:
    """Return what there is to tell of a listing now: its slot key, "cancelled" or "undated"."""
    airing = listing.airing
    if airing.status is Status.CANCELLED or airing.gone:
        return CANCELLED
    return slot_key(airing.channel, airing.starts) if airing.starts else UNDATED


def due(listing: Listing, lead: Lead, zone: str) -> dt.datetime:
    """Return the UTC instant at which a timed listing is due to be told.

    The evening is 19:00 in `zone` on the day before the broadcast day; where that evening comes
    only after the start (a zone far behind the channel's), the last 19:00 before it.
    """
    starts = listing.airing.starts
    if starts is None:
        raise ValueError("Only an airing with a time has a due reminder.")
    if lead.before is not None:
        # On UTC: subtracting from a local time would be wall arithmetic.
        return starts.astimezone(dt.UTC) - lead.before
    evening = broadcast_day(starts, listing.channel) - DAY
    while (at := _evening(evening, zone)) >= starts:
        evening -= DAY
    return at


def _evening(date: dt.date, zone: str) -> dt.datetime:
    return nearest_instant(dt.datetime.combine(date, EVENING_AT), zone)


def is_ahead(listing: Listing, now: dt.datetime) -> bool:
    """Say whether reminders are planned for a listing: timed, on, not begun, within 400 days."""
    starts = listing.airing.starts
    on = truth(listing) not in {CANCELLED, UNDATED}
    return on and starts is not None and now < starts < now + PLANNED_AHEAD


def jobs_for(listing: Listing, wants: Iterable[Want]) -> Iterator[ReminderJob]:
    """Yield the job of each want that a timed listing answers; a repeat is no first run."""
    starts = listing.airing.starts
    if starts is None:
        return
    repeat = listing.showing.kind is ShowingKind.REPEAT
    for want in wants:
        if want.kind is Kind.CHANGED or (want.kind is Kind.FIRST_RUN and repeat):
            continue
        yield ReminderJob(
            airing=listing.airing.id,
            kind=want.kind,
            lead=want.lead,
            zone=want.zone,
            told=truth(listing),
            due=due(listing, parse_lead(want.lead), want.zone),
            expires=starts,
        )
