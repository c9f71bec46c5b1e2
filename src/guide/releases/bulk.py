"""Release files as a whole: told by a digest, copied and synced as fast as the machine can.

What takes seconds of a country's release is left to the kernel, and to all processors.
"""

import _thread
import contextlib
import hashlib
import os
import shutil
from pathlib import Path

BLOCK = 1 << 20
# From so many blocks on threads are worth their start.
MANY = 16


def digest(path: Path) -> str:
    """Return the SHA-256, in hex, of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree_digest(path: Path) -> str:
    """Return a digest of a file's bytes in hex, that all processors can work on: the SHA-256 of
    its size in decimal, a line feed, and the SHA-256 of each megabyte (2**20 bytes) of it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        size = os.fstat(handle).st_size
        blocks = _blocks(handle, range(0, size, BLOCK))
    finally:
        os.close(handle)
    return hashlib.sha256(b"%d\n%s" % (size, b"".join(blocks))).hexdigest()


def _blocks(handle: int, starts: range) -> list[bytes]:
    def block(at: int) -> bytes:
        return hashlib.sha256(os.pread(handle, BLOCK, at)).digest()

    if len(starts) < MANY:
        return [block(at) for at in starts]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- slow, and few files are big

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(block, starts))


def copy(whence: Path, whither: Path) -> None:
    """Copy a file's bytes; a file system that can lets both share them until one is written to."""
    with whence.open("rb") as old, whither.open("wb") as new:
        if _copy_in_kernel(old.fileno(), new.fileno()):
            return
    shutil.copyfile(whence, whither)


def _copy_in_kernel(old: int, new: int) -> bool:
    """Copy, or say that it can't be done like this: here, or from there to here, or at all."""
    if not hasattr(os, "copy_file_range"):
        return False
    left = os.fstat(old).st_size
    with contextlib.suppress(OSError):
        while left and (count := os.copy_file_range(old, new, left)):
            left -= count
    return not left


def write_early(path: Path) -> None:
    """Let what was written to a file go to the disk from now on, so that a later sync is short."""
    handle = os.open(path, os.O_RDONLY)
    # Not one of `threading`: it holds no lock, so who forks need not mind it.
    _thread.start_new_thread(_write, (handle,))


def _write(handle: int) -> None:
    # Whoever needs it on the disk syncs it, and hears of faults.
    with contextlib.suppress(OSError):
        getattr(os, "fdatasync", os.fsync)(handle)
    os.close(handle)
