"""How much a guide may ask of us, and how one that is refused says why."""

from dataclasses import dataclass

from guide.model.problems import Place


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused beyond: the import limits of the guide, in bytes where no unit is named.

    `max_bytes` is of the unpacked guide; unpacked to packed may be at most `expansion` after the
    first megabyte. `piece` bounds one programme, and every tag, comment or the like outside
    of them; `rest` all that is not a programme; `text` one text; `depth` counts the root as 1.
    """

    max_bytes: int = 4 << 30
    expansion: int = 200
    programmes: int = 5_000_000
    channels: int = 50_000
    piece: int = 1_000_000
    rest: int = 64_000_000
    text: int = 20_000
    depth: int = 16


class XmltvError(Exception):
    """A guide that is refused: `reason` says in one line what is wrong and what to do.

    `place` is in the unpacked guide, as UTF-8. Letters of the guide may be in the reason, but
    nothing that a terminal obeys. Pickles, so it can come out of a worker process.
    """

    def __init__(self, reason: str, place: Place) -> None:
        reason = " ".join("".join(one if one.isprintable() else " " for one in reason).split())
        super().__init__(reason, place)
        self.reason = reason
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
