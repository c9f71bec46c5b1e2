"""The one door to the database: SQLite by default, PostgreSQL past one machine."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text

from guide.state import migrations
from guide.state.faults import Reason, StateError, state_error

__all__ = ["Database", "Lock", "Reason", "StateError", "Tx", "serialise"]

Tx = Connection

_BEGIN = "guide_begin"
_PATIENCE = 10.0


class Lock(IntEnum):
    """What only one transaction at a time may do; the numbers are shared by every process."""

    MIGRATE = 7_305_001
    SIGN_UP = 7_305_002
    PLAN = 7_305_003
    LEAD = 7_305_004


class Database:
    """Transactions on `sqlite:////path` or `postgresql://…`; safe to share between threads.

    Whatever the database cannot do leaves as StateError; other exceptions pass as they are, and
    either way nothing of the transaction is kept. `patience` is how many seconds to wait for
    another writer. Raises ValueError for an address of another kind.
    """

    def __init__(self, url: str, *, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._engine = _engine(_checked(url), patience)

    @property
    def path(self) -> str | None:
        """The file of an SQLite database, None for PostgreSQL."""
        return self._engine.url.database if _is_sqlite(self._engine) else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Tx]:
        """Commit at the end of the block; on SQLite the only writer from its first statement."""
        with self._transaction("BEGIN IMMEDIATE") as tx:
            yield tx

    @contextlib.contextmanager
    def reading(self) -> Iterator[Tx]:
        """See one state of the database throughout on SQLite; never wait for a writer there."""
        with self._transaction("BEGIN") as tx:
            yield tx

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Tx]:
        with _faults(), self._engine.connect() as connection:
            tx = connection.execution_options(**{_BEGIN: begin})
            with tx.begin():
                yield tx

    def connect(self) -> Connection:
        """Return a connection of one's own that commits each statement, to be closed by hand."""
        with _faults():
            return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to `revision`, up or down, in one transaction; harmless when they are.

        Raises StateError if a newer version of guide made them.
        """
        if _is_sqlite(self._engine):
            self._use_wal()
        # Whoever finds them as they should be need not wait for a writer.
        with self.reading() as tx:
            if migrations.is_at(tx, revision):
                return
        with self.writing() as tx:
            serialise(tx, Lock.MIGRATE)
            if not migrations.known(tx):
                raise StateError(
                    Reason.NOT_READY,
                    "The database was made by a newer version of guide: upgrade guide first.",
                )
            migrations.migrate(tx, revision)

    def _use_wal(self) -> None:
        # The file remembers it. SQLite does not wait by itself when two processes switch at once.
        deadline = time.monotonic() + self._patience
        while True:
            try:
                with _faults(), self._engine.connect() as connection:
                    connection.execution_options(**{_BEGIN: ""})
                    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            except StateError as error:
                if not error.busy or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def close(self) -> None:
        self._engine.dispose()


def serialise(tx: Tx, lock: Lock) -> None:
    """Wait until no other transaction holds `lock`, and hold it to the end of this one.

    An SQLite transaction that writes is alone anyway.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(lock)})


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    # sqlite3.Error comes bare from our own statements at connect.
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error) as error:
        raise state_error(error) from error


def _checked(url: str) -> URL:
    sentence = "A database address is sqlite:////path/to/file or postgresql://user@host/name."
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise ValueError(sentence) from error
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.get_backend_name() in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(sentence)


def _engine(url: URL, patience: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        return engine
    arguments: dict[str, Any] = {"connect_timeout": max(1, int(patience))}
    if "options" not in url.query:
        arguments["options"] = f"-c lock_timeout={int(patience * 1000)}"
    return create_engine(url, connect_args=arguments, pool_pre_ping=True, hide_parameters=True)


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _on_sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction control would begin late, and commit before DDL.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _on_sqlite_begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)
