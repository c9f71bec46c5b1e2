"""An SQLite file that is written once and then only read."""

import datetime as dt
import sqlite3
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

CACHE_KIB = 16_384
Rows = list[tuple[Any, ...]]
Parameters = Sequence[object] | Mapping[str, object]


class ReleaseError(Exception):
    """A release file that can't be read or written; the sentence says what to do."""


class Sealed:
    """One release file, opened read-only and immutable: what any layout of it can answer.

    Several threads may ask at once. Every fault of the file is a ReleaseError.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReleaseError(f"{path} is missing: publish again, or restore it from a backup")
        self.path = path
        self._lock = threading.Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as fault:
            raise ReleaseError(f"{path} can't be opened: {fault}") from fault
        # Whoever serves a release lets go of it while slow requests may still read it.
        weakref.finalize(self, self._connection.close)
        try:
            self.rows(f"PRAGMA cache_size = -{CACHE_KIB}")
            self._meta: dict[str, str] = dict(self.rows("SELECT key, value FROM meta"))
            self.number = int(self._meta["number"])
            self.layout = int(self._meta["layout"])
            self.ledger = int(self._meta["ledger"])
            self.published_at = dt.datetime.fromisoformat(self._meta["published_at"])
            self.note = self._meta["note"]
            self.sources = self._meta.get("sources", "")
        except (ReleaseError, KeyError, ValueError) as fault:
            self.close()
            raise ReleaseError(f"{path} is no sound release file: {fault}") from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> Rows:
        try:
            with self._lock:
                return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as fault:
            raise ReleaseError(f"{self.path} can't be read: {fault}") from fault

    def files(self) -> dict[str, bytes]:
        """Return the schedule files that were published, path to bytes."""
        return dict(self.rows("SELECT path, content FROM schedule_file ORDER BY path"))

    def close(self) -> None:
        self._connection.close()
