"""Whoever was told something that no longer holds is told so, once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, exists, select, update

from guide.model.listing import Listing
from guide.model.reminders import NOTICE_DELAY, Kind, slot_starts, truth
from guide.state import upsert
from guide.state.database import Tx
from guide.state.fan_out import last_told
from guide.state.states import OPEN_JOBS, JobState, MessageState, told
from guide.state.tables import outbox, reminder_job, subscriber

_DAY = dt.timedelta(days=1)


def plan_notices(tx: Tx, listings: Mapping[str, Listing], *, now: dt.datetime) -> None:
    """Plan one notice for each airing of which somebody was last told otherwise than is true.

    Open notices that tell what is no longer true are superseded first. `listings` is by airing
    id; of an airing that is not among them there is nothing to tell.
    """
    _supersede_outdated(tx, listings, now)
    for airing in _told_wrong(tx, listings, now):
        listing = listings[airing]
        before = _told_otherwise(tx, airing, truth(listing))
        if before and _is_useful(listing, before, now):
            _plan(tx, listing, before, now)


def doubtful(tx: Tx, now: dt.datetime) -> frozenset[str]:
    """Return the airings of which a notice is planned, or may have to be: somebody was told."""
    told_of = (airing for airing, _ in _ever_told(tx, now))
    return frozenset((*told_of, *(row.airing for row in _living(tx, now))))


def _supersede_outdated(tx: Tx, listings: Mapping[str, Listing], now: dt.datetime) -> None:
    for row in _living(tx, now):
        if row.airing in listings and row.told != truth(listings[row.airing]):
            outdated = update(reminder_job).where(reminder_job.c.id == row.id)
            tx.execute(outdated.values(state=JobState.SUPERSEDED))


def _living(tx: Tx, now: dt.datetime) -> Sequence[Row[Any]]:
    job = reminder_job.c
    living = and_(job.kind == Kind.CHANGED, job.state != JobState.SUPERSEDED, job.expires > now)
    return tx.execute(select(reminder_job).where(living)).fetchall()


def _ever_told(tx: Tx, now: dt.datetime) -> Sequence[tuple[str, str]]:
    job = reminder_job.c
    message = exists().where(outbox.c.job == job.id, told())
    rows = select(job.airing, job.told).where(job.expires > now - _DAY, message).distinct()
    return [(row.airing, row.told) for row in tx.execute(rows).fetchall()]


def _told_wrong(tx: Tx, listings: Mapping[str, Listing], now: dt.datetime) -> list[str]:
    """Return the airings of which anybody was ever told otherwise."""
    here = ((airing, said) for airing, said in _ever_told(tx, now) if airing in listings)
    return sorted({airing for airing, said in here if said != truth(listings[airing])})


def _told_otherwise(tx: Tx, airing: str, now_true: str) -> list[str]:
    """Return what the people were last told who need a notice, and have none of this truth."""
    known = last_told(airing)
    row = reminder_job.c
    same = and_(row.airing == airing, row.kind == Kind.CHANGED, row.told == now_true)
    notices = select(row.id).where(same)
    noticed = exists().where(
        outbox.c.job.in_(notices),
        outbox.c.subscriber == known.c.subscriber,
        outbox.c.state.not_in((MessageState.SUPERSEDED, MessageState.EXPIRED)),
    )
    rows = (
        select(known.c.told)
        .join(subscriber, subscriber.c.id == known.c.subscriber)
        .where(known.c.told != now_true, ~noticed)
        .distinct()
    )
    return sorted(tx.execute(rows).scalars())


def _is_useful(listing: Listing, before: Iterable[str], now: dt.datetime) -> bool:
    """Say whether a notice still helps: the airing is not over, or somebody still expects it."""
    ends = listing.airing.ends or listing.airing.starts
    return any(at > now for at in (ends, *map(slot_starts, before)) if at)


def _plan(tx: Tx, listing: Listing, before: Iterable[str], now: dt.datetime) -> None:
    now_true = truth(listing)
    starts = [at for at in map(slot_starts, (now_true, *before)) if at]
    due = now if any(at - now < NOTICE_DELAY for at in starts) else now + NOTICE_DELAY
    key = {
        "airing": listing.airing.id,
        "kind": Kind.CHANGED,
        "lead": "",
        "zone": "",
        "told": now_true,
        "edition": str(listing.revision.sequence),
    }
    planned = {"due": due, "expires": max([now, *starts]) + _DAY, "deadline": due}
    if _has_open_notice(tx, listing.airing.id, now_true):
        return
    row = {**key, **planned, "state": JobState.SCHEDULED, "cursor": ""}
    upsert.put(tx, reminder_job, row, key=list(key))


def _has_open_notice(tx: Tx, airing: str, now_true: str) -> bool:
    job = reminder_job.c
    same = (job.airing == airing, job.kind == Kind.CHANGED, job.told == now_true)
    rows = select(job.id).where(*same, job.state.in_(OPEN_JOBS)).limit(1)
    return tx.execute(rows).first() is not None
