"""Which of the sources in schedule files are there to be imported."""

from pathlib import Path

import pytest

from guide.model.source import ImportSource
from guide.sources.listed import listed_in, whole_address

SOURCES = b"""
sources:
  tele: {name: Tele, address: 'https://epg.example/tele.xml'}
  radio: {name: Radio, file: radio.xml}
"""


def test_sources_are_listed_in_their_order() -> None:
    assert listed_in({"a.yaml": SOURCES}) == (
        ImportSource("tele", "Tele", address="https://epg.example/tele.xml"),
        ImportSource("radio", "Radio", file="radio.xml"),
    )


def test_a_source_that_is_not_sound_is_not_listed() -> None:
    both = b"sources: {tele: {name: Tele, address: 'https://epg.example/', file: a.xml}}"
    assert listed_in({"a.yaml": both}) == ()
    assert listed_in({"a.yaml": b"sources: {tele: {name: Tele}}"}) == ()
    assert listed_in({"a.yaml": b"channels: {alpha: {name: Alpha}}"}) == ()


@pytest.mark.parametrize(
    ("listed", "asked", "address"),
    [
        (
            "https://me:sesame@epg.example/a",
            "https://epg.example/a",
            "https://me:sesame@epg.example/a",
        ),
        ("https://me:sesame@epg.example/a", "https://epg.example/b", "https://epg.example/b"),
        ("https://epg.example/a", "https://epg.example/a", "https://epg.example/a"),
    ],
)
def test_user_and_password_come_from_the_folder_for_the_same_address_only(
    tmp_path: Path, listed: str, asked: str, address: str
) -> None:
    (tmp_path / "a.yaml").write_text(f"sources: {{tele: {{name: Tele, address: '{listed}'}}}}")
    assert whole_address(ImportSource("tele", "Tele", address=asked), tmp_path) == address


def test_without_a_folder_an_address_is_what_it_is(tmp_path: Path) -> None:
    source = ImportSource("tele", "Tele", address="https://epg.example/a")
    assert whole_address(source, tmp_path / "missing") == "https://epg.example/a"
