import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.address import comparable, normalise


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  ada@example.org ", "ada@example.org"),
        ("Ada.Lovelace+tv@Example.ORG", "Ada.Lovelace+tv@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@a-b.c1.example", "ada@a-b.c1.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_an_address_is_kept_in_the_form_one_writes_to(given_: str, kept: str) -> None:
    assert normalise(given_) == kept


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@localhost",
        "ada@@example.org",
        "ada@bob@example.org",
        "ada @example.org",
        "ada@exam ple.org",
        "ada@example.org\n",
        "ada@example.org\r\nBcc: bob@example.org",
        "ada\x00@example.org",
        "ada\t@example.org",
        '"ada"@example.org',
        "ada<b>@example.org",
        "ada,bob@example.org",
        "ada;@example.org",
        "ada%relay@example.org",
        "relay!ada@example.org",
        "adä@example.org",
        ".ada@example.org",
        "ada.@example.org",
        "a..da@example.org",
        "a" * 65 + "@example.org",
        "ada@-example.org",
        "ada@example-.org",
        "ada@example..org",
        "ada@.example.org",
        "ada@example.org.",
        "ada@127.0.0.1",
        "ada@[127.0.0.1]",
        "ada@" + "a" * 64 + ".org",
        "ada@" + "a." * 124 + "org",
        "ada@exa_mple.org",
        "ada@example.org\u2028",
    ],
)
def test_what_we_cannot_write_to_is_refused_with_a_sentence(bad: str) -> None:
    with pytest.raises(ValueError, match=r"^The .*e-mail address.*\.$"):
        normalise(bad)


@given(st.text(max_size=300))
def test_whatever_comes_in_nothing_dangerous_goes_on(text: str) -> None:
    try:
        address = normalise(text)
    except ValueError:
        return
    assert len(address) <= 254
    assert address.isascii()
    assert address.isprintable()
    assert not set(' "<>()[],;:\\%!') & set(address)
    assert normalise(address) == address


def test_addresses_compare_without_regard_to_case() -> None:
    assert comparable("Ada@example.org") == comparable("aDA@example.org") == "ada@example.org"
