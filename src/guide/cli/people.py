"""Commands for requests about what is kept of a person."""

import sys

import click

from guide.cli.installation import installed
from guide.cli.terminal import answer, answer_json, say
from guide.model.address import normalise
from guide.state import privacy


@click.group()
def subscriber() -> None:
    """Answer a person who asks what is kept of them, or wants it erased."""


@subscriber.command()
@click.argument("email")
def export(email: str) -> None:
    """Print all that is kept of an address, as JSON; exit 1 if nothing is."""
    address = _address(email)
    with installed() as installation, installation.database.reading() as tx:
        kept = privacy.kept_of(tx, address)
    answer_json(kept)
    if not any(kept.values()):
        say("nothing is kept of this address")
        sys.exit(1)


@subscriber.command()
@click.argument("email")
def erase(email: str) -> None:
    """Forget an address, what it follows and what was sent to it; exit 1 if nothing was kept."""
    address = _address(email)
    with installed() as installation, installation.database.writing() as tx:
        erased = privacy.erase(tx, address)
    if not erased:
        say("nothing is kept of this address")
        sys.exit(1)
    answer("erased: backups made before still hold it")


def _address(email: str) -> str:
    try:
        return normalise(email)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
