"""Asking to be reminded, and saying yes from the mail: nobody is signed up by another."""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, update

from guide.model.address import comparable, normalise
from guide.model.reminders import Kind, SignUp, SignUpOutcome, Subscriber, parse_lead
from guide.model.target import known_target
from guide.model.zone import known_zone
from guide.state import limits, upsert
from guide.state.database import Lock, Tx, serialise
from guide.state.instance import hashed
from guide.state.subscribers import subscriber_of
from guide.state.tables import outbox, sign_up, subscriber, subscription

LIFE = dt.timedelta(hours=48)
MOST_PENDING = 20
MOST_LEADS = 10

_OFFERED = (Kind.AIRING, Kind.FIRST_RUN)
_FIRST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def request_sign_up(  # noqa: PLR0913 -- the fields of the form, each by its name
    tx: Tx,
    *,
    email: str,
    zone: str,
    language: str,
    target: str,
    kinds: Collection[str],
    leads: Collection[str],
    network: str,
    machine_now: dt.datetime,
) -> SignUpOutcome:
    """Keep a request for 48 hours, and queue a confirmation if the limits let it.

    It never looks whether the address is subscribed, so neither the outcome nor the time it
    takes can tell. `network` is the client's address or network. Raises ValueError with a
    sentence if a value is not one that can be kept.
    """
    wish = _checked(email, zone, language, target, kinds, leads)
    network = limits.network_of(network)
    serialise(tx, Lock.SIGN_UP)
    forget_expired(tx, machine_now=machine_now)
    if limits.too_many(tx, network, machine_now=machine_now):
        return SignUpOutcome.LATER
    address_hash = hashed(tx, comparable(wish.email))
    request = _keep(tx, wish, address_hash, machine_now + LIFE)
    mailed = request is not None and limits.may_write(tx, address_hash, machine_now=machine_now)
    if request is not None and mailed:
        _queue_confirmation(tx, request, machine_now)
    limits.note(
        tx, address_hash=address_hash, network=network, mailed=mailed, machine_now=machine_now
    )
    return SignUpOutcome.MAIL if mailed else SignUpOutcome.QUIET


def sign_ups(tx: Tx, sign_up_id: str, *, machine_now: dt.datetime) -> tuple[SignUp, ...] | None:
    """Return everything that confirming this request would confirm; None if it is no more."""
    rows = _pending(tx, sign_up_id, machine_now)
    return tuple(map(_sign_up, rows)) or None


def confirm(
    tx: Tx, sign_up_id: str, *, now: dt.datetime, machine_now: dt.datetime
) -> Subscriber | None:
    """Subscribe the address of a request to all it asked for; None if the request is no more.

    Once: the requests are gone afterwards.
    """
    serialise(tx, Lock.SIGN_UP)
    rows = _pending(tx, sign_up_id, machine_now)
    if not rows:
        return None
    _welcome(tx, rows[-1], now=now, machine_now=machine_now)
    person = tx.execute(select(subscriber).where(subscriber.c.norm == rows[-1].norm)).one()
    upsert.add_missing(tx, subscription, [one for row in rows for one in _wished(row, person.id)])
    tx.execute(delete(sign_up).where(sign_up.c.norm == rows[-1].norm))
    return subscriber_of(person)


def forget_expired(tx: Tx, *, machine_now: dt.datetime) -> int:
    """Remove the requests that nobody confirmed; return how many."""
    return tx.execute(delete(sign_up).where(sign_up.c.machine_expires <= machine_now)).rowcount


def _checked(
    email: str,
    zone: str,
    language: str,
    target: str,
    kinds: Collection[str],
    leads: Collection[str],
) -> SignUp:
    offered = tuple(kind for kind in _OFFERED if kind in kinds)
    if not offered or len(offered) != len(set(kinds)):
        raise ValueError(f"Choose what to be told of: {' or '.join(_OFFERED)}.")
    if not 0 < len(set(leads)) <= MOST_LEADS:
        raise ValueError(f"Choose one to {MOST_LEADS} times to be reminded at.")
    chosen = tuple(parse_lead(lead).text for lead in dict.fromkeys(leads))
    return SignUp(
        normalise(email), known_zone(zone), language[:20], known_target(target), offered, chosen
    )


def _keep(tx: Tx, wish: SignUp, address_hash: str, expires: dt.datetime) -> str | None:
    """Return the id of the kept request; None if too many of the address wait already.

    A second request for the same target keeps the id of the first, whose mail may be out.
    """
    norm = comparable(wish.email)
    row = {
        "email": wish.email,
        "zone": wish.zone,
        "language": wish.language,
        "kinds": " ".join(wish.kinds),
        "leads": " ".join(wish.leads),
        "machine_expires": expires,
    }
    same = and_(sign_up.c.norm == norm, sign_up.c.target == wish.target)
    known = tx.execute(select(sign_up.c.id).where(same)).scalar_one_or_none()
    if known is not None:
        tx.execute(update(sign_up).where(same).values(row))
        return str(known)
    waiting = select(func.count()).select_from(sign_up).where(sign_up.c.norm == norm)
    if tx.execute(waiting).scalar_one() >= MOST_PENDING:
        return None
    row |= {"id": secrets.token_hex(16), "norm": norm, "target": wish.target}
    tx.execute(insert(sign_up).values(address_hash=address_hash, **row))
    return str(row["id"])


def _queue_confirmation(tx: Tx, request: str, machine_now: dt.datetime) -> None:
    # Somebody waits in front of a screen: the first of all deadlines.
    tx.execute(
        insert(outbox).values(
            subscriber="",
            sign_up=request,
            state="queued",
            since=machine_now,
            expires=machine_now + LIFE,
            deadline=_FIRST,
        )
    )


def _pending(tx: Tx, sign_up_id: str, machine_now: dt.datetime) -> Sequence[Row[Any]]:
    """Return the living requests of the same address, the one that was asked for last."""
    alive = sign_up.c.machine_expires > machine_now
    norm = select(sign_up.c.norm).where(sign_up.c.id == sign_up_id, alive).scalar_subquery()
    order = (sign_up.c.id == sign_up_id, sign_up.c.target)
    return tx.execute(
        select(sign_up).where(sign_up.c.norm == norm, alive).order_by(*order)
    ).fetchall()


def _welcome(tx: Tx, row: Row[Any], *, now: dt.datetime, machine_now: dt.datetime) -> None:
    """Make the subscriber of a request, or give the one there is its zone and language."""
    values = {"zone": row.zone, "language": row.language}
    known = update(subscriber).where(subscriber.c.norm == row.norm).values(values)
    if tx.execute(known).rowcount:
        return
    tx.execute(
        insert(subscriber).values(
            id=secrets.token_hex(16),
            email=row.email,
            norm=row.norm,
            address_hash=row.address_hash,
            epoch=0,
            since=now,
            machine_confirmed_at=machine_now,
            **values,
        )
    )


def _wished(row: Row[Any], person: str) -> list[dict[str, str]]:
    return [
        {"subscriber": person, "target": row.target, "kind": kind, "lead": lead}
        for kind in row.kinds.split()
        for lead in row.leads.split()
    ]


def _sign_up(row: Row[Any]) -> SignUp:
    return SignUp(
        email=row.email,
        zone=row.zone,
        language=row.language,
        target=row.target,
        kinds=tuple(Kind(kind) for kind in row.kinds.split()),
        leads=tuple(row.leads.split()),
    )
