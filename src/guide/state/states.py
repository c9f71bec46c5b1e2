"""The states of reminder jobs and messages, and the statements that end a message."""

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select, update

from guide.state.database import Tx
from guide.state.tables import outbox, reminder_job


class JobState(StrEnum):
    """EXPANDED: every message of it is in the outbox. MISSED: it expired before anybody looked."""

    SCHEDULED = "scheduled"
    EXPANDING = "expanding"
    EXPANDED = "expanded"
    MISSED = "missed"
    SUPERSEDED = "superseded"


class MessageState(StrEnum):
    """RETRY waits like QUEUED, after a try. SUBMITTING is never touched by a move: the mail may
    be with the server.
    """

    QUEUED = "queued"
    RETRY = "retry"
    LEASED = "leased"
    SUBMITTING = "submitting"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"


OPEN_JOBS = (JobState.SCHEDULED, JobState.EXPANDING)
WAITING = (MessageState.QUEUED, MessageState.RETRY)
PENDING = (*WAITING, MessageState.LEASED)
UNSENT = (MessageState.SUPERSEDED, MessageState.EXPIRED, MessageState.SUPPRESSED)


def told() -> ColumnElement[bool]:
    """Tell the messages that their recipient has read, or may have."""
    sent = outbox.c.state.in_((MessageState.SUBMITTING, MessageState.SENT))
    return or_(sent, outbox.c.unknown > 0, outbox.c.lost > 0)


def stop(tx: Tx, which: ColumnElement[bool], state: MessageState) -> int:
    """End every pending message that is one of `which` in `state`; return how many."""
    rows = in_order(outbox.c.state.in_(PENDING) & which)
    ended = update(outbox).where(outbox.c.id.in_(rows)).values(state=state)
    return tx.execute(ended).rowcount


def in_order(which: ColumnElement[bool]) -> Select[tuple[int]]:
    """Select and lock messages by id: two writers then wait for each other, never in a circle."""
    return select(outbox.c.id).where(which).order_by(outbox.c.id).with_for_update(of=outbox)


def supersede_messages(tx: Tx) -> int:
    """End the pending messages of every superseded job; return how many."""
    jobs = select(reminder_job.c.id).where(reminder_job.c.state == JobState.SUPERSEDED)
    return stop(tx, outbox.c.job.in_(jobs), MessageState.SUPERSEDED)
