"""What can be wrong with a database, told in one sentence."""

import sqlite3
from enum import StrEnum

from sqlalchemy import exc


class Reason(StrEnum):
    BUSY = "busy"
    FULL = "full"
    AWAY = "away"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    NOT_READY = "not ready"
    FAULT = "fault"


_SENTENCES = {
    Reason.BUSY: "The database is busy with another writer: try again in a moment.",
    Reason.FULL: "The database's disk is full: make room, nothing was lost.",
    Reason.AWAY: "The database cannot be reached: check GUIDE_DATABASE_URL and GUIDE_HOME.",
    Reason.READ_ONLY: "The database cannot be written to: check the permissions of its files.",
    Reason.DAMAGED: "The database is damaged: restore it from a backup.",
    Reason.NOT_READY: "The database's tables are not of this version: start guide serve once.",
    Reason.FAULT: "The database refused a statement.",
}


class StateError(Exception):
    """The database could not do it, and nothing of the transaction was kept.

    `busy` says that trying again in a moment may do.
    """

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        super().__init__(sentence or _SENTENCES[reason])
        self.reason = reason

    @property
    def busy(self) -> bool:
        return self.reason is Reason.BUSY


_SQLITE = {
    "SQLITE_BUSY": Reason.BUSY,
    "SQLITE_LOCKED": Reason.BUSY,
    "SQLITE_FULL": Reason.FULL,
    "SQLITE_CANTOPEN": Reason.AWAY,
    "SQLITE_IOERR": Reason.AWAY,
    "SQLITE_READONLY": Reason.READ_ONLY,
    "SQLITE_CORRUPT": Reason.DAMAGED,
    "SQLITE_NOTADB": Reason.DAMAGED,
}
# Codes of PostgreSQL's SQLSTATE, and their classes for the rest.
_SQLSTATE = {
    "08": Reason.AWAY,
    "40": Reason.BUSY,
    "53": Reason.BUSY,
    "55": Reason.BUSY,
    "57": Reason.AWAY,
    "53100": Reason.FULL,
    "57014": Reason.BUSY,
    "25006": Reason.READ_ONLY,
    "3D000": Reason.AWAY,
    "42P01": Reason.NOT_READY,
    "42703": Reason.NOT_READY,
    "XX001": Reason.DAMAGED,
    "XX002": Reason.DAMAGED,
}


def state_error(error: exc.SQLAlchemyError | sqlite3.Error) -> StateError:
    """Return what a driver's error means for us."""
    if isinstance(error, exc.TimeoutError):
        return StateError(Reason.BUSY)
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return StateError(_sqlite_reason(original))
    state = getattr(original, "sqlstate", None)
    if state is None:
        # Without a code the server never answered: refused, unknown host, cut off.
        return StateError(Reason.AWAY if isinstance(error, exc.OperationalError) else Reason.FAULT)
    return StateError(_SQLSTATE.get(state) or _SQLSTATE.get(state[:2], Reason.FAULT))


def _sqlite_reason(error: sqlite3.Error) -> Reason:
    name = getattr(error, "sqlite_errorname", "")
    if str(error).startswith(("no such table", "no such column")):
        return Reason.NOT_READY
    matches = (reason for code, reason in _SQLITE.items() if name.startswith(code))
    return next(matches, Reason.FAULT)
