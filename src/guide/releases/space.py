"""Room on the disk, looked for before it is used up."""

import shutil
from pathlib import Path

from guide.releases.sealed import ReleaseError

# What a release adds to its predecessor, and what a disk needs to stay alive.
RESERVE = 64_000_000


def free(folder: Path) -> int:
    """Return how many bytes may still be written in a folder."""
    return shutil.disk_usage(folder).free


def require(folder: Path, needed: int, what: str = "a new release") -> None:
    """Raise ReleaseError unless `needed` bytes fit into a folder, with a reserve; the sentence
    says what needs how much, what there is and what to do.
    """
    there = free(folder)
    if there < needed + RESERVE:
        raise ReleaseError(
            f"the disk of {folder} has {_shown(there)} free: {what} needs {_shown(needed)}, and "
            f"{_shown(RESERVE)} are kept free; make room, or keep fewer releases "
            "(GUIDE_KEEP_RELEASES)"
        )


def _shown(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
