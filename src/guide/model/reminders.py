"""Who wants to be told what, and when that is due."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

EVENING = "evening"
EVENING_AT = dt.time(19)
NOTICE_DELAY = dt.timedelta(minutes=10)
JUST_TOLD = dt.timedelta(hours=1)
DEFAULT_LEAD = "30m"


class Kind(StrEnum):
    """What a subscription asks for; CHANGED notices also go to whoever was told otherwise."""

    AIRING = "airing"
    FIRST_RUN = "first_run"
    CHANGED = "changed"


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


@dataclass(frozen=True, slots=True)
class Message:
    """One mail of the outbox, claimed for sending.

    `told_before` is what the recipient was last told of this airing ("" if nothing), for
    notices. `attempt` counts from 1. `lease` is the fencing number that every mark must carry.
    `kind` is a Kind for reminders and notices, "confirm" for a sign-up's confirmation, whose
    `reference` is the sign-up's id; for reminders `reference` is the airing's id.
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


def slot_key(channel: str, starts: dt.datetime) -> str:
    """Return what a reminder tells, as one comparable word: "ocs-city@2017-06-01T18:40:00Z"."""
    return f"{channel}@{starts.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
