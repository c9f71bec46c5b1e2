"""How far a long command has come, shown on a terminal and nowhere else."""

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

Progress = Callable[[str, int], None]

EVERY = 0.1


@contextlib.contextmanager
def shown() -> Iterator[Progress]:
    """Yield what to tell of each step: its name, and how many more; gone from sight at the end."""
    if not sys.stderr.isatty():
        yield lambda _what, _count: None
        return
    from rich import progress as rich  # noqa: PLC0415 -- slow to load, and for terminals alone
    from rich.console import Console  # noqa: PLC0415 -- the same

    # Drawn by our own hand: a thread that did it would keep readers from being forked.
    columns = (
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.TimeElapsedColumn(),
    )
    drawn = rich.Progress(
        *columns, console=Console(stderr=True), auto_refresh=False, transient=True
    )
    counts: Counter[str] = Counter()
    last = 0.0

    def tell(what: str, count: int) -> None:
        nonlocal last
        begun = what not in counts
        counts[what] += count
        if begun or time.monotonic() - last >= EVERY:
            last = time.monotonic()
            drawn.update(task, description=words(what, counts[what]), refresh=True)

    with drawn:
        task = drawn.add_task("starting", total=None)
        yield tell


def words(what: str, count: int) -> str:
    """Return a step and how far it has come, as they are shown."""
    match what:
        case "fetching":
            return f"fetching {count / 1e6:.1f} MB"
        case "reading":
            return f"reading {count:,} programmes"
    return f"{what} {count:,}" if count else what
