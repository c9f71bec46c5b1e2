"""How commands speak: answers on stdout, everything else on stderr."""

import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

# Rows that are laid out in folding columns: two thousand of them would take a second.
FOLDED = 100


def say(words: str) -> None:
    """Say something that was not asked for."""
    click.echo(words, err=True)


def answer(words: str) -> None:
    click.echo(words)


def answer_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def answer_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their heads: as wide as the terminal, or one tabbed line a row in a pipe.

    Long tables are aligned and left to the terminal to break. Nothing in a cell can steer it.
    """
    plain = [[_plain(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        click.echo("".join("\t".join(row) + "\n" for row in plain), nl=False)
    elif len(plain) <= FOLDED:
        _folded(heads, plain)
    else:
        _aligned(heads, plain)


def _plain(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " for one in text)


def _folded(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 -- slow to load, and for terminals alone
    from rich.table import Table  # noqa: PLC0415 -- the same
    from rich.text import Text  # noqa: PLC0415 -- the same

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    every = [list(heads), *rows]
    sizes = [[_size(cell) for cell in row] for row in every]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    lines = [
        "  ".join(
            cell + " " * (width - size) for cell, size, width in zip(row, of, widths, strict=True)
        ).rstrip()
        for row, of in zip(every, sizes, strict=True)
    ]
    click.secho(lines[0], bold=True)
    click.echo("\n".join(lines[1:]))


def _size(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )


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
