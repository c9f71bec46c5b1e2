"""Cells of an evening, told in minutes since 18:00."""

from typing import Any

from guide.formats.slots import Hours
from guide.model.cell import Cell
from tests.releases.builders import paris

BEGINS = int(paris("2017-06-01 18:00").timestamp())
HOURS = Hours(BEGINS, BEGINS + 4 * 3_600)


def minute(at: int) -> int:
    return BEGINS + at * 60


def cell(airing: str, begins: int, finishes: int, **fields: Any) -> Cell:
    """Return an airing from one minute to another."""
    known: dict[str, Any] = {
        "channel": "city",
        "key": begins,
        "title": airing.title(),
        "season": None,
        "number": None,
        "sub_title": None,
        "genre": None,
        "flags": 0,
    }
    whole = known | {"airing": airing, "begins": minute(begins), "finishes": minute(finishes)}
    return Cell(**(whole | fields))
