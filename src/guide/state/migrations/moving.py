"""Alembic at work: the tables brought from one revision to another."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_HERE = Path(__file__).parent


def move(tx: Connection, revision: str, current: str | None) -> None:
    """Bring the tables from `current` to `revision` ("head", "base" or a revision's name)."""
    config = _config()
    config.attributes["connection"] = tx
    below = {step.revision for step in _scripts().iterate_revisions(current, "base")}
    if revision == "base" or (revision in below and revision != current):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def newest() -> str | None:
    """Return the newest revision, as Alembic finds it by following the steps."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
