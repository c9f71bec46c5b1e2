"""How many people each job concerns, without a name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from guide.model.reminders import Kind
from guide.state.database import Tx
from guide.state.fan_out import audience
from guide.state.states import OPEN_JOBS, MessageState
from guide.state.tables import airing_target, outbox, reminder_job, subscriber, subscription


def head_counts(tx: Tx, jobs: Sequence[Row[Any]]) -> dict[int, int]:
    """Return, by job id, whom an open job would be told to, or the messages of an expanded one."""
    open_ = [job for job in jobs if job.state in OPEN_JOBS]
    notices = [job for job in open_ if job.kind == Kind.CHANGED]
    reminders = [job for job in open_ if job.kind != Kind.CHANGED]
    return _messages(tx) | _noticed(tx, notices) | _followers(tx, reminders)


def _followers(tx: Tx, jobs: Iterable[Row[Any]]) -> dict[int, int]:
    targets = defaultdict(set)
    for row in tx.execute(select(airing_target)):
        targets[row.airing].add(row.target)
    # Most airings of a channel have the same followers: each different crowd is counted once.
    crowds: dict[tuple[frozenset[str], str, str, str], int] = {}
    counts = {}
    for job in jobs:
        crowd = (frozenset(targets[job.airing]), job.kind, job.lead, job.zone)
        if crowd not in crowds:
            crowds[crowd] = _count(tx, *crowd)
        counts[job.id] = crowds[crowd]
    return counts


def _count(tx: Tx, targets: Collection[str], kind: str, lead: str, zone: str) -> int:
    wish = subscription.c
    rows = select(func.count(wish.subscriber.distinct())).where(
        wish.target.in_(sorted(targets)), wish.kind == kind, wish.lead == lead
    )
    if zone:
        rows = rows.join(subscriber, subscriber.c.id == wish.subscriber)
        rows = rows.where(subscriber.c.zone == zone)
    return tx.execute(rows).scalar_one()


def _messages(tx: Tx) -> dict[int, int]:
    rows = (
        select(outbox.c.job, func.count())
        .join(reminder_job, reminder_job.c.id == outbox.c.job)
        .where(reminder_job.c.state.not_in(OPEN_JOBS), outbox.c.state != MessageState.SUPERSEDED)
        .group_by(outbox.c.job)
    )
    return {row[0]: row[1] for row in tx.execute(rows)}


def _noticed(tx: Tx, notices: Iterable[Row[Any]]) -> dict[int, int]:
    counted = (
        (row.id, select(func.count()).select_from(audience(row).subquery())) for row in notices
    )
    return {job: tx.execute(count).scalar_one() for job, count in counted}
