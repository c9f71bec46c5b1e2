"""The outbox is the queue: claimed under leases, marked in rounds, fenced by lease numbers."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from guide.model.reminders import CONFIRM, Backlog, Message, Result, Subscriber
from guide.state import pace, upsert
from guide.state.database import Database, Tx
from guide.state.marks import is_past, record, submit, take_back, under_lease, waiting_again
from guide.state.sign_ups import forget_expired
from guide.state.states import PENDING, WAITING, JobState, MessageState, in_order, stop
from guide.state.tables import (
    Instant,
    outbox,
    reminder_job,
    sign_up,
    subscriber,
    suppression,
)

LEASE = dt.timedelta(seconds=60)
KEPT = dt.timedelta(days=30)

_PERSON = ("email", "zone", "language")


class Outbox:
    """The outbox as a sender sees it; every call is one transaction.

    Each may raise StateError: then nothing of it happened, and it may be called again with the
    same arguments. `now` is the guide's time, `machine_now` the machine's: leases and back-off
    are the machine's, expiry the guide's. All senders of the database together claim `rate`
    messages a second at most, None for no limit.
    """

    def __init__(
        self, database: Database, *, lease: dt.timedelta = LEASE, rate: int | None = None
    ) -> None:
        self._database = database
        self._lease = lease
        self._rate = rate

    def claim(
        self, limit: int, *, owner: str, now: dt.datetime, machine_now: dt.datetime
    ) -> list[Message]:
        """Lease up to `limit` waiting messages, confirmations first, then the soonest deadline.

        What has expired, was superseded or is suppressed is ended on the way.
        """
        with self._database.writing() as tx:
            if self._rate is not None:
                limit = min(limit, pace.free(tx, self._rate, machine_now=machine_now))
            while candidates := _candidates(tx, limit, machine_now):
                _settle(tx, outbox.c.id.in_(candidates), now, machine_now)
                leased = _lease(tx, candidates, owner, machine_now + self._lease)
                if leased:
                    if self._rate is not None:
                        pace.take(tx, len(leased), self._rate, machine_now=machine_now)
                    return _messages(tx, leased)
        return []

    def round(
        self,
        results: Sequence[Result],
        next: Sequence[Message],  # noqa: A002 -- the agreed name
        *,
        now: dt.datetime,
        machine_now: dt.datetime,
    ) -> list[Message]:
        """Keep the last results and mark `next` as being submitted; return what may be sent.

        A result counts only under the lease it was made under. What is not returned was
        superseded, expired, suppressed, or its lease is over: it must not be sent. Called again
        because the answer was lost, it answers the same.
        """
        with self._database.writing() as tx:
            _lock(tx, [*(result.message for result in results), *next])
            record(tx, results, now, machine_now)
            _settle(tx, under_lease(next), now, machine_now)
            allowed = submit(tx, next, machine_now, machine_now + self._lease)
        return [one for one in next if one.id in allowed]

    def release(self, messages: Sequence[Message]) -> None:
        """Give back leased messages that were never submitted."""
        with self._database.writing() as tx:
            _lock(tx, messages)
            mine = under_lease(messages) & (outbox.c.state == MessageState.LEASED)
            tx.execute(update(outbox).where(mine).values(state=waiting_again()))

    def sweep(self, *, now: dt.datetime, machine_now: dt.datetime) -> int:
        """End what has expired, and take back what a sender lost; return how many changed.

        Requests that nobody confirmed are forgotten too, and confirmations after 30 days.
        """
        with self._database.writing() as tx:
            expired = stop(tx, _has_expired(now, machine_now), MessageState.EXPIRED)
            lost = take_back(tx, machine_now)
            forget_expired(tx, machine_now=machine_now)
            _forget_confirmations(tx, machine_now - KEPT)
        return expired + lost

    def backlog(self, *, now: dt.datetime, machine_now: dt.datetime) -> Backlog:
        with self._database.reading() as tx:
            return backlog(tx, now=now, machine_now=machine_now)


def backlog(tx: Tx, *, now: dt.datetime, machine_now: dt.datetime) -> Backlog:
    """Count what is not done with, and how long the oldest waiting message has been due."""
    is_reminder = outbox.c.job.is_not(None)
    rows = tx.execute(
        select(outbox.c.state, is_reminder, func.count(), func.min(outbox.c.since))
        .where(outbox.c.state.in_((*PENDING, MessageState.SUBMITTING)))
        .group_by(outbox.c.state, is_reminder)
    ).fetchall()
    counts = dict.fromkeys((*PENDING, MessageState.SUBMITTING), 0)
    ages = [dt.timedelta(0)]
    for state, reminder, count, since in rows:
        counts[MessageState(state)] += count
        if state in WAITING:
            ages.append((now if reminder else machine_now) - since)
    queued, retrying, leased, submitting = counts.values()
    return Backlog(queued, retrying, leased, submitting, max(ages))


def suppress(tx: Tx, address_hash: str, *, reason: str, machine_now: dt.datetime) -> None:
    """Never write to an address again, not even what is queued."""
    from_now_on = {"address_hash": address_hash, "reason": reason, "machine_at": machine_now}
    upsert.put(tx, suppression, from_now_on, key=["address_hash"])


def _candidates(tx: Tx, limit: int, machine_now: dt.datetime) -> list[int]:
    found = []
    # One state at a time: each walks its index in order and stops at the limit.
    for state in WAITING:
        rows = (
            select(outbox.c.deadline, outbox.c.id)
            .where(outbox.c.state == state, is_past(outbox.c.machine_not_before, machine_now))
            .order_by(outbox.c.deadline, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found += [(row.deadline, row.id) for row in tx.execute(rows)]
    return [row for _, row in sorted(found)[:limit]]


def _lease(tx: Tx, ids: Sequence[int], owner: str, until: dt.datetime) -> list[int]:
    mine = outbox.c.id.in_(ids) & outbox.c.state.in_(WAITING)
    leased = update(outbox).where(mine).returning(outbox.c.id)
    values = {"state": MessageState.LEASED, "lease_owner": owner, "machine_lease_until": until}
    return list(tx.execute(leased.values(lease=outbox.c.lease + 1, **values)).scalars())


def _settle(tx: Tx, which: ColumnElement[bool], now: dt.datetime, machine_now: dt.datetime) -> None:
    """End those of `which`, locked by now, that must not go out."""
    verdict = case(
        (_is_superseded(), MessageState.SUPERSEDED),
        (_has_expired(now, machine_now), MessageState.EXPIRED),
        (~_has_recipient(), MessageState.SUPPRESSED),
    )
    judged = select(outbox.c.id, verdict).where(which, outbox.c.state.in_(PENDING))
    for row, state in tx.execute(judged.where(verdict.is_not(None))).fetchall():
        tx.execute(update(outbox).where(outbox.c.id == row).values(state=state))


def _is_superseded() -> ColumnElement[bool]:
    job = reminder_job.c
    return exists().where(job.id == outbox.c.job, job.state == JobState.SUPERSEDED)


def _has_expired(now: dt.datetime, machine_now: dt.datetime) -> ColumnElement[bool]:
    # A confirmation waits for a person, on the machine's time.
    reminder = outbox.c.job.is_not(None)
    its_now = case((reminder, literal(now, Instant)), else_=literal(machine_now, Instant))
    # No deadline lies after its expiry: the index then finds the few there are.
    return and_(outbox.c.deadline <= now, outbox.c.expires <= its_now)


def _has_recipient() -> ColumnElement[bool]:
    """Tell the messages whose recipient is still there and wants mail at all."""
    return or_(
        exists().where(subscriber.c.id == outbox.c.subscriber, ~_suppressed(subscriber.c)),
        exists().where(sign_up.c.id == outbox.c.sign_up, ~_suppressed(sign_up.c)),
    )


def _suppressed(person: Any) -> ColumnElement[bool]:
    return exists().where(suppression.c.address_hash == person.address_hash)


def _messages(tx: Tx, ids: Sequence[int]) -> list[Message]:
    job, person, request = reminder_job.c, subscriber.c, sign_up.c
    both = {name: func.coalesce(person[name], request[name]) for name in _PERSON}
    columns: list[Any] = [
        outbox,
        *(job[name] for name in ("kind", "airing", "lead", "told")),
        func.coalesce(person.epoch, 0).label("epoch"),
        *(column.label(name) for name, column in both.items()),
    ]
    rows = (
        select(*columns)
        .join_from(outbox, reminder_job, job.id == outbox.c.job, isouter=True)
        .join(subscriber, person.id == outbox.c.subscriber, isouter=True)
        .join(sign_up, request.id == outbox.c.sign_up, isouter=True)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.deadline, outbox.c.id)
    )
    return [_message(row) for row in tx.execute(rows)]


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        kind=row.kind or CONFIRM,
        reference=row.airing or row.sign_up,
        lead=row.lead or "",
        told=row.told or "",
        told_before=row.told_before,
        subscriber=Subscriber(row.subscriber, row.email, row.zone, row.language, row.epoch),
        expires=row.expires,
        attempt=row.attempts + 1,
        lease=row.lease,
        job=row.job or 0,
    )


def _lock(tx: Tx, messages: Iterable[Message]) -> None:
    tx.execute(in_order(outbox.c.id.in_([one.id for one in messages]))).fetchall()


def _forget_confirmations(tx: Tx, before: dt.datetime) -> None:
    alive = (*PENDING, MessageState.SUBMITTING)
    done = and_(outbox.c.job.is_(None), outbox.c.state.not_in(alive), outbox.c.since < before)
    tx.execute(delete(outbox).where(done))
