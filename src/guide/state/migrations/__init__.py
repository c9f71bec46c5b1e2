"""The tables' history: one module a revision, each with its way up and down."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_HERE = Path(__file__).parent


def migrate(tx: Connection, revision: str) -> None:
    """Bring the tables to `revision` ("head", "base" or a revision's name) within `tx`."""
    config = _config()
    config.attributes["connection"] = tx
    current = _current(tx)
    below = {step.revision for step in _scripts().iterate_revisions(current, "base")}
    if revision == "base" or (revision in below and revision != current):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def known(tx: Connection) -> bool:
    """Say whether the tables are of a revision that this version of guide has."""
    current = _current(tx)
    return current is None or current in {step.revision for step in _scripts().walk_revisions()}


def is_at(tx: Connection, revision: str) -> bool:
    """Say whether the tables are of `revision` ("head" or a revision's name) already."""
    wanted = _scripts().get_current_head() if revision == "head" else revision
    return _current(tx) == wanted


def _current(tx: Connection) -> str | None:
    return MigrationContext.configure(tx).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
