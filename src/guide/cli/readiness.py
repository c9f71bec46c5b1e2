"""Whether the guide can do its work, as /readyz and `guide doctor` say it."""

import datetime as dt
from collections.abc import Callable

from guide import clock
from guide.cli.installation import Installation
from guide.model.reminders import Backlog
from guide.releases.release import Release
from guide.state import heartbeat, import_checks
from guide.state.database import StateError
from guide.state.outbox import Outbox
from guide.web.operations import Readiness

LATE = dt.timedelta(minutes=5)
# A sender is silent while a server thinks about the end of a mail, for two minutes at most.
SILENT = {"clock": dt.timedelta(minutes=1), "sender": dt.timedelta(minutes=3)}


def look(
    installation: Installation,
    current: Callable[[], Release | None],
    *,
    now: Callable[[], dt.datetime],
) -> Readiness:
    """Look at the release, the last beats and the waiting mail; never raises."""
    release = current()
    trouble = [] if release else ["nothing is published yet: run `guide publish`"]
    try:
        ages, backlog = _vital_signs(installation, now())
        trouble += _failed_imports(installation)
    except StateError as fault:
        return _readiness(release, None, None, [*trouble, str(fault)])
    for part, age in ages.items():
        if age is None or age > SILENT[part]:
            seen = "yet" if age is None else f"for {age.total_seconds():.0f} s"
            trouble.append(f"the {part} has not been seen {seen}: is `guide jobs` running?")
    if backlog.age > LATE:
        waiting = backlog.queued + backlog.retrying
        wait = "1 mail waits" if waiting == 1 else f"{waiting} mails wait"
        trouble.append(f"{wait}, the oldest {backlog.age.total_seconds():.0f} s")
    return _readiness(release, ages["clock"], backlog, trouble)


def _vital_signs(
    installation: Installation, now: dt.datetime
) -> tuple[dict[str, dt.timedelta | None], Backlog]:
    machine = clock.machine_now()
    with installation.database.reading() as tx:
        beats = heartbeat.beats(tx)
    backlog = Outbox(installation.database).backlog(now=now, machine_now=machine)
    ages = {part: machine - beats[part].at if part in beats else None for part in SILENT}
    return ages, backlog


def _failed_imports(installation: Installation) -> list[str]:
    """Say of which guides of others the last look failed; why is for the operator alone."""
    with installation.database.reading() as tx:
        checks = import_checks.checks(tx)
    failing = sorted(source for source, check in checks.items() if check.failure)
    return [f"the import of {source} fails: see `guide sources`" for source in failing]


def _readiness(
    release: Release | None,
    age: dt.timedelta | None,
    backlog: Backlog | None,
    trouble: list[str],
) -> Readiness:
    return Readiness(
        ready=release is not None and age is not None and age <= SILENT["clock"],
        release=release.number if release else None,
        published_at=release.published_at if release else None,
        clock_age=None if age is None else age.total_seconds(),
        mail_waiting=backlog.queued + backlog.retrying if backlog else 0,
        mail_oldest=backlog.age.total_seconds() if backlog else None,
        trouble=tuple(trouble),
    )
