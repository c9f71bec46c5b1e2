"""Commands of an operator: everything under one command, or its parts."""

import logging
import sys
from functools import partial

import click

from guide.cli import parts, processes
from guide.cli.editing import headline, read_schedules
from guide.cli.installation import Installation, installed
from guide.cli.logs import FORMATTERS
from guide.cli.processes import Part, Watcher
from guide.cli.terminal import say
from guide.model.checks import check as check_draft
from guide.model.problems import has_errors
from guide.publishing.faults import PublishingError
from guide.publishing.publish import Verdict
from guide.releases.sealed import ReleaseError
from guide.settings import child_environment
from guide.state.faults import StateError

PREMIERE = "2017-06-01T20:00+02:00"
WELCOME = """
It is Thursday 1 June 2017, 20:00 in Paris. Try:
  {at}/                              tonight, and the premiere at 20h40
  {at}/fr/series/missions/season-1/  the season: add it to a calendar, be reminded
  {at}/feeds/series/missions/season-1.ics
  {at}/fr/mailbox/                   the mail this guide sends
Ctrl-C ends it.
"""

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
WORKERS = click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
DEMO = click.option("--demo", is_flag=True, hidden=True)
TETHERED = click.option("--tethered", is_flag=True, hidden=True, help="End with standard input.")


@click.command()
@HOST
@PORT
@WORKERS
@DEMO
@TETHERED
def web(host: str, port: int, workers: int, demo: bool, tethered: bool) -> None:  # noqa: FBT001 -- click's way
    """Serve pages and feeds."""
    with installed(demo=demo) as installation:
        _log(installation)
        installation.service_clock()
    if tethered:
        processes.end_with_standard_input()
    parts.must_be_free(host, port)
    parts.run_web(host=host, port=port, workers=workers, demo=demo)


@click.command()
@DEMO
@TETHERED
def jobs(demo: bool, tethered: bool) -> None:  # noqa: FBT001 -- click's way
    """Run the clock and the sender of reminders."""
    with installed(demo=demo) as installation:
        _log(installation)
        clock = installation.service_clock()
        if tethered:
            processes.end_with_standard_input()
        parts.run_jobs(installation, clock)


@click.command()
@HOST
@PORT
@WORKERS
@click.option("--watch", is_flag=True, help="Publish when the schedule files change.")
def serve(host: str, port: int, workers: int, watch: bool) -> None:  # noqa: FBT001 -- click's way
    """Start everything: web workers, and one process for clock and sender."""
    parts.must_be_free(host, port)
    environment = _listening(child_environment(), host, port)
    with installed(environment) as installation, processes.alone(installation.home):
        _log(installation)
        installation.service_clock()
        if _has_release(installation):
            _warn_of_errors(installation)
        else:
            _publish(installation, needed=True)
        say(f"guide listens on {_address(host, port)}")
        _supervise(installation, host, port, workers, watch=watch)


@click.command()
@HOST
@PORT
@WORKERS
def demo(host: str, port: int, workers: int) -> None:
    """Start everything on the evening of 1 June 2017, with mail into a page."""
    parts.must_be_free(host, port)
    start = child_environment(GUIDE_NOW=PREMIERE, GUIDE_SMTP_URL="mailbox:")
    environment = _listening(start, host, port)
    with installed(environment, demo=True) as installation, processes.alone(installation.home):
        _log(installation)
        installation.service_clock(fresh=True)
        _publish(installation, needed=True)
        say(WELCOME.format(at=_address(host, port)))
        _supervise(installation, host, port, workers, watch=True)


def _supervise(
    installation: Installation, host: str, port: int, workers: int, *, watch: bool
) -> None:
    environment = installation.environment | {"GUIDE_SCHEDULES": str(installation.schedules)}
    watched = partial(_publish_again, installation)
    watcher = Watcher(installation.schedules, watched) if watch else None
    sys.exit(processes.supervise(_parts(installation, host, port, workers), environment, watcher))


def _parts(installation: Installation, host: str, port: int, workers: int) -> tuple[Part, ...]:
    listen = ("--host", host, "--port", str(port), "--workers", str(workers))
    more = ("--tethered", "--demo") if installation.demo else ("--tethered",)
    return Part("web", ("web", *listen, *more)), Part("jobs", ("jobs", *more))


def _listening(environment: dict[str, str], host: str, port: int) -> dict[str, str]:
    """Return the environment with a base URL: links must lead to where this server listens."""
    return {"GUIDE_BASE_URL": _address(host, port)} | environment


def _address(host: str, port: int) -> str:
    named = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 -- compared, not bound
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def _publish(installation: Installation, *, needed: bool) -> None:
    """Publish and say so in a line; end with 1 where nothing can be served without it."""
    draft = read_schedules(installation.schedules)
    outcome = installation.press.publish(draft, now=installation.clock.now())
    for problem in outcome.problems:
        say(str(problem))
    if outcome.verdict is not Verdict.UNCHANGED:
        say(headline(outcome))
    if needed and outcome.verdict is Verdict.REFUSED and not _has_release(installation):
        sys.exit(1)


def _has_release(installation: Installation) -> bool:
    """Say whether there is a release to serve; one of another version of guide is none."""
    try:
        release = installation.press.current()
    except ReleaseError as fault:
        say(str(fault))
        return False
    if release is None:
        return False
    release.close()
    return True


def _publish_again(installation: Installation) -> None:
    """Publish what has changed; whatever goes wrong, the last release goes on being served."""
    try:
        _publish(installation, needed=False)
    except click.ClickException as fault:
        say(f"nothing was published: {fault.message}")
    except (PublishingError, ReleaseError, StateError) as fault:
        say(f"nothing was published: {fault}")


def _warn_of_errors(installation: Installation) -> None:
    try:
        draft = read_schedules(installation.schedules)
    except click.UsageError as fault:
        say(f"{fault.message}: the last release is served")
        return
    if has_errors(check_draft(draft, now=installation.clock.now())):
        say(f"{installation.schedules} has errors: the last release is served; see `guide check`")


def _log(installation: Installation) -> None:
    """Send the log to stderr, as text or one JSON object a line."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATTERS[installation.settings.log_format]())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in ("alembic", "apscheduler"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
