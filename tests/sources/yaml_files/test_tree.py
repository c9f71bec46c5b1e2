"""YAML as plain text with places: what is refused, and that nothing takes down the reader."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from guide.model.problems import Place
from guide.sources.yaml_files import read
from guide.sources.yaml_files.tree import MAX_BYTES, Branch, Leaf, Row, parse
from tests.effort import effort, growth

MISSIONS = Path(__file__).parents[3] / "schedules/ocs/missions.yaml"


def _said(raw: bytes) -> list[str]:
    return [str(problem) for problem in read({"s.yaml": raw}).problems]


def test_every_piece_of_a_file_knows_its_place_and_that_of_its_key() -> None:
    root, problems = parse("s.yaml", b"a:\n  - x\n  - b: y\n")
    assert problems == []
    assert root == {"a": ["x", {"b": "y"}]}
    row = root[Leaf("a")]
    assert isinstance(row, Row)
    assert (row.key, row.place) == (Place("s.yaml", 1, 1), Place("s.yaml", 2, 3))
    branch = row[1]
    assert isinstance(branch, Branch)
    leaf = branch[Leaf("b")]
    assert (leaf.key, leaf.place) == (Place("s.yaml", 3, 5), Place("s.yaml", 3, 8))


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", "1:1: error: the file is empty: delete it, or write at least one key [top-level]"),
        (
            b"# only a comment\n",
            "1:1: error: the file is empty: delete it, or write at least one key [top-level]",
        ),
        (
            b"\xef\xbb\xbffilms: {}\n",
            (
                "1:1: error: the file begins with a byte order mark: save it as UTF-8 without BOM"
                " [encoding]"
            ),
        ),
        (
            "films: {}\n".encode("utf-16"),
            "1:1: error: the file is UTF-16: save it as UTF-8 [encoding]",
        ),
        (
            b"films:\n  a: {title: caf\xe9}\n",
            "2:17: error: byte 0xe9 is not UTF-8: save the file as UTF-8 [encoding]",
        ),
        (
            b"films:\n  a: {title: A\x07}\n",
            "2:15: error: the character U+0007 is not allowed: remove it [yaml]",
        ),
        (
            b"a" * (MAX_BYTES + 1),
            (
                "1:1: error: the file has 5,000,001 bytes: split it, a file may have 5,000,000"
                " [too-large]"
            ),
        ),
    ],
)
def test_a_file_that_can_not_be_read_says_why_and_what_to_do(raw: bytes, line: str) -> None:
    assert _said(raw) == [f"s.yaml:{line}"]


def test_twelve_levels_are_read_and_the_thirteenth_is_named() -> None:
    deep = "a: " + "[" * 11 + "x" + "]" * 11
    assert parse("s.yaml", deep.encode())[1] == []
    root, problems = parse("s.yaml", f"a: [{deep[3:]}]".encode())
    assert root is None
    assert [str(problem) for problem in problems] == [
        "s.yaml:1:15: error: nested too deep: 12 levels are enough for everything [yaml]"
    ]


BOMBS = {
    "flow lists": "[" * 100_000,
    "flow maps": "{a: " * 50_000,
    "block lists": "- " * 100_000,
    "block maps": "".join(f"{' ' * n}a:\n" for n in range(600)),
    "complex keys": "? " * 50_000,
    "self alias": "&a [*a]",
    "laughs": "a: &a [x, x]\n" + "".join(f"{n}: &b{n} [*a, *a]\n" for n in range(20)),
    "merges": "a: &a {x: 1}\n" + "".join(f"k{n}: {{<<: *a}}\n" for n in range(18)),
    "anchors": "a: &" + "a" * 200_000 + " x",
    "long key": "a" * 200_000 + ": x",
    "long plain text": "a: " + "x " * 200_000,
    "blank lines": "\n" * 400_000,
    "quotes": "'" * 100_000,
    "open quote": '"' + "x\n" * 100_000,
    "escapes": 'a: "' + "\\u0041" * 50_000 + '"',
    "brackets closed": "]" * 100_000,
    "colons": ":" * 100_000,
    "colons and blanks": ": " * 20_000,
    "tags": "!" * 50_000,
    "comments": "#\n" * 200_000,
    "dashes": "-" * 200_000,
    "documents": "---\n" * 20_000,
    "many unknown keys": "".join(f"k{n}: {{a: b}}\n" for n in range(5_000)),
    "many faults": "films:\n" + "".join(f"  k{n}: {{titel: b}}\n" for n in range(3_000)),
    "range of episodes": "series: {a: {title: A, seasons: {1: {episodes: {1-99999: }}}}}",
    "slot without end": "slots: [{channel: a, episode: b, first: 2017-06-01, last: 9999-12-31}]",
    "nul": "a: \0",
    "surrogate": 'films: {a: {title: "\\ud800"}}',
    "directive": "%YAML 9.9\n---\n",
    "block text": "films: {a: {title: |\n" + " x\n" * 50_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_a_problem_and_does_not_go_off(text: str) -> None:
    assert effort(refused(text)) < 250


@pytest.mark.parametrize("line", ["k{}: {{a: b}}\n", "  k{}: {{titel: b}}\n"])
def test_faults_cost_as_much_as_they_are_many(line: str) -> None:
    def faulty(count: int) -> Callable[[], None]:
        return refused("films:\n" + "".join(line.format(n) for n in range(count)))

    assert growth(faulty, 1_000) < 8


def refused(text: str) -> Callable[[], None]:
    def reading() -> None:
        assert read({"s.yaml": text.encode()}).problems != ()

    return reading


def test_whatever_happens_to_a_file_the_reader_answers_with_problems() -> None:
    chance = random.Random(1)
    sound = MISSIONS.read_bytes()
    for _ in range(200):
        broken = bytearray(sound)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randint(0, 5)] = chance.randbytes(chance.randint(0, 3))
        assert read({"s.yaml": bytes(broken)}).files == {"s.yaml": bytes(broken)}
