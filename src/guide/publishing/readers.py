"""Worker processes that take a part of an import off the one that writes."""

import contextlib
import gc
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from guide.model.programme import Finding
from guide.publishing.faults import PublishingError
from guide.releases.importing.encoding import Batch, encode
from guide.sources.xmltv.reading import Reader, Reading
from guide.sources.xmltv.splitting import Piece

# As many batches are read here before processes pay for their start.
ALONE = 2
AHEAD = 2

A = TypeVar("A")
B = TypeVar("B")
Read = tuple[Batch, list[Finding]]


@dataclass(frozen=True, slots=True)
class Readers:
    """`count` processes, none for 0; `on_start` is run in each, when it starts."""

    count: int = 2
    on_start: Callable[[], None] | None = None

    @contextlib.contextmanager
    def hired(self, reading: Reading) -> Iterator["Crew"]:
        """Yield who reads a guide; the processes end with that."""
        with contextlib.ExitStack() as stack:
            yield Crew(self, reading, stack)


class Crew:
    """The processes of one import, which start when there is enough to do for them."""

    def __init__(self, readers: Readers, reading: Reading, stack: contextlib.ExitStack) -> None:
        self._count = readers.count
        self._on_start = readers.on_start
        self._reading = reading
        self._stack = stack
        self._pool: Executor | None = None

    def read(self, batches: Iterator[list[Piece]]) -> Iterator[Read]:
        """Yield what each batch says, in their order; a few batches are read ahead."""
        here = Reader(self._reading)
        few = batches if self._count == 0 else itertools.islice(batches, ALONE)
        for batch in few:
            yield _read(here, batch)
        first = next(batches, None)
        if first is not None:
            self._pool = self._started()
            yield from self.spread(_read_there, map(_plain, itertools.chain([first], batches)))

    def spread(self, do: Callable[[A], B], tasks: Iterable[A]) -> Iterator[B]:
        """Yield what `do`, a function of a module, makes of each task, in their order: in the
        processes, a few tasks ahead, if they have started.
        """
        if self._pool is None:
            yield from map(do, tasks)
            return
        try:
            yield from self._in_order(self._pool, do, tasks)
        except BrokenExecutor as fault:
            raise PublishingError(
                "a process that was reading the guide was ended from outside: import it again"
            ) from fault

    def _started(self) -> Executor:
        import multiprocessing  # noqa: PLC0415 -- slow, and small guides need no processes
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 -- the same

        # A fork takes over what is loaded, but not the other threads' locks.
        how = "fork" if threading.active_count() == 1 else "spawn"
        context = multiprocessing.get_context(how)
        pool = ProcessPoolExecutor(
            self._count, context, initializer=_start, initargs=(self._reading, self._on_start)
        )
        self._stack.callback(pool.shutdown, cancel_futures=True)
        return pool

    def _in_order(self, pool: Executor, do: Callable[[A], B], tasks: Iterable[A]) -> Iterator[B]:
        waiting: deque[Future[B]] = deque()
        for task in tasks:
            waiting.append(pool.submit(do, task))
            if len(waiting) > self._count * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_there: Reader


def _start(reading: Reading, on_start: Callable[[], None] | None) -> None:
    global _there  # noqa: PLW0603 -- a process of a pool has no other place to keep it
    if on_start:
        on_start()
    # As guide.publishing.collector has it: such a process does nothing else.
    gc.disable()
    _there = Reader(reading)


def _plain(batch: Sequence[Piece]) -> Sequence[tuple[Any, ...]]:
    """Return pieces as they are quickly sent to another process: by their fields."""
    return tuple(zip(*batch, strict=True))


def _read_there(fields: Sequence[tuple[Any, ...]]) -> Read:
    return _read(_there, list(map(Piece, *fields)))


def _read(reader: Reader, batch: Sequence[Piece]) -> Read:
    programmes, findings = reader.programmes(batch)
    return encode(programmes), findings
