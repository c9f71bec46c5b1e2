"""The files of a schedules folder."""

from pathlib import Path

from guide.sources.yaml_files.tree import MAX_BYTES


def collect(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        raise FileNotFoundError(f"{folder}: there is no such folder of schedules")
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: this is a file, write the folder it lies in")
    found = [path for path in folder.rglob("*.y*ml") if _is_schedule(path, folder)]
    return {path.as_posix(): _content(path) for path in sorted(found)}


def _is_schedule(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    # A link that leads nowhere is opened, and named: what it held would be taken for cancelled.
    there = path.is_file() or (path.is_symlink() and not path.exists())
    return path.suffix in {".yaml", ".yml"} and not hidden and there


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
