"""What the operator's page shows of sources and releases, in words."""

import datetime as dt
from dataclasses import dataclass, field

from guide.formats.words import Words
from guide.model.changes import ReleaseNote
from guide.model.programme import Finding, ImportReport
from guide.model.source_state import SourceState
from guide.releases.release import Release

NEWEST = 20


@dataclass(frozen=True, slots=True)
class Times:
    """How instants are told: by the clock they are of, in the zone of the first channel."""

    words: Words
    release: Release | None
    now: dt.datetime
    machine_now: dt.datetime

    @property
    def zone(self) -> str:
        channels = self.release.catalogue.channels if self.release else {}
        return next((one.zone for one in channels.values()), "UTC")

    def told(self, at: dt.datetime) -> str:
        return self.words.instant(at, self.zone)

    def since(self, at: dt.datetime, now: dt.datetime) -> str:
        """Return how long ago something was, and when."""
        ago = self.words.ago(now - at)
        return self.words.text("%(ago)s (%(moment)s)", ago=ago, moment=self.told(at))


@dataclass(frozen=True, slots=True)
class FindingRow:
    code: str
    text: str
    often: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`facts` are terms with what is to be said; `failure` is the last one's own sentence, in
    English, "" where all is well, and `warnings` are ours; `oddities` sums the findings up.
    """

    id: str
    name: str
    facts: tuple[tuple[str, str], ...]
    failed: str = ""
    failure: str = ""
    warnings: tuple[str, ...] = ()
    oddities: str = ""
    findings: tuple[FindingRow, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    address: str
    number: int
    at: str
    moment: str
    counts: str
    note: str


def source_row(state: SourceState, times: Times) -> SourceRow:
    words, report = times.words, state.report
    found = report.findings if report else ()
    kinds = words.plural("%(count)s kind of oddity", "%(count)s kinds of oddity", len(found))
    return SourceRow(
        id=state.id,
        name=state.name,
        facts=(*_origin(state, words), *_checks(state, times), *_contents(report, times)),
        failed=words.ago(times.machine_now - state.failed_at) if state.failed_at else "",
        failure=state.failure or "",
        warnings=tuple(_warnings(state, times)),
        oddities=kinds if found else "",
        findings=tuple(_finding_row(one, words) for one in found),
    )


def _origin(state: SourceState, words: Words) -> list[tuple[str, str]]:
    where = state.address or state.file or words.text("a file imported by hand")
    return [
        (words.text("Where from"), where),
        (words.text("Priority"), words.number(state.priority)),
    ]


def _checks(state: SourceState, times: Times) -> list[tuple[str, str]]:
    words = times.words
    never = words.text("not yet")
    imported = times.since(state.imported_at, times.now) if state.imported_at else never
    checked = times.since(state.checked_at, times.machine_now) if state.checked_at else never
    return [
        (words.text("Last good import"), imported),
        (words.text("Last found in order"), checked),
    ]


def _contents(report: ImportReport | None, times: Times) -> list[tuple[str, str]]:
    if report is None:
        return []
    words = times.words
    facts = [(words.text("Holds"), words.join(_counts(report, words)))]
    if report.starts:
        ends = (dt.datetime.fromtimestamp(at, dt.UTC) for at in (report.starts, report.ends))
        first, last = map(times.told, ends)
        period = words.text("%(first)s to %(last)s", first=first, last=last)
        facts.insert(0, (words.text("Period"), period))
    if report.kept:
        facts.append((words.text("Oddities looked for in"), _read_anew(report, words)))
    return facts


def _read_anew(report: ImportReport, words: Words) -> str:
    return words.plural(
        "%(count)s programme read anew",
        "%(count)s programmes read anew",
        report.anew,
        count=words.number(report.anew),
    )


def _counts(report: ImportReport, words: Words) -> list[str]:
    programmes, airings, channels = map(
        words.number, (report.programmes, report.airings, report.channels)
    )
    return [
        words.plural(
            "%(count)s programme", "%(count)s programmes", report.programmes, count=programmes
        ),
        words.plural("%(count)s airing", "%(count)s airings", report.airings, count=airings),
        words.plural("%(count)s channel", "%(count)s channels", report.channels, count=channels),
    ]


def _warnings(state: SourceState, times: Times) -> list[str]:
    words = times.words
    said = {
        words.text("It is listed and not imported yet."): state.report is None,
        words.text("Nothing of it lies ahead."): state.has_ended(times.now),
        words.text("No schedule file lists it any more."): state.is_over,
    }
    return [text for text, holds in said.items() if holds]


def _finding_row(finding: Finding, words: Words) -> FindingRow:
    count = words.number(finding.count)
    often = words.plural("%(count)s time", "%(count)s times", finding.count, count=count)
    lines = ", ".join(map(str, finding.lines))
    if lines:
        often = words.text("%(often)s, for example in lines: %(lines)s", often=often, lines=lines)
    return FindingRow(finding.code, finding.text, often)


def release_rows(release: Release, times: Times) -> list[ReleaseRow]:
    """Return the last NEWEST releases, the newest first."""
    return [_release_row(one, times) for one in release.history(NEWEST)]


def _release_row(note: ReleaseNote, times: Times) -> ReleaseRow:
    words = times.words
    changes, added = words.number(note.changes), words.number(note.added)
    counts = [words.plural("%(count)s change", "%(count)s changes", note.changes, count=changes)]
    if note.added:
        counts.append(
            words.plural("%(count)s new airing", "%(count)s new airings", note.added, count=added)
        )
    return ReleaseRow(
        address=f"/{words.language}/changes/{note.number}",
        number=note.number,
        at=note.published_at.isoformat(timespec="seconds"),
        moment=times.told(note.published_at),
        counts=words.join(counts),
        note=note.note,
    )
