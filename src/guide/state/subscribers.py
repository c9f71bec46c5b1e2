"""Who subscribes, and to what."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, exists, select, update

from guide.model.reminders import Kind, Subscriber, Subscription, parse_lead
from guide.model.target import known_target
from guide.model.zone import known_zone
from guide.state import upsert
from guide.state.database import Tx
from guide.state.states import MessageState, stop
from guide.state.tables import airing_target, outbox, reminder_job, sign_up
from guide.state.tables import subscriber as people
from guide.state.tables import subscription as wishes


def subscriber(tx: Tx, subscriber_id: str) -> Subscriber | None:
    row = tx.execute(select(people).where(people.c.id == subscriber_id)).first()
    return subscriber_of(row) if row else None


def subscriptions(tx: Tx, subscriber_id: str) -> tuple[Subscription, ...]:
    """Return what a subscriber follows, by target, kind and lead."""
    order = (wishes.c.target, wishes.c.kind, wishes.c.lead)
    rows = tx.execute(select(wishes).where(wishes.c.subscriber == subscriber_id).order_by(*order))
    return tuple(Subscription(row.target, Kind(row.kind), row.lead) for row in rows)


def set_subscriptions(tx: Tx, subscriber_id: str, wanted: Iterable[Subscription]) -> None:
    """Let a subscriber follow exactly `wanted`; mail that this no longer asks for is suppressed.

    New wishes are planned by reminder_jobs.plan_for. Raises ValueError with a sentence if one
    of them is not something that can be wished.
    """
    rows = [{"subscriber": subscriber_id, **_checked_row(one)} for one in wanted]
    tx.execute(delete(wishes).where(wishes.c.subscriber == subscriber_id))
    upsert.add_missing(tx, wishes, rows)
    _suppress_unwanted(tx, subscriber_id)


def remove(tx: Tx, subscriber_id: str, unwanted: Subscription) -> bool:
    """Let a subscriber no longer follow one thing; False if they did not."""
    mine = wishes.c.subscriber == subscriber_id
    same = [wishes.c[name] == value for name, value in _row(unwanted).items()]
    removed = tx.execute(delete(wishes).where(mine, *same)).rowcount
    _suppress_unwanted(tx, subscriber_id)
    return removed == 1


def set_zone_language(tx: Tx, subscriber_id: str, *, zone: str, language: str) -> None:
    """Set where and in what language a subscriber reads; new evenings need plan_for.

    Raises ValueError with a sentence if `zone` is none.
    """
    values = {"zone": known_zone(zone), "language": language[:20]}
    tx.execute(update(people).where(people.c.id == subscriber_id).values(values))


def raise_epoch(tx: Tx, subscriber_id: str) -> None:
    """Revoke every token that was derived for a subscriber."""
    epoch = people.c.epoch + 1
    tx.execute(update(people).where(people.c.id == subscriber_id).values(epoch=epoch))


def unsubscribe_all(tx: Tx, subscriber_id: str) -> bool:
    """Forget a subscriber: address, wishes and open requests; what waits for them is suppressed.

    False if there is nobody of that id, who left before.
    """
    norm = select(people.c.norm).where(people.c.id == subscriber_id).scalar_subquery()
    tx.execute(delete(sign_up).where(sign_up.c.norm == norm))
    gone = tx.execute(delete(people).where(people.c.id == subscriber_id)).rowcount
    stop(tx, outbox.c.subscriber == subscriber_id, MessageState.SUPPRESSED)
    return gone == 1


def subscriber_of(row: Row[Any]) -> Subscriber:
    return Subscriber(row.id, row.email, row.zone, row.language, row.epoch)


def _row(one: Subscription) -> dict[str, str]:
    return {"target": one.target, "kind": one.kind, "lead": one.lead}


def _checked_row(one: Subscription) -> dict[str, str]:
    parse_lead(one.lead)
    return {**_row(one), "target": known_target(one.target)}


def _suppress_unwanted(tx: Tx, subscriber_id: str) -> None:
    job = reminder_job.c
    wanted = exists().where(
        wishes.c.subscriber == subscriber_id,
        wishes.c.kind == job.kind,
        wishes.c.lead == job.lead,
        wishes.c.target == airing_target.c.target,
        airing_target.c.airing == job.airing,
    )
    unwanted = select(job.id).where(job.kind != Kind.CHANGED, ~wanted)
    mine = outbox.c.subscriber == subscriber_id
    stop(tx, mine & outbox.c.job.in_(unwanted), MessageState.SUPPRESSED)
