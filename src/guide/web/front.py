"""The first to see a request: what lies ready is answered at once, all else by a few threads."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from guide.web.bridge import answer, environ_of
from guide.web.ready import READING, ReadyBytes
from guide.web.rsgi import Exchange, Scope

# Those that render, that make documents and that send them: web/packed.py says how many of each.
THREADS = 12
# A form is short: who needs longer to send it is not filling it in.
PATIENCE = 30.0


class Front:
    """An RSGI application around the WSGI one: no thread waits for what a visitor has to send."""

    def __init__(self, layer: ReadyBytes, *, largest: int, patience: float = PATIENCE) -> None:
        """`largest` is the most bytes of a body that the application reads."""
        self._layer = layer
        self._largest = largest
        self._patience = patience
        self._threads = ThreadPoolExecutor(THREADS, "page")

    async def __call__(self, scope: Scope, exchange: Exchange) -> None:
        ready = self._layer.ready(scope.method, scope.path, scope.query_string, scope.headers.get)
        if ready is None:
            await self._answer(scope, exchange)
        elif ready.body:
            exchange.response_bytes(int(ready.status[:3]), ready.headers, ready.body)
        else:
            exchange.response_empty(int(ready.status[:3]), ready.headers)

    async def _answer(self, scope: Scope, exchange: Exchange) -> None:
        # Up to here no loop is needed, from here on it is: see EagerLoop.
        await asyncio.sleep(0)
        try:
            body = await self._received(scope, exchange)
        except TimeoutError:
            exchange.response_empty(408, [("Connection", "close")])
            return
        if body is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(
                self._threads, answer, self._layer, environ_of(scope, body), exchange
            )

    async def _received(self, scope: Scope, exchange: Exchange) -> bytes | None:
        """Return the body, or enough of it to see that it is too large; None if its end is missing.

        TimeoutError if it takes too long.
        """
        said = scope.headers.get("content-length")
        length = int(said) if said and said.isdecimal() else None
        is_bare = length is None and scope.headers.get("transfer-encoding") is None
        if scope.method in READING or is_bare or (length or 0) > self._largest:
            return b""
        body = b""
        async with asyncio.timeout(self._patience):
            async for piece in exchange:
                body += piece
                if len(body) > self._largest:
                    break
        return body if length is None or len(body) >= length else None
