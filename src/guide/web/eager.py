"""A loop on which what needs no loop is done before it."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from types import CoroutineType


class EagerLoop(asyncio.SelectorEventLoop):
    """Begins a coroutine in the thread that hands it over, and runs only what is left of it.

    The server hands over each request from a thread of its own. Most are answered without ever
    waiting: to wake the loop for them costs more than to answer them. One that does wait must
    `await asyncio.sleep(0)` before: there it leaves that thread for the loop.
    """

    def call_soon_threadsafe(  # type: ignore[override]  # typeshed's is generic in its arguments
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle | None:
        if args and isinstance(args[0], CoroutineType):
            try:
                args[0].send(None)
            except StopIteration:
                return None
        return super().call_soon_threadsafe(callback, *args, context=context)
