import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from guide.state import current, import_checks, instance, migrations
from guide.state.database import Database, Reason, StateError
from guide.state.migrations import moving
from guide.state.tables import metadata
from tests.state.builders import EVENING

LATER = ("import_check", "pace", "bounce")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/100% empty.sqlite"
    else:
        url = request.getfixturevalue("fresh_postgresql")
        wipe(url)
    database = Database(url)
    yield database
    database.close()
    if request.param == "postgresql":
        wipe(url)
        again = Database(url)
        again.migrate()
        again.close()


def wipe(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def names(database: Database) -> set[str]:
    with database.reading() as tx:
        return set(inspect(tx).get_table_names()) - {"alembic_version"}


def test_the_newest_revision_is_what_the_tables_say(empty: Database) -> None:
    empty.migrate()
    with empty.reading() as tx:
        differences = compare_metadata(MigrationContext.configure(tx), metadata)
    assert differences == []
    assert names(empty) == set(metadata.tables)


def test_the_files_say_what_alembic_finds_out() -> None:
    assert migrations.revisions()[-1] == moving.newest()


def test_alembic_is_not_loaded_where_the_tables_are_as_they_should_be(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guide.sqlite"
    code = (
        "import sys; from guide.state.database import Database; "
        f"Database({url!r}).migrate(); print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [one.stdout.split()[-1] for one in said] == ["True", "False"]


def test_up_down_and_up_again(empty: Database) -> None:
    empty.migrate()
    with empty.writing() as tx:
        first = instance.instance_id(tx)
        current.move(tx, number=1, file="1", published_at=EVENING, note="", expect=None)
    empty.migrate("base")
    assert names(empty) == set()
    empty.migrate()
    with empty.reading() as tx:
        assert instance.instance_id(tx) != first
        assert current.current(tx) is None


def test_personal_feeds_come_and_go_and_leave_the_rest_alone(empty: Database) -> None:
    empty.migrate("0001")
    assert names(empty) == set(metadata.tables) - {"personal_feed", *LATER}
    with empty.writing() as tx:
        first = instance.instance_id(tx)
    empty.migrate("0002")
    assert names(empty) == set(metadata.tables) - {*LATER}
    empty.migrate("0001")
    assert names(empty) == set(metadata.tables) - {"personal_feed", *LATER}
    with empty.reading() as tx:
        assert instance.instance_id(tx) == first


def test_what_is_known_of_imports_comes_and_goes_and_leaves_the_rest_alone(
    empty: Database,
) -> None:
    empty.migrate("0003")
    assert names(empty) == set(metadata.tables) - {*LATER}
    with empty.writing() as tx:
        first = instance.instance_id(tx)
    empty.migrate("0004")
    with empty.writing() as tx:
        import_checks.failed(tx, "tele", failure="it is gone", machine_now=EVENING)
    empty.migrate("0003")
    empty.migrate()
    assert names(empty) == set(metadata.tables)
    with empty.reading() as tx:
        assert import_checks.checks(tx) == {}
        assert instance.instance_id(tx) == first


def test_migrating_again_keeps_what_is_there(empty: Database) -> None:
    empty.migrate()
    with empty.writing() as tx:
        first = instance.instance_id(tx)
        current.move(tx, number=1, file="1", published_at=EVENING, note="n", expect=None)
    empty.migrate()
    with empty.reading() as tx:
        assert instance.instance_id(tx) == first
        assert [one.number for one in current.history(tx)] == [1]


def test_a_writer_holds_nobody_up_who_finds_the_tables_as_they_should_be(empty: Database) -> None:
    empty.migrate()
    with empty.writing() as tx:
        instance.set_clock(tx, None)
        empty.migrate()


def test_every_step_up_and_down_keeps_the_rows(empty: Database) -> None:
    empty.migrate("0001")
    with empty.writing() as tx:
        first = instance.instance_id(tx)
        tx.exec_driver_sql("INSERT INTO airing_target (airing, target) VALUES ('a', 'all')")
    for revision in ("0002", "0003", "head", "0003", "0002", "0001", "head"):
        empty.migrate(revision)
        with empty.reading() as tx:
            assert instance.instance_id(tx) == first
            rows = tx.exec_driver_sql("SELECT airing, target FROM airing_target").fetchall()
            assert [tuple(row) for row in rows] == [("a", "all")]


def test_tables_of_a_newer_guide_are_left_alone(empty: Database) -> None:
    empty.migrate()
    with empty.writing() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateError, match="newer version of guide") as raised:
        empty.migrate()
    assert raised.value.reason is Reason.NOT_READY
    assert names(empty) == set(metadata.tables)


def test_before_the_first_migration_a_reader_is_told_what_to_do(empty: Database) -> None:
    with pytest.raises(StateError, match="start guide serve once"), empty.reading() as tx:
        current.current(tx)
