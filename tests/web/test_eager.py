import asyncio
import threading
from collections.abc import Iterator

import pytest

from guide.web.eager import EagerLoop


@pytest.fixture
def loop() -> Iterator[EagerLoop]:
    """Return a loop that runs in a thread of its own."""
    loop = EagerLoop()
    thread = threading.Thread(target=loop.run_forever, name="loop")
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


class Visitor:
    """Notes in which threads a request of his is worked on."""

    def __init__(self, *, waits: bool) -> None:
        self.waits = waits
        self.threads: list[str] = []
        self.done = threading.Event()

    async def served(self) -> None:
        self.threads.append(threading.current_thread().name)
        if self.waits:
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            self.threads.append(threading.current_thread().name)
        self.done.set()


def test_what_waits_for_nothing_never_comes_to_the_loop(loop: EagerLoop) -> None:
    visitor = Visitor(waits=False)
    handle = loop.call_soon_threadsafe(loop.create_task, visitor.served())
    assert handle is None
    assert visitor.threads == [threading.current_thread().name]
    assert visitor.done.is_set()


def test_what_waits_goes_on_in_the_loop(loop: EagerLoop) -> None:
    visitor = Visitor(waits=True)
    loop.call_soon_threadsafe(loop.create_task, visitor.served())
    assert visitor.done.wait(60)
    assert visitor.threads == [threading.current_thread().name, "loop"]


def test_what_fails_before_it_waits_fails_where_it_was_handed_over(loop: EagerLoop) -> None:
    async def failing() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        loop.call_soon_threadsafe(loop.create_task, failing())
