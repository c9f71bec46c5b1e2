"""One import: a guide of others becomes part of the next release, or is refused with the reason."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from guide.model.catalogue import Catalogue
from guide.model.programme import Finding, ImportReport, sum_findings
from guide.model.source import ImportSource
from guide.publishing.channels import name_channels
from guide.publishing.faults import PublishingError
from guide.publishing.readers import Crew, Readers
from guide.releases.importing.imported import Imported
from guide.releases.importing.intake import Intake
from guide.releases.importing.laid import Laid
from guide.releases.importing.lane import Lane
from guide.releases.ledger import Ledger
from guide.sources.copies import Copy
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.naming import slug
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.reading import Reader, Reading
from guide.sources.xmltv.splitting import Piece, Splitter

UNDECLARED = "channels are named by programmes alone: they are called by their ids"
# So many times smaller guides are that are packed.
PACKED = 10
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Import:
    """Brings one source into a release under construction; `report` says afterwards what came.

    `at` is when its guide came. It may lose `allow_shrink` per cent of what it had ahead, in the
    period it covered.
    """

    source: ImportSource
    path: Path
    copy: Copy
    reading: Reading
    catalogue: Catalogue
    readers: Readers
    limits: Limits
    at: dt.datetime
    progress: Progress
    allow_shrink: int = 100
    afresh: bool = True
    report: ImportReport = field(default_factory=lambda: ImportReport(""))

    @property
    def digest(self) -> bytes:
        """Return what tells whether the same bytes were read in the same way."""
        return digest_of(self.copy, self.reading, self.catalogue)

    def room(self, before: Ledger | None) -> int:
        """Return about how many bytes a release may take with all that the copy says, unpacked,
        beside what it takes over from the one `before`.
        """
        packed = not self.copy.name.endswith(".xml")
        there = before.path.stat().st_size if before else 0
        return self.copy.size * (PACKED if packed else 1) + there

    def is_read_like(self, before: Imported | None) -> bool:
        """Say whether the source is described as before, and each byte would be read as before."""
        return is_read_like(before, self.source, self.reading, self.catalogue)

    def bring(self, lane: Lane) -> Laid:
        """Lay the source into the lane; raise PublishingError or XmltvError if it is refused."""
        before = lane.ahead(self.source.id)
        with self.readers.hired(self.reading) as crew, self.taken_in(lane, crew) as (intake, gone):
            self.progress("settling", 0)
            laid = lane.settle([intake], gone, spread=crew.spread)
            self._refuse_shrinking(lane, before)
        every = sum_findings([*self.report.findings, *laid.findings])
        self.note(lane, replace(self.report, findings=every))
        # Otherwise the next import of the same would read it again; and what another source covers
        # now would be forgotten when that one goes.
        laid.differs |= self.afresh or bool(intake.read or gone)
        return laid

    @contextlib.contextmanager
    def taken_in(self, lane: Lane, crew: Crew) -> Iterator[tuple[Intake, set[str]]]:
        """Yield all that the source says, read by `crew`, to be settled, and the channels of what
        it no longer says; `report` has what was met on the way.
        """
        name = self.path.name
        with lane.intake(self.source, afresh=self.afresh) as intake:
            with _called(name), opened(self.path, name=name, limits=self.limits) as stream:
                splitter = Splitter(stream, limits=self.limits, memory=intake.remembered)
                findings = self._read(splitter, intake, crew)
            if not splitter.programmes:
                raise PublishingError(
                    f"{name} names channels but no programme: nothing is imported"
                )
            if not intake.kept and not intake.heard:
                raise PublishingError(_nothing_usable(name, splitter.programmes, findings))
            findings += self._name(splitter.rest, intake)
            self.report = ImportReport(
                self.source.id,
                programmes=splitter.programmes,
                read=intake.read,
                kept=intake.kept,
                findings=tuple(findings),
            )
            yield intake, intake.forget()

    def note(self, lane: Lane, met: ImportReport) -> None:
        """Note in a settled lane what the source is made of, and what was met on the way."""
        self.report = replace(
            lane.report(self.source.id),
            programmes=met.programmes,
            read=met.read,
            kept=met.kept,
            findings=met.findings,
        )
        lane.note(Imported(self.source, self.copy.name, self.digest, self.at, self.report))

    def _read(self, splitter: Splitter, intake: Intake, crew: Crew) -> list[Finding]:
        findings: list[Finding] = []
        for batch, found in crew.read(self._unknown(splitter, intake)):
            intake.take(batch)
            findings += found
        return findings

    def _name(self, rest: bytes, intake: Intake) -> list[Finding]:
        """Give the channels our ids: those the guide declares, and those it only mentions."""
        guide, findings = Reader(self.reading).guide(rest)
        named = name_channels(
            guide.channels,
            intake.heard,
            source=self.source,
            catalogue=self.catalogue,
            before=intake.before,
            zone=self.reading.zone,
        )
        intake.name(named.channels, named.ids)
        if named.strays:
            findings = [*findings, Finding("undeclared-channel", UNDECLARED, len(named.strays))]
        return findings

    def _unknown(self, splitter: Splitter, intake: Intake) -> Iterator[list[Piece]]:
        told = 0
        for pieces in splitter:
            self.progress("reading", splitter.programmes - told)
            told = splitter.programmes
            if unknown := intake.unknown(pieces):
                yield unknown

    def _refuse_shrinking(self, lane: Lane, before: tuple[int, int]) -> None:
        had, until = before
        has = lane.still_ahead(self.source.id, until)
        if (had - has) * 100 > had * self.allow_shrink:
            raise PublishingError(
                f"{self.source.id} had {had} programmes ahead, and names {has} for the same time: "
                f"if that is meant, import it with --allow-shrink {-((has - had) * 100 // had)}"
            )


def _nothing_usable(name: str, programmes: int, findings: list[Finding]) -> str:
    """Say that none of a guide's programmes can be read, and what is odd of most of them."""
    first = max(sum_findings(findings), key=lambda one: one.count, default=None)
    reason = f" ({first.text})" if first else ""
    many = f"{programmes:,} programme{'s' * (programmes > 1)}"
    return f"{name} has {many}, and none can be read{reason}: nothing is imported"


@contextlib.contextmanager
def _called(name: str) -> Iterator[None]:
    """Give the faults of a guide the name of its file: readers know the source alone."""
    try:
        yield
    except XmltvError as fault:
        raise XmltvError(fault.reason, replace(fault.place, path=name)) from None


def is_read_like(
    before: Imported | None, source: ImportSource, reading: Reading, catalogue: Catalogue
) -> bool:
    """Say whether a source is described as before, and each byte would be read as before."""
    if before is None or before.source != source.bare:
        return False
    return before.digest[:16] == how_of(reading, catalogue)


def how_of(reading: Reading, catalogue: Catalogue) -> bytes:
    """Return a digest of how a guide is read: its bytes would say something else otherwise.

    The order in which the schedule files name things is no part of it, nor what is refused.
    """
    told = (
        reading.source,
        reading.zone,
        reading.shift,
        sorted(reading.shifts.items()),
        sorted(reading.series.items()),
        reading.languages,
        reading.limits.text,
        reading.rules,
        sorted((key, sorted(one.aliases)) for key, one in catalogue.channels.items()),
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


def digest_of(copy: Copy, reading: Reading, catalogue: Catalogue) -> bytes:
    return how_of(reading, catalogue) + bytes.fromhex(copy.sha256)[:16]


def plan_reading(
    source: ImportSource, catalogue: Catalogue, languages: tuple[str, ...], limits: Limits
) -> Reading:
    """Return how a guide is read beside what the schedule files say."""
    first = next(iter(catalogue.channels.values()), None)
    return Reading(
        source=source.id,
        zone=source.zone or (first.zone if first else "UTC"),
        shift=round(source.shift.total_seconds()),
        shifts={theirs: round(shift.total_seconds()) for theirs, shift in source.shifts},
        series={
            slug(text): one.id
            for one in catalogue.series.values()
            for _, text in one.title.wordings
        },
        languages=languages,
        limits=limits,
    )
