"""A limit on time that no trickle of bytes can stretch."""

import contextlib
import math
import os
import socket
import threading
import time
from typing import Self


class Patience:
    """Hangs up the line it watches when `seconds` are over, whoever waits for it then.

    A time-out of a socket starts anew with each byte; this one does not.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._line: socket.socket | None = None
        self._watching = threading.Lock()
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def end(self) -> None:
        """Hang up no more: what was waited for is here."""
        self._timer.cancel()
        with self._watching:
            self._ends = math.inf
            if self._line:
                self._line.close()

    @property
    def left(self) -> float:
        """Return how many seconds are left, never fewer than a hundredth."""
        return max(0.01, min(self.seconds, self._ends - time.monotonic()))

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def watch(self, line: socket.socket) -> None:
        """Watch this line, and no other any more."""
        with self._watching:
            if self._line:
                self._line.close()
            # Encryption takes the socket over; a second handle on the line stays ours.
            self._line = socket.socket(fileno=os.dup(line.fileno()))
        if self.is_over:
            self._hang_up()

    def _hang_up(self) -> None:
        with self._watching, contextlib.suppress(OSError):
            if self._line:
                self._line.shutdown(socket.SHUT_RDWR)
