"""Movers, senders and sweepers all at once: what must hold whoever comes first."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from guide.model.reminders import Message, Outcome, Result
from guide.state.database import StateError
from tests.state.builders import MINUTE, SEASON, STARTS, World, listing

T = TypeVar("T")

PEOPLE = 120
MOVES = 12


def crowd(world: World) -> None:
    """Subscribe many people in one go; the way of one is proved elsewhere."""
    with world.database.writing() as tx:
        for n in range(PEOPLE):
            tx.exec_driver_sql(
                "INSERT INTO subscriber (id, email, norm, address_hash, zone, language, epoch,"
                f" since, machine_confirmed_at) VALUES ('s{n:04}', 'p{n}@example.org',"
                f" 'p{n}@example.org', 'h{n}', 'Europe/Paris', 'fr', 0, 0, 0)"
            )
            tx.exec_driver_sql(
                f"INSERT INTO subscription VALUES ('s{n:04}', '{SEASON}', 'airing', '30m')"
            )


def at_last(act: Callable[[], T]) -> T:
    """Call until the database is not busy, as every sender does."""
    while True:
        try:
            return act()
        except StateError as error:
            if not error.busy:
                raise


def send(world: World, moving: threading.Event, copies: Counter[tuple[str, int]]) -> None:
    while True:
        still = moving.is_set()
        at_last(world.expand)
        claimed = at_last(lambda: world.claim(20, owner=threading.current_thread().name))
        for first in range(0, len(claimed), 4):
            send_four(world, claimed[first : first + 4], copies)
        if not still and not claimed:
            return


def send_four(world: World, four: list[Message], copies: Counter[tuple[str, int]]) -> None:
    sent = at_last(lambda: world.submit(four))
    copies.update((one.subscriber.id, one.job) for one in sent)
    at_last(lambda: world.record(*(Result(one, Outcome.SENT, 250) for one in sent)))


def together(*parts: Callable[[], None]) -> list[Exception]:
    """Run all parts at once; return what went wrong in any."""
    faults: list[Exception] = []

    def guarded(part: Callable[[], None]) -> None:
        try:
            part()
        except Exception as error:  # noqa: BLE001 -- a thread's failure must reach the test
            faults.append(error)

    threads = [threading.Thread(target=guarded, args=[part]) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def last_told(world: World) -> dict[str, str]:
    with world.database.reading() as tx:
        rows = tx.exec_driver_sql(
            "SELECT subscriber, told FROM outbox JOIN reminder_job ON reminder_job.id = outbox.job"
            " WHERE outbox.state = 'sent' ORDER BY outbox.id"
        )
        return {row[0]: row[1] for row in rows}


def test_moves_while_four_senders_send_leave_everybody_told_the_truth_once(world: World) -> None:
    crowd(world)
    world.publish(listing())
    world.now = STARTS - 30 * MINUTE
    copies: Counter[tuple[str, int]] = Counter()
    moving = threading.Event()
    moving.set()

    def move() -> None:
        for sequence in range(1, MOVES + 1):
            world.publish(listing(starts=STARTS + sequence * MINUTE, sequence=sequence))
        moving.clear()

    def sweep() -> None:
        while moving.is_set():
            at_last(lambda: world.outbox.sweep(now=world.now, machine_now=world.machine_now))

    senders = [lambda: send(world, moving, copies)] * 4
    assert together(move, sweep, *senders) == []
    world.later(20 * MINUTE)
    assert together(*senders) == []
    true = f"ocs-city@{STARTS + MOVES * MINUTE:%Y-%m-%dT%H:%M:%SZ}"
    assert last_told(world) == {f"s{n:04}": true for n in range(PEOPLE)}
    assert set(copies.values()) == {1}
