"""The tables' history: one module a revision, each with its way up and down.

Alembic is loaded only where the tables have to be moved: it takes longer than most commands.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

_VERSIONS = Path(__file__).parent / "versions"


def migrate(tx: Connection, revision: str) -> None:
    """Bring the tables to `revision` ("head", "base" or a revision's name) within `tx`."""
    from guide.state.migrations import moving  # noqa: PLC0415 -- see above

    moving.move(tx, revision, _current(tx))


def known(tx: Connection) -> bool:
    """Say whether the tables are of a revision that this version of guide has."""
    current = _current(tx)
    return current is None or current in revisions()


def is_at(tx: Connection, revision: str) -> bool:
    """Say whether the tables are of `revision` ("head" or a revision's name) already."""
    wanted = revisions()[-1] if revision == "head" else revision
    return _current(tx) == wanted


def revisions() -> list[str]:
    """Return the names of all revisions, the oldest first."""
    names = (re.match(r"v(\d{4})_", path.name) for path in _VERSIONS.glob("v*.py"))
    return sorted(name[1] for name in names if name)


def _current(tx: Connection) -> str | None:
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
