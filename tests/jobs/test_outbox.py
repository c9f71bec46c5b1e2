import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest

from guide.delivery.drain import OutboxAwayError
from guide.jobs.outbox import OwnedOutbox
from guide.model.reminders import Outcome, Result
from guide.state.database import Database, Reason, StateError
from guide.state.outbox import Outbox
from tests.delivery.fakes import message

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
MACHINE = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def owned(outbox: Outbox, alive: Callable[[], None]) -> OwnedOutbox:
    return OwnedOutbox(outbox, "me", lambda: NOW, lambda: MACHINE, alive)


@pytest.fixture
def lost(tmp_path_factory: pytest.TempPathFactory) -> Outbox:
    """Return an outbox whose database has no tables."""
    return Outbox(Database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'guide.sqlite'}"))


def test_a_database_in_trouble_is_an_outbox_away(lost: Outbox) -> None:
    beats = Counter[str]()
    outbox = owned(lost, lambda: beats.update(["alive"]))
    with pytest.raises(OutboxAwayError):
        outbox.claim(1)
    with pytest.raises(OutboxAwayError):
        outbox.round([Result(message(1), Outcome.SENT)], [])
    assert beats["alive"] == 2


def test_nothing_is_claimed_if_the_heartbeat_cannot_be_written(lost: Outbox) -> None:
    def alive() -> None:
        raise StateError(Reason.BUSY, "The database is busy.")

    with pytest.raises(OutboxAwayError, match="busy"):
        owned(lost, alive).claim(1)
