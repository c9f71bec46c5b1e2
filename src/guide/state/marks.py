"""The marks of senders, each fenced by the lease it was made under."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, or_, select, tuple_, update

from guide.model.reminders import Message, Outcome, Result
from guide.state.database import Tx
from guide.state.states import WAITING, MessageState
from guide.state.tables import outbox

MOST_UNKNOWN = 1
# A crash is not the message's fault, unless it happens each time.
MOST_LOST = 5
LONGEST_WORDS = 500

_HOUR = dt.timedelta(hours=1)


def is_past(at: ColumnElement[dt.datetime], machine_now: dt.datetime) -> ColumnElement[bool]:
    """Say that an instant is over; more than an hour ahead the machine's clock was set back."""
    return or_(at <= machine_now, at > machine_now + _HOUR)


def under_lease(messages: Iterable[Message]) -> ColumnElement[bool]:
    leases = [(one.id, one.lease) for one in messages]
    # SQLite finds no index for pairs: the ids alone lead it to the rows.
    here = outbox.c.id.in_([row for row, _ in leases])
    return and_(here, tuple_(outbox.c.id, outbox.c.lease).in_(leases))


def submit(
    tx: Tx, messages: Sequence[Message], machine_now: dt.datetime, until: dt.datetime
) -> set[int]:
    # Submitting already, under this very lease: the answer to the first call was lost.
    leased = and_(
        under_lease(messages),
        outbox.c.state.in_((MessageState.LEASED, MessageState.SUBMITTING)),
        outbox.c.machine_lease_until > machine_now,
    )
    submitted = update(outbox).where(leased).returning(outbox.c.id)
    values = {
        "state": MessageState.SUBMITTING,
        "attempts": outbox.c.attempts + 1,
        "machine_submitted_at": machine_now,
        "machine_lease_until": until,
    }
    return set(tx.execute(submitted.values(values)).scalars())


def record(tx: Tx, results: Iterable[Result], now: dt.datetime, machine_now: dt.datetime) -> None:
    rows: dict[Outcome, list[dict[str, Any]]] = {outcome: [] for outcome in Outcome}
    for result in results:
        row = {
            "row": result.message.id,
            "held": result.message.lease,
            "code": result.code,
            "words": result.text[:LONGEST_WORDS],
        }
        if result.outcome in {Outcome.RETRY, Outcome.UNKNOWN}:
            row["machine_not_before"] = result.not_before or machine_now
        rows[result.outcome].append(row)
    for outcome, some in rows.items():
        if some:
            tx.execute(_mark(outcome, now), some)


def _mark(outcome: Outcome, now: dt.datetime) -> Update:
    mine = and_(outbox.c.id == bindparam("row"), outbox.c.lease == bindparam("held"))
    marked = update(outbox).where(mine)
    if outcome is Outcome.SENT:
        # Taken back but not leased again: the old lease still knows best, it spares a double.
        still = or_(*(outbox.c.state == state for state in (MessageState.SUBMITTING, *WAITING)))
        return marked.where(still).values(state=MessageState.SENT, sent_at=now)
    marked = marked.where(outbox.c.state == MessageState.SUBMITTING)
    if outcome is Outcome.UNKNOWN:
        again = outbox.c.unknown < MOST_UNKNOWN
        state = case((again, MessageState.RETRY), else_=MessageState.FAILED)
        return marked.values(state=state, unknown=outbox.c.unknown + 1)
    return marked.values(
        state=MessageState.RETRY if outcome is Outcome.RETRY else MessageState.FAILED
    )


def waiting_again() -> ColumnElement[str]:
    tried = outbox.c.attempts > 0
    return case((tried, MessageState.RETRY), else_=MessageState.QUEUED)


def take_back(tx: Tx, machine_now: dt.datetime) -> int:
    """Let others have what is under a lease that is over."""
    over = is_past(outbox.c.machine_lease_until, machine_now)
    rows = select(outbox.c.id).where(over).with_for_update(skip_locked=True)
    leased = outbox.c.id.in_(rows.where(outbox.c.state == MessageState.LEASED))
    count = tx.execute(update(outbox).where(leased).values(state=waiting_again())).rowcount
    lost = outbox.c.id.in_(rows.where(outbox.c.state == MessageState.SUBMITTING))
    again = outbox.c.lost < MOST_LOST
    values = {
        "state": case((again, MessageState.RETRY), else_=MessageState.FAILED),
        "lost": outbox.c.lost + 1,
        "machine_not_before": machine_now,
        "words": "the sender was lost while submitting",
    }
    return count + tx.execute(update(outbox).where(lost).values(values)).rowcount
