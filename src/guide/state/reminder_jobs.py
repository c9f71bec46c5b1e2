"""The reminder jobs as rows: planned from a release, spread to people when they are due."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, exists, or_, select, update

from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.reminders import Kind, ReminderJob
from guide.state import plan, upsert
from guide.state.current import current
from guide.state.database import Lock, Tx, serialise
from guide.state.fan_out import fan_out, tell
from guide.state.head_counts import head_counts
from guide.state.notices import doubtful, plan_notices
from guide.state.states import OPEN_JOBS, UNSENT, JobState, supersede_messages
from guide.state.tables import airing_target, instance, outbox, reminder_job, subscription

CHUNK = 50_000
KEPT = dt.timedelta(days=60)
_BEHIND = "plan_behind"


def followed(tx: Tx) -> frozenset[str]:
    """Return the stems of all that anybody follows; they stay so until `tx` ends."""
    serialise(tx, Lock.PLAN)
    return frozenset(tx.execute(select(subscription.c.target).distinct()).scalars())


def concerned(tx: Tx, *, now: dt.datetime) -> frozenset[str]:
    """Return the ids of the airings that a notice is planned of, or may have to be, whether
    anybody still follows them or not; they stay so until `tx` ends.
    """
    serialise(tx, Lock.PLAN)
    return doubtful(tx, now)


def replan(tx: Tx, listings: Iterable[Listing], catalogue: Catalogue, *, now: dt.datetime) -> None:
    """Bring jobs, waiting messages and notices in line with a release.

    `listings` must hold, cancelled, gone and day-precise ones too:
    - those of every target of `followed(tx)` that were not over two days ago (whoever was told
      of what has since moved into the past must hear of it);
    - those of the schedule files (`airing.source` is None) that were not over then;
    - those of every id of `concerned(tx, now=now)`, whenever they are.
    More of them do no harm: what nobody follows and no schedule file names is not planned. What
    is missing is taken for what is no more: its jobs are superseded, and no notice is planned.
    Ask for both in the transaction that plans: it then waits for whoever is signing up.

    What is no longer so is superseded with its waiting messages; whoever was told it gets a
    notice. Doing it again changes nothing.
    """
    serialise(tx, Lock.PLAN)
    by_airing = {listing.airing.id: listing for listing in listings}
    wished, told = plan.wants(tx), doubtful(tx, now)
    ahead = plan.ahead(by_airing.values(), catalogue, now, followed=wished, concerned=told)
    plan.store_targets(tx, ahead)
    jobs = plan.desired(ahead, wished)
    there = plan.stored(tx, select(reminder_job), now)
    plan.store(tx, jobs, there, now)
    plan.supersede(tx, [row.id for key, row in there.items() if key not in jobs])
    # Before the notices look: a message that is no longer pending then has been submitted.
    supersede_messages(tx)
    plan_notices(tx, by_airing, now=now)
    supersede_messages(tx)
    tx.execute(delete(reminder_job).where(reminder_job.c.expires < now - KEPT))
    tx.execute(delete(instance).where(instance.c.key == _BEHIND))


def plan_for(
    tx: Tx,
    subscriber_id: str,
    listings: Iterable[Listing],
    catalogue: Catalogue,
    *,
    release: int,
    now: dt.datetime,
) -> None:
    """Plan what one subscriber newly wishes, and tell at once what was due but has not begun.

    `listings` are those ahead, in release number `release`, of what is newly wished. Of several
    jobs of an airing that are past due only the latest is told. A server may not yet have seen
    the newest release: of what it brings, only what the last plan knows as it is is planned, and
    the rest is left to the next `replan`, for which `is_behind` then asks.
    """
    serialise(tx, Lock.PLAN)
    wants = plan.wants(tx, subscriber_id)
    pointer = current(tx)
    if pointer is not None and pointer.number != release:
        listings = plan.still_true(tx, listings)
        upsert.put(tx, instance, {"key": _BEHIND, "value": str(release)}, key=["key"])
    ahead = plan.ahead(listings, catalogue, now, followed=wants)
    plan.add_targets(tx, ahead)
    mine = {one: coming for one, coming in ahead.items() if not coming.stems.isdisjoint(wants)}
    jobs = plan.desired(mine, wants)
    airings = select(airing_target.c.airing).where(airing_target.c.target.in_(list(wants)))
    related = select(reminder_job).where(reminder_job.c.airing.in_(airings))
    plan.store(tx, jobs, plan.stored(tx, related, now), now)
    late = [row for key, row in plan.stored(tx, related, now).items() if key in jobs]
    _tell_late(tx, subscriber_id, [row for row in late if row.due <= now])


def is_behind(tx: Tx) -> bool:
    """Say whether somebody wished what only the next `replan` can plan, so that it is urgent."""
    return tx.execute(select(instance.c.key).where(instance.c.key == _BEHIND)).first() is not None


def expand_due(tx: Tx, *, now: dt.datetime, chunk: int = CHUNK) -> int:
    """Put the messages of due jobs into the outbox, for about `chunk` people at most.

    Returns for how many people it looked: `chunk` or more means there may be more to do.
    """
    serialise(tx, Lock.PLAN)
    _close_idle(tx, now)
    looked = 0
    while looked < chunk and (job := _next_due(tx, now)):
        looked += fan_out(tx, job, chunk=chunk - looked)
    return looked


def planned(
    tx: Tx,
    *,
    targets: Collection[str] = (),
    airings: Collection[str] = (),
    after: dt.datetime | None = None,
) -> list[ReminderJob]:
    """Return the jobs, those of `targets` (stems) if any are named, the soonest due first.

    What is cancelled is of no target any more: the notices of it are told if its id is among
    `airings`.
    `after` leaves out what expired by then. `people` counts whom a job will be told to while it
    is open, and its messages once it is expanded.
    """
    job = reminder_job.c
    wanted = [job.state != JobState.SUPERSEDED]
    if targets:
        followed = select(airing_target.c.airing).where(airing_target.c.target.in_(list(targets)))
        wanted.append(or_(job.airing.in_(followed), job.airing.in_(list(airings))))
    if after is not None:
        wanted.append(job.expires > after)
    order = (job.due, job.airing, job.id)
    rows = tx.execute(select(reminder_job).where(*wanted).order_by(*order)).fetchall()
    people = head_counts(tx, rows)
    return [_job(row, people.get(row.id, 0)) for row in rows]


def _tell_late(tx: Tx, subscriber_id: str, late: Sequence[Row[Any]]) -> None:
    mine = outbox.c.subscriber == subscriber_id
    for row in sorted(late, key=lambda row: (row.due, row.id), reverse=True):
        # What they left and now want again would stand in the way of its own unique key.
        old = mine & (outbox.c.job == row.id) & outbox.c.state.in_(UNSENT)
        tx.execute(delete(outbox).where(old))
        tell(tx, row, subscriber_id)


def _close_idle(tx: Tx, now: dt.datetime) -> None:
    """Be done, in two statements, with the many jobs that nobody can be told."""
    job = reminder_job.c
    missed = update(reminder_job).where(job.state.in_(OPEN_JOBS), job.expires <= now)
    tx.execute(missed.values(state=JobState.MISSED))
    anybody = exists().where(
        airing_target.c.airing == job.airing,
        subscription.c.target == airing_target.c.target,
        subscription.c.kind == job.kind,
        subscription.c.lead == job.lead,
    )
    due = and_(job.state == JobState.SCHEDULED, job.due <= now, job.kind != Kind.CHANGED)
    idle = update(reminder_job).where(due, ~anybody)
    tx.execute(idle.values(state=JobState.EXPANDED))


def _next_due(tx: Tx, now: dt.datetime) -> Row[Any] | None:
    """Return an open job that is due: the latest first, for it makes earlier ones needless."""
    job = reminder_job.c
    is_due = and_(job.state.in_(OPEN_JOBS), job.due <= now, job.expires > now)
    rows = select(reminder_job).where(is_due).order_by(job.due.desc(), job.id).limit(1)
    return tx.execute(rows).first()


def _job(row: Row[Any], people: int) -> ReminderJob:
    return ReminderJob(
        airing=row.airing,
        kind=Kind(row.kind),
        lead=row.lead,
        told=row.told,
        due=row.due,
        expires=row.expires,
        zone=row.zone,
        id=row.id,
        state=row.state,
        people=people,
        edition=row.edition,
    )
