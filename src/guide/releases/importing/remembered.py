"""What a file remembers of a source's bytes: digests of its programmes, singly and run by run."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from guide.model.programme import DIGEST

# Only imports look at them, and do without where they are missing. `digest` of `known_of` is that
# of `source`: what another version of guide has written since is not what is remembered here.
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS known_run (
      source TEXT NOT NULL, digest BLOB NOT NULL, pieces BLOB NOT NULL, lines INTEGER NOT NULL,
      PRIMARY KEY (source, digest)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS known_of (
      source TEXT PRIMARY KEY, digest BLOB NOT NULL, loose BLOB NOT NULL
    ) WITHOUT ROWID
    """,
)
_LOOSE = """
SELECT loose FROM known_of JOIN source ON id = known_of.source AND source.digest = known_of.digest
WHERE id = ?
"""
_SINGLY = "SELECT digest FROM programme WHERE source = ?"
_LOST = """
SELECT key, channel, digest FROM programme
WHERE source = ? AND digest IN (SELECT digest FROM temp.lost_piece)
"""

# The digests of its programmes, one after the other, and how many line feeds it has.
Run = tuple[bytes, int]


class Digested(Protocol):
    @property
    def digest(self) -> bytes: ...


class Remembered:
    """Knows each programme of a source as often as the file has it; with `afresh`, none.

    `kept` counts the programmes that were found again. It is the memory of
    guide.sources.xmltv.splitting.
    """

    def __init__(self, file: sqlite3.Connection, source: str, *, afresh: bool) -> None:
        self._file = file
        self._source = source
        for table in _TABLES:
            file.execute(table)
        self._runs, self._loose = ({}, b"") if afresh else _read(file, source)
        self._left: Counter[bytes] | None = None
        self._met: set[bytes] = set()
        self._new: dict[bytes, Run] = {}
        self._new_loose: list[bytes] = []
        self._anything = bool(self._runs or self._loose)
        self.kept = 0

    def passes(self, run: bytes) -> tuple[int, int]:
        """Return how many programmes and line feeds a run has if each of its programmes is known
        and none was found before; else no programmes.
        """
        pieces, lines = self._runs.get(run, (b"", 0))
        if not pieces or not self._take_all(pieces):
            return 0, 0
        del self._runs[run]
        self._met.add(run)
        count = len(pieces) // DIGEST
        self.kept += count
        return count, lines

    def note(self, run: bytes, pieces: Sequence[Digested], lines: int = 0) -> None:
        """Take note of what a run is made of; b"" for programmes that are in no run."""
        digests = b"".join([piece.digest for piece in pieces])
        if run and run not in self._met and run not in self._new:
            self._new[run] = digests, lines
        else:
            self._new_loose.append(digests)

    def knows(self, digest: bytes) -> bool:
        """Say whether a programme is known and was not found before."""
        if not self._anything:
            return False
        left = self._singly()
        if not left.get(digest):
            return False
        left[digest] -= 1
        self.kept += 1
        return True

    def forget(self) -> set[str]:
        """Drop the programmes that were not found again; return their channels."""
        lost = {digest: count for digest, count in self._singly().items() if count}
        return _drop(self._file, self._source, lost) if lost else set()

    def write(self, read: bytes, *, unread: bool) -> None:
        """Remember what there is now under the digest `read` of its source; `unread` says that
        some programmes are not in the file, as nothing could be made of them.
        """
        run, source = self._file.executemany, self._source
        if unread:
            self._leave_out({one for (one,) in self._file.execute(_SINGLY, (source,))})
        gone = self._runs.keys() - self._new.keys()
        run(
            "DELETE FROM known_run WHERE source = ? AND digest = ?", [(source, one) for one in gone]
        )
        rows = sorted((source, one, *made) for one, made in self._new.items())
        run("REPLACE INTO known_run VALUES (?, ?, ?, ?)", rows)
        loose = b"".join(self._new_loose)
        run("REPLACE INTO known_of VALUES (?, ?, ?)", [(source, read, loose)])

    def _take_all(self, pieces: bytes) -> bool:
        """Take the programmes of a run, unless one of them was found elsewhere before."""
        left = self._left
        if left is None:
            return True
        each = _each(pieces)
        for at, one in enumerate(each):
            if not left[one]:
                left.update(each[:at])
                return False
            left[one] -= 1
        return True

    def _singly(self) -> Counter[bytes]:
        """Return what was not found yet; most imports need it, but not those of the same bytes."""
        if self._left is None:
            singly = [self._loose, *(pieces for pieces, _ in self._runs.values())]
            self._left = Counter(_each(b"".join(singly)))
        return self._left

    def _leave_out(self, there: set[bytes]) -> None:
        for run, (pieces, _) in [*self._new.items()]:
            if not there.issuperset(_each(pieces)):
                del self._new[run]
                self._new_loose.append(pieces)
        self._new_loose = [one for some in self._new_loose for one in _each(some) if one in there]


def _read(file: sqlite3.Connection, source: str) -> tuple[dict[bytes, Run], bytes]:
    """Return runs by their digest, and the digests of the programmes that are in none."""
    for (loose,) in file.execute(_LOOSE, (source,)):
        sql = "SELECT digest, pieces, lines FROM known_run WHERE source = ?"
        return {run: (pieces, lines) for run, pieces, lines in file.execute(sql, (source,))}, loose
    file.execute("DELETE FROM known_run WHERE source = ?", (source,))
    return {}, b"".join([one for (one,) in file.execute(_SINGLY, (source,))])


def forget_runs(file: sqlite3.Connection, source: str) -> None:
    """Remember nothing of a source any more."""
    for table in _TABLES:
        file.execute(table)
    for table in ("known_run", "known_of"):
        file.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 -- our own names


def _drop(file: sqlite3.Connection, source: str, lost: dict[bytes, int]) -> set[str]:
    file.execute("CREATE TEMP TABLE lost_piece (digest BLOB PRIMARY KEY) WITHOUT ROWID")
    file.executemany("INSERT INTO lost_piece VALUES (?)", ((one,) for one in lost))
    channels, keys = set(), []
    for key, channel, digest in file.execute(_LOST, (source,)):
        # The file may have it more often.
        if lost[digest]:
            lost[digest] -= 1
            channels.add(channel)
            keys.append((key,))
    file.executemany("DELETE FROM programme WHERE key = ?", keys)
    file.execute("DROP TABLE temp.lost_piece")
    return channels


def _each(pieces: bytes) -> list[bytes]:
    return [pieces[at : at + DIGEST] for at in range(0, len(pieces), DIGEST)]
