"""Signs of life of the parts: a thread that died cannot say so itself."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from guide.state import upsert
from guide.state.database import Tx
from guide.state.tables import heartbeat


@dataclass(frozen=True, slots=True)
class Beat:
    """`at` is an instant of the machine's clock, UTC."""

    owner: str
    at: dt.datetime


def beat(tx: Tx, name: str, *, owner: str, machine_now: dt.datetime) -> None:
    """Note that the part `name` is alive in the process `owner`."""
    row = {"name": name, "owner": owner, "machine_at": machine_now}
    upsert.put(tx, heartbeat, row, key=["name"])


def beats(tx: Tx) -> dict[str, Beat]:
    """Return the last sign of life of every part, by name."""
    return {row.name: Beat(row.owner, row.machine_at) for row in tx.execute(select(heartbeat))}
