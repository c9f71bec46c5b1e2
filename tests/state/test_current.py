import threading

from guide.state import current
from guide.state.current import CurrentRelease
from guide.state.database import Database
from tests.state.builders import DAY, EVENING


def move(database: Database, number: int, expect: int | None) -> bool:
    with database.writing() as tx:
        return current.move(
            tx,
            number=number,
            file=f"release-{number}",
            published_at=EVENING + number * DAY,
            note=f"note {number}",
            expect=expect,
        )


def release(number: int) -> CurrentRelease:
    return CurrentRelease(number, f"release-{number}", EVENING + number * DAY, f"note {number}")


def test_before_the_first_publish_there_is_no_release(database: Database) -> None:
    with database.reading() as tx:
        assert current.current(tx) is None
        assert current.history(tx) == ()


def test_the_pointer_moves_and_history_stays(database: Database) -> None:
    assert move(database, 1, None)
    assert move(database, 2, 1)
    with database.reading() as tx:
        assert current.current(tx) == release(2)
        assert current.history(tx) == (release(2), release(1))


def test_who_expected_another_release_publishes_nothing(database: Database) -> None:
    move(database, 1, None)
    move(database, 2, 1)
    assert not move(database, 3, 1)
    assert not move(database, 3, None)
    with database.reading() as tx:
        assert current.history(tx) == (release(2), release(1))


def test_the_pointer_only_rises(database: Database) -> None:
    move(database, 5, None)
    assert not move(database, 4, 5)
    assert not move(database, 5, 5)
    with database.reading() as tx:
        assert current.current(tx) == release(5)


def test_of_two_publishers_at_once_one_wins(database: Database) -> None:
    move(database, 1, None)
    together = threading.Barrier(4)
    won: list[bool] = []

    def publish() -> None:
        together.wait()
        won.append(move(database, 2, 1))

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]
