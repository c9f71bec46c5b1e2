"""What came of an import, as lines for people and as JSON for programs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from guide.formats.source_report import report_json
from guide.model.changes import Change
from guide.model.programme import Finding, ImportReport
from guide.publishing.publish import ImportOutcome, Verdict


def report_lines(report: ImportReport, where: str) -> Iterator[str]:
    """Yield what was found in the guide that came from `where`: the sums, then its oddities."""
    counts = f"{_count(report.programmes, 'programme')}, {_count(report.airings, 'airing')}"
    yield f"{report.source}: {counts} on {_count(report.channels, 'channel')}{_period(report)}"
    if report.kept:
        yield _scope(report)
    for finding in report.findings:
        yield finding_line(finding, where)


def finding_line(finding: Finding, where: str) -> str:
    """Return one kind of oddity: the first place, what was done, how often and where else."""
    first, *others = finding.lines or (0,)
    place = f"{where}:{first}" if first else where
    also = f", also in lines {', '.join(map(str, others))}" if others else ""
    often = f" ({finding.count:,} times{also})" if finding.count > 1 else ""
    return f"{place}: note: {finding.text}{often} [{finding.code}]"


def changes_line(outcome: ImportOutcome) -> str:
    """Return how many airings changed, by kind; nothing if none did."""
    parts = [f"{count:,} {kind}" for kind, count in kinds_of(outcome).items()]
    return ", ".join(parts)


def kinds_of(outcome: ImportOutcome) -> dict[str, int]:
    """Count the changes by kind; what an import names for the first time is new."""
    counts = Counter(str(change.kind) for change in _airings(outcome.changes))
    if outcome.added:
        counts["new"] += outcome.added
    return dict(counts)


def headline(outcome: ImportOutcome) -> str:
    """Say in one line how an import ended."""
    if outcome.verdict is Verdict.UNCHANGED:
        return f"nothing has changed since release {outcome.number}"
    changes = changes_line(outcome) or "details only"
    return f"{outcome.verdict} release {outcome.number}: {changes}"


def as_json(outcome: ImportOutcome) -> dict[str, Any]:
    return {
        "source": outcome.report.source,
        "verdict": outcome.verdict,
        "release": outcome.number,
        "changes": kinds_of(outcome),
        "report": report_json(outcome.report),
    }


def day(at: int) -> str:
    return f"{dt.datetime.fromtimestamp(at, dt.UTC):%Y-%m-%d %H:%M}"


def _scope(report: ImportReport) -> str:
    counts = f"{_count(report.anew, 'programme')} read anew, {report.kept:,} as before"
    return f"{report.source}: {counts}: notes are of what is new and of channels that differ"


def _period(report: ImportReport) -> str:
    if not report.starts:
        return ""
    return f", {day(report.starts)} to {day(report.ends)} UTC"


def _airings(changes: Iterable[Change]) -> Iterable[Change]:
    return (change for change in changes if change.subject == "airing")


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
