"""Which release is current, and which there have been."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from guide.state.database import Tx
from guide.state.tables import pointer, release


@dataclass(frozen=True, slots=True)
class CurrentRelease:
    """`file` is its name on the shelf, digest included; `published_at` is the guide's, UTC."""

    number: int
    file: str
    published_at: dt.datetime
    note: str


def current(tx: Tx) -> CurrentRelease | None:
    """Return the release that the pointer names; None before the first."""
    row = tx.execute(select(release).join(pointer, pointer.c.number == release.c.number)).first()
    return _release(row) if row else None


def history(tx: Tx) -> tuple[CurrentRelease, ...]:
    """Return every release that was ever current, the newest first."""
    rows = tx.execute(select(release).order_by(release.c.number.desc()))
    return tuple(_release(row) for row in rows)


def move(
    tx: Tx,
    *,
    number: int,
    file: str,
    published_at: dt.datetime,
    note: str,
    expect: int | None,
) -> bool:
    """Point to release `number` if the pointer still names `expect` (None: no release yet).

    False, and nothing done, if someone else published meanwhile or `number` is not higher.
    """
    moved = tx.execute(
        update(pointer)
        .where(pointer.c.number == (expect or 0), pointer.c.number < number)
        .values(number=number)
    )
    if moved.rowcount != 1:
        return False
    row = {"file": file, "published_at": published_at, "note": note}
    tx.execute(insert(release).values(number=number, **row))
    return True


def _release(row: Row[Any]) -> CurrentRelease:
    return CurrentRelease(row.number, row.file, row.published_at, row.note)
