import hashlib
import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from guide.releases import shelf as shelves
from guide.releases import space
from guide.releases.layout import LAYOUT
from guide.releases.release import Release
from guide.releases.shelf import ReleaseError, Shelf
from tests.releases.builders import Press, airing, draft


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_release_lies_under_its_number_and_digest_read_only(press: Press) -> None:
    release = press.publish(draft(airing()))
    assert names(press.folder) == {press.current}
    assert release.path.name.startswith("release-000001-")
    assert release.path.stat().st_mode & 0o777 == 0o444


def test_a_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        real_sync(handle)

    def move(path: Path, target: Path) -> Path:
        done.append("move")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", move)
    shelf = Shelf(tmp_path)
    temporary = shelf.temporary()
    temporary.write_bytes(b"whole")
    shelf.place(temporary, 1)
    assert done == [f"sync {temporary.name}", "move", f"sync {tmp_path.name}"]


def test_what_a_dead_process_left_is_removed_and_what_a_live_one_builds_is_not(
    tmp_path: Path,
) -> None:
    building = Shelf(tmp_path)
    alive = building.temporary()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_die_while_building, args=(tmp_path,))
    process.start()
    process.join()
    assert len(names(tmp_path)) == 2
    fresh = Shelf(tmp_path).temporary()
    assert names(tmp_path) == {alive.name, fresh.name}


def _die_while_building(folder: Path) -> None:
    shelf = Shelf(folder)
    shelf.temporary().write_bytes(b"half")
    os._exit(9)


def test_a_build_that_was_given_up_holds_nothing_open(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for _ in range(3):
        shelf.temporary().unlink()
    assert len(shelf._locks) == 1
    shelf.place(shelf.temporary(), 1)
    assert shelf._locks == {}


def test_only_what_is_not_kept_is_pruned_and_who_reads_it_reads_on(press: Press) -> None:
    first = press.publish(draft(airing()))
    second = press.publish(draft())
    (press.folder / "release-notes.txt").write_text("not ours")
    press.shelf.prune({second.path.name})
    assert names(press.folder) == {second.path.name, "release-notes.txt"}
    assert len(first.airings()) == 1


def test_a_damaged_file_is_refused_with_its_name(press: Press) -> None:
    release = press.publish(draft(airing()))
    content = bytearray(release.path.read_bytes())
    content[len(content) // 2] ^= 1
    release.path.chmod(0o644)
    release.path.write_bytes(content)
    with pytest.raises(ReleaseError, match=rf"{release.path.name} is damaged: publish again"):
        press.release()


def test_a_file_under_the_digest_of_an_earlier_version_is_opened(press: Press) -> None:
    path = press.publish(draft(airing())).path
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"release-000001-{digest}.sqlite"
    path.rename(press.folder / name)
    assert press.shelf.names() == [name]
    with press.shelf.open(name) as release:
        assert release.number == 1
    (press.folder / name).chmod(0o644)
    with (press.folder / name).open("ab") as file:
        file.write(b"more")
    with pytest.raises(ReleaseError, match="is damaged"):
        Shelf(press.folder).open(name)


def test_a_glance_reads_no_more_than_it_is_asked_for(press: Press) -> None:
    release = press.publish(draft(airing()))
    release.path.chmod(0o644)
    with release.path.open("ab") as file:
        file.write(b"more")
    name = release.path.name
    with press.shelf.glance(name) as glanced:
        assert glanced.number == 1
    with pytest.raises(ReleaseError, match="is damaged"):
        press.shelf.open(name)


def test_a_missing_file_and_a_strange_name_are_refused(press: Press) -> None:
    release = press.publish(draft(airing()))
    release.path.unlink()
    assert not press.shelf.holds(release.path.name)
    with pytest.raises(ReleaseError, match="No such file"):
        press.release()
    with pytest.raises(ReleaseError, match="no name of a release"):
        press.shelf.open("../release-000001")
    with pytest.raises(ReleaseError, match="no name of a release"):
        press.shelf.glance("../release-000001")
    assert not press.shelf.holds("../release-000001")


class Hashed:
    """Counts the files that are read through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        self._real = shelves._digest
        monkeypatch.setattr(shelves, "_digest", self._digest)

    def _digest(self, path: Path, *, plain: bool = False) -> str:
        self.names.append(path.name)
        return self._real(path, plain=plain)


def test_no_file_is_read_through_more_often_than_needed(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = press.publish(draft(airing())).path.name
    hashed, shelf = Hashed(monkeypatch), press.shelf
    shelf.open(name)
    shelf.open(name)
    shelf.predecessor(name)
    assert hashed.names == [name]
    temporary = shelf.temporary()
    temporary.write_bytes(shelf.open(name).path.read_bytes())
    placed = shelf.place(temporary, 2)
    shelf.open(placed)
    assert hashed.names == [name, temporary.name]


def test_a_file_that_was_touched_since_is_read_through_again(press: Press) -> None:
    name = press.publish(draft(airing())).path.name
    shelf = press.shelf
    path = shelf.open(name).path
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"other")
    with pytest.raises(ReleaseError, match="is damaged"):
        shelf.open(name)


def test_a_build_that_would_not_fit_is_refused_before_it_begins(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.publish(draft(airing()))
    monkeypatch.setattr(space, "free", lambda _folder: 1_000_000)
    with pytest.raises(
        ReleaseError,
        match=r"has 1 MB free: a new release needs 0 MB, and 64 MB are kept free; make room",
    ):
        press.publish(draft())
    left = [path for path in press.folder.iterdir() if path.name.startswith(shelves.BUILDING)]
    assert [path.stat().st_size for path in left] == [0]


def test_room_can_be_asked_for(press: Press) -> None:
    press.shelf.room(0)
    with pytest.raises(ReleaseError, match=r"needs 1000000000\.0 GB"):
        press.shelf.room(10**18)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(4096)]
)
def test_what_is_no_release_is_refused(tmp_path: Path, content: bytes) -> None:
    shelf = Shelf(tmp_path)
    temporary = shelf.temporary()
    temporary.write_bytes(content)
    name = shelf.place(temporary, 1)
    with pytest.raises(ReleaseError, match="is no sound release file"):
        shelf.open(name)


def test_a_page_that_breaks_under_an_open_release_is_a_release_error(press: Press) -> None:
    release = press.publish(draft(*(airing(note=None, id=str(n)) for n in range(300))))
    release.path.chmod(0o644)
    size = release.path.stat().st_size
    with release.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(ReleaseError, match="can't be read"):
        Release(release.path).airings()


def test_a_release_is_never_written_to(press: Press) -> None:
    release = press.publish(draft(airing()))
    with pytest.raises(ReleaseError, match="readonly"):
        release.rows("DELETE FROM airing")
    assert names(press.folder) == {press.current}


def test_another_layout_is_refused_by_readers(press: Press) -> None:
    name = doctored(press, "UPDATE meta SET value = '99' WHERE key = 'layout'")
    with pytest.raises(ReleaseError, match=f"has layout 99, this guide reads {LAYOUT}: publish"):
        press.shelf.open(name)


def test_a_ledger_of_a_later_version_is_refused(press: Press) -> None:
    name = doctored(press, "UPDATE meta SET value = '99' WHERE key = 'ledger'")
    with pytest.raises(ReleaseError, match="made by a later version of guide"):
        press.shelf.predecessor(name)


def test_a_folder_that_can_not_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="nothing can be written to"):
        Shelf(tmp_path / "file" / "releases").temporary()
    with pytest.raises(ReleaseError, match="can't be put in place"):
        Shelf(tmp_path).place(tmp_path / "missing", 1)


def doctored(press: Press, *statements: str) -> str:
    """Publish, then place a copy on which the statements were run."""
    release = press.publish(draft(airing()))
    temporary = press.shelf.temporary()
    temporary.write_bytes(release.path.read_bytes())
    file = sqlite3.connect(temporary)
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()
    return shelves.Shelf(press.folder).place(temporary, 1)
