"""How often anybody may be written to before they said yes, how many calendars a network may
make, and how often it may guess at what the operator signs in with. All on the machine's time.
"""

import datetime as dt
import ipaddress

from sqlalchemy import ColumnElement, delete, func, insert, select

from guide.state.database import Lock, Tx, serialise
from guide.state.instance import hashed
from guide.state.tables import sign_up_event

PER_ADDRESS = ((dt.timedelta(hours=24), 1), (dt.timedelta(days=30), 3))
PER_NETWORK = (dt.timedelta(hours=1), 10)
IN_ALL = (dt.timedelta(hours=1), 300)

_FORGET = dt.timedelta(days=30)


def network_of(client: str) -> str:
    """Return the /24 or /56 that a client's address lies in; a text that is none as it is."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    bits = 56 if mapped is None and address.version == 6 else 24
    return str(ipaddress.ip_network((mapped or address, bits), strict=False))


def too_many(tx: Tx, network: str, *, machine_now: dt.datetime) -> bool:
    """Say whether a network has asked, or guide has written, as often as it may in an hour."""
    event = sign_up_event.c
    period, most = PER_NETWORK
    if _count(tx, event.network_hash == hashed(tx, network), machine_now - period) >= most:
        return True
    period, most = IN_ALL
    return _count(tx, event.mailed.is_(True), machine_now - period) >= most


def may_write(tx: Tx, address_hash: str, *, machine_now: dt.datetime) -> bool:
    """Say whether a confirmation may go to an address: one in 24 hours, three in 30 days."""
    event = sign_up_event.c
    mailed = (event.address_hash == address_hash) & event.mailed.is_(True)
    return all(_count(tx, mailed, machine_now - period) < most for period, most in PER_ADDRESS)


def note(
    tx: Tx, *, address_hash: str, network: str, mailed: bool, machine_now: dt.datetime
) -> None:
    """Count a request, and forget what no limit looks at any more."""
    tx.execute(
        insert(sign_up_event).values(
            address_hash=address_hash,
            network_hash=hashed(tx, network),
            mailed=mailed,
            machine_at=machine_now,
        )
    )
    tx.execute(delete(sign_up_event).where(sign_up_event.c.machine_at <= machine_now - _FORGET))


def too_many_feeds(tx: Tx, network: str, *, machine_now: dt.datetime) -> bool:
    """Say whether a network has made as many calendars as it may in an hour."""
    period, most = PER_NETWORK
    event = sign_up_event.c
    made = event.network_hash == hashed(tx, _maker(network))
    return _count(tx, made, machine_now - period) >= most


def note_feed(tx: Tx, network: str, *, machine_now: dt.datetime) -> None:
    note(tx, address_hash="", network=_maker(network), mailed=False, machine_now=machine_now)


def may_sign_in(tx: Tx, client: str, *, right: bool, machine_now: dt.datetime) -> bool:
    """Say whether a client's network may try to sign in, and count it if what it gave is wrong.

    Who has guessed too often is refused with the right token too, or guessing would go on.
    """
    serialise(tx, Lock.SIGN_UP)
    guesser = f"guesses of {network_of(client)}"
    period, most = PER_NETWORK
    event = sign_up_event.c
    if _count(tx, event.network_hash == hashed(tx, guesser), machine_now - period) >= most:
        return False
    if not right:
        note(tx, address_hash="", network=guesser, mailed=False, machine_now=machine_now)
    return True


def _maker(network: str) -> str:
    """Return what a network counts as here: its calendars take nobody a sign-up away."""
    return f"calendars of {network}"


def _count(tx: Tx, which: ColumnElement[bool], after: dt.datetime) -> int:
    counted = select(func.count()).where(which, sign_up_event.c.machine_at > after)
    return tx.execute(counted).scalar_one()
