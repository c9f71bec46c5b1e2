import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from guide.state import current
from guide.state.database import Database, Lock, Reason, StateError, Tx, serialise
from guide.state.tables import heartbeat, instance
from tests.state.builders import MACHINE

WRITE = insert(instance).values(key="k", value="v")


def value(database: Database) -> str | None:
    with database.reading() as tx:
        return tx.execute(select(instance.c.value).where(instance.c.key == "k")).scalar()


def write(tx: Tx) -> None:
    tx.execute(WRITE)


def reason(database: Database, act: Callable[[Tx], None] = write) -> Reason:
    """Return the reason for which a transaction fails; it is told in a sentence."""
    with pytest.raises(StateError) as raised, database.writing() as tx:
        act(tx)
    assert str(raised.value).endswith(".")
    return raised.value.reason


def test_what_is_written_is_there_afterwards(database: Database) -> None:
    with database.writing() as tx:
        tx.execute(WRITE)
    assert value(database) == "v"


def test_of_a_transaction_that_fails_nothing_is_kept(database: Database) -> None:
    def write_and_fail(tx: Tx) -> None:
        tx.execute(WRITE)
        raise KeyError

    with pytest.raises(KeyError), database.writing() as tx:
        write_and_fail(tx)
    assert value(database) is None


def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    at = MACHINE.replace(microsecond=999_999)
    with database.writing() as tx:
        tx.execute(insert(heartbeat).values(name="x", owner="me", machine_at=at))
        assert tx.execute(select(heartbeat.c.machine_at)).scalar_one() == at


def test_an_instant_without_its_zone_is_refused(database: Database) -> None:
    naive = MACHINE.replace(tzinfo=None)
    with pytest.raises(StatementError, match="needs its zone"), database.writing() as tx:
        tx.execute(insert(heartbeat).values(name="x", owner="me", machine_at=naive))


def test_tables_that_are_missing_are_a_state_error(database: Database) -> None:
    with pytest.raises(StateError) as raised, database.reading() as tx:
        tx.exec_driver_sql("SELECT * FROM not_there")
    assert raised.value.reason is Reason.NOT_READY
    assert not raised.value.busy


def test_a_refused_statement_is_a_state_error(database: Database) -> None:
    with pytest.raises(StateError) as raised, database.reading() as tx:
        tx.exec_driver_sql("SELEKT")
    assert raised.value.reason is Reason.FAULT
    assert str(raised.value) == "The database refused a statement."


def test_one_writer_waits_for_the_other(database: Database) -> None:
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with database.writing() as tx:
            serialise(tx, Lock.PLAN)
            inside.set()
            threading.Event().wait(0.2)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with database.writing() as tx:
        serialise(tx, Lock.PLAN)
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


# SQLite alone.


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "own" / "guide.sqlite"
    path.parent.mkdir()
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def sqlite(file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{file}", patience=0.2)
    yield database
    database.close()


@pytest.fixture
def outsider(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, isolation_level=None)
    yield connection
    connection.close()


def test_a_locked_database_is_busy(sqlite: Database, outsider: sqlite3.Connection) -> None:
    outsider.execute("BEGIN IMMEDIATE")
    assert reason(sqlite) is Reason.BUSY
    outsider.execute("ROLLBACK")
    with sqlite.writing() as tx:
        tx.execute(WRITE)


def test_a_reader_does_not_wait_for_a_writer(
    sqlite: Database, outsider: sqlite3.Connection
) -> None:
    outsider.execute("BEGIN IMMEDIATE")
    outsider.execute("INSERT INTO instance VALUES ('k', 'theirs')")
    assert value(sqlite) is None
    outsider.execute("COMMIT")
    assert value(sqlite) == "theirs"


def test_a_reader_sees_one_state_throughout(sqlite: Database, outsider: sqlite3.Connection) -> None:
    statement = select(instance.c.value).where(instance.c.key == "k")
    with sqlite.reading() as tx:
        assert tx.execute(statement).scalar() is None
        outsider.execute("INSERT INTO instance VALUES ('k', 'theirs')")
        assert tx.execute(statement).scalar() is None


def test_a_full_disk_keeps_what_was_there(sqlite: Database) -> None:
    def write_too_much(tx: Tx) -> None:
        tx.execute(WRITE)
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        tx.execute(insert(instance).values(key="big", value="x" * 500_000))

    assert reason(sqlite, write_too_much) is Reason.FULL
    assert value(sqlite) is None
    with sqlite.reading() as tx:
        assert current.current(tx) is None


def test_a_database_in_no_folder_is_away(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/guide.sqlite")
    assert reason(database) is Reason.AWAY
    with pytest.raises(StateError):
        database.migrate()


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "guide.sqlite").write_bytes(b"no database" * 1000)
    database = Database(f"sqlite:///{tmp_path}/guide.sqlite")
    assert reason(database) is Reason.DAMAGED
    database.close()


def test_a_file_that_may_not_be_written_is_read_only(sqlite: Database, file: Path) -> None:
    assert value(sqlite) is None
    readonly = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert reason(readonly) is Reason.READ_ONLY
    readonly.close()


def test_pragmas_hold_on_every_connection(sqlite: Database) -> None:
    sqlite.migrate()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with sqlite.reading() as tx, sqlite.reading() as other:
        for connection in (tx, other):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted
            }
            assert found == wanted


# PostgreSQL alone.


def test_a_lock_held_too_long_is_busy(fresh_postgresql: str, postgresql: Database) -> None:
    hasty = Database(fresh_postgresql, patience=0.2)
    with postgresql.writing() as tx:
        tx.exec_driver_sql("LOCK TABLE instance IN ACCESS EXCLUSIVE MODE")
        assert reason(hasty) is Reason.BUSY
    hasty.close()


def test_a_server_that_is_not_there_is_away() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing", patience=1)
    assert reason(database) is Reason.AWAY


def test_a_connection_that_was_cut_heals(fresh_postgresql: str, postgresql: Database) -> None:
    database = Database(fresh_postgresql)

    def cut(tx: Tx) -> None:
        backend = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with postgresql.writing() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")
        tx.execute(WRITE)

    assert reason(database, cut) is Reason.AWAY
    assert value(database) is None
    database.close()


def test_a_read_only_server_says_so(postgresql: Database) -> None:
    def write_where_none_may(tx: Tx) -> None:
        tx.exec_driver_sql("SET TRANSACTION READ ONLY")
        tx.execute(WRITE)

    assert reason(postgresql, write_where_none_may) is Reason.READ_ONLY


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "guide.db"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="A database address is"):
        Database(url)


def test_no_error_tells_what_was_in_the_statement(sqlite: Database) -> None:
    with pytest.raises(StateError) as raised, sqlite.writing() as tx:
        tx.exec_driver_sql("INSERT INTO instance VALUES (?, ?, ?)", ("k", "ada@example.org", 1))
    cause = raised.value.__cause__
    assert "ada@" not in f"{raised.value}{cause}"
