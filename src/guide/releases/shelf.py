"""The folder in which release files lie."""

import fcntl
import hashlib
import os
import re
import tempfile
from pathlib import Path

from guide.releases.layout import LAYOUT
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.sealed import ReleaseError

__all__ = ["ReleaseError", "Shelf"]

BUILDING = ".building-"
_NAME = re.compile(r"release-(\d{6,})-([0-9a-f]{64})\.sqlite")


class Shelf:
    """Release files, each under a name that holds its number and its SHA-256.

    A file is built under a temporary name and moved to its own when it is whole: what lies here
    under a release's name is a whole release. Files under construction are locked for as long as
    their process lives, so that a leftover is known.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._locks: dict[Path, int] = {}

    def temporary(self) -> Path:
        """Return a new empty file to build in, and remove what dead processes left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._forget_lost()
            for leftover in self.folder.glob(f"{BUILDING}*"):
                _remove_if_abandoned(leftover)
            return self._locked_file()
        except OSError as fault:
            raise ReleaseError(f"nothing can be written to {self.folder}: {fault}") from fault

    def place(self, temp: Path, number: int) -> str:
        """Move a finished file to its own name, durably, and return that name."""
        try:
            _sync(temp)
            digest = _digest(temp)
            name = f"release-{number:06d}-{digest}.sqlite"
            temp.chmod(0o444)
            temp.replace(self.folder / name)
            _sync(self.folder)
        except OSError as fault:
            raise ReleaseError(f"release {number} can't be put in place: {fault}") from fault
        self._forget_lost()
        return name

    def holds(self, name: str) -> bool:
        return _NAME.fullmatch(name) is not None and (self.folder / name).is_file()

    def open(self, name: str) -> Release:
        """Open a release; a ReleaseError says why it can't be: missing, damaged, other layout."""
        return Release(self._sound(name))

    def predecessor(self, name: str) -> Ledger:
        """Open a release to build on it or roll back to it: of another layout the ledger alone."""
        ledger = Ledger(self._sound(name))
        if ledger.layout != LAYOUT:
            return ledger
        ledger.close()
        return Release(ledger.path)

    def prune(self, keep: set[str]) -> None:
        """Remove the release files that are not in `keep`; who has one open may read on."""
        for path in self.folder.glob("release-*"):
            if _NAME.fullmatch(path.name) and path.name not in keep:
                path.unlink(missing_ok=True)

    def _sound(self, name: str) -> Path:
        path, match = self.folder / name, _NAME.fullmatch(name)
        if match is None:
            raise ReleaseError(f"{name} is no name of a release file")
        try:
            digest = _digest(path)
        except OSError as fault:
            raise ReleaseError(
                f"{path} can't be read ({fault.strerror}): publish again, or restore a backup"
            ) from fault
        if digest != match[2]:
            raise ReleaseError(f"{path} is damaged: publish again, or restore a backup")
        return path

    def _locked_file(self) -> Path:
        while True:
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=BUILDING, suffix=".sqlite")
            fcntl.flock(handle, fcntl.LOCK_EX)
            path = Path(name)
            # Another process may have taken it for a leftover before it was locked.
            if path.exists():
                self._locks[path] = handle
                return path
            os.close(handle)

    def _forget_lost(self) -> None:
        for path in [path for path in self._locks if not path.exists()]:
            os.close(self._locks.pop(path))


def _remove_if_abandoned(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        pass
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
