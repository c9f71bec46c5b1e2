import pytest

from guide.model.return_paths import ReturnPaths
from guide.model.tokens import Tokens

OLD, NEW = b"o" * 32, b"n" * 32
PATHS = ReturnPaths(Tokens((NEW, OLD)), "bounces.example.org")


def test_a_return_path_tells_its_message_wherever_it_stands() -> None:
    path = PATHS.of(1234)
    local, _, domain = path.partition("@")
    assert (local.split(".")[:2], domain) == (["b", "1234"], "bounces.example.org")
    assert PATHS.message(f"Delivered-To: <{path}>\nSubject: x") == 1234
    assert PATHS.message(path.upper()) == 1234


def test_a_path_under_the_key_before_a_rotation_holds() -> None:
    before = ReturnPaths(Tokens((OLD,)), PATHS.domain)
    assert PATHS.message(before.of(7)) == 7
    assert before.message(PATHS.of(7)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b.1234.0123456789abcdef0123@bounces.example.org",
        PATHS.of(1234).replace("1234", "1235"),
        PATHS.of(1234).replace("example.org", "example.com"),
        PATHS.of(1234).replace("b.", "c.", 1),
        f"b.{10**30}.0123456789abcdef0123@bounces.example.org",
    ],
)
def test_what_we_did_not_write_tells_nothing(text: str) -> None:
    assert PATHS.message(text) is None


def test_the_first_true_one_counts() -> None:
    forged = "b.99.0123456789abcdef0123@bounces.example.org"
    assert PATHS.message(f"{forged} {PATHS.of(5)} {PATHS.of(6)}") == 5
