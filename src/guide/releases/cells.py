"""The cells of a grid: some channels, some hours."""

import json
from collections.abc import Sequence

from guide.model.cell import Cell
from guide.releases.entries import Asked
from guide.releases.layout import ENDLESS, LONG

_COLUMNS = ", ".join(f"cell.{name}" for name in Cell._fields)
_EACH = f"SELECT {_COLUMNS} FROM json_each(:channels) AS asked CROSS JOIN cell"  # noqa: S608 -- our own names
# What is short, what is long, what has no end: each has an index that bounds what is looked at.
_CELLS = f"""
    {_EACH}
    WHERE cell.channel = asked.value AND cell.finishes > :after AND cell.begins < :before
      AND cell.begins > :after - {LONG}
    UNION ALL {_EACH} INDEXED BY cell_long
    WHERE finishes - begins > {LONG} AND cell.channel = asked.value AND cell.finishes > :after
      AND cell.begins <= :after - {LONG} AND cell.begins > :after - {ENDLESS}
    UNION ALL {_EACH} INDEXED BY cell_endless
    WHERE finishes - begins > {ENDLESS} AND cell.channel = asked.value AND cell.finishes > :after
      AND cell.begins <= :after - {ENDLESS}
"""


def cells(file: Asked, channels: Sequence[str], after: int, before: int) -> list[Cell]:
    """Return what overlaps `[after, before)` (seconds since 1970) on `channels`, in their order,
    then by start.
    """
    ranks = {channel: rank for rank, channel in enumerate(dict.fromkeys(channels))}
    asked = {"channels": json.dumps(list(ranks)), "after": after, "before": before}
    rows = file.rows(_CELLS, asked)
    # They come in this order but for the few long ones.
    rows.sort(key=lambda row: (ranks[row[0]], row[1], row[2]))
    return list(map(Cell._make, rows))
