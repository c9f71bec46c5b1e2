"""One channel's hours: what is on when, with gaps, and how many minutes wide each is shown."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from guide.model import cell as flags
from guide.model.cell import Cell

MINUTE = 60
# A link is never narrower than this many minutes: at six pixels a minute, 24 pixels.
NARROWEST = 4
# What is shorter than this stands alone only between longer ones; the next numbers come into
# force for the fullest channels of a page that would be too heavy otherwise.
SHORT = (10, 15, 20, 30, 45, 60, 90, 120, 240)
# A gap this short in a run of short programmes is not worth a place of its own.
SLIP = 5
HALF_HOUR = 30
# A page has 1,500 elements at most: these are left to what is on.
MOST_ELEMENTS = 1_050
# From this many minutes on a text follows a reader who scrolls sideways.
LASTING = 90


class Hours(NamedTuple):
    """`[begins, finishes)` in seconds since 1970 (UTC)."""

    begins: int
    finishes: int

    @property
    def minutes(self) -> int:
        return (self.finishes - self.begins) // MINUTE


class Slot(NamedTuple):
    """A piece of a channel's hours: what is on, cut to the hours; nothing in a gap, several
    programmes where short ones share a place.
    """

    cells: tuple[Cell, ...]
    begins: int
    finishes: int


def slots(cells: Sequence[Cell], hours: Hours) -> list[Slot]:
    """Return one channel's hours without a hole or overlap, gaps included."""
    whole: list[Slot] = []
    reached = hours.begins
    for slot in _laid(cells):
        begins, finishes = max(slot.begins, hours.begins), min(slot.finishes, hours.finishes)
        if begins >= finishes:
            continue
        if begins - reached >= MINUTE:
            whole.append(Slot((), reached, begins))
        whole.append(Slot(slot.cells, begins, finishes))
        reached = finishes
    if not whole or hours.finishes - reached >= MINUTE:
        whole.append(Slot((), reached, hours.finishes))
    return whole


def _laid(cells: Sequence[Cell]) -> list[Slot]:
    """Return what is on, in order of time, and the cancelled where nothing took their place."""
    laid = _one_at_a_time([one for one in cells if not one.flags & flags.CANCELLED])
    for off in cells:
        if off.flags & flags.CANCELLED and not any(
            one.begins < off.finishes and off.begins < one.finishes for one in laid
        ):
            laid.append(Slot((off,), off.begins, off.finishes))
    return sorted(laid, key=lambda slot: slot.begins)


def _one_at_a_time(cells: Sequence[Cell]) -> list[Slot]:
    """Return what is on: of several at once the one that began last, as "on now" has it."""
    if all(one.finishes <= after.begins for one, after in itertools.pairwise(cells)):
        return [Slot((one,), one.begins, one.finishes) for one in cells]
    pieces: list[Slot] = []
    edges = sorted({edge for one in cells for edge in (one.begins, one.finishes)})
    for begins, finishes in itertools.pairwise(edges):
        on = [one for one in cells if one.begins <= begins and one.finishes >= finishes]
        last = max(on, key=lambda one: (one.begins, one.key), default=None)
        if last is None:
            continue
        if pieces and pieces[-1].cells == (last,) and pieces[-1].finishes == begins:
            begins = pieces.pop().begins  # noqa: PLW2901 -- the piece before goes on
        pieces.append(Slot((last,), begins, finishes))
    return pieces


def fitting(lanes: Sequence[Sequence[Slot]], hours: Hours) -> list[list[Slot]]:
    """Return the lanes with short programmes together: where a page could not bear the rest, in
    the fullest lanes longer ones too.
    """
    laid = [folded(lane, hours, SHORT[0]) for lane in lanes]
    weights = [sum(map(_elements, lane)) for lane in laid]
    steps = [0] * len(lanes)
    while sum(weights) > MOST_ELEMENTS and min(steps) < len(SHORT) - 1:
        at = max(range(len(lanes)), key=lambda one: (steps[one] < len(SHORT) - 1, weights[one]))
        steps[at] += 1
        laid[at] = folded(lanes[at], hours, SHORT[steps[at]])
        weights[at] = sum(map(_elements, laid[at]))
    return laid


def _elements(slot: Slot) -> int:
    """Return how many elements a page shows a slot with."""
    lasting = slot.finishes - slot.begins >= LASTING * MINUTE
    return (4 if slot.cells else 2) + lasting


def folded(lane: Sequence[Slot], hours: Hours, short: int) -> list[Slot]:
    """Return a lane with neighbours shorter than `short` minutes in one slot, of half an hour or
    a little more at most.
    """
    whole: list[Slot] = []
    run: list[Slot] = []
    for slot in lane:
        if _is_short(slot, hours, short) if slot.cells else run and _is_slip(slot):
            run.append(slot)
            if slot.finishes - run[0].begins >= max(short, HALF_HOUR) * MINUTE:
                whole += _together(run)
                run = []
        else:
            whole += _together(run)
            whole.append(slot)
            run = []
    return whole + _together(run)


def _is_short(slot: Slot, hours: Hours, short: int) -> bool:
    """Say whether a programme is short; of what the hours cut, its whole length counts."""
    begins, finishes = slot.begins, slot.finishes
    if begins == hours.begins:
        begins = slot.cells[0].begins
    if finishes == hours.finishes:
        finishes = slot.cells[0].finishes
    return finishes - begins < short * MINUTE


def _is_slip(slot: Slot) -> bool:
    return slot.finishes - slot.begins < SLIP * MINUTE


def _together(run: list[Slot]) -> list[Slot]:
    """Return a run as one slot, and the gap that it may end with."""
    gap = [run.pop()] if run and not run[-1].cells else []
    if len(run) < 2:
        return run + gap
    cells = tuple(cell for slot in run for cell in slot.cells)
    return [Slot(cells, run[0].begins, run[-1].finishes), *gap]


def widths(lane: Sequence[Slot], hours: Hours) -> list[int]:
    """Return how many minutes wide each slot is shown: their own, but no link narrower than
    NARROWEST, for which the neighbours give way.
    """
    edges = [(slot.begins - hours.begins) // MINUTE for slot in lane] + [hours.minutes]
    edges[0] = 0
    least = [NARROWEST if slot.cells else 1 for slot in lane]
    for at, width in enumerate(least):
        edges[at + 1] = max(edges[at + 1], edges[at] + width)
    edges[-1] = hours.minutes
    for at in reversed(range(1, len(least))):
        edges[at] = min(edges[at], edges[at + 1] - least[at])
    return [after - before for before, after in itertools.pairwise(edges)]
