"""Worker processes that read a guide's programmes while another one is written."""

import gc
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass

from guide.model.programme import Finding
from guide.publishing.faults import PublishingError
from guide.releases.importing.encoding import Batch, encode
from guide.sources.xmltv.reading import Reader, Reading
from guide.sources.xmltv.splitting import Piece

# As many batches are read here before processes pay for their start.
ALONE = 4
AHEAD = 2

Read = tuple[Batch, list[Finding]]


@dataclass(frozen=True, slots=True)
class Readers:
    """`count` processes, none for 0; `on_start` is run in each, when it starts."""

    count: int = 2
    on_start: Callable[[], None] | None = None

    def read(self, batches: Iterator[list[Piece]], reading: Reading) -> Iterator[Read]:
        """Yield what each batch says, in their order; a few batches are read ahead."""
        here = Reader(reading)
        few = batches if self.count == 0 else itertools.islice(batches, ALONE)
        for batch in few:
            yield _read(here, batch)
        first = next(batches, None)
        if first is not None:
            yield from self._side_by_side(itertools.chain([first], batches), reading)

    def _side_by_side(self, batches: Iterator[list[Piece]], reading: Reading) -> Iterator[Read]:
        import multiprocessing  # noqa: PLC0415 -- slow, and small guides need no processes
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 -- the same

        # A fork takes over what is loaded, but not the other threads' locks.
        how = "fork" if threading.active_count() == 1 else "spawn"
        context = multiprocessing.get_context(how)
        pool = ProcessPoolExecutor(
            self.count, context, initializer=_start, initargs=(reading, self.on_start)
        )
        try:
            with pool:
                yield from self._in_order(pool, batches)
        except BrokenExecutor as fault:
            raise PublishingError(
                "a process that was reading the guide was ended from outside: import it again"
            ) from fault

    def _in_order(self, pool: Executor, batches: Iterator[list[Piece]]) -> Iterator[Read]:
        waiting: deque[Future[Read]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_read_there, batch))
            if len(waiting) > self.count * AHEAD:
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


def _read_there(batch: Sequence[Piece]) -> Read:
    return _read(_there, batch)


def _read(reader: Reader, batch: Sequence[Piece]) -> Read:
    programmes, findings = reader.programmes(batch)
    return encode(programmes), findings
