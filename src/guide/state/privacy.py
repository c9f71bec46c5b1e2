"""What is kept of a person, shown and erased at their request."""

import datetime as dt
from typing import Any

from sqlalchemy import delete, select, update

from guide.model.address import comparable
from guide.state import subscribers
from guide.state.database import Tx
from guide.state.instance import hashed
from guide.state.states import MessageState, stop
from guide.state.tables import (
    bounce,
    outbox,
    reminder_job,
    sign_up,
    sign_up_event,
    subscriber,
    subscription,
    suppression,
)


def kept_of(tx: Tx, email: str) -> dict[str, Any]:
    """Return all that is kept of an address, ready to be printed as JSON; instants are UTC.

    Everything is empty of whom nothing is kept.
    """
    norm, address_hash = comparable(email), hashed(tx, comparable(email))
    return {
        "subscriber": _rows(tx, _PERSON, subscriber.c.norm == norm),
        "follows": _rows(
            tx,
            (subscription.c.target, subscription.c.kind, subscription.c.lead),
            subscription.c.subscriber.in_(_ids(norm)),
        ),
        "asked": _rows(tx, _ASKED, sign_up.c.norm == norm),
        "mails": _mails(tx, norm),
        "not written to": _rows(
            tx,
            (suppression.c.reason, suppression.c.machine_at),
            suppression.c.address_hash == address_hash,
        ),
        "returned mail": _rows(tx, (bounce.c.machine_day,), bounce.c.address_hash == address_hash),
        "counted requests": _rows(
            tx, (sign_up_event.c.machine_at,), sign_up_event.c.address_hash == address_hash
        ),
    }


def erase(tx: Tx, email: str) -> bool:
    """Forget an address: the person, what they follow, asked for and were sent; False if nothing
    was kept.

    That an address must not be written to any more stays, in a form that tells nothing of it: else
    somebody else could make us write to it again.
    """
    norm, address_hash = comparable(email), hashed(tx, comparable(email))
    people = tx.execute(_ids(norm)).scalars().all()
    asked = tx.execute(select(sign_up.c.id).where(sign_up.c.norm == norm)).scalars().all()
    for person in people:
        subscribers.unsubscribe_all(tx, person)
    tx.execute(delete(sign_up).where(sign_up.c.norm == norm))
    stop(tx, outbox.c.sign_up.in_(asked) & (outbox.c.sign_up != ""), MessageState.SUPPRESSED)
    # A row that no reader belongs to any more still keeps a reminder from being sent twice.
    tx.execute(update(outbox).where(outbox.c.subscriber.in_(people)).values(words=""))
    counted = [
        tx.execute(delete(table).where(table.c.address_hash == address_hash)).rowcount
        for table in (sign_up_event, bounce)
    ]
    return bool(people or asked or any(counted))


_PERSON = (
    subscriber.c.email,
    subscriber.c.zone,
    subscriber.c.language,
    subscriber.c.since,
    subscriber.c.machine_confirmed_at,
)
_ASKED = (
    sign_up.c.email,
    sign_up.c.zone,
    sign_up.c.language,
    sign_up.c.target,
    sign_up.c.kinds,
    sign_up.c.leads,
    sign_up.c.machine_expires,
)


def _ids(norm: str) -> Any:
    return select(subscriber.c.id).where(subscriber.c.norm == norm)


def _mails(tx: Tx, norm: str) -> list[dict[str, Any]]:
    about = (reminder_job.c.kind, reminder_job.c.airing, reminder_job.c.lead)
    columns = (*about, outbox.c.state, outbox.c.sent_at, outbox.c.code)
    found = (
        select(*columns)
        .join_from(outbox, reminder_job, reminder_job.c.id == outbox.c.job)
        .where(outbox.c.subscriber.in_(_ids(norm)))
        .order_by(outbox.c.id)
    )
    return [_plain(row) for row in tx.execute(found).mappings()]


def _rows(tx: Tx, columns: Any, which: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in tx.execute(select(*columns).where(which)).mappings()]


def _plain(row: Any) -> dict[str, Any]:
    """Return a row with instants as text, named without what they are kept for."""
    return {
        name.removeprefix("machine_"): one.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        if isinstance(one, dt.datetime)
        else one
        for name, one in row.items()
    }
