"""The last good copies of imported guides: whole, as they came, and no more of them than needed."""

import gzip
import hashlib
import lzma
import stat
import tracemalloc
from pathlib import Path

import pytest

from guide.sources.copies import Copies, Copy, told

PLAIN = b"<tv></tv>"


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "releases" / "sources")


def lying(copies: Copies) -> set[str]:
    return {str(path.relative_to(copies.folder)) for path in copies.folder.glob("*/*")}


def given(folder: Path, content: bytes) -> Path:
    path = folder / "given.bin"
    path.write_bytes(content)
    return path


def kept(copies: Copies, content: bytes, source: str = "other") -> Copy:
    with copies.coming(source) as draft:
        draft.write_bytes(content)
        return copies.keep(source, draft)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PLAIN, "xml"),
        (gzip.compress(PLAIN, mtime=0), "xml.gz"),
        (lzma.compress(PLAIN), "xml.xz"),
        (b"", "xml"),
    ],
)
def test_a_file_is_kept_as_it_came(
    copies: Copies, tmp_path: Path, content: bytes, ending: str
) -> None:
    digest = hashlib.sha256(content).hexdigest()
    copy = copies.keep("tele", given(tmp_path, content))
    assert copy == Copy(f"tele/{digest}.{ending}", digest, len(content))
    assert copies.path(copy.name).read_bytes() == content
    assert lying(copies) == {copy.name}
    assert given(tmp_path, content).exists()
    assert stat.S_IMODE(copies.path(copy.name).stat().st_mode) == 0o444


def test_what_came_is_moved_and_not_copied(copies: Copies) -> None:
    with copies.coming("tele") as draft:
        draft.write_bytes(PLAIN)
        number = draft.stat().st_ino
        copy = copies.keep("tele", draft)
    assert copies.path(copy.name).stat().st_ino == number
    assert lying(copies) == {copy.name}


def test_what_came_and_was_not_kept_is_gone(copies: Copies) -> None:
    with copies.coming("tele") as draft:
        draft.write_bytes(PLAIN)
    assert not draft.exists()
    assert lying(copies) == set()


def test_the_same_bytes_are_written_once(copies: Copies, tmp_path: Path) -> None:
    first = copies.keep("tele", given(tmp_path, PLAIN))
    number = copies.path(first.name).stat().st_ino
    assert copies.keep("tele", given(tmp_path, PLAIN)) == first
    assert copies.keep("tele", copies.path(first.name)) == first
    assert kept(copies, PLAIN, "tele") == first
    assert copies.path(first.name).stat().st_ino == number


def test_a_copy_that_is_cut_off_is_written_anew(copies: Copies, tmp_path: Path) -> None:
    copy = copies.keep("tele", given(tmp_path, PLAIN))
    copies.path(copy.name).chmod(0o644)
    copies.path(copy.name).write_bytes(PLAIN[:3])
    copies.keep("tele", given(tmp_path, PLAIN))
    assert copies.path(copy.name).read_bytes() == PLAIN


def test_pruning_leaves_what_releases_name(copies: Copies, tmp_path: Path) -> None:
    old, new = (kept(copies, content, "tele") for content in (b"<tv>1</tv>", b"<tv>2</tv>"))
    gone = kept(copies, PLAIN, "gone")
    copies.close()
    (copies.folder / "tele" / "notes.txt").write_text("mine")
    copies.prune({new.name})
    assert lying(copies) == {new.name, "tele/notes.txt"}
    assert not copies.path(gone.name).parent.exists()
    assert not copies.path(old.name).exists()


def test_pruning_leaves_what_is_being_imported_here_or_elsewhere(copies: Copies) -> None:
    elsewhere = Copies(copies.folder)
    theirs, ours = kept(elsewhere, b"<tv>1</tv>"), kept(copies, b"<tv>2</tv>")
    with elsewhere.coming("other") as draft:
        copies.prune(set())
        assert lying(copies) == {theirs.name, ours.name, f"other/{draft.name}"}
    elsewhere.close()
    copies.prune(set())
    assert lying(copies) == {ours.name}
    newer = kept(copies, b"<tv>3</tv>")
    copies.prune(set())
    assert lying(copies) == {newer.name}


def test_a_copy_of_before_is_there_again_and_stays(copies: Copies) -> None:
    copy = kept(copies, PLAIN)
    copies.close()
    assert copies.again(copy.name) == copy
    Copies(copies.folder).prune(set())
    assert lying(copies) == {copy.name}


def test_a_copy_that_is_gone_or_damaged_is_none(copies: Copies) -> None:
    copy = kept(copies, PLAIN)
    path = copies.path(copy.name)
    path.chmod(0o644)
    path.write_bytes(PLAIN[:-1] + b" ")
    assert copies.again(copy.name) is None
    path.unlink()
    assert copies.again(copy.name) is None


def test_pruning_takes_what_the_dead_left(copies: Copies, tmp_path: Path) -> None:
    copies.prune(set())
    copy = copies.keep("tele", given(tmp_path, PLAIN))
    (copies.folder / "tele" / ".coming-dead").write_bytes(b"<tv>")
    copies.prune({copy.name})
    assert lying(copies) == {copy.name}


@pytest.mark.parametrize("source", ["", "..", "a/b", "A", "tele\n", "x" * 65, "/etc"])
def test_a_source_is_a_plain_name(copies: Copies, tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="no id of a source"):
        copies.keep(source, given(tmp_path, PLAIN))
    with pytest.raises(ValueError, match="no id of a source"), copies.coming(source):
        pass


@pytest.mark.parametrize(
    "name",
    ["", "tele", "tele/x.xml", f"../{'0' * 64}.xml", f"/{'0' * 64}.xml", f"tele/{'0' * 64}.exe",
     f"tele/{'0' * 64}.xml\n", f"tele/../{'0' * 64}.xml", f"tele/{'0' * 63}.xml"],
)  # fmt: skip
def test_a_name_leads_nowhere_else(copies: Copies, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a copy"):
        copies.path(name)


def test_a_large_file_is_never_in_memory_whole(copies: Copies, tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        for _ in range(32):
            file.write(b"x" * (1 << 20))
    tracemalloc.start()
    copies.keep("tele", path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_copy_is_given_up_as_soon_as_there_is_no_room(copies: Copies, tmp_path: Path) -> None:
    asked: list[int] = []

    def room(_folder: Path, size: int) -> None:
        asked.append(size)
        if len(asked) == 3:
            raise RuntimeError("no room")

    size = (2 << 20) + 5
    path = given(tmp_path, bytes(size))
    with pytest.raises(RuntimeError, match="no room"):
        Copies(copies.folder, room).keep("other", path)
    assert asked == [size, 1 << 20, 1 << 20]
    assert lying(copies) == set()


def test_people_are_told_of_a_copy_by_the_name_they_know() -> None:
    sentence = f"{'0' * 64}.xml.gz:3:1: is no guide"
    assert told(sentence, r"C:\1.xml") == r"C:\1.xml:3:1: is no guide"
    assert told("tele names less", "x") == "tele names less"
