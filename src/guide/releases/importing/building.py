"""A release made of its predecessor and what an import changes of it."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

from guide.model.changes import ReleaseNote
from guide.releases.build import Built, published_at
from guide.releases.importing.channel_plan import Stamp
from guide.releases.importing.laid import Laid
from guide.releases.importing.lane import Bring, Lane, with_bouquets
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.rows import seconds
from guide.releases.sealed import ReleaseError
from guide.releases.touched import EVERYTHING
from guide.releases.written import begun, write_end


def build_import(
    bring: Bring,
    *,
    path: Path,
    previous: Ledger | None,
    number: int,
    now: dt.datetime,
    note: str,
    mint: Callable[[], str],
) -> Built:
    """Write release `number` to `path`: its predecessor, and what `bring` lays into it.

    Raises ReleaseError when the file can't be written, or `previous` has another layout; then, and
    when `bring` fails or lays nothing new, no file is left at `path`.
    """
    if previous is not None and not isinstance(previous, Release):
        raise ReleaseError(f"{previous.path} has another layout: publish the schedule files first")
    at = published_at(now, previous)
    laid = Laid()
    try:
        with begun(path, previous) as file:
            stamp = Stamp(now=seconds(now), at=seconds(at))
            laid = bring(Lane(file, stamp=stamp, mint=mint))
            plain = ReleaseNote(number, at, note, len(laid.changes), added=laid.added)
            scopes = {EVERYTHING} if previous is None else laid.scopes
            write_end(file, plain, laid.changes, with_bouquets(file, scopes))
    except (sqlite3.Error, OSError) as fault:
        laid.differs = False
        raise ReleaseError(f"the release can't be written to {path}: {fault}") from fault
    finally:
        if not laid.differs:
            path.unlink(missing_ok=True)
    return Built(
        changed=laid.differs,
        changes=tuple(laid.changes),
        number=number,
        published_at=at,
        added=laid.added,
    )
