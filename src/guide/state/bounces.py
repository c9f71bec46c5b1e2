"""Mail that came back: which addresses get no more of it."""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import delete, func, select

from guide.state import upsert
from guide.state.database import Tx
from guide.state.outbox import suppress
from guide.state.subscribers import unsubscribe_all
from guide.state.tables import bounce, outbox, sign_up, subscriber

# Of a mailbox that is full or a server that is broken for so many days in so many.
DAYS, WITHIN = 5, dt.timedelta(days=14)


class Fate(StrEnum):
    """What became of an address."""

    STOPPED = "its address gets no more mail"
    COUNTED = "counted"
    LEFT = "its reader has left"
    UNKNOWN = "nobody here is its reader any more"


class Reader(NamedTuple):
    """Whom a message went to; `subscriber` is "" of who has not confirmed."""

    subscriber: str
    address_hash: str


def gone(tx: Tx, message: int, *, reason: str, machine_now: dt.datetime) -> Fate:
    """Note that the address a message went to takes no mail: it gets none from now on."""
    reader = _reader(tx, message)
    if reader is None:
        return Fate.UNKNOWN
    suppress(tx, reader.address_hash, reason=reason, machine_now=machine_now)
    return Fate.STOPPED


def failed(tx: Tx, message: int, *, reason: str, machine_now: dt.datetime) -> Fate:
    """Note that a message was not delivered, once a day; on the fifth day within fourteen the
    address gets no more.
    """
    reader = _reader(tx, message)
    if reader is None:
        return Fate.UNKNOWN
    day = machine_now.replace(hour=0, minute=0, second=0, microsecond=0)
    tx.execute(delete(bounce).where(bounce.c.machine_day <= day - WITHIN))
    row = {"address_hash": reader.address_hash, "machine_day": day}
    upsert.add_missing(tx, bounce, [row])
    mine = bounce.c.address_hash == reader.address_hash
    count = tx.execute(select(func.count()).select_from(bounce).where(mine)).scalar_one()
    if count < DAYS:
        return Fate.COUNTED
    return gone(tx, message, reason=reason, machine_now=machine_now)


def unwanted(tx: Tx, message: int, *, machine_now: dt.datetime) -> Fate:
    """Note that a reader complained: they are forgotten, and never written to again."""
    reader = _reader(tx, message)
    if reader is None:
        return Fate.UNKNOWN
    suppress(tx, reader.address_hash, reason="complaint", machine_now=machine_now)
    if reader.subscriber:
        unsubscribe_all(tx, reader.subscriber)
    return Fate.LEFT


def _reader(tx: Tx, message: int) -> Reader | None:
    hashes = func.coalesce(subscriber.c.address_hash, sign_up.c.address_hash)
    found = (
        select(outbox.c.subscriber, hashes.label("address_hash"))
        .join_from(outbox, subscriber, subscriber.c.id == outbox.c.subscriber, isouter=True)
        .join(sign_up, sign_up.c.id == outbox.c.sign_up, isouter=True)
        .where(outbox.c.id == message, hashes.is_not(None))
    )
    row = tx.execute(found).first()
    return Reader(*row) if row else None
