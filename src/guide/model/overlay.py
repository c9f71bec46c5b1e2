"""One layer of a channel's programmes over another: the editor's over an import's, an import of
higher priority over one of lower.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from guide.model.span import Span
from guide.model.titles import are_akin

NEAR = 15 * 60


@dataclass(slots=True)
class Laid:
    """What becomes of one of the lower layer, `at` its place there.

    `[starts, ends)` is what is left of its slot, the whole of it if it is `covered`, that is, not
    on at all. `fills` is the place of the upper one whose empty fields it fills.
    """

    at: int
    starts: int
    ends: int
    covered: bool = False
    fills: int | None = None


def overlay(
    upper: Sequence[Span], lower: Sequence[Span], *, called_off: Container[int] = ()
) -> list[Laid]:
    """Return what becomes of each of `lower` under `upper`, in the order of `lower`.

    Of which half or more is under the upper layer is covered; else the longest part that is free
    stays. What speaks of the same as an upper one that it overlaps, is covered anyway, and fills
    its fields, one to one: the same episode first, else an akin title starting within 15
    minutes; then the nearest start. The upper ones at the places `called_off` are cancelled: they
    cover but what speaks of the same.
    """
    layer = _Layer(upper, called_off)
    laid = [layer.lay(at, one) for at, one in enumerate(lower)]
    for at, over in _counterparts(layer, lower):
        one = lower[at]
        laid[at] = Laid(at, one.starts, one.ends, covered=True, fills=over)
    return laid


class _Layer:
    """The upper layer in order of time; it may overlap itself."""

    def __init__(self, upper: Sequence[Span], called_off: Container[int]) -> None:
        self.upper = upper
        self._order = sorted(range(len(upper)), key=lambda at: upper[at].starts)
        self._starts = [upper[at].starts for at in self._order]
        self._latest = list(accumulate((upper[at].ends for at in self._order), max))
        self._called_off = called_off

    def over(self, one: Span) -> list[int]:
        """Return the places of those that overlap one, by their start."""
        first, last = bisect_right(self._latest, one.starts), bisect_left(self._starts, one.ends)
        return [at for at in self._order[first:last] if self.upper[at].ends > one.starts]

    def lay(self, at: int, one: Span) -> Laid:
        over = [self.upper[up] for up in self.over(one) if up not in self._called_off]
        if not over:
            return Laid(at, one.starts, one.ends)
        free = list(_free(one, over))
        if 2 * sum(ends - starts for starts, ends in free) <= one.ends - one.starts:
            return Laid(at, one.starts, one.ends, covered=True)
        starts, ends = max(free, key=lambda part: part[1] - part[0])
        return Laid(at, starts, ends)


def _free(one: Span, over: Iterable[Span]) -> Iterator[tuple[int, int]]:
    starts = one.starts
    for up in over:
        if up.starts > starts:
            yield starts, up.starts
        starts = max(starts, up.ends)
    if starts < one.ends:
        yield starts, one.ends


def _counterparts(layer: _Layer, lower: Sequence[Span]) -> Iterator[tuple[int, int]]:
    ranked = sorted(
        (rank, at, over)
        for at, one in enumerate(lower)
        for over in layer.over(one)
        if (rank := _rank(one, layer.upper[over])) is not None
    )
    taken: set[int] = set()
    filled: set[int] = set()
    for _, at, over in ranked:
        if at not in taken and over not in filled:
            taken.add(at)
            filled.add(over)
            yield at, over


def _rank(one: Span, over: Span) -> tuple[bool, int] | None:
    """Return how well two overlapping ones speak of the same, the best first; None if not."""
    apart = abs(one.starts - over.starts)
    if one.episode == over.episode:
        return False, apart
    akin = apart <= NEAR and one.title and over.title and are_akin(one.title, over.title)
    return (True, apart) if akin else None
