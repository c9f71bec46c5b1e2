"""Several processes under one command, and their common end."""

import contextlib
import fcntl
import multiprocessing
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from guide.settings import SettingsError

POLL = 0.5
PATIENCE = 15.0
RESTART_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    arguments: tuple[str, ...]


@dataclass(slots=True)
class Watcher:
    """Calls `changed` when a file under `folder` is another than at the last look."""

    folder: Path
    changed: Callable[[], None]
    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seen = self._look()

    def look(self) -> None:
        seen = self._look()
        if seen != self.seen:
            self.seen = seen
            self.changed()

    def _look(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for path in self.folder.rglob("*.y*ml"):
            try:
                about = path.stat()
            except FileNotFoundError:
                continue
            found[path] = (about.st_mtime_ns, about.st_size)
        return found


def supervise(
    parts: Sequence[Part], environment: Mapping[str, str], watcher: Watcher | None = None
) -> int:
    """Run the parts until a signal, starting again what ends by itself; return the exit code."""
    stop = threading.Event()
    _on_signals(stop)
    running = {part: _start(part, environment) for part in parts}
    try:
        while not stop.wait(POLL):
            for part, process in running.items():
                if process.poll() is not None and not stop.wait(RESTART_PAUSE):
                    sys.stderr.write(f"guide: {part.name} ended with {process.returncode}: again\n")
                    running[part] = _start(part, environment)
            if watcher:
                watcher.look()
    finally:
        _end(list(running.values()))
    return 0


def end_with_standard_input() -> None:
    """End this process, as if told to, when whoever started it is gone."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="tether", daemon=True).start()


def end_with_parent() -> None:
    """End this worker when the process that forked it is gone, be it killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold `folder` for one service at a time; raise SettingsError if another has it."""
    with (folder / "service.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = f"a guide already runs in {folder}: end it, or choose another GUIDE_HOME"
            raise SettingsError(text) from None
        yield


def until_signalled() -> None:
    """Wait for SIGTERM or SIGINT."""
    stop = threading.Event()
    _on_signals(stop)
    stop.wait()


def _on_signals(stop: threading.Event) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def _start(part: Part, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "guide", *part.arguments]
    # Its own session: Ctrl-C reaches the supervisor alone, which ends the parts in order.
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and arguments
        command, env=dict(environment), stdin=subprocess.PIPE, start_new_session=True
    )


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
