"""How fast mail may leave, for all senders of a database together."""

import datetime as dt

from sqlalchemy import select, update

from guide.state.database import Tx
from guide.state.tables import pace

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)


def free(tx: Tx, rate: int, *, machine_now: dt.datetime) -> int:
    """Return how many mails may leave now, `rate` at most: one second's worth.

    Until the transaction ends no other sender gets an answer.
    """
    until = _until(tx, machine_now)
    return max(0, (machine_now + SECOND - until) * rate // SECOND)


def take(tx: Tx, count: int, rate: int, *, machine_now: dt.datetime) -> None:
    """Note that `count` mails leave: what `free` says grows back by `rate` a second."""
    until = _until(tx, machine_now) + count * SECOND / rate
    tx.execute(update(pace).values(machine_until=until))


def _until(tx: Tx, machine_now: dt.datetime) -> dt.datetime:
    """Return until when the mails that have left take up the rate: now, if they do no more."""
    known = tx.execute(select(pace.c.machine_until).with_for_update()).scalar_one()
    # The clocks of two machines differ by less; so far ahead it was set back.
    return machine_now if known - machine_now > MINUTE else max(known, machine_now)
