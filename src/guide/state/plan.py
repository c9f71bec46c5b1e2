"""The difference between the jobs there should be and the jobs there are, as a few statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, case, delete, func, or_, select, update

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
Wants = Mapping[str, frozenset[Want]]


class Coming(NamedTuple):
    """An airing ahead with the stems of all its targets, and what there is to tell of it."""

    listing: Listing
    stems: frozenset[str]
    told: str


Ahead = Mapping[str, Coming]
# By airing: what there is to tell of it, and the stems of its targets.
Targets = Mapping[str, tuple[str, frozenset[str]]]


def ahead(
    listings: Iterable[Listing],
    catalogue: Catalogue,
    now: dt.datetime,
    *,
    followed: Collection[str],
    concerned: Collection[str] = (),
) -> Ahead:
    """Return, by airing, those ahead that reminders need: of a target of `followed` (stems), with
    a season's default reminder, or one of `concerned` (airing ids).
    """
    stems_of, asked = _Stems(catalogue), frozenset(followed)
    found = {}
    for listing in listings:
        airing = listing.airing.id
        stems = stems_of(listing)
        needed = not asked.isdisjoint(stems) or _has_default(listing) or airing in concerned
        if needed and is_ahead(listing, now):
            found[airing] = Coming(listing, stems, truth(listing))
    return found


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


def desired(ahead: Ahead, wished: Wants) -> dict[Key, ReminderJob]:
    """Return the jobs there should be: what somebody wishes, and a season's default lead."""
    jobs: dict[Key, ReminderJob] = {}
    sorted_wants = _SortedWants(wished)
    for listing, stems, _ in ahead.values():
        some = sorted_wants(stems, default=_has_default(listing))
        jobs.update((_key(job), job) for job in jobs_for(listing, some))
    return jobs


def stored(tx: Tx, rows: Select[Any], now: dt.datetime) -> dict[Key, Row[Any]]:
    """Return those of the selected jobs that remind of an airing that has not begun."""
    job = reminder_job.c
    found = tx.execute(rows.where(job.kind != Kind.CHANGED, job.expires > now)).fetchall()
    return {_key(row): row for row in found}


def store_targets(tx: Tx, ahead: Ahead) -> None:
    should = {airing: (coming.told, coming.stems) for airing, coming in ahead.items()}
    there = _stored_targets(tx)
    old = there.items() - should.items()
    gone = delete(airing_target).where(airing_target.c.airing == bindparam("old"))
    _each(tx, gone, [{"old": airing} for airing, _ in sorted(old, key=itemgetter(0))])
    _add_targets(tx, should.items() - there.items())


def add_targets(tx: Tx, ahead: Ahead) -> None:
    _add_targets(tx, ((one, (coming.told, coming.stems)) for one, coming in ahead.items()))


def still_true(tx: Tx, listings: Iterable[Listing]) -> list[Listing]:
    """Return the listings that the last plan knows as they are.

    Others are of a release that is current no more, or the plan had no need of them.
    """
    rows = tx.execute(select(airing_target.c.airing, airing_target.c.told).distinct())
    known = {row.airing: row.told for row in rows.fetchall()}
    return [one for one in listings if known.get(one.airing.id) == truth(one)]


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


def _stored_targets(tx: Tx) -> Targets:
    # One row an airing: there may be five targets of each.
    airing, told = airing_target.c.airing, airing_target.c.told
    stems = func.aggregate_strings(airing_target.c.target, "\n")
    rows = tx.execute(select(airing, told, stems).group_by(airing, told)).fetchall()
    return {row[0]: (row[1], frozenset(row[2].split("\n"))) for row in rows}


def _add_targets(tx: Tx, some: Iterable[tuple[str, tuple[str, frozenset[str]]]]) -> None:
    new = [
        {"airing": airing, "target": stem, "told": told}
        for airing, (told, stems) in some
        for stem in stems
    ]
    upsert.add_missing(tx, airing_target, new)


def _has_default(listing: Listing) -> bool:
    """Say whether a reminder is planned before anybody asks: of our own seasons, not of guides
    of others, whose every soap would have some.
    """
    return listing.airing.source is None and listing.episode.season is not None


class _Stems:
    """The stems of a listing's targets; most listings share theirs with others."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    def __call__(self, listing: Listing) -> frozenset[str]:
        episode = listing.episode
        of = (listing.channel.id, episode.series, episode.season, listing.showing.premiere)
        stems = self._known.get(of)
        if stems is None:
            targets = targets_of(listing, self._catalogue)
            stems = self._known[of] = frozenset(target.stem for target in targets)
        return stems


class _SortedWants:
    """What is wished of some stems, in its order; most airings share theirs with others."""

    def __init__(self, wished: Wants) -> None:
        self._wished = wished
        self._known: dict[tuple[frozenset[str], bool], list[Want]] = {}

    def __call__(self, stems: frozenset[str], *, default: bool) -> list[Want]:
        some = self._known.get((stems, default))
        if some is None:
            wants = {want for stem in stems for want in self._wished.get(stem, ())}
            some = sorted(wants | {_A_SEASONS} if default else wants)
            self._known[stems, default] = some
        return some


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
