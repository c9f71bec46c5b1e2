"""The collector of cycles kept away from work that makes none."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Look for no cycles meanwhile, in any thread of this process.

    An import makes millions of tuples, of which none refers back: the collector would walk all of
    them, time and again, and find nothing. What has no cycle is let go as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
