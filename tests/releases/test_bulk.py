"""Release files as a whole: a digest that all processors work on, and copies by the kernel."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from guide.releases import bulk

SIZES = [0, 1, bulk.BLOCK, bulk.BLOCK + 1, (bulk.MANY + 2) * bulk.BLOCK - 1]


def written(folder: Path, size: int) -> tuple[Path, bytes]:
    path, content = folder / "file", bytes(range(251)) * (size // 251 + 1)
    path.write_bytes(content[:size])
    return path, content[:size]


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_digest_is_that_of_the_digests_of_all_blocks(tmp_path: Path, size: int) -> None:
    path, content = written(tmp_path, size)
    told = f"{size}\n".encode()
    for at in range(0, size, bulk.BLOCK):
        told += hashlib.sha256(content[at : at + bulk.BLOCK]).digest()
    assert bulk.tree_digest(path) == hashlib.sha256(told).hexdigest()


@pytest.mark.parametrize("size", SIZES)
def test_a_copy_has_the_same_bytes(tmp_path: Path, size: int) -> None:
    path, content = written(tmp_path, size)
    copy = tmp_path / "copy"
    copy.write_bytes(b"what was there before" * 10)
    bulk.copy(path, copy)
    assert copy.read_bytes() == content


@pytest.mark.parametrize("done", [0, 5000])
def test_where_the_kernel_can_not_copy_it_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    path, content = written(tmp_path, 10_000)
    real, turns = os.copy_file_range, iter([done] if done else [])

    def some(old: int, new: int, _count: int) -> int:
        for count in turns:
            return real(old, new, count)
        raise OSError(errno.EXDEV, "not from there to here")

    monkeypatch.setattr(os, "copy_file_range", some)
    bulk.copy(path, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
