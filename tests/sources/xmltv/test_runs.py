"""Runs of programmes that are known by their bytes: passed over, and nothing else is."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.splitting import Piece, Splitter
from tests.sources.xmltv.cutting import CHANNEL, tv

MANY = 900


@dataclass
class Memory:
    """Remembers every run, as an import does whose programmes are all in its release."""

    runs: dict[bytes, tuple[int, int]] = field(default_factory=dict)

    def passes(self, run: bytes) -> tuple[int, int]:
        return self.runs.get(run, (0, 0))

    def note(self, run: bytes, pieces: Sequence[Piece], lines: int = 0) -> None:
        if run:
            self.runs[run] = len(pieces), lines


def programme(number: int) -> str:
    dice = random.Random(number)
    words = " ".join(dice.choice(("ville", "nuit", "mer", "roi")) for _ in range(100))
    return (
        f'<programme start="2017{number:010}" channel="a">\n'
        f"<title>{number}</title>\n<desc>{words}</desc></programme>"
    )


PROGRAMMES = [programme(number) for number in range(MANY)]


def read(text: str, memory: Memory, *, block: int = 1 << 12) -> tuple[list[Piece], int]:
    """Return what was cut, and how many programmes there are."""
    with opened(io.BytesIO(text.encode()), name="guide.xml") as source:
        splitter = Splitter(source, block=block, memory=memory)
        return [piece for batch in splitter for piece in batch], splitter.programmes


def cut_again(text: str, known: str = tv(*PROGRAMMES)) -> tuple[list[Piece], int]:
    memory = Memory()
    read(known, memory)
    return read(text, memory)


def test_what_is_known_is_counted_and_not_cut() -> None:
    again, count = cut_again(tv(*PROGRAMMES))
    assert count == MANY
    assert len(again) < 200, "all but what is in no run: the beginning and the end"


@pytest.mark.parametrize("block", [200, 777, 1 << 12, 1 << 20])
def test_runs_do_not_hang_on_how_the_bytes_come(block: int) -> None:
    memory = Memory()
    first, _ = read(tv(*PROGRAMMES[:300]), memory, block=block)
    again, count = read(tv(*PROGRAMMES[:300]), memory)
    assert (len(first), count) == (300, 300)
    assert len(again) < 200


@pytest.mark.parametrize(
    ("at", "less", "more"),
    [
        (450, 1, [programme(1000)]),
        (450, 0, [programme(1000)]),
        (450, 1, []),
        (450, 100, []),
        (5, 3, []),
        (890, 0, [programme(number) for number in range(1000, 1050)]),
    ],
    ids=["another", "one more", "one less", "many less", "at the beginning", "at the end"],
)
def test_what_differs_is_cut_with_its_neighbours_alone(at: int, less: int, more: list[str]) -> None:
    changed = [*PROGRAMMES[:at], *more, *PROGRAMMES[at + less :]]
    again, count = cut_again(tv(*changed))
    every, _ = read(tv(*changed), Memory())
    assert count == len(changed)
    assert {one.encode() for one in more} <= {piece.raw for piece in again}
    assert [piece for piece in every if piece in again] == again, "with their lines"
    assert len(again) < 300 + len(more)


def test_programmes_that_change_their_places_are_known() -> None:
    again, count = cut_again(tv(*PROGRAMMES[400:], *PROGRAMMES[:400]))
    assert count == MANY
    assert len(again) < 600


def test_known_bytes_in_a_comment_are_no_programmes() -> None:
    known = "\n".join(PROGRAMMES[:500])
    again, count = cut_again(tv(f"<!-- {known} -->", *PROGRAMMES[500:]))
    assert count == MANY - 500
    assert not {piece.raw for piece in again} & {one.encode() for one in PROGRAMMES[:500]}


def test_a_comment_between_programmes_stays_in_the_rest() -> None:
    halves = (*PROGRAMMES[:400], "<!-- news -->", *PROGRAMMES[400:])
    memory = Memory()
    read(tv(*halves), memory)
    with opened(io.BytesIO(tv(*halves).encode()), name="guide.xml") as source:
        splitter = Splitter(source, block=1 << 12, memory=memory)
        cut = sum(map(len, splitter))
    assert b"<!-- news -->" in splitter.rest
    assert (splitter.programmes, splitter.channels) == (MANY, 1)
    assert cut < MANY


def test_other_namespaces_make_other_programmes() -> None:
    plain = tv(*PROGRAMMES)
    named = plain.replace("<tv>", '<tv xmlns:x="https://example.org">')
    again, count = cut_again(named, plain)
    assert (len(again), count) == (MANY, MANY)


def test_a_guide_of_giant_programmes_is_cut() -> None:
    giants = [programme(number).replace("ville", "ville" * 2000) for number in range(8)]
    text = tv(*giants, channels=CHANNEL)
    again, count = cut_again(text, text)
    assert count == len(giants)
    assert {piece.raw for piece in again} <= {one.encode() for one in giants}
