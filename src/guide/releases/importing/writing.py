"""What was planned of a channel, written into the file."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from operator import add

from guide.model.cell import CANCELLED, Cell
from guide.releases import file as files
from guide.releases.file import AiringRow, LedgerRow
from guide.releases.importing.anew import AIRING_FIRST, CELL_FIRST, LEDGER_FIRST, Anew
from guide.releases.importing.channel_plan import ChannelPlan, Stamp

_PROGRAMME = """
INSERT INTO programme
  (source, digest, channel, starts, ends, episode, clump, claim, running, data, airing)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ANEW = (
    files.inserting(LedgerRow, first=LEDGER_FIRST),
    files.inserting(AiringRow, first=AIRING_FIRST),
    files.inserting(Cell, first=CELL_FIRST),
)
_LINK = "UPDATE programme SET airing = ? WHERE key = ? AND airing IS NOT ?"
_PASSED = "UPDATE ledger SET gone = 1 WHERE key = ?"
_CELL = "(channel, begins, key) IN (SELECT channel, begins, key FROM airing WHERE key = :key)"
_LOST = (
    """
    UPDATE ledger SET gone = 1, status = 'cancelled', sequence = sequence + 1, revised = :at,
      digest = x'' WHERE key = :key
    """,
    f"UPDATE cell SET flags = flags | {CANCELLED} WHERE {_CELL}",  # noqa: S608 -- our own terms
    "UPDATE airing SET on_air = 0 WHERE key = :key",
)
_CUT = (
    """
    UPDATE ledger SET gone = 1, ends = :until, sequence = sequence + 1, revised = :at,
      data = json_set(data, '$.ends_derived', json('true')), digest = x'' WHERE key = :key
    """,
    f"UPDATE cell SET finishes = :until WHERE {_CELL}",  # noqa: S608 -- our own terms
    "UPDATE airing SET finishes = :until WHERE key = :key",
)


def write_anew(
    file: sqlite3.Connection, plan: Anew, keys: Iterator[int], mint: Callable[[], str]
) -> None:
    """Write a channel of which the file has nothing, under the next keys and new ids."""
    count = len(plan.ledger)
    own = [(key,) for key in itertools.islice(keys, count)]
    ids = [(mint(),) for _ in range(count)]
    both = list(map(add, own, ids))
    for sql, first, rows in zip(
        _ANEW, (both, own, both), (plan.ledger, plan.airings, plan.cells), strict=True
    ):
        file.executemany(sql, map(add, first, rows))
    airings = itertools.chain(own, itertools.repeat((None,)))
    file.executemany(_PROGRAMME, map(add, plan.programmes, airings))


def write_plan(file: sqlite3.Connection, plan: ChannelPlan, stamp: Stamp, *, anew: bool) -> None:
    """Write what a plan says; `anew` says that the file has nothing of the channel."""
    write = files.add if anew else files.put
    run = file.executemany
    run("DELETE FROM cell WHERE channel = ? AND begins = ? AND key = ?", plan.stale_cells)
    write(file, LedgerRow, plan.ledger)
    write(file, AiringRow, plan.airings)
    write(file, Cell, plan.cells)
    run(_PROGRAMME, plan.programmes)
    run(_LINK, [(airing, key, airing) for airing, key in plan.links])
    run(_PASSED, plan.passed)
    lost = [{"key": key, "at": stamp.at} for (key,) in plan.lost]
    cut = [{"key": key, "at": stamp.at, "until": until} for until, key in plan.cut]
    for statements, keys in ((_LOST, lost), (_CUT, cut)):
        for sql in statements:
            run(sql, keys)
