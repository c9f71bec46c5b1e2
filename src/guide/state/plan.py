"""The difference between the jobs there should be and the jobs there are, as a few statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, delete, or_, select, update

from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.reminders import (
    DEFAULT_LEAD,
    EVENING,
    Kind,
    ReminderJob,
    Want,
    is_ahead,
    jobs_for,
    truth,
)
from guide.model.target import targets_of
from guide.state import upsert
from guide.state.database import Tx
from guide.state.states import PENDING, UNSENT, JobState
from guide.state.tables import airing_target, outbox, reminder_job, subscriber, subscription

_A_SEASONS = Want(Kind.AIRING, DEFAULT_LEAD)

# airing, kind, lead, zone, told
Key = tuple[str, str, str, str, str]
Stems = Mapping[str, frozenset[str]]
Wants = Mapping[str, frozenset[Want]]


def targets(listings: Iterable[Listing], catalogue: Catalogue, now: dt.datetime) -> Stems:
    """Return the stems of the targets of every airing that reminders are planned for."""
    return {
        listing.airing.id: frozenset(target.stem for target in targets_of(listing, catalogue))
        for listing in listings
        if is_ahead(listing, now)
    }


def wants(tx: Tx, subscriber_id: str | None = None) -> Wants:
    """Return what is wished of each target, by everybody or by one."""
    zone = case((subscription.c.lead == EVENING, subscriber.c.zone), else_="").label("zone")
    columns = (subscription.c.target, subscription.c.kind, subscription.c.lead, zone)
    rows = select(*columns).join(subscriber, subscriber.c.id == subscription.c.subscriber)
    if subscriber_id is not None:
        rows = rows.where(subscriber.c.id == subscriber_id)
    found: dict[str, set[Want]] = defaultdict(set)
    for row in tx.execute(rows.distinct()):
        found[row.target].add(Want(Kind(row.kind), row.lead, row.zone))
    return {target: frozenset(some) for target, some in found.items()}


def desired(listings: Mapping[str, Listing], ahead: Stems, wished: Wants) -> dict[Key, ReminderJob]:
    """Return the jobs there should be: what somebody wishes, and a season's default lead."""
    jobs: dict[Key, ReminderJob] = {}
    for airing, stems in ahead.items():
        listing = listings[airing]
        some = {want for stem in stems for want in wished.get(stem, ())}
        if listing.episode.season is not None:
            some.add(_A_SEASONS)
        jobs.update((_key(job), job) for job in jobs_for(listing, sorted(some)))
    return jobs


def stored(tx: Tx, rows: Select[Any], now: dt.datetime) -> dict[Key, Row[Any]]:
    """Return those of the selected jobs that remind of an airing that has not begun."""
    job = reminder_job.c
    found = tx.execute(rows.where(job.kind != Kind.CHANGED, job.expires > now))
    return {_key(row): row for row in found}


def store_targets(tx: Tx, listings: Mapping[str, Listing], ahead: Stems) -> None:
    should = {
        (airing, stem, truth(listings[airing])) for airing, stems in ahead.items() for stem in stems
    }
    rows = tx.execute(select(airing_target))
    there = {(row.airing, row.target, row.told) for row in rows}
    gone = delete(airing_target).where(
        airing_target.c.airing == bindparam("old_airing"),
        airing_target.c.target == bindparam("old_target"),
    )
    old = [{"old_airing": one, "old_target": stem} for one, stem, _ in sorted(there - should)]
    _each(tx, gone, old)
    new = [{"airing": one, "target": stem, "told": told} for one, stem, told in should - there]
    upsert.add_missing(tx, airing_target, new)


def still_true(tx: Tx, listings: Iterable[Listing]) -> dict[str, Listing]:
    """Return, by airing, the listings that the last plan knows as they are.

    Others are of a release that is current no more, or not yet.
    """
    rows = tx.execute(select(airing_target.c.airing, airing_target.c.told).distinct())
    known = {row.airing: row.told for row in rows}
    return {one.airing.id: one for one in listings if known.get(one.airing.id) == truth(one)}


def store(
    tx: Tx, jobs: Mapping[Key, ReminderJob], there: Mapping[Key, Row[Any]], now: dt.datetime
) -> None:
    """Add the jobs that are missing, and schedule again those that are needed again."""
    new = [_row(job) for key, job in jobs.items() if key not in there]
    upsert.add_missing(tx, reminder_job, new)
    both = [(there[key], job) for key, job in jobs.items() if key in there]
    again = [(row, job) for row, job in both if _is_again(row, job, now)]
    _schedule_again(tx, again)
    other_due = [
        {"row": row.id, "due": job.due}
        for row, job in both
        if row.due != job.due and not _is_again(row, job, now)
    ]
    _each(tx, update(reminder_job).where(reminder_job.c.id == bindparam("row")), other_due)


def supersede(tx: Tx, jobs: Sequence[int]) -> None:
    over = update(reminder_job).where(
        reminder_job.c.id == bindparam("row"), reminder_job.c.state != JobState.SUPERSEDED
    )
    _each(tx, over.values(state=JobState.SUPERSEDED), [{"row": job} for job in jobs])


def _is_again(row: Row[Any], job: ReminderJob, now: dt.datetime) -> bool:
    """Say whether a job is needed anew: moved away and back, or the clock was set back."""
    done = row.state != JobState.SCHEDULED and job.due > now
    return row.state == JobState.SUPERSEDED or done


def _schedule_again(tx: Tx, again: Sequence[tuple[Row[Any], ReminderJob]]) -> None:
    # Who was sent it keeps the row and is not told twice; the others' old rows make room.
    rows = [{"row": row.id, "due": job.due} for row, job in again]
    unsent = or_(*(outbox.c.state == state for state in (*PENDING, *UNSENT)))
    clear = delete(outbox).where(outbox.c.job == bindparam("row"), unsent)
    _each(tx, clear, [{"row": row.id} for row, _ in again])
    open_ = update(reminder_job).where(reminder_job.c.id == bindparam("row"))
    _each(tx, open_.values(state=JobState.SCHEDULED, cursor=""), rows)


def _each(tx: Tx, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(statement, rows)


def _key(job: ReminderJob | Row[Any]) -> Key:
    return job.airing, job.kind, job.lead, job.zone, job.told


def _row(job: ReminderJob) -> dict[str, Any]:
    return {
        "airing": job.airing,
        "kind": job.kind,
        "lead": job.lead,
        "zone": job.zone,
        "told": job.told,
        "edition": job.edition,
        "due": job.due,
        "expires": job.expires,
        "deadline": job.expires,
        "state": JobState.SCHEDULED,
        "cursor": "",
    }
