"""Commands of an editor: check, publish, compare, go back."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from guide.cli import progress
from guide.cli.changes import change_lines
from guide.cli.installation import Installation, installed
from guide.cli.problems import Style, render
from guide.cli.terminal import answer, answer_json, answer_table, say
from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ChangeKind
from guide.model.checks import check as check_draft
from guide.model.draft import Draft
from guide.model.problems import Problem, Severity, has_errors, warning
from guide.publishing.faults import PublishingError
from guide.publishing.publish import Outcome, Verdict
from guide.releases.release import Release, ReleaseNote
from guide.releases.sealed import ReleaseError
from guide.sources import yaml_files
from guide.sources.download.faults import DownloadError
from guide.sources.local import local_file

FOLDER = click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
NOTE = click.option("--note", default="", help="What this release is about.")


def read_schedules(folder: Path) -> Draft:
    """Read a folder of schedule files; a folder that is not there is wrong usage."""
    try:
        return yaml_files.read(yaml_files.collect(folder))
    except OSError as fault:
        raise click.UsageError(str(fault)) from None


@click.command()
@FOLDER
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text",
    help="How problems are written.",
)  # fmt: skip
def check(folder: Path | None, style: Style) -> None:
    """Read and check the schedule files: exit 1 if there is an error."""
    with installed() as installation:
        folder = folder or installation.schedules
        draft = read_schedules(folder)
        problems = check_draft(draft, now=installation.clock.now())
        problems = (*problems, *_missing_guides(draft, folder))
        if problems or style == "json":
            answer(render(problems, style))
        say(summary(problems, draft))
    sys.exit(has_errors(problems))


def _missing_guides(draft: Draft, folder: Path) -> Iterator[Problem]:
    """Yield a warning for each listed guide that is no file of the folder."""
    for source in draft.sources:
        if source.file is not None:
            try:
                local_file(folder, source.file)
            except DownloadError as fault:
                yield warning(source.place, "missing-guide", f"the file of {source.id}: {fault}")


@click.command()
def schema() -> None:
    """Print the JSON Schema of a schedule file, for an editor's completion."""
    answer_json(yaml_files.schema())


@click.command()
@FOLDER
@NOTE
@click.option("--dry-run", is_flag=True, help="Say what would change, publish nothing.")
@click.option("--allow-shrink", is_flag=True, help="Also if most of what lies ahead is gone.")
def publish(folder: Path | None, note: str, dry_run: bool, allow_shrink: bool) -> None:  # noqa: FBT001 -- click's way
    """Check the schedule files and make a release of them; print the changes."""
    with installed() as installation:
        draft = read_schedules(folder or installation.schedules)
        now = installation.clock.now()
        outcome = installation.press.publish(
            draft, now=now, note=note, dry_run=dry_run, allow_shrink=allow_shrink or dry_run
        )
        report(outcome, draft.catalogue.completed_by(_published(installation)), now)
    sys.exit(outcome.verdict is Verdict.REFUSED)


@click.command()
@click.argument("number", metavar="N", type=click.IntRange(min=1))
@NOTE
@click.option("--dry-run", is_flag=True, help="Say what would change, publish nothing.")
def rollback(number: int, note: str, *, dry_run: bool) -> None:
    """Publish what release N was made of again, as a new release.

    That is its schedule files, and of each imported source the guide that it had then; sources
    that came since go.
    """
    from guide.cli import imports  # noqa: PLC0415 -- slow, for one command

    with installed() as installation:
        importer, now = imports.wired_importer(installation), installation.clock.now()
        with progress.shown() as tell:
            outcome = importer.rollback(number, now=now, note=note, dry_run=dry_run, progress=tell)
        report(outcome, _published(installation), now)
    sys.exit(outcome.verdict is Verdict.REFUSED)


@click.command()
def releases() -> None:
    """List the releases, newest first."""
    with installed() as installation, installation.current_release() as release:
        heads = ("number", "published", "changes", "note")
        answer_table(heads, [_release_row(one) for one in release.history()])


@click.command()
@click.argument("first", metavar="[A]", required=False, type=click.IntRange(min=0))
@click.argument("second", metavar="[B]", required=False, type=click.IntRange(min=1))
def diff(first: int | None, second: int | None) -> None:
    """Print the changes of the last release, of those since A, or of those after A up to B."""
    with installed() as installation, installation.current_release() as release:
        newest = release.number if second is None else second
        oldest = release.number if first is None else first + 1
        if oldest > newest + 1:
            raise click.UsageError(f"release {first} is no earlier than release {newest}")
        for number in range(oldest, newest + 1):
            changes = release.changes_of(number)
            if changes is None:
                raise click.UsageError(f"there is no release {number}: `guide releases` lists them")
            for line in change_lines(changes, _known(release)):
                answer(line if first is None else f"{number}: {line}")


def _known(release: Release) -> Catalogue:
    """Return what a release speaks of, the channels of what is gone included."""
    return release.catalogue.completed_by(release.retired)


def _published(installation: Installation) -> Catalogue:
    """Return what the current release speaks of; nothing if no release can be read."""
    try:
        with installation.current_release() as release:
            return _known(release)
    except (PublishingError, ReleaseError):
        return Catalogue()


def report(outcome: Outcome, catalogue: Catalogue, now: dt.datetime) -> None:
    """Print a publish: the changes to stdout, the rest to stderr."""
    if outcome.problems:
        say(render(outcome.problems, "text"))
    for line in change_lines(outcome.changes, catalogue):
        answer(line)
    say(headline(outcome))
    for change in outcome.changes:
        if _is_put_into_the_past(change, now):
            # What is past is kept as history, and only its id leads it back.
            words = "lies in the past now: if that is a slip, correct it with"
            say(f"{change.title} {words} `id: {change.id}` beside it")


def _is_put_into_the_past(change: Change, now: dt.datetime) -> bool:
    starts = change.after.starts if change.after else None
    kinds = (ChangeKind.NEW, ChangeKind.DATED, ChangeKind.MOVED)
    return bool(change.subject == "airing" and change.kind in kinds and starts and starts <= now)


def headline(outcome: Outcome) -> str:
    """Say in one line how a publish ended."""
    match outcome.verdict:
        case Verdict.REFUSED:
            served = f"release {outcome.number} goes on" if outcome.number else "there is none yet"
            return f"nothing was published: mend the errors above; {served}"
        case Verdict.UNCHANGED:
            return f"nothing has changed since release {outcome.number}"
        case verdict:
            if outcome.number == 1:
                return f"{verdict} release 1, the first"
            count = len(outcome.changes) + outcome.added
            said = f"{count} change{'s' * (count != 1)}" if count else "details only"
            return f"{verdict} release {outcome.number}: {said}"


def _release_row(one: ReleaseNote) -> tuple[str, str, str, str]:
    published = f"{one.published_at:%Y-%m-%dT%H:%M:%SZ}"
    return str(one.number), published, str(one.changes), one.note


def summary(problems: tuple[Problem, ...], draft: Draft) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    found = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    files, airings = len(draft.files), len(draft.airings)
    return f"{found} in {files} file{'s' * (files != 1)}, {airings} airing{'s' * (airings != 1)}"
