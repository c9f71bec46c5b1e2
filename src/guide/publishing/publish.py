"""Check a draft, build its release, move the pointer."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from guide.model.changes import Change
from guide.model.checks import check
from guide.model.draft import Draft
from guide.model.problems import Problem, has_errors
from guide.model.programme import ImportReport
from guide.publishing.faults import OvertakenError, PublishingError
from guide.publishing.planning import replan
from guide.releases.build import Built, build
from guide.releases.handover import misnamed
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.shelf import Shelf
from guide.state import current
from guide.state.database import Database

KEEP_AT_LEAST = dt.timedelta(days=7)
# Fewer than these may well be an edit; this many at once are a folder that was not there.
SHRINKS_FROM = 10


class Verdict(StrEnum):
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    PUBLISHED = "published"
    WOULD_PUBLISH = "would publish"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`number` is the release that is current afterwards (or would be), 0 for none; `added`
    counts the airings that imports name for the first time, which `changes` leaves out.
    """

    verdict: Verdict
    number: int
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    added: int = 0


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What came of one import: as Outcome, with the report of its source."""

    verdict: Verdict
    number: int
    report: ImportReport
    changes: tuple[Change, ...] = ()
    added: int = 0


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

        Raises OvertakenError if another publish came first; PublishingError if the files no longer
        name most of what lies ahead, unless `allow_shrink`; StateError or ReleaseError if the
        database or the shelf fail. The last release then goes on being served.
        """
        problems = check(draft, now=now)
        if has_errors(problems):
            return Outcome(Verdict.REFUSED, self.number(), problems)
        with self.predecessor() as previous:
            if strangers := tuple(misnamed(previous, draft.airings)):
                problems = tuple(sorted((*problems, *strangers)))
                return Outcome(Verdict.REFUSED, self.number(), problems)
            if previous and not allow_shrink:
                _refuse_shrinking(draft, previous, now)

            def make(path: Path) -> Built:
                return build(
                    draft,
                    path=path,
                    previous=previous,
                    number=previous.number + 1 if previous else 1,
                    now=now,
                    note=note,
                    mint=self.mint,
                )

            outcome = self.issue(make, previous, now=now, note=note, dry_run=dry_run)
            return replace(outcome, problems=problems)

    @contextlib.contextmanager
    def kept(self, number: int) -> Iterator[Ledger]:
        """Yield an earlier release, or the current one; PublishingError if it is not kept."""
        with self.database.reading() as tx:
            files = {one.number: one.file for one in current.history(tx)}
        if number not in files or not self.shelf.holds(files[number]):
            raise PublishingError(f"release {number} is not kept: `guide releases` lists what is")
        with self.shelf.predecessor(files[number]) as release:
            yield release

    def current(self) -> Release | None:
        with self.database.reading() as tx:
            pointer = current.current(tx)
        return self.shelf.open(pointer.file) if pointer else None

    @contextlib.contextmanager
    def predecessor(self) -> Iterator[Ledger | None]:
        """Yield the current release to build on, None before the first."""
        with self.database.reading() as tx:
            pointer = current.current(tx)
        previous = self.shelf.predecessor(pointer.file) if pointer else None
        try:
            yield previous
        finally:
            if previous:
                previous.close()

    def number(self) -> int:
        """Return the number of the current release, 0 before the first."""
        with self.database.reading() as tx:
            pointer = current.current(tx)
        return pointer.number if pointer else 0

    def current_file(self) -> str | None:
        """Return the name of the current release's file, None before the first."""
        with self.database.reading() as tx:
            pointer = current.current(tx)
        return pointer.file if pointer else None

    def issue(
        self,
        make: Callable[[Path], Built],
        previous: Ledger | None,
        *,
        now: dt.datetime,
        note: str,
        dry_run: bool = False,
    ) -> Outcome:
        """Let `make` write a release to a path, and make it the current one unless `dry_run`."""
        before = previous.number if previous else 0
        temporary = self.shelf.temporary()
        try:
            built = make(temporary)
            changes, added = built.changes, built.added
            if not built.changed:
                return Outcome(Verdict.UNCHANGED, before)
            if dry_run:
                verdict = Verdict.WOULD_PUBLISH
                return Outcome(verdict, built.number, changes=changes, added=added)
            self._commit(temporary, built, expect=before or None, now=now, note=note)
            return Outcome(Verdict.PUBLISHED, built.number, changes=changes, added=added)
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
                    raise OvertakenError("another publish came first: look at it, then try again")
                replan(tx, release, now=now)
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
