"""The command that a mail server hands returned mail to."""

import sys
from typing import BinaryIO

import click

from guide import clock
from guide.cli.installation import installed
from guide.cli.terminal import answer, say
from guide.delivery import reports
from guide.delivery.reports import Blame, Report
from guide.settings import SettingsError
from guide.state import bounces
from guide.state.bounces import Fate
from guide.state.database import StateError, Tx

# EX_TEMPFAIL of sysexits.h: a mail server that hears it tries again later.
TRY_AGAIN = 75


@click.command()
@click.argument("mail", type=click.File("rb"))
def bounce(mail: BinaryIO) -> None:
    """Take in a mail that came back, a file or - for standard input.

    An address that takes no mail gets none any more, at once or after five days of failures
    within fourteen; who complains is forgotten. What is no report on a mail of ours is passed
    over. Needs GUIDE_BOUNCE_DOMAIN. Exits with 75 where the database is away: try again later.
    """
    raw = mail.read(reports.LARGEST)
    with installed() as installation:
        paths = installation.return_paths
        if paths is None:
            raise SettingsError(
                "set GUIDE_BOUNCE_DOMAIN: only mails sent with it tell where they come back from"
            )
        report, message = reports.read(raw), paths.message(raw.decode("latin-1"))
        if report is None or message is None:
            say("this is no report on a mail of ours that failed: nothing is done")
            return
        try:
            with installation.database.writing() as tx:
                fate = _noted(tx, message, report)
        except StateError as fault:
            say(f"{fault}: try again later")
            sys.exit(TRY_AGAIN)
    code = f" ({report.code})" if report.code else ""
    answer(f"message {message}: {report.blame}{code}: {fate}")


def _noted(tx: Tx, message: int, report: Report) -> Fate:
    now, reason = clock.machine_now(), f"{report.blame} {report.code}".strip()
    match report.blame:
        case Blame.NOBODY:
            return bounces.gone(tx, message, reason=reason, machine_now=now)
        case Blame.FAILED:
            return bounces.failed(tx, message, reason=reason, machine_now=now)
        case Blame.UNWANTED:
            return bounces.unwanted(tx, message, machine_now=now)
