"""Guides of others made into releases: what one import does, from its bytes to the pointer."""

import contextlib
import datetime as dt
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from guide.model.catalogue import Catalogue
from guide.model.checks import check
from guide.model.problems import has_errors
from guide.model.source import ImportSource, in_rank
from guide.publishing import collector
from guide.publishing.faults import OvertakenError, PublishingError, refuse_errors
from guide.publishing.importing import Import, Progress, digest_of, is_read_like, plan_reading
from guide.publishing.publish import ImportOutcome, Outcome, Press, Verdict
from guide.publishing.readers import Readers
from guide.publishing.rollback import Rollback
from guide.releases.build import Built, build
from guide.releases.importing.building import build_import
from guide.releases.importing.imported import Imported, imported_sources
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.sealed import ReleaseError
from guide.sources import yaml_files
from guide.sources.copies import Copies, Copy
from guide.sources.xmltv.limits import Limits
from guide.sources.xmltv.reading import Reading

# Of what a source had ahead, per cent.
MAY_SHRINK = 20
# So often an import that others overtake begins again.
TURNS = 5

log = logging.getLogger(__name__)


def _silently(_what: str, _count: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Importer:
    """What turns guides of others into releases.

    `copies` is where they are kept, `mints` gives that many new random ids at each call,
    `readers` reads, within `limits`.
    """

    press: Press
    copies: Copies
    mints: Callable[[int], Sequence[str]]
    readers: Readers = field(default_factory=Readers)
    limits: Limits = field(default_factory=Limits)
    languages: tuple[str, ...] = ("fr", "en")

    def take(
        self,
        source: ImportSource,
        path: Path,
        *,
        now: dt.datetime,
        allow_shrink: int = MAY_SHRINK,
        dry_run: bool = False,
        progress: Progress = _silently,
    ) -> ImportOutcome:
        """Publish what the guide of others at `path` says, or refuse it.

        It may lose `allow_shrink` per cent of what it had ahead, and begins again if another
        publish comes first. Raises XmltvError if it can't be read, PublishingError if it says too
        little or is overtaken again and again, and what `publish` raises. The last release, and
        its copy of the guide, then stay.
        """
        copy = self.copies.keep(source.id, path)
        try:
            for _ in range(TURNS - 1):
                with contextlib.suppress(OvertakenError):
                    return self._take(source, copy, now, allow_shrink, dry_run, progress)
            return self._take(source, copy, now, allow_shrink, dry_run, progress)
        finally:
            # A guide that is refused each hour would leave a copy each hour.
            self._prune()

    def _take(
        self,
        source: ImportSource,
        copy: Copy,
        now: dt.datetime,
        allow_shrink: int,
        dry_run: bool,  # noqa: FBT001 -- as `take` names it
        progress: Progress,
    ) -> ImportOutcome:
        if known := self._known(source, copy):
            return ImportOutcome(Verdict.UNCHANGED, self.press.number(), known.report)
        if self._bring_up_to_date(now):
            # It holds another copy of the source now, and this one is not yet in any release.
            self.copies.again(copy.name)
        with self.press.predecessor() as previous:
            catalogue, _, before = self._plan(source, previous)
            work = self._work(source, copy, catalogue, now, progress)
            work.allow_shrink = allow_shrink
            self.press.shelf.room(work.room(previous))
            work.afresh = not work.is_read_like(before)
            note = f"import {source.id}"
            building = partial(build_import, work.bring)
            make = self._making(building, previous, now=now, note=note)
            outcome = self.press.issue(make, previous, now=now, note=note, dry_run=dry_run)
        return ImportOutcome(
            outcome.verdict, outcome.number, work.report, outcome.changes, outcome.added
        )

    def drop(self, source_id: str, *, now: dt.datetime) -> Outcome:
        """Publish without what a source said: what lies ahead of it is cancelled."""
        self._bring_up_to_date(now)
        with self.press.predecessor() as previous:
            known = imported_sources(previous) if previous else {}
            if source_id not in known:
                raise PublishingError(f"no source is called {source_id}: see `guide sources`")
            note = f"remove {source_id}"
            building = partial(build_import, lambda lane: lane.drop(source_id))
            make = self._making(building, previous, now=now, note=note)
            outcome = self.press.issue(make, previous, now=now, note=note)
        self._prune()
        return outcome

    def rollback(
        self,
        number: int,
        *,
        now: dt.datetime,
        note: str = "",
        dry_run: bool = False,
        progress: Progress = _silently,
    ) -> Outcome:
        """Publish what release `number` was made of again, as one new release: its schedule files,
        and of each source the guide that it had then.

        Raises PublishingError if the release or the copy of a guide is not kept any more, and what
        `publish` raises. The last release then stays.
        """
        with self.press.kept(number) as release:
            draft, sources = yaml_files.read(release.files()), imported_sources(release)
        problems = check(draft, now=now)
        if has_errors(problems):
            return Outcome(Verdict.REFUSED, self.press.number(), problems)
        copies = {one.source.id: self._again(one, number) for one in sources.values()}
        note = note or f"rollback to release {number}"
        with self.press.predecessor() as previous:
            back = self._rollback(sources, copies, draft.catalogue, previous, progress)
            # None where all of the guides say what they said then.
            bring = back.bring if back.returning or back.dropped else None
            building = partial(build, draft, bring=bring)
            make = self._making(building, previous, now=now, note=note)
            outcome = self.press.issue(make, previous, now=now, note=note, dry_run=dry_run)
        self._prune()
        return replace(outcome, problems=problems)

    def _again(self, one: Imported, number: int) -> Copy:
        copy = self.copies.again(one.copy)
        if copy is None:
            raise PublishingError(
                f"nothing is rolled back: the copy of {one.source.id} that release {number} was "
                f"made of is missing or damaged ({self.copies.path(one.copy)})"
            )
        return copy

    def _rollback(
        self,
        sources: Mapping[str, Imported],
        copies: Mapping[str, Copy],
        catalogue: Catalogue,
        previous: Ledger | None,
        progress: Progress,
    ) -> Rollback:
        """Return what differs between the guides of now and `sources`, whose copies are there."""
        present = imported_sources(previous) if previous else {}
        earlier = not isinstance(previous, Release)
        returning = []
        for source_id in in_rank(one.source for one in sources.values()):
            one, before = sources[source_id], present.get(source_id)
            work = self._work(one.source, copies[source_id], catalogue, one.at, progress)
            work.afresh = earlier or not work.is_read_like(before)
            if work.afresh or (before and before.digest != work.digest):
                returning.append((work, one.report))
        return Rollback(returning, present.keys() - sources.keys(), progress)

    def _work(
        self,
        source: ImportSource,
        copy: Copy,
        catalogue: Catalogue,
        at: dt.datetime,
        progress: Progress = _silently,
    ) -> Import:
        return Import(
            source=source,
            path=self.copies.path(copy.name),
            copy=copy,
            reading=plan_reading(source, catalogue, self.languages, self.limits),
            catalogue=catalogue,
            readers=self.readers,
            limits=self.limits,
            at=at,
            progress=progress,
        )

    def reads_alike(self, source: ImportSource) -> bool:
        """Say whether the bytes of the last import would be read now as they were then."""
        catalogue, reading, before = self._present(source)
        return is_read_like(before, source, reading, catalogue)

    def _known(self, source: ImportSource, copy: Copy) -> Imported | None:
        """Return what came of the last import, if the same bytes would be read the same way."""
        catalogue, reading, before = self._present(source)
        if before is None or before.source != source.bare:
            return None
        return before if before.digest == digest_of(copy, reading, catalogue) else None

    def _present(self, source: ImportSource) -> tuple[Catalogue, Reading, Imported | None]:
        """Plan beside the current release, at a glance."""
        name = self.press.current_file()
        with self.press.shelf.ledger(name) if name else contextlib.nullcontext() as release:
            return self._plan(source, release)

    def _plan(
        self, source: ImportSource, previous: Ledger | None
    ) -> tuple[Catalogue, Reading, Imported | None]:
        """Return what the schedule files say, how to read the source, and its last import."""
        catalogue, _ = previous.catalogues() if previous else (Catalogue(), None)
        known = imported_sources(previous) if previous else {}
        reading = plan_reading(source, catalogue, self.languages, self.limits)
        return catalogue, reading, known.get(source.id)

    def _prune(self) -> None:
        """Remove the copies that no release which is kept was made of."""
        shelf, keep = self.press.shelf, set()
        try:
            for name in shelf.names():
                with shelf.ledger(name) as release:
                    keep |= {one.copy for one in imported_sources(release).values()}
            self.copies.prune(keep)
        except (ReleaseError, OSError) as fault:
            # What was published is published: the copies can go another time.
            log.warning("copies of guides that nobody may need any more stay: %s", fault)

    def _bring_up_to_date(self, now: dt.datetime) -> bool:
        """Publish anew what has an earlier layout, or was carried over from one without what its
        guides said; say whether that was so.
        """
        with self.press.predecessor() as previous:
            if previous is None:
                return False
            earlier = not isinstance(previous, Release)
            known = imported_sources(previous)
            stale = {key: one for key, one in known.items() if earlier or not one.digest}
            found = {key: self.copies.again(one.copy) for key, one in stale.items()}
            copies = {key: copy for key, copy in found.items() if copy}
            if not copies and not earlier:
                return False
            draft = yaml_files.read(previous.files())
            refuse_errors(check(draft, now=now))
            ranked = [stale[key] for key in in_rank(one.source for one in stale.values())]
            again = [
                (self._work(one.source, copy, draft.catalogue, one.at), one.report)
                for one in ranked
                if (copy := copies.get(one.source.id))
            ]
            back = Rollback(again, (), _silently, lenient=True)
            note = "a new layout of the files"
            building = partial(build, draft, bring=back.bring if again else None)
            make = self._making(building, previous, now=now, note=note)
            self.press.issue(make, previous, now=now, note=note)
        return True

    def _making(
        self,
        building: Callable[..., Built],
        previous: Ledger | None,
        *,
        now: dt.datetime,
        note: str,
    ) -> Callable[[Path], Built]:
        many = itertools.chain.from_iterable(iter(lambda: self.mints(1000), None))

        def make(path: Path) -> Built:
            with collector.paused():
                return building(
                    path=path,
                    previous=previous,
                    number=previous.number + 1 if previous else 1,
                    now=now,
                    note=note,
                    mint=many.__next__,
                )

        return make
