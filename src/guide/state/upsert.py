"""The one statement that both databases spell through dialects of their own."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Table
from sqlalchemy.dialects import sqlite

from guide.state.database import Tx

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def put(tx: Tx, table: Table, row: Mapping[str, Any], *, key: Collection[str]) -> None:
    """Insert `row`, or give the row that has the same `key` its other values."""
    insert = _insert(tx, table).values(row)
    others = {name: value for name, value in row.items() if name not in key}
    tx.execute(insert.on_conflict_do_update(index_elements=list(key), set_=others))


def add_missing(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that break no unique key, and pass over the others."""
    if rows:
        tx.execute(_insert(tx, table).on_conflict_do_nothing(), rows)


def add_selected(tx: Tx, table: Table, columns: Sequence[str], rows: Select[Any]) -> int:
    """Insert what `rows` selects, but for what breaks a unique key; return how many were new.

    SQLite can only read the statement if `rows` has a WHERE.
    """
    insert = _insert(tx, table).from_select(list(columns), rows)
    return tx.execute(insert.on_conflict_do_nothing()).rowcount


def _insert(tx: Tx, table: Table) -> "postgresql.Insert | sqlite.Insert":
    if tx.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 -- slow to load

        return postgresql.insert(table)
    return sqlite.insert(table)
