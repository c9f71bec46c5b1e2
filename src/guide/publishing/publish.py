"""Check a draft, build its release, move the pointer."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from guide.model.changes import Change
from guide.model.checks import check
from guide.model.draft import Draft
from guide.model.problems import Problem, has_errors
from guide.model.target import Target, TargetKind
from guide.publishing.faults import PublishingError
from guide.releases.build import Built, build
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.shelf import Shelf
from guide.sources import yaml_files
from guide.state import current, reminder_jobs
from guide.state.database import Database

KEEP_AT_LEAST = dt.timedelta(days=7)
# Who was told of what has since moved into the past must hear of it.
LOOK_BACK = dt.timedelta(days=2)
# Fewer than these may well be an edit; this many at once are a folder that was not there.
SHRINKS_FROM = 10
EVERYTHING = Target(TargetKind.ALL)


class Verdict(StrEnum):
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    PUBLISHED = "published"
    WOULD_PUBLISH = "would publish"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`number` is the release that is current afterwards (or would be), 0 for none."""

    verdict: Verdict
    number: int
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """What turns drafts into releases.

    `mint` gives a new random id at each call; `wake` tells the workers, after the commit, that
    there may be mail; `keep` is how many release files stay, those of seven days always.
    """

    database: Database
    shelf: Shelf
    mint: Callable[[], str]
    keep: int = 30
    wake: Callable[[], None] = lambda: None

    def publish(
        self,
        draft: Draft,
        *,
        now: dt.datetime,
        note: str = "",
        dry_run: bool = False,
        allow_shrink: bool = False,
    ) -> Outcome:
        """Publish a draft that has no error; publish nothing otherwise.

        Raises PublishingError if another publish came first or, unless `allow_shrink`, if the
        files no longer name most of what lies ahead; StateError or ReleaseError if the database
        or the shelf fail. The last release then goes on being served.
        """
        problems = check(draft, now=now)
        with self.database.reading() as tx:
            pointer = current.current(tx)
        if has_errors(problems):
            return Outcome(Verdict.REFUSED, pointer.number if pointer else 0, problems)
        previous = self.shelf.predecessor(pointer.file) if pointer else None
        try:
            if previous and not allow_shrink:
                _refuse_shrinking(draft, previous, now)
            outcome = self._build(draft, previous, now=now, note=note, dry_run=dry_run)
            return replace(outcome, problems=problems)
        finally:
            if previous:
                previous.close()

    def rollback(self, number: int, *, now: dt.datetime, note: str = "") -> Outcome:
        """Publish the draft of release `number` again, as a new release."""
        with self.database.reading() as tx:
            files = {kept.number: kept.file for kept in current.history(tx)}
        if number not in files or not self.shelf.holds(files[number]):
            raise PublishingError(f"release {number} is not kept: `guide releases` lists what is")
        ledger = self.shelf.predecessor(files[number])
        try:
            draft = yaml_files.read(ledger.files())
        finally:
            ledger.close()
        note = note or f"rollback to release {number}"
        return self.publish(draft, now=now, note=note, allow_shrink=True)

    def current(self) -> Release | None:
        with self.database.reading() as tx:
            pointer = current.current(tx)
        return self.shelf.open(pointer.file) if pointer else None

    def _build(
        self,
        draft: Draft,
        previous: Ledger | None,
        *,
        now: dt.datetime,
        note: str,
        dry_run: bool,
    ) -> Outcome:
        before = previous.number if previous else 0
        temporary = self.shelf.temporary()
        try:
            built = build(
                draft,
                path=temporary,
                previous=previous,
                number=before + 1,
                now=now,
                note=note,
                mint=self.mint,
            )
            if not built.changed:
                return Outcome(Verdict.UNCHANGED, before)
            if dry_run:
                return Outcome(Verdict.WOULD_PUBLISH, built.number, changes=built.changes)
            self._commit(temporary, built, expect=before or None, now=now, note=note)
            return Outcome(Verdict.PUBLISHED, built.number, changes=built.changes)
        finally:
            temporary.unlink(missing_ok=True)

    def _commit(
        self, temporary: Path, built: Built, *, expect: int | None, now: dt.datetime, note: str
    ) -> None:
        name = self.shelf.place(temporary, built.number)
        release = self.shelf.open(name)
        try:
            with self.database.writing() as tx:
                moved = current.move(
                    tx,
                    number=built.number,
                    file=name,
                    published_at=built.published_at,
                    note=note,
                    expect=expect,
                )
                if not moved:
                    raise PublishingError("another publish came first: look at it, then try again")
                listings = release.listings(EVERYTHING, between=(now - LOOK_BACK, None))
                reminder_jobs.replan(tx, listings, release.catalogue, now=now)
        finally:
            release.close()
        self.wake()
        self._prune(now)

    def _prune(self, now: dt.datetime) -> None:
        with self.database.reading() as tx:
            kept = current.history(tx)
        young = {one.file for one in kept if one.published_at > now - KEEP_AT_LEAST}
        newest = sorted(kept, key=lambda one: one.number, reverse=True)[: self.keep]
        self.shelf.prune(young | {one.file for one in newest})


def _refuse_shrinking(draft: Draft, previous: Ledger, now: dt.datetime) -> None:
    """Raise PublishingError if most of what lay ahead, by episode, has no airing any more."""
    records = (record.airing for record in previous.records().values())
    ahead = [a.episode for a in records if not a.gone and a.starts is not None and a.starts > now]
    lost = sum((Counter(ahead) - Counter(airing.episode for airing in draft.airings)).values())
    if lost >= SHRINKS_FROM and lost * 2 > len(ahead):
        raise PublishingError(
            f"{lost} of {len(ahead)} coming airings would be cancelled, for no file names them "
            "any more: if that is meant, publish with --allow-shrink"
        )
