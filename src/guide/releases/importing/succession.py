"""What is on, one after the other, where something else was to be."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Succession:
    """Slots `[starts, ends)` of one channel, in seconds since 1970; they may overlap."""

    def __init__(self, slots: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(slots)
        self._starts = [starts for starts, _ in ordered]
        self._latest = list(accumulate((ends for _, ends in ordered), max))

    def until(self, starts: int, ends: int) -> int:
        """Return when something is on instead of what was to be on in `[starts, ends)`: `starts`
        if from then on, `ends` if never.
        """
        at = bisect_right(self._latest, starts)
        first = self._starts[at] if at < len(self._starts) else ends
        return max(starts, min(first, ends))
