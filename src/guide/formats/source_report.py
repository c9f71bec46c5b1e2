"""What is known of imported guides, for programs: the same from the terminal and the web."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from guide.model.programme import ImportReport
from guide.model.source_state import SourceState


def source_json(
    state: SourceState, *, now: dt.datetime, machine_now: dt.datetime
) -> dict[str, Any]:
    """Return a source as JSON says it; `now` is the guide's clock, ages are whole seconds."""
    age = now - state.imported_at if state.imported_at else None
    return {
        "source": state.id,
        "name": state.name,
        "priority": state.priority,
        "address": state.address,
        "file": state.file,
        "every": state.every and state.every.total_seconds(),
        "imported_at": _instant(state.imported_at),
        "age": None if age is None else int(age.total_seconds()),
        "checked_at": _instant(state.checked_at),
        "failure": state.failure,
        "failed_at": _instant(state.failed_at),
        "trouble": list(trouble(state, now=now, machine_now=machine_now)),
        "report": state.report and report_json(state.report),
    }


def trouble(state: SourceState, *, now: dt.datetime, machine_now: dt.datetime) -> Iterator[str]:
    """Yield what is wrong with a source, in sentences that say what to do."""
    if state.failure and state.failed_at:
        yield f"{age_words(machine_now - state.failed_at)} ago: {state.failure}"
    if state.report is None:
        yield f"not imported yet: `guide sources refresh {state.id}`"
    elif state.has_ended(now):
        yield "nothing ahead"
    if state.is_over:
        yield "no schedule file lists it any more: `guide sources remove` drops it"


def report_json(report: ImportReport) -> dict[str, Any]:
    period = {name: instant(at) for name, at in (("starts", report.starts), ("ends", report.ends))}
    return asdict(report) | period | {"findings": [asdict(one) for one in report.findings]}


def instant(at: int) -> str | None:
    """Return seconds since 1970 as an instant of ISO 8601; None for 0, which is no time."""
    return _instant(dt.datetime.fromtimestamp(at, dt.UTC)) if at else None


def age_words(age: dt.timedelta) -> str:
    """Return how long ago something was, in its largest unit."""
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _instant(at: dt.datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None
