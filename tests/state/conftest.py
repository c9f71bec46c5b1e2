import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guide.state.database import Database
from tests.judges.need import require
from tests.state import own_server
from tests.state.builders import World

SERVER = "postgresql://postgres@127.0.0.1:5432/test"
EMPTY = """
TRUNCATE release, heartbeat, subscriber, subscription, sign_up, sign_up_event, suppression,
    personal_feed, airing_target, reminder_job, outbox, import_check, bounce RESTART IDENTITY;
UPDATE pointer SET number = 0;
UPDATE pace SET machine_until = 0;
DELETE FROM instance WHERE key NOT IN ('instance', 'pepper')
"""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("state") / "guide.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server, on which the user may create databases."""
    url = os.environ.get("TEST_POSTGRES_URL", SERVER)  # noqa: TID251 -- it governs tests alone
    if _answers(url):
        yield url
        return
    programs = own_server.programs()
    get = "apt-get install postgresql, or TEST_POSTGRES_URL=postgresql://user@host/database"
    require(present=programs is not None, piece="A PostgreSQL server", get=get)
    assert programs
    with own_server.running(programs) as url:
        yield url


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


@pytest.fixture(scope="session")
def fresh_postgresql(server: str) -> Iterator[str]:
    """Return the address of an empty database of this run's own."""
    name = f"guide_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server.rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def postgresql(fresh_postgresql: str) -> Iterator[Database]:
    database = Database(fresh_postgresql)
    database.migrate()
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty database with its tables: every test here holds on both kinds."""
    if request.param == "postgresql":
        shared: Database = request.getfixturevalue("postgresql")
        with shared.writing() as tx:
            tx.exec_driver_sql(EMPTY)
        yield shared
        return
    template = request.getfixturevalue("sqlite_template")
    path = Path(shutil.copy(template, tmp_path / "guide.sqlite"))
    own = Database(f"sqlite:///{path}")
    yield own
    own.close()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
