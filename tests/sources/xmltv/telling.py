"""Small guides for tests, and what is read of them."""

from dataclasses import dataclass, field

from guide.model.programme import Finding, Programme
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.reading import Reader, Reading

PARIS = Reading("tests", zone="Europe/Paris")
START = "20170601204000 +0200"
# 20:40 in Paris on 1 June 2017.
STARTS = 1_496_342_400


@dataclass
class Notebook:
    """Notes what is odd, as readers do."""

    codes: list[str] = field(default_factory=list)

    def __call__(self, code: str) -> None:
        self.codes.append(code)


def element(within: str = "<title>A</title>", start: str = START, more: str = "") -> str:
    return f'<programme start="{start}" channel="tf1.example" {more}>{within}</programme>'


def pieces(*programmes: str) -> list[Piece]:
    """Return programmes as a splitter cuts them, each on a line of its own."""
    return [
        Piece(one.encode(), n.to_bytes(8, "big"), n) for n, one in enumerate(programmes, start=1)
    ]


def read(*programmes: str, reading: Reading = PARIS) -> tuple[list[Programme], list[Finding]]:
    return Reader(reading).programmes(pieces(*programmes))


def said(within: str, *, reading: Reading = PARIS, start: str = START, more: str = "") -> Programme:
    """Return what is read of the one programme that has this within it."""
    (programme,), _ = read(element(within, start, more), reading=reading)
    return programme


def odd(within: str, *, reading: Reading = PARIS, start: str = START, more: str = "") -> list[str]:
    """Return the codes of what is odd about a programme."""
    _, findings = read(element(within, start, more), reading=reading)
    return [finding.code for finding in findings]
