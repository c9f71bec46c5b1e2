"""Draft and predecessor make a release file."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from guide.model.changes import (
    Change,
    ReleaseNote,
    compare,
    compare_windows,
    joined,
    title_of_target,
)
from guide.model.draft import Draft
from guide.model.source import bare_files
from guide.releases.compiled import Compiled, compile_draft
from guide.releases.handover import counterparts
from guide.releases.importing.channel_plan import Stamp
from guide.releases.importing.lane import Bring, Lane, with_bouquets
from guide.releases.ledger import Ledger, Record
from guide.releases.occasions import plan_occasions
from guide.releases.plan import EntryPlan, Item, digest_of, plan_entries, plan_items
from guide.releases.release import Release
from guide.releases.rows import seconds, to_json
from guide.releases.sealed import ReleaseError
from guide.releases.touched import plan_touched
from guide.releases.written import Edition, begun, write_edition, write_end


@dataclass(frozen=True, slots=True)
class Built:
    """`changed` is False when the truth is the same: then there is nothing to publish, and number
    and time are the predecessor's.
    """

    changed: bool
    changes: tuple[Change, ...]
    number: int
    published_at: dt.datetime
    added: int = 0


def build(
    draft: Draft,
    *,
    path: Path,
    previous: Ledger | None,
    number: int,
    now: dt.datetime,
    note: str,
    mint: Callable[[], str],
    bring: Bring | None = None,
) -> Built:
    """Write release `number` of a draft that has no errors to `path`, unless nothing changed.

    `bring` lays imports that change along, once the draft is written; without it they say what
    they said. What it raises passes, and leaves a file that is good for nothing.

    `previous` is a Release, or a Ledger where its layout is another one (Shelf.predecessor).
    `published_at` is `now` in whole seconds, but always after the predecessor's. Comments in the
    files are not part of the truth. Raises ReleaseError when the file can't be written; then, and
    when nothing changed, no file is left at `path`.
    """
    old = previous if isinstance(previous, Release) else None
    plain = ReleaseNote(number, published_at(now, previous), note, 0)
    edition = _edition(draft, previous, plain, now=now, mint=mint)
    same = old if old and _is_same(edition, old) else None
    if same and not bring:
        return _unchanged(same, path)
    stamp = Stamp(now=seconds(now), at=seconds(plain.published_at))
    try:
        with begun(path, previous) as file:
            write_edition(file, edition)
            lane = Lane(file, stamp=stamp, mint=mint)
            lane.anew(_channels(edition, previous), _episodes(edition))
            laid = bring(lane) if bring else lane.settle([], ())
            changes = joined(edition.changes, laid.changes)
            told = replace(plain, changes=len(changes), added=laid.added)
            write_end(file, told, changes, with_bouquets(file, {*edition.touched, *laid.scopes}))
    except (sqlite3.Error, OSError) as fault:
        path.unlink(missing_ok=True)
        raise ReleaseError(f"the release can't be written to {path}: {fault}") from fault
    if same and not laid.differs:
        return _unchanged(same, path)
    return Built(
        changed=True,
        changes=changes,
        number=number,
        published_at=plain.published_at,
        added=laid.added,
    )


def _unchanged(old: Release, path: Path) -> Built:
    path.unlink(missing_ok=True)
    return Built(changed=False, changes=(), number=old.number, published_at=old.published_at)


def _channels(edition: Edition, previous: Ledger | None) -> set[str]:
    """Return the channels on which the schedule files say something else."""
    channels = {item.airing.channel for item in edition.items}
    before = previous.records() if previous else {}
    for airing_id in (item.airing.id for item in edition.items):
        if airing_id in before:
            channels.add(before[airing_id].airing.channel)
        elif previous and previous.has(airing_id):
            # It was an import's.
            channels.add(previous.record(airing_id).airing.channel)
    return channels


def _episodes(edition: Edition) -> list[str]:
    return [row.id for row in edition.entries.written if row.kind == "episodes"]


def published_at(now: dt.datetime, previous: Ledger | None) -> dt.datetime:
    """Return the time of a release made now: whole seconds, and after its predecessor's."""
    at = now.astimezone(dt.UTC).replace(microsecond=0)
    return max(at, previous.published_at + dt.timedelta(seconds=1)) if previous else at


def _edition(
    draft: Draft,
    previous: Ledger | None,
    note: ReleaseNote,
    *,
    now: dt.datetime,
    mint: Callable[[], str],
) -> Edition:
    lent = counterparts(previous, draft.airings)
    records = lent | (previous.records() if previous else {})
    compiled = compile_draft(draft, previous, records, now=now, mint=mint, lent=lent)
    fresh = not isinstance(previous, Release)
    items = list(
        plan_items(
            compiled,
            records,
            last_key=previous.last_key() if previous else 0,
            published_at=note.published_at,
            everything=fresh,
        )
    )
    changes = _changes(items, compiled, previous, records, now) if previous else ()
    entries = plan_entries(compiled, previous)
    rows = plan_occasions(compiled, previous, published_at=note.published_at)
    touched = plan_touched(compiled, previous, records, items=items, occasions=rows)
    return Edition(
        note=replace(note, changes=len(changes)),
        catalogue=compiled.known,
        entries=entries,
        items=items,
        windows=compiled.windows,
        occasions=rows,
        touched=touched,
        changes=changes,
        files=bare_files(draft.files, draft.sources),
        sources=_sources(draft),
    )


def _is_same(edition: Edition, old: Release) -> bool:
    return (
        not edition.items
        and edition.entries == EntryPlan()
        and edition.windows == tuple(old.windows())
        and edition.sources == old.sources
    )


def _sources(draft: Draft) -> str:
    """Return a digest of the import sources that the files list, "" for none."""
    told = "\n".join(to_json(one.bare) for one in sorted(draft.sources, key=lambda one: one.id))
    return digest_of(told.encode()).hex() if told else ""


def _changes(
    items: Iterable[Item],
    compiled: Compiled,
    previous: Ledger,
    records: Mapping[str, Record],
    now: dt.datetime,
) -> tuple[Change, ...]:
    """Compare with the predecessor; a first release is compared with nothing, and tells nothing."""
    present, retired = previous.catalogues()
    known = present.completed_by(retired).completed_by(previous.imported())
    changed = [item for item in items if item.changed]
    before = {
        one.airing.id: previous.listing_of(records[one.airing.id], known)
        for one in changed
        if one.airing.id in records
    }
    after = {one.airing.id: compiled.listing(one.airing, one.revision) for one in changed}
    changes = compare(before, after)
    if not isinstance(previous, Release):
        return changes
    both = compiled.known.completed_by(known)
    return changes + compare_windows(
        {window.id: window for window in previous.windows()},
        {window.id: window for window in compiled.windows},
        title=lambda window: title_of_target(window.target, both),
        now=now,
    )
