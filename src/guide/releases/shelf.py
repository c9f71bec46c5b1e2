"""The folder in which release files lie."""

import fcntl
import os
import re
import tempfile
from pathlib import Path

from guide.releases import bulk, space
from guide.releases.layout import LAYOUT
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.sealed import ReleaseError

__all__ = ["ReleaseError", "Shelf"]

BUILDING = ".building-"
# Those of earlier versions are told by the SHA-256 of the file, not of a tree of its blocks.
_NAME = re.compile(r"release-(\d{6,})-(tree-)?([0-9a-f]{64})\.sqlite")


# Inode, size and time of the last change.
Seen = tuple[int, int, int]


class Shelf:
    """Release files, each under a name that holds its number and its digest.

    A file is built under a temporary name and moved to its own when it is whole: what lies here
    under a release's name is a whole release. Files under construction are locked for as long as
    their process lives, so that a leftover is known.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._locks: dict[Path, int] = {}
        self._sound_ones: dict[str, Seen] = {}

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

    def room(self, needed: int) -> None:
        """Raise ReleaseError unless a file of `needed` bytes fits here."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            space.require(self.folder, needed)
        except OSError as fault:
            raise ReleaseError(f"nothing can be written to {self.folder}: {fault}") from fault

    def place(self, temp: Path, number: int) -> str:
        """Move a finished file to its own name, durably, and return that name."""
        try:
            bulk.write_early(temp)
            name = f"release-{number:06d}-tree-{_digest(temp)}.sqlite"
            _sync(temp)
            temp.chmod(0o444)
            temp.replace(self.folder / name)
            self._sound_ones[name] = _seen(self.folder / name)
            _sync(self.folder)
        except OSError as fault:
            raise ReleaseError(f"release {number} can't be put in place: {fault}") from fault
        self._forget_lost()
        return name

    def names(self) -> list[str]:
        """Return the names of the releases that lie here, the oldest first."""
        return sorted(
            one.name for one in self.folder.glob("release-*") if _NAME.fullmatch(one.name)
        )

    def holds(self, name: str) -> bool:
        return _NAME.fullmatch(name) is not None and (self.folder / name).is_file()

    def open(self, name: str) -> Release:
        """Open a release; a ReleaseError says why it can't be: missing, damaged, other layout."""
        return Release(self._sound(name))

    def glance(self, name: str) -> Release:
        """Open a release for a short look, without reading all of it: damage may go unseen."""
        return Release(self._named(name))

    def predecessor(self, name: str) -> Ledger:
        """Open a release to build on it or roll back to it: of another layout the ledger alone."""
        ledger = Ledger(self._sound(name))
        if ledger.layout != LAYOUT:
            return ledger
        ledger.close()
        return Release(ledger.path)

    def ledger(self, name: str) -> Ledger:
        """Open the ledger of a release of any layout for a short look: damage may go unseen."""
        return Ledger(self._named(name))

    def prune(self, keep: set[str]) -> None:
        """Remove the release files that are not in `keep`; who has one open may read on."""
        for path in self.folder.glob("release-*"):
            if _NAME.fullmatch(path.name) and path.name not in keep:
                path.unlink(missing_ok=True)

    def _named(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ReleaseError(f"{name} is no name of a release file")
        return self.folder / name

    def _sound(self, name: str) -> Path:
        path = self._named(name)
        try:
            seen = _seen(path)
            if self._sound_ones.get(name) == seen:
                return path
            is_sound = _digest(path, plain="-tree-" not in name) in name
        except OSError as fault:
            raise ReleaseError(
                f"{path} can't be read ({fault.strerror}): publish again, or restore a backup"
            ) from fault
        if not is_sound:
            raise ReleaseError(f"{path} is damaged: publish again, or restore a backup")
        # A file of this name, of this size, not touched since, need not be read through again.
        self._sound_ones[name] = seen
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


def _seen(path: Path) -> Seen:
    known = path.stat()
    return known.st_ino, known.st_size, known.st_mtime_ns


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path, *, plain: bool = False) -> str:
    return bulk.digest(path) if plain else bulk.tree_digest(path)
