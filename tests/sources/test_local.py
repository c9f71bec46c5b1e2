"""Files that schedules name as sources: those of their own folder."""

import os
from pathlib import Path

import pytest

from guide.sources.download.faults import DownloadError
from guide.sources.local import local_file, version_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "schedules"
    (folder / "guides").mkdir(parents=True)
    (folder / "guides" / "tele.xml").write_text("<tv></tv>")
    (tmp_path / "secret.xml").write_text("<tv></tv>")
    return folder


@pytest.mark.parametrize(
    "name", ["guides/tele.xml", "./guides/tele.xml", "guides/../guides/tele.xml"]
)
def test_a_file_of_the_folder_is_found(folder: Path, name: str) -> None:
    assert local_file(folder, name) == folder / "guides" / "tele.xml"


def test_an_absolute_path_is_well_if_it_lies_inside(folder: Path) -> None:
    inside = folder / "guides" / "tele.xml"
    assert local_file(folder, str(inside)) == inside


def test_links_are_followed_within_the_folder(folder: Path) -> None:
    (folder / "link.xml").symlink_to("guides/tele.xml")
    assert local_file(folder, "link.xml") == folder / "guides" / "tele.xml"


def test_the_folder_may_be_a_link_itself(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert local_file(link, "guides/tele.xml") == folder / "guides" / "tele.xml"


@pytest.mark.parametrize(
    "name",
    ["../secret.xml", "guides/../../secret.xml", "/etc/hostname", "link.xml", "linked/secret.xml",
     "../schedules-of-others/tele.xml"],
)  # fmt: skip
def test_nothing_outside_of_the_folder_is_read(folder: Path, name: str) -> None:
    (folder / "link.xml").symlink_to("../secret.xml")
    (folder / "linked").symlink_to("..")
    beside = folder.parent / "schedules-of-others"
    beside.mkdir()
    (beside / "tele.xml").write_text("<tv></tv>")
    with pytest.raises(DownloadError, match="lies outside of"):
        local_file(folder, name)


@pytest.mark.parametrize("name", ["", "guides", "missing.xml", "guides/pipe", "guides/tele.xml/x"])
def test_what_is_no_plain_file_is_refused(folder: Path, name: str) -> None:
    os.mkfifo(folder / "guides" / "pipe")
    with pytest.raises(DownloadError, match="is no file in"):
        local_file(folder, name)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "circle"])
def test_what_is_no_name_is_refused(folder: Path, name: str) -> None:
    (folder / "circle").symlink_to("circle")
    with pytest.raises(DownloadError, match=r"is no (name of a file|file in)"):
        local_file(folder, name)


def test_a_file_that_was_written_to_or_replaced_is_another(folder: Path) -> None:
    path = folder / "guides" / "tele.xml"
    first = version_of(path)
    assert version_of(path) == first
    path.write_text("<tv>more</tv>")
    second = version_of(path)
    replacement = folder / "new.xml"
    replacement.write_text("<tv>more</tv>")
    os.utime(replacement, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    replacement.replace(path)
    assert len({first, second, version_of(path)}) == 3
