"""How commands speak: answers on stdout, everything else on stderr."""

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def say(words: str) -> None:
    """Say something that was not asked for."""
    click.echo(words, err=True)


def answer(words: str) -> None:
    click.echo(words)


def answer_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def answer_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their heads: as wide as the terminal, or one tabbed line a row in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


class DateType(click.ParamType[dt.date]):
    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date: write it as 2017-06-01", param, ctx)


DATE = DateType()
