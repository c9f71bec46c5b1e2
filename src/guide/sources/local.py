"""A guide of others in the schedules folder: found there, and nowhere else."""

from pathlib import Path

from guide.sources.download.faults import DownloadError


def local_file(folder: Path, name: str) -> Path:
    """Return where the file `name` of a schedules folder lies, links followed.

    Raises DownloadError for what lies outside of the folder, is missing, or is no plain file.
    """
    root = folder.resolve()
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise DownloadError(f"{name} lies outside of {folder}: move it there")
        if not path.is_file():
            raise DownloadError(f"{name} is no file in {folder}: put it there")
    except (OSError, ValueError, RuntimeError):
        # A name too long, a NUL in it, links in a circle.
        raise DownloadError(f"{name!a} is no name of a file") from None
    return path


def version_of(path: Path) -> str:
    """Return what differs when a file was written to or replaced."""
    about = path.stat()
    return f"{about.st_ino}-{about.st_mtime_ns}-{about.st_size}"
