"""Sending piece by piece through a named pipe, which the server reads as if it were a file.

It reads on when the visitor has taken what it read before, so whoever writes waits for the
visitor; and it closes the pipe when the visitor leaves.
"""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

PATIENCE = 10.0
PAUSE = 0.002


def piped(pieces: Iterable[bytes], begin: Callable[[str], None]) -> None:
    """Call `begin` with the path of a pipe and write the pieces into it, until the end or until
    nobody reads them any more.
    """
    with tempfile.TemporaryDirectory(prefix="guide-") as folder:
        path = Path(folder) / "answer"
        os.mkfifo(path, 0o600)
        begin(str(path))
        pipe = _opened(path)
    if pipe is None:
        return
    # What is written after the visitor has gone has nobody to go to.
    with contextlib.suppress(BrokenPipeError), pipe:
        for piece in pieces:
            pipe.write(piece)


def _opened(path: Path) -> BinaryIO | None:
    """Return the end to write to once there is somebody at the other, None if nobody comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            end = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as fault:
            # Nobody reads yet. To wait in `open` could be for ever: a visitor may have left.
            if fault.errno != errno.ENXIO:
                raise
            time.sleep(PAUSE)
        else:
            os.set_blocking(end, True)
            return os.fdopen(end, "wb")
    return None
