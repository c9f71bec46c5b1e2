"""What a piece of work costs, told without the machine's speed or load: in yardsticks."""

import gc
import statistics
import time
from collections.abc import Callable


def effort(work: Callable[[], object]) -> float:
    """Return the processor's time for `work` divided by that for a fixed loop at the same moment.

    A yardstick is about ten milliseconds of a calm machine.
    """
    before = _seconds(_yardstick)
    taken = _seconds(work)
    return taken / max(before, _seconds(_yardstick))


def growth(prepared: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how many times the effort four times the size costs.

    What grows in step costs 4 times as much, what grows with the square 16 times. `prepared` makes
    the input of a size and returns the work to be measured on it. Other work on the machine may
    fall on one of the two: it is the middle of three looks.
    """
    looks = [effort(prepared(4 * size)) / effort(prepared(size)) for _ in range(3)]
    return statistics.median(looks)


def _yardstick() -> None:
    counts: dict[str, int] = {}
    for number in range(100_000):
        key = f"{number % 1000}"
        counts[key] = counts.get(key, 0) + number


def _seconds(work: Callable[[], object]) -> float:
    # The collector would walk through whatever earlier tests have left.
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        gc.enable()
