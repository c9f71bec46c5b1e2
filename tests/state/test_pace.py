import datetime as dt
import threading

from guide.state.outbox import Outbox
from tests.state.builders import HOUR, MINUTE, STARTS, World, listing

SECOND = dt.timedelta(seconds=1)


def waiting(world: World, count: int) -> None:
    """Let a reminder be due to `count` people."""
    world.publish(listing())
    for number in range(count):
        world.subscribe(f"reader{number}@example.org")
    world.now = STARTS - 30 * MINUTE
    world.expand()


def claimed(world: World, limit: int = 50, owner: str = "one") -> int:
    return len(world.claim(limit, owner=owner))


def test_without_a_rate_all_that_waits_may_leave_at_once(world: World) -> None:
    waiting(world, 30)
    assert claimed(world) == 30


def test_a_rate_lets_one_second_s_worth_go_and_grows_back(world: World) -> None:
    waiting(world, 30)
    world.rate = 10
    assert (claimed(world), claimed(world)) == (10, 0)
    world.machine_now += SECOND / 2
    assert (claimed(world), claimed(world)) == (5, 0)
    world.machine_now += HOUR
    assert (claimed(world), claimed(world)) == (10, 0)


def test_what_is_not_claimed_is_not_counted(world: World) -> None:
    waiting(world, 12)
    world.rate = 10
    assert [claimed(world, 2), claimed(world, 3), claimed(world)] == [2, 3, 5]


def test_no_minute_holds_more_than_the_rate_and_one_second_s_worth(world: World) -> None:
    waiting(world, 300)
    world.rate = 3
    gone = 0
    for _ in range(240):
        gone += claimed(world)
        world.machine_now += SECOND / 4
    assert gone == 3 * 60 + 3 - 1


def test_all_senders_of_a_database_share_the_rate(world: World) -> None:
    waiting(world, 40)
    world.rate = 10
    counts: list[int] = []
    senders = [
        threading.Thread(target=lambda n=n: counts.append(claimed(world, 50, f"sender {n}")))
        for n in range(4)
    ]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert sorted(counts) == [0, 0, 0, 10]


def test_a_clock_set_back_by_hours_silences_nobody_for_long(world: World) -> None:
    waiting(world, 30)
    world.rate = 10
    assert claimed(world) == 10
    world.machine_now -= 2 * HOUR
    assert (claimed(world), claimed(world)) == (10, 0)


def test_a_machine_whose_clock_is_a_little_behind_waits(world: World) -> None:
    waiting(world, 30)
    world.rate = 10
    assert claimed(world) == 10
    world.machine_now -= SECOND
    assert claimed(world) == 0


def test_the_rate_counts_for_confirmations_too(world: World) -> None:
    outbox = Outbox(world.database, rate=1)
    waiting(world, 1)
    assert len(outbox.claim(9, owner="one", now=world.now, machine_now=world.machine_now)) == 1
    assert outbox.claim(9, owner="one", now=world.now, machine_now=world.machine_now) == []
