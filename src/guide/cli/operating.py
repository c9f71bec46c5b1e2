"""Commands that look after an installation."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from guide.cli.installation import Installation, installed
from guide.cli.parts import send_test
from guide.cli.readiness import look
from guide.cli.terminal import answer, answer_table
from guide.clock import Clock
from guide.releases.release import ReleaseError
from guide.settings import ALL, SettingsError
from guide.state import current
from guide.state.database import StateError


@click.command()
def config() -> None:
    """Print the settings in force and where each came from, secrets masked."""
    with installed() as installation:
        chosen = installation.settings
        heads = ("setting", "value", "from", "meaning")
        rows = [
            (f"GUIDE_{one.name}", chosen.shown[one.name], chosen.origins[one.name], one.meaning)
            for one in ALL
        ]
        answer_table(heads, rows)


@dataclass(frozen=True, slots=True)
class Finding:
    """`mark` is "ok", "note" (worth knowing) or "bad" (guide cannot do its work)."""

    mark: str
    about: str
    words: str


@click.command()
@click.option("--send-to", metavar="ADDRESS", help="Send a test mail to this address.")
def doctor(send_to: str | None) -> None:
    """Look at everything guide needs, and say what is wrong: exit 1 if something is."""
    bad = False
    with installed() as installation:
        for finding in _findings(installation, send_to):
            answer(f"{finding.mark:<4}  {finding.about}: {finding.words}")
            bad |= finding.mark == "bad"
    sys.exit(bad)


def _findings(installation: Installation, send_to: str | None) -> Iterator[Finding]:
    for about, examine in LOOKS.items():
        try:
            yield from (Finding(mark, about, words) for mark, words in examine(installation))
        except (StateError, ReleaseError, SettingsError, OSError) as fault:
            yield Finding("bad", about, str(fault))
    if send_to is not None:
        mark, words = send_test(installation, send_to)
        yield Finding(mark, "test mail", words)


Looks = Iterator[tuple[str, str]]


def _home(installation: Installation) -> Looks:
    probe = installation.home / ".doctor"
    probe.write_bytes(b"")
    probe.unlink()
    yield "ok", f"{installation.home} can be written"


def _database(installation: Installation) -> Looks:
    with installation.database.reading() as tx:
        count = len(current.history(tx))
    yield "ok", f"answers, and knows {count} release{'s' * (count != 1)}"


def _release(installation: Installation) -> Looks:
    release = installation.press.current()
    if release is None:
        yield "note", "nothing is published yet: run `guide publish`"
        return
    yield "ok", f"release {release.number} is whole"
    release.close()


def _clock(installation: Installation) -> Looks:
    shown = f"{installation.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    if installation.clock == Clock():
        yield "ok", f"{shown}, the machine's"
    else:
        yield "note", f"{shown}, started by GUIDE_NOW; GUIDE_NOW=real returns to the machine's"


def _jobs(installation: Installation) -> Looks:
    readiness = look(installation, installation.press.current, now=installation.clock.now)
    for trouble in readiness.trouble:
        yield "note", trouble
    if not readiness.trouble:
        yield "ok", "the clock ticks, and no mail is late"


LOOKS: dict[str, Callable[[Installation], Looks]] = {
    "home": _home,
    "database": _database,
    "release": _release,
    "clock": _clock,
    "jobs": _jobs,
}
