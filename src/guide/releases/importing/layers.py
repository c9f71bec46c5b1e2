"""What several voices say of one channel, laid over one another: the editor's on top."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from guide.model.cell import first_wording
from guide.model.overlay import overlay
from guide.model.programme import Finding
from guide.model.settling import Slotted, settle
from guide.releases.importing.channel_plan import Fresh
from guide.releases.importing.encoding import Row
from guide.releases.importing.held import Own

COVERED = "what counts more is on then: not shown"
TRIMMED = "what counts more is on for a part of it: the rest is shown"


@dataclass(slots=True)
class Layers:
    """What is on, in order of time, as pairs of row and slot; `covered` rows are not. `fills` are
    pairs of an episode and a covered row that speaks of it under another id, `on` the slots
    `[starts, ends)` of all that is on, by the schedule files too.
    """

    shown: list[tuple[Row, Slotted]] = field(default_factory=list)
    covered: list[Row] = field(default_factory=list)
    fills: list[tuple[str, Row]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    on: list[tuple[int, int]] = field(default_factory=list)


def lay(rows: Sequence[Row], order: Sequence[str], editors: Sequence[Own]) -> Layers:
    """Settle each source for itself, then lay the sources beneath each other in `order`, the
    schedule files' own airings above them all.
    """
    layers = Layers()
    by_source: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    upper = [one.slot for one in editors]
    called_off = {at for at, one in enumerate(editors) if one.off}
    layers.on = [(one.slot.starts, one.slot.ends) for one in editors if not one.off]
    ranked = sorted(by_source, key=order.index)
    for source in ranked:
        told = by_source[source]
        settled, findings = settle(told)
        layers.findings += [_with_lines(one) for one in findings]
        pairs = [(told[slot.at], slot) for slot in settled]
        taken = {slot.at for slot in settled}
        layers.covered += [row for at, row in enumerate(told) if at not in taken]
        shown = _beneath(upper, called_off, pairs, layers) if upper else pairs
        layers.shown += shown
        if source != ranked[-1]:
            upper += [_span(row, slot) for row, slot in shown]
    if len(by_source) > 1:
        layers.shown.sort(key=lambda pair: pair[1].starts)
    layers.on += [(slot.starts, slot.ends) for _, slot in layers.shown]
    return layers


def _beneath(
    upper: list[Fresh], called_off: set[int], pairs: list[tuple[Row, Slotted]], layers: Layers
) -> list[tuple[Row, Slotted]]:
    shown: list[tuple[Row, Slotted]] = []
    covered: list[Row] = []
    trimmed: list[Row] = []
    laid = overlay(upper, [_span(row, slot) for row, slot in pairs], called_off=called_off)
    for (row, slot), one in zip(pairs, laid, strict=True):
        if one.covered:
            covered.append(row)
            if one.fills is not None and upper[one.fills].episode != row.episode_id:
                layers.fills.append((upper[one.fills].episode, row))
        elif (one.starts, one.ends) == (slot.starts, slot.ends):
            shown.append((row, slot))
        else:
            trimmed.append(row)
            derived = slot.ends_derived or one.ends != slot.ends
            shown.append((row, Slotted(slot.at, one.starts, one.ends, ends_derived=derived)))
    layers.covered += covered
    layers.findings += _told("covered", COVERED, covered) + _told("trimmed", TRIMMED, trimmed)
    return shown


def _span(row: Row, slot: Slotted) -> Fresh:
    title = first_wording(row.details.title) if row.details else ""
    return Fresh(row.episode_id, title, slot.starts, slot.ends)


def _told(code: str, text: str, rows: Sequence[Row]) -> list[Finding]:
    if not rows:
        return []
    return [_with_lines(Finding(code, text, len(rows), tuple(row.line for row in rows[:5])))]


def _with_lines(finding: Finding) -> Finding:
    """Leave out the lines of what was read before: nobody knows where it stands now."""
    lines = tuple(line for line in finding.lines if line > 0)
    return Finding(finding.code, finding.text, finding.count, lines)
