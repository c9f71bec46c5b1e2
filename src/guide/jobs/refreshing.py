"""Guides of others, looked at as often as the schedule files say."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from guide.jobs.clockwork import Tick
from guide.model.source import ImportSource
from guide.publishing.faults import OvertakenError, PublishingError
from guide.publishing.publish import ImportOutcome
from guide.releases.importing.imported import Imported
from guide.releases.sealed import ReleaseError
from guide.sources.copies import Copies, told
from guide.sources.download.address import shown
from guide.sources.download.faults import DownloadError
from guide.sources.listed import listed_in, whole_address
from guide.sources.local import local_file, version_of
from guide.sources.xmltv.limits import XmltvError
from guide.state import import_checks
from guide.state.database import Database
from guide.state.import_checks import ImportCheck

LOOK_EVERY = dt.timedelta(seconds=30)
# After a failure, and after the schedule files say something else of a source.
AGAIN = dt.timedelta(minutes=15)

Known = tuple[str | None, str | None]
Progress = Callable[[str, int], None]

log = logging.getLogger(__name__)


class Published(Protocol):
    """What is asked of a release."""

    @property
    def number(self) -> int: ...

    def files(self) -> Mapping[str, bytes]: ...


class Take(Protocol):
    def __call__(
        self, source: ImportSource, path: Path, *, progress: Progress
    ) -> ImportOutcome: ...


class Download(Protocol):
    def __call__(self, address: str, into: Path, known: Known, progress: Progress) -> Known | None:
        """Write what lies at an address; return its ETag and Last-Modified, None if it is known."""


class _StoppedError(Exception):
    """The process is to end, and the import it is at can be done again."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How a look at a source went: `outcome` is None where nothing new was there, or `failure`
    says in a line why nothing came of it; `overtaken` that the next tick tries it again, for
    nothing is wrong with the source.
    """

    source: str
    outcome: ImportOutcome | None = None
    failure: str = ""
    overtaken: bool = False


@dataclass(kw_only=True)
class Refreshing:
    """Brings the sources that the published schedule files list up to date, one at a time.

    `release` gives the current release, None while there is none, and `imported` what it has of
    each source. Files are looked for in `folder`, and in no other; so are the users and passwords
    of addresses, which releases leave out. What fails leaves the last good release as it is, is
    noted, and is tried again.
    """

    database: Database
    copies: Copies
    release: Callable[[], Published | None]
    imported: Callable[[], Mapping[str, Imported]]
    take: Take
    download: Download
    folder: Path
    machine_now: Callable[[], dt.datetime]
    read_alike: Callable[[ImportSource], bool] = lambda _source: True
    _stopping: threading.Event = field(default_factory=threading.Event)
    _listed: tuple[int, tuple[ImportSource, ...]] = (0, ())

    def ticks(self) -> tuple[Tick, ...]:
        return (Tick("imports", LOOK_EVERY, self.refresh_due),)

    def stop(self) -> None:
        """End what is under way, soon."""
        self._stopping.set()

    def listed(self) -> tuple[ImportSource, ...]:
        """Return the sources that the published schedule files list."""
        release = self.release()
        if release is None:
            return ()
        if self._listed[0] != release.number:
            self._listed = (release.number, listed_in(release.files()))
        return self._listed[1]

    def refresh_due(self) -> None:
        """Look at each source whose time has come."""
        listed = self.listed()
        if not any(source.every for source in listed):
            return
        with self.database.reading() as tx:
            checks = import_checks.checks(tx)
        imported = self.imported()
        for source in listed:
            check = checks.get(source.id, ImportCheck())
            if is_due(source, check, imported.get(source.id), now=self.machine_now()):
                try:
                    _log(self.refresh(source, progress=self._unless_stopped))
                except _StoppedError:
                    return

    def refresh(self, source: ImportSource, *, progress: Progress) -> Refreshed:
        """Look at a source now, and publish what is new there; StateError passes."""
        began = self.machine_now()
        try:
            outcome, known = self._bring(source, progress)
        except OvertakenError as fault:
            return Refreshed(source.id, failure=str(fault), overtaken=True)
        except (DownloadError, XmltvError, PublishingError, ReleaseError, OSError) as fault:
            failure = _said(source, fault)
            with self.database.writing() as tx:
                import_checks.failed(tx, source.id, failure=failure, machine_now=began)
            return Refreshed(source.id, failure=failure)
        with self.database.writing() as tx:
            import_checks.succeeded(
                tx, source.id, address=_where(source), known=known, machine_now=began
            )
        return Refreshed(source.id, outcome)

    def _bring(
        self, source: ImportSource, progress: Progress
    ) -> tuple[ImportOutcome | None, Known]:
        known = self._known(source)
        if source.address is None:
            path = local_file(self.folder, source.file or "")
            version = (version_of(path), None)
            if version == known:
                return None, known
            return self.take(source, path, progress=progress), version
        with self.copies.coming(source.id) as draft:
            address = whole_address(source, self.folder)
            fetched = self.download(address, draft, known, progress)
            if fetched is None:
                return None, known
            return self.take(source, draft, progress=progress), fetched

    def _known(self, source: ImportSource) -> Known:
        """Return what the last good answer was called, if it is what a release says now."""
        imported = self.imported().get(source.id)
        if imported is None or imported.source != source.bare or not self.read_alike(source):
            return None, None
        with self.database.reading() as tx:
            check = import_checks.checks(tx).get(source.id, ImportCheck())
        return check.known_at(_where(source))

    def _unless_stopped(self, _what: str, _count: int) -> None:
        if self._stopping.is_set():
            raise _StoppedError


def is_due(
    source: ImportSource,
    check: ImportCheck,
    imported: Imported | None,
    *,
    now: dt.datetime,
) -> bool:
    """Say whether to look at a source: `every` after the last look began, sooner after a failure,
    and after a change of what the schedule files say of it.
    """
    if source.every is None:
        return False
    tried = max((at for at in (check.checked_at, check.failed_at) if at), default=None)
    if tried is None:
        return True
    as_said = imported is not None and imported.source == source.bare and not check.failure
    wait = source.every if as_said else min(source.every, AGAIN)
    # A look in the future was taken by a clock that has since been put right.
    return not tried - wait < now < tried + wait


def _where(source: ImportSource) -> str:
    return source.address or f"file:{source.file}"


def _said(source: ImportSource, fault: Exception) -> str:
    where = shown(source.address) if source.address else source.file or source.id
    return " ".join(told(str(fault), where).split())


def _log(done: Refreshed) -> None:
    if done.overtaken:
        log.info("import of %s: another publish came first, once more", done.source)
    elif done.failure:
        log.warning("import of %s failed: %s", done.source, done.failure)
    elif done.outcome:
        release, report = done.outcome.number, done.outcome.report
        log.info("import of %s: release %d, %d airings", done.source, release, report.airings)
