"""Calendars that people put together. Who they are is nowhere; their tokens are not either."""

import datetime as dt
import secrets

from sqlalchemy import ColumnElement, insert, select, update

from guide.model.personal_feed import PersonalFeed, Wish
from guide.state import limits
from guide.state.database import Lock, Tx, serialise
from guide.state.tables import personal_feed as feeds

MOST_ROTATIONS = 500


def create(
    tx: Tx, wish: Wish, *, network: str, now: dt.datetime, machine_now: dt.datetime
) -> PersonalFeed | None:
    """Keep a wish as a new calendar; None if its network has made as many as it may for now.

    `network` is the client's address or network.
    """
    serialise(tx, Lock.SIGN_UP)
    network = limits.network_of(network)
    if limits.too_many_feeds(tx, network, machine_now=machine_now):
        return None
    limits.note_feed(tx, network, machine_now=machine_now)
    made = PersonalFeed(secrets.token_hex(16), wish)
    tx.execute(insert(feeds).values(id=made.id, since=now, **_row(wish)))
    return made


def find(tx: Tx, feed_id: str) -> PersonalFeed | None:
    row = tx.execute(select(feeds).where(feeds.c.id == feed_id)).first()
    if row is None:
        return None
    wish = Wish(tuple(row.targets.split()), row.language, row.options, row.name)
    return PersonalFeed(row.id, wish, row.feed_epoch, row.page_epoch, row.revoked is not None)


def change(tx: Tx, feed_id: str, wish: Wish) -> bool:
    """Let a calendar hold something else at the same address; False if it is no more."""
    return _update(tx, feed_id, **_row(wish))


def rotate(tx: Tx, feed_id: str, *, page: bool = False) -> bool:
    """Give a calendar a new address, and its page too if `page`; the old ones end.

    False if the calendar is no more, or has had MOST_ROTATIONS of them.
    """
    epochs = {"feed_epoch": feeds.c.feed_epoch + 1}
    if page:
        epochs["page_epoch"] = feeds.c.page_epoch + 1
    return _update(tx, feed_id, feeds.c.feed_epoch < MOST_ROTATIONS, **epochs)


def revoke(tx: Tx, feed_id: str, *, now: dt.datetime) -> bool:
    """End a calendar and forget what it held; its row stays, to say that it is gone."""
    return _update(tx, feed_id, revoked=now, targets="", options="", name="", language="")


def _update(tx: Tx, feed_id: str, *which: ColumnElement[bool], **values: object) -> bool:
    alive = (feeds.c.id == feed_id, feeds.c.revoked.is_(None), *which)
    return tx.execute(update(feeds).where(*alive).values(values)).rowcount == 1


def _row(wish: Wish) -> dict[str, str]:
    return {
        "name": wish.name,
        "language": wish.language,
        "targets": "\n".join(wish.targets),
        "options": wish.options,
    }
