"""The copies of imported guides, beside the releases, so that any machine can publish again."""

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMING = ".coming-"
PIECE = 1 << 20
SOURCE_ID = re.compile(r"[a-z0-9-]{1,64}")
_NAME = re.compile(r"([a-z0-9-]{1,64})/([0-9a-f]{64})\.xml(\.gz|\.xz)?")
_FILE = re.compile(r"[0-9a-f]{64}\.xml(\.gz|\.xz)?")
_ENDINGS = {b"\x1f\x8b": ".xml.gz", b"\xfd7zXZ\x00": ".xml.xz"}


@dataclass(frozen=True, slots=True)
class Copy:
    """`name` is `SOURCE/DIGEST.xml`, `.xml.gz` or `.xml.xz`; `sha256` in hex, `size` in bytes."""

    name: str
    sha256: str
    size: int


class Copies:
    """Files as they came, each under the name of its source and its own SHA-256.

    What lies here under such a name is whole. The newest copy that this object kept of a source
    is locked while the process lives, so that nobody's pruning takes it away before a release
    names it. `room` raises its own error where so many bytes do not fit into a folder.
    """

    def __init__(
        self, folder: Path, room: Callable[[Path, int], None] = lambda _folder, _size: None
    ) -> None:
        self.folder = folder
        self._room = room
        self._locks: dict[str, int] = {}

    def close(self) -> None:
        """Let others prune what was kept."""
        for handle in self._locks.values():
            os.close(handle)
        self._locks.clear()

    @contextlib.contextmanager
    def coming(self, source_id: str) -> Iterator[Path]:
        """Yield a new empty file to write to, gone at the end unless it was kept."""
        handle, path = self._new(source_id)
        try:
            yield path
        finally:
            os.close(handle)
            path.unlink(missing_ok=True)

    def keep(self, source_id: str, path: Path) -> Copy:
        """Put a file among the copies, durably; one that lies there already is left as it is.

        A file from `coming` is moved, any other is copied. Raises OSError, and what `room` does.
        """
        digest, size, ending = _examined(path)
        copy = Copy(f"{_id(source_id)}/{digest}{ending}", digest, size)
        while not (self._is_there(copy) and self._locked(source_id, copy.name)):
            if path.parent == self.folder / source_id and path.name.startswith(COMING):
                self._place(path, copy)
            else:
                copy = self._copied(source_id, path)
        return copy

    def again(self, name: str) -> Copy | None:
        """Return a copy that was kept before, as if it were kept now; None if it is not whole."""
        path = self.path(name)
        source_id, _, file = name.partition("/")
        if not self._locked(source_id, name):
            return None
        digest, size, _ = _examined(path)
        return Copy(name, digest, size) if file.startswith(f"{digest}.") else None

    def path(self, name: str) -> Path:
        """Return where a copy lies, or would lie; raise ValueError for what is no copy's name."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a copy")
        return self.folder / name

    def prune(self, keep: set[str]) -> None:
        """Remove all copies that are not in `keep`, but for those that are being imported, and
        what dead processes left.
        """
        for path in self.folder.glob("*/*"):
            name = f"{path.parent.name}/{path.name}"
            if path.name.startswith(COMING) or (_NAME.fullmatch(name) and name not in keep):
                _remove_if_free(path)
        for folder in self.folder.glob("*/"):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def _copied(self, source_id: str, path: Path) -> Copy:
        with self.coming(source_id) as draft:
            digest, size = hashlib.sha256(), 0
            self._room(draft.parent, path.stat().st_size)
            with path.open("rb") as whence, draft.open("wb") as whither:
                while piece := whence.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    self._room(draft.parent, len(piece))
                    whither.write(piece)
            # It may have been written to since it was looked at: what was copied counts.
            name = f"{source_id}/{digest.hexdigest()}{_ending(draft)}"
            copy = Copy(name, digest.hexdigest(), size)
            self._place(draft, copy)
        return copy

    def _place(self, draft: Path, copy: Copy) -> None:
        _sync(draft)
        draft.chmod(0o444)
        draft.replace(self.folder / copy.name)
        _sync(draft.parent)
        _sync(self.folder)

    def _is_there(self, copy: Copy) -> bool:
        try:
            return (self.folder / copy.name).stat().st_size == copy.size
        except FileNotFoundError:
            return False

    def _new(self, source_id: str) -> tuple[int, Path]:
        folder = self.folder / _id(source_id)
        # Another process may take folder or file for a leftover before the file is locked.
        while True:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                handle, name = tempfile.mkstemp(dir=folder, prefix=COMING)
            except FileNotFoundError:
                continue
            fcntl.flock(handle, fcntl.LOCK_SH)
            if Path(name).exists():
                return handle, Path(name)
            os.close(handle)

    def _locked(self, source_id: str, name: str) -> bool:
        """Lock a copy in place of the one before; False if it was pruned meanwhile."""
        try:
            handle = os.open(self.folder / name, os.O_RDONLY)
        except FileNotFoundError:
            return False
        fcntl.flock(handle, fcntl.LOCK_SH)
        if not (self.folder / name).exists():
            os.close(handle)
            return False
        if source_id in self._locks:
            os.close(self._locks[source_id])
        self._locks[source_id] = handle
        return True


def told(sentence: str, name: str) -> str:
    """Return a sentence about a copy with `name`, which people know, for the name of its file."""
    return _FILE.sub(lambda _: name, sentence)


def _id(source_id: str) -> str:
    if not SOURCE_ID.fullmatch(source_id):
        raise ValueError(f"{source_id!r} is no id of a source")
    return source_id


def _examined(path: Path) -> tuple[str, int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell(), _ending(path)


def _ending(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(6)
    return next((end for magic, end in _ENDINGS.items() if begin.startswith(magic)), ".xml")


def _remove_if_free(path: Path) -> None:
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
