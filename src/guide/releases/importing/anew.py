"""A channel of which a file has nothing yet, planned where no file is: in another process."""

import itertools
import marshal
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from guide.model.catalogue import Channel
from guide.model.cell import Cell
from guide.model.programme import Finding
from guide.releases.file import AiringRow, LedgerRow
from guide.releases.importing.channel import plan_channel
from guide.releases.importing.channel_plan import (
    ProgrammeRow,
    Stamp,
    Surroundings,
    programme_row,
)
from guide.releases.importing.encoding import Details, Row, unpack
from guide.releases.importing.layers import Layers, lay
from guide.releases.importing.succession import Succession

Plain = tuple[Any, ...]

# What only the file's writer knows, before all else.
LEDGER_FIRST, AIRING_FIRST, CELL_FIRST = ("key", "id"), ("key",), ("key", "airing")


class Task(NamedTuple):
    """A channel to plan: `told` are pairs of a source and rows of its, packed. `order` has all
    sources, the one whose word counts most first; `owners` those that alone are heeded, if any.
    """

    channel: Channel
    stamp: Stamp
    told: list[tuple[str, bytes]]
    order: list[str]
    owners: set[str]


class Anew(NamedTuple):
    """What to write of a channel, without what is `..._FIRST`, and of programmes without the
    airing, which is that of the same place in `ledger`, or none. `told` are series, season and
    premiere of its airings; `fills` are episode, other episode, source as of `filled.cover`.
    """

    ledger: list[Plain]
    airings: list[Plain]
    cells: list[Plain]
    programmes: list[Plain]
    told: list[tuple[str | None, int | None, bool]]
    fills: list[tuple[str, str, str]]
    findings: list[Finding]
    unheeded: bool


Planned = tuple[bytes, list[Finding]]


def plan_anew(task: Task) -> Planned:
    """Plan a channel; `read_plan` reads it."""
    rows = [row for source, packed in task.told for row in unpack(packed, source)]
    heeded = [row for row in rows if not task.owners or row.source in task.owners]
    unheeded = [row for row in rows if task.owners and row.source not in task.owners]
    layers = lay(heeded, task.order, [])
    return marshal.dumps(_plan(task, layers, unheeded)), layers.findings


def _plan(task: Task, layers: Layers, unheeded: Sequence[Row]) -> Plain:
    around = Surroundings(
        channel=task.channel,
        stamp=task.stamp,
        earliest={},
        on=Succession(()),
        details=_never,
        mint=str,
        key=itertools.count().__next__,
    )
    plan = plan_channel(layers.shown, [], around)
    left = (programme_row(task.channel.id, row, None) for row in (*layers.covered, *unheeded))
    return (
        _but(LedgerRow, LEDGER_FIRST, plan.ledger),
        _but(AiringRow, AIRING_FIRST, plan.airings),
        _but(Cell, CELL_FIRST, plan.cells),
        _but(ProgrammeRow, ("airing",), (*plan.programmes, *left)),
        list({(row.series, row.season, row.premiere) for row in plan.airings}),
        [(episode, row.episode_id, row.source) for episode, row in layers.fills],
        bool(unheeded),
    )


def _never(episode: str) -> Details:
    raise AssertionError(f"{episode} is newly read: it has its details")


def _but(kind: Any, left_out: Sequence[str], rows: Iterable[Plain]) -> list[Plain]:
    """Return rows as plain tuples, without some columns."""
    wanted = (at for at, name in enumerate(kind._fields) if name not in left_out)
    return list(map(itemgetter(*wanted), rows))


def read_plan(planned: Planned) -> Anew:
    """Read what `plan_anew` planned."""
    packed, findings = planned
    ledger, airings, cells, programmes, told, fills, unheeded = marshal.loads(packed)  # noqa: S302 -- our own process
    return Anew(ledger, airings, cells, programmes, told, fills, findings, unheeded)
