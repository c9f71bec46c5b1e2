"""From one due job to one message per person it concerns, inside the database."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Subquery,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from guide.model.reminders import JUST_TOLD, Kind
from guide.state import upsert
from guide.state.database import Tx
from guide.state.states import OPEN_JOBS, UNSENT, JobState, MessageState, told
from guide.state.tables import (
    Instant,
    RowId,
    airing_target,
    outbox,
    reminder_job,
    subscriber,
    subscription,
)

_COLUMNS = ("job", "subscriber", "told_before", "state", "since", "expires", "deadline")


def fan_out(tx: Tx, job: Row[Any], *, chunk: int) -> int:
    """Queue the next `chunk` people's messages of a job; return how many people it looked at.

    Fewer than `chunk` means that the job is expanded. Doing it twice adds nothing.
    """
    ahead = audience(job).where(subscriber.c.id > job.cursor)
    page = ahead.order_by(subscriber.c.id).limit(chunk).subquery()
    last, count = tx.execute(select(func.max(page.c.id), func.count()).select_from(page)).one()
    if count:
        _add(tx, job, ahead.where(subscriber.c.id <= last))
    state = JobState.EXPANDING if count == chunk else JobState.EXPANDED
    values = {"state": state, "cursor": last or job.cursor}
    tx.execute(update(reminder_job).where(reminder_job.c.id == job.id).values(values))
    return int(count)


def tell(tx: Tx, job: Row[Any], subscriber_id: str) -> None:
    """Queue the message of a job for one person, if it concerns them and nothing told them."""
    _add(tx, job, audience(job).where(subscriber.c.id == subscriber_id))


def audience(job: Row[Any]) -> Select[Any]:
    """Select `id` and `told_before` of everybody a job concerns, told already or not."""
    if job.kind == Kind.CHANGED:
        return _told_otherwise(job)
    rows = select(subscriber.c.id, literal("", String).label("told_before")).distinct()
    rows = rows.join(subscription, subscription.c.subscriber == subscriber.c.id)
    rows = rows.join(airing_target, airing_target.c.target == subscription.c.target).where(
        airing_target.c.airing == job.airing,
        subscription.c.kind == job.kind,
        subscription.c.lead == job.lead,
    )
    return rows.where(subscriber.c.zone == job.zone) if job.zone else rows


def last_told(airing: str) -> Subquery:
    """Select `subscriber` and `told` of everybody who was told of an airing: the latest of it."""
    latest = func.row_number().over(
        partition_by=outbox.c.subscriber,
        order_by=(outbox.c.machine_submitted_at.desc(), outbox.c.id.desc()),
    )
    rows = (
        select(outbox.c.subscriber, reminder_job.c.told, latest.label("age"))
        .join(reminder_job, reminder_job.c.id == outbox.c.job)
        .where(reminder_job.c.airing == airing, told())
        .subquery()
    )
    return select(rows.c.subscriber, rows.c.told).where(rows.c.age == 1).subquery()


def _told_otherwise(job: Row[Any]) -> Select[Any]:
    known = last_told(job.airing)
    return (
        select(subscriber.c.id, known.c.told.label("told_before"))
        .join(known, known.c.subscriber == subscriber.c.id)
        .where(known.c.told != job.told)
    )


def _add(tx: Tx, job: Row[Any], audience: Select[Any]) -> None:
    people = audience.subquery()
    rows = select(
        literal(job.id, RowId),
        people.c.id,
        people.c.told_before,
        literal(MessageState.QUEUED, String),
        *(literal(getattr(job, name), Instant) for name in ("due", "expires", "deadline")),
    ).where(true())
    if job.kind != Kind.CHANGED:
        rows = _without_the_told(tx, job, people.c.id, rows)
    upsert.add_selected(tx, outbox, _COLUMNS, rows)


def _without_the_told(
    tx: Tx, job: Row[Any], person: ColumnElement[str], rows: Select[Any]
) -> Select[Any]:
    others = tx.execute(select(reminder_job).where(reminder_job.c.airing == job.airing)).fetchall()
    covering = [other.id for other in others if _covers(other, job)]
    if covering:
        rows = rows.where(~_has_message(person, covering))
    if any(_is_owed(other, job) for other in others):
        known = last_told(job.airing)
        rows = rows.outerjoin(known, known.c.subscriber == person)
        rows = rows.where(or_(known.c.told.is_(None), known.c.told == job.told))
    return rows


def _covers(other: Row[Any], job: Row[Any]) -> bool:
    """Say whether a message of `other` makes one of `job` needless.

    A reminder of the same, due no sooner: another target, kind or lead with the same due time,
    or the later of two that were both due when somebody came late. Or a notice just now.
    """
    if other.id == job.id or other.told != job.told:
        return False
    before: dt.timedelta = JUST_TOLD if other.kind == Kind.CHANGED else dt.timedelta(0)
    return bool(other.due >= job.due - before)


def _is_owed(other: Row[Any], job: Row[Any]) -> bool:
    """Say whether `other` is a notice about to tell the same: it goes to who was told the old."""
    return other.kind == Kind.CHANGED and other.told == job.told and other.state in OPEN_JOBS


def _has_message(person: ColumnElement[str], jobs: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(
        outbox.c.job.in_(jobs), outbox.c.subscriber == person, outbox.c.state.not_in(UNSENT)
    )
