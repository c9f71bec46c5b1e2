"""Commands around the guides of others that are known: list, refresh and remove them."""

import datetime as dt
import sys

import click

from guide.cli import import_report, imports, progress
from guide.cli.imports import Sources
from guide.cli.installation import Installation, installed
from guide.cli.naming import few
from guide.cli.terminal import answer, answer_json, answer_table, say
from guide.clock import machine_now
from guide.formats.source_report import age_words, source_json, trouble
from guide.model.problems import has_errors
from guide.model.source import ImportSource
from guide.model.source_state import SourceState
from guide.publishing.source_states import source_states
from guide.sources import yaml_files
from guide.sources.download.address import shown
from guide.state import import_checks
from guide.web.library import Library

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
HEADS = (
    "source", "age", "looked at", "begins", "ends", "programmes", "airings", "channels",
    "oddities", "trouble",
)  # fmt: skip


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def sources(context: click.Context, *, as_json: bool) -> None:
    """List the guides of others: how old each is, what it covers, what is wrong with it."""
    if context.invoked_subcommand:
        return
    with installed() as installation:
        known = imports.known_sources(installation)
        with installation.database.reading() as tx:
            checks = import_checks.checks(tx)
        now = installation.clock.now()
        states = source_states(known.listed, known.imported, checks)
        if as_json:
            told = [source_json(one, now=now, machine_now=machine_now()) for one in states]
            answer_json(told)
        else:
            answer_table(HEADS, [_row(state, now) for state in states])
            if not states:
                say(_none_yet(installation))


def _none_yet(installation: Installation) -> str:
    """Say why there is no guide of others, and what to do."""
    if installation.press.number():
        return "no guide of others yet: `guide import FILE`, or list it in the schedules"
    folder = installation.schedules
    try:
        draft = yaml_files.read(yaml_files.collect(folder))
    except OSError:
        draft = yaml_files.read({})
    if has_errors(draft.problems):
        return f"nothing is published, for {folder} has errors: `guide check` names them"
    if draft.sources:
        return f"nothing is published yet: `guide publish` takes the sources of {folder} in"
    return "no guide of others yet: `guide import FILE`, or list it in the schedules"


@sources.command()
@click.argument("name", metavar="[NAME]", required=False)
@JSON
def refresh(name: str | None, *, as_json: bool) -> None:
    """Look at a source now, or at all that have a place to be looked at."""
    with installed() as installation, progress.shown() as tell:
        wanted = _refreshable(installation, name)
        library = Library(database=installation.database, shelf=installation.shelf)
        refreshing = imports.wired_refreshing(installation, library, now=installation.clock.now)
        failed, objects = False, []
        for source in wanted:
            done = refreshing.refresh(source, progress=tell)
            failed = failed or bool(done.failure)
            if done.failure:
                say(f"{source.id}: {done.failure}")
            elif done.outcome is None:
                say(f"{source.id}: nothing new there")
            else:
                say(f"{source.id}: {import_report.headline(done.outcome)}")
            outcome = import_report.as_json(done.outcome) if done.outcome else None
            objects.append({"source": source.id, "failure": done.failure, "outcome": outcome})
            if done.outcome and not as_json:
                where = _where(source)
                for line in import_report.report_lines(done.outcome.report, where):
                    answer(line)
        if as_json:
            answer_json(objects)
    sys.exit(failed)


@sources.command()
@click.argument("name", metavar="NAME")
def remove(name: str) -> None:
    """Publish without a source: what lies ahead of it is cancelled."""
    with installed() as installation:
        known = imports.known_sources(installation)
        if known.get(name) is None:
            raise _unknown(name, known)
        listed = known.listed
        importer = imports.wired_importer(installation)
        outcome = importer.drop(name, now=installation.clock.now())
        with installation.database.writing() as tx:
            import_checks.forget(tx, name)
        cancelled = len(outcome.changes)
        say(f"{outcome.verdict} release {outcome.number} without {name}: {cancelled:,} cancelled")
        if name in listed and listed[name].every:
            say(f"the schedule files list {name}: take it out there too, or it comes back")


def _refreshable(installation: Installation, name: str | None) -> list[ImportSource]:
    known = imports.known_sources(installation)
    if name is None:
        some = filter(None, map(known.get, known.ids))
        return [one for one in some if one.address or one.id in known.listed]
    found = known.get(name)
    if found is None:
        raise _unknown(name, known)
    if found.address is None and name not in known.listed:
        raise click.UsageError(f"{name} came from a file by hand: import the file again")
    return [found]


def _unknown(name: str, known: Sources) -> click.UsageError:
    return click.UsageError(f"no source is called {name!r}; there is {few(known.ids) or 'none'}")


def _where(source: ImportSource) -> str:
    return shown(source.address) if source.address else source.file or source.id


def _row(state: SourceState, now: dt.datetime) -> tuple[str, ...]:
    wrong = "; ".join(trouble(state, now=now, machine_now=machine_now()))
    ages = (_age(now, state.imported_at), _age(machine_now(), state.checked_at))
    report = state.report
    if report is None:
        return (state.id, *ages, "—", "—", "0", "0", "0", "0", wrong)
    period = [import_report.day(at) if at else "—" for at in (report.starts, report.ends)]
    oddities = sum(finding.count for finding in report.findings)
    counts = (report.programmes, report.airings, report.channels)
    among = f"{oddities} in {report.anew} read anew" if report.kept else str(oddities)
    return (state.id, *ages, *period, *map(str, counts), among, wrong)


def _age(now: dt.datetime, at: dt.datetime | None) -> str:
    return age_words(now - at) if at else "—"
