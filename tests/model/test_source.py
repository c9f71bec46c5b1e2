"""What of an import source a release may hold."""

import pytest

from guide.model.source import ImportSource, bare_address, bare_files


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://me:sesame@epg.example/a.xml", "https://epg.example/a.xml"),
        ("HTTP://me@epg.example:8080", "HTTP://epg.example:8080"),
        ("https://me:a@b@epg.example/", "https://epg.example/"),
        ("https://epg.example/@me?to=a@b", "https://epg.example/@me?to=a@b"),
        ("https://epg.example?a@b", "https://epg.example?a@b"),
        ("epg.example", "epg.example"),
    ],
)
def test_user_and_password_are_taken_out_of_an_address(address: str, bare: str) -> None:
    assert bare_address(address) == bare
    assert ImportSource("tele", "Tele", address=address).bare.address == bare


def test_a_source_without_an_address_has_nothing_to_hide() -> None:
    source = ImportSource("tele", "Tele", file="a.xml")
    assert source.bare == source


def test_files_keep_all_but_the_passwords_of_their_sources_in_use_or_not() -> None:
    text = b"""
    sources:
      tele: {name: Tele, address: 'https://me:ses"ame@epg.example/a'}
      # old: {name: Old, address: https://me:sesame@old.example/a}
    links: [https://epg.example/#a@b, https://me@blog.example/]
    """
    source = ImportSource("tele", "Tele", address='https://me:ses"ame@epg.example/a')
    assert bare_files({"a.yaml": text}, [source]) == {
        "a.yaml": text.replace(b'me:ses"ame@', b"").replace(b"me:sesame@", b"")
    }
