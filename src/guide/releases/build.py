"""Draft and predecessor make a release file."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from guide.model.changes import Change, ReleaseNote, compare, compare_windows, title_of_target
from guide.model.draft import Draft
from guide.releases.compiled import Compiled, compile_draft
from guide.releases.ledger import Ledger, Record
from guide.releases.occasions import plan_occasions
from guide.releases.plan import EntryPlan, Item, plan_entries, plan_items
from guide.releases.release import Release
from guide.releases.sealed import ReleaseError
from guide.releases.touched import plan_touched
from guide.releases.written import Edition, write


@dataclass(frozen=True, slots=True)
class Built:
    """`changed` is False when the truth is the same: then there is nothing to publish, and number
    and time are the predecessor's.
    """

    changed: bool
    changes: tuple[Change, ...]
    number: int
    published_at: dt.datetime


def build(
    draft: Draft,
    *,
    path: Path,
    previous: Ledger | None,
    number: int,
    now: dt.datetime,
    note: str,
    mint: Callable[[], str],
) -> Built:
    """Write release `number` of a draft that has no errors to `path`, unless nothing changed.

    `previous` is a Release, or a Ledger where its layout is another one (Shelf.predecessor).
    `published_at` is `now` in whole seconds, but always after the predecessor's. Comments in the
    files are not part of the truth. Raises ReleaseError when the file can't be written; then, and
    when nothing changed, no file is left at `path`.
    """
    old = previous if isinstance(previous, Release) else None
    plain = ReleaseNote(number, _published_at(now, previous), note, 0)
    edition = _edition(draft, previous, plain, now=now, mint=mint)
    if old and _is_same(edition, old):
        path.unlink(missing_ok=True)
        return Built(changed=False, changes=(), number=old.number, published_at=old.published_at)
    try:
        write(path, edition, previous)
    except (sqlite3.Error, OSError) as fault:
        path.unlink(missing_ok=True)
        raise ReleaseError(f"the release can't be written to {path}: {fault}") from fault
    return Built(
        changed=True, changes=edition.changes, number=number, published_at=plain.published_at
    )


def _published_at(now: dt.datetime, previous: Ledger | None) -> dt.datetime:
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
    records = previous.records() if previous else {}
    compiled = compile_draft(draft, previous, records, now=now, mint=mint)
    fresh = not isinstance(previous, Release)
    items = list(plan_items(compiled, records, published_at=note.published_at, everything=fresh))
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
        files=draft.files,
    )


def _is_same(edition: Edition, old: Release) -> bool:
    return (
        not edition.items
        and edition.entries == EntryPlan()
        and edition.windows == tuple(old.windows())
    )


def _changes(
    items: Iterable[Item],
    compiled: Compiled,
    previous: Ledger,
    records: Mapping[str, Record],
    now: dt.datetime,
) -> tuple[Change, ...]:
    """Compare with the predecessor; a first release is compared with nothing, and tells nothing."""
    present, retired = previous.catalogues()
    known = present.completed_by(retired)
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
