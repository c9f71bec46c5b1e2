"""One clock at a time: a lock that ends with its holder's process."""

import contextlib
import fcntl
import threading
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, exc, text

from guide.state.database import Database, Lock, StateError


class Leader:
    """The lead among all processes on one database; not held until `lead` says so.

    The lead saves work, it keeps nobody safe: what a leader does is harmless done twice.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: IO[bytes] | None = None
        self._connection: Connection | None = None
        self._mutex = threading.Lock()

    def lead(self) -> bool:
        """Take the lead if it is free, or check that it is still ours; False on any trouble."""
        with self._mutex:
            path = self._database.path
            return self._lead_by_file(Path(f"{path}.leader")) if path else self._lead_by_session()

    def leave(self) -> None:
        """Give the lead back, if it is ours."""
        with self._mutex:
            if self._file:
                self._file.close()
                self._file = None
            self._drop_connection()

    def _lead_by_file(self, path: Path) -> bool:
        if self._file:
            return True
        with contextlib.ExitStack() as undo:
            try:
                file = undo.enter_context(path.open("wb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            undo.pop_all()
            self._file = file
        return True

    def _lead_by_session(self) -> bool:
        try:
            if self._connection:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._connection = self._database.connect()
            held = connection.execute(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": int(Lock.LEAD)}
            ).scalar_one()
        except (StateError, exc.DBAPIError):
            held = False
        if not held:
            self._drop_connection()
        return bool(held)

    def _drop_connection(self) -> None:
        if self._connection:
            # The server notices a connection that ends when it gets round to it: say it first.
            with contextlib.suppress(exc.SQLAlchemyError):
                self._connection.execute(
                    text("SELECT pg_advisory_unlock(:key)"), {"key": int(Lock.LEAD)}
                )
            # Back in the pool the session would live on, and the lock with it.
            self._connection.invalidate()
            with contextlib.suppress(exc.DBAPIError):
                self._connection.close()
            self._connection = None
