from guide.state import heartbeat
from guide.state.database import Database
from guide.state.heartbeat import Beat
from tests.state.builders import MACHINE, MINUTE


def test_the_last_sign_of_life_of_each_part_is_kept(database: Database) -> None:
    for name, owner, at in (
        ("clock", "one", MACHINE),
        ("sender", "one", MACHINE),
        ("clock", "two", MACHINE + MINUTE),
    ):
        with database.writing() as tx:
            heartbeat.beat(tx, name, owner=owner, machine_now=at)
    with database.reading() as tx:
        assert heartbeat.beats(tx) == {
            "clock": Beat("two", MACHINE + MINUTE),
            "sender": Beat("one", MACHINE),
        }
