"""How the looks at imported guides went: what no release can tell."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select

from guide.state import upsert
from guide.state.database import Tx
from guide.state.tables import import_check

LONGEST = 500


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """`checked_at` is when a source was last found whole, be it unchanged, and `failure` (at
    `failed_at`) what has gone wrong since then; instants are of the machine's clock. `etag` and
    `modified` are what its server called the last good answer, at an address whose digest is
    `asked`.
    """

    checked_at: dt.datetime | None = None
    asked: str = ""
    etag: str | None = None
    modified: str | None = None
    failure: str | None = None
    failed_at: dt.datetime | None = None

    def known_at(self, address: str) -> tuple[str | None, str | None]:
        """Return ETag and Last-Modified, if they are of this very address."""
        return (self.etag, self.modified) if self.asked == _digest(address) else (None, None)


def checks(tx: Tx) -> dict[str, ImportCheck]:
    """Return what is known, by the id of the source."""
    return {
        row.source: ImportCheck(
            checked_at=row.machine_checked_at,
            asked=row.asked,
            etag=row.etag,
            modified=row.modified,
            failure=row.failure,
            failed_at=row.machine_failed_at,
        )
        for row in tx.execute(select(import_check))
    }


def succeeded(
    tx: Tx,
    source: str,
    *,
    address: str,
    known: tuple[str | None, str | None],
    machine_now: dt.datetime,
) -> None:
    """Note that a source was found whole at `address`; the last failure is over.

    `known` are ETag and Last-Modified of the answer that was published.
    """
    etag, modified = known
    row = {
        "source": source,
        "machine_checked_at": machine_now,
        "asked": _digest(address),
        "etag": etag,
        "modified": modified,
        "failure": None,
        "machine_failed_at": None,
    }
    upsert.put(tx, import_check, row, key=["source"])


def failed(tx: Tx, source: str, *, failure: str, machine_now: dt.datetime) -> None:
    """Note in a sentence why a source could not be had; what was known of it stays."""
    row = {"source": source, "failure": _plain(failure), "machine_failed_at": machine_now}
    upsert.put(tx, import_check, row, key=["source"])


def forget(tx: Tx, source: str) -> None:
    tx.execute(delete(import_check).where(import_check.c.source == source))


def _plain(text: str) -> str:
    # PostgreSQL keeps no NUL, and a failure is one line.
    return "".join(one if one.isprintable() else " " for one in text)[:LONGEST]


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
