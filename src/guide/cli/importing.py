"""Commands around guides of others: import one, list, refresh and remove them."""

import contextlib
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from guide.cli import import_report, imports, progress
from guide.cli.arrival import STDIN, Arrived, arriving, is_address, must_be_there, name_of
from guide.cli.imports import Sources
from guide.cli.installation import Installation, installed
from guide.cli.terminal import answer, answer_json, say
from guide.clock import machine_now
from guide.model.source import ImportSource, bare_address
from guide.model.zone import known_zone
from guide.publishing.faults import PublishingError
from guide.publishing.publish import ImportOutcome, Verdict
from guide.sources.copies import SOURCE_ID, told
from guide.sources.download.faults import DownloadError
from guide.sources.listed import whole_address
from guide.sources.xmltv.limits import XmltvError
from guide.state import import_checks

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _zone(_context: object, _option: object, value: str | None) -> str | None:
    try:
        return value and known_zone(value)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None


def _name(_context: object, _option: object, value: str | None) -> str | None:
    if value is None or SOURCE_ID.fullmatch(value):
        return value
    raise click.BadParameter(f"{value!r} is no id: write 1 to 64 of a-z, 0-9 and -")


@click.command("import")
@click.argument("source", metavar="FILE|URL|-")
@click.option("--name", metavar="ID", callback=_name, help="What the guide calls this source.")
@click.option("--zone", metavar="ZONE", callback=_zone, help="Of times that tell no offset.")
@click.option("--dry-run", is_flag=True, help="Say what would change, publish nothing.")
@click.option(
    "--allow-shrink", metavar="PERCENT", type=click.IntRange(0, 100), default=20,
    show_default=True, help="How much of what lay ahead may be gone.",
)  # fmt: skip
@JSON
def import_(
    source: str,
    name: str | None,
    zone: str | None,
    *,
    dry_run: bool,
    allow_shrink: int,
    as_json: bool,
) -> None:
    """Import an XMLTV guide (plain, .gz or .xz), and make a release of it.

    It is a file, standard input, or an address on a host among GUIDE_IMPORT_HOSTS. What an
    earlier import or the schedule files say of a source of this name holds again.
    """
    with installed() as installation, progress.shown() as tell:
        wanted = _source(source, name, zone, installation)
        importer = imports.wired_importer(installation, downloaded=is_address(source))
        with _refusals(source), arriving(installation, source, wanted.id, tell) as arrived:
            outcome = importer.take(
                wanted,
                arrived.path,
                now=installation.clock.now(),
                allow_shrink=allow_shrink,
                dry_run=dry_run,
                progress=tell,
            )
        if not dry_run:
            _note(installation, wanted, arrived)
            _warn_of_password(source, wanted, installation.schedules)
    _report(outcome, name_of(source), as_json=as_json)
    sys.exit(outcome.verdict is Verdict.REFUSED)


def _report(outcome: ImportOutcome, where: str, *, as_json: bool) -> None:
    if as_json:
        answer_json(import_report.as_json(outcome))
    else:
        for line in import_report.report_lines(outcome.report, where):
            answer(line)
    say(import_report.headline(outcome))


@contextlib.contextmanager
def _refusals(source: str) -> Iterator[None]:
    """Say why a guide is refused by the name that it was given."""
    try:
        yield
    except (XmltvError, PublishingError, DownloadError) as fault:
        raise click.ClickException(told(str(fault), name_of(source))) from None


def _note(installation: Installation, source: ImportSource, arrived: Arrived) -> None:
    """Spare the server a second download of what was just imported."""
    if source.address is None or arrived.known is None:
        return
    with installation.database.writing() as tx:
        import_checks.succeeded(
            tx,
            source.id,
            address=source.address,
            known=arrived.known,
            machine_now=machine_now(),
        )


def _warn_of_password(source: str, wanted: ImportSource, schedules: Path) -> None:
    given = is_address(source) and bare_address(source) != source
    if given and whole_address(wanted, schedules) != source:
        say(
            f"user and password are not kept: to refresh {wanted.id}, "
            "list its address with them in the schedule files"
        )


def _source(
    source: str, name: str | None, zone: str | None, installation: Installation
) -> ImportSource:
    """Return what to import as: what is known of that source, or a new one."""
    must_be_there(source, installation)
    known = imports.known_sources(installation)
    own = name or _known_id(source, known, installation.schedules) or _id_from(source)
    if own is None:
        raise click.UsageError("say what this source is called: --name ID")
    is_web = is_address(source)
    fresh = ImportSource(
        id=own,
        name=own,
        address=bare_address(source) if is_web else None,
        file=None if is_web else Path(source).name,
    )
    found = known.get(own) or fresh
    return replace(found, zone=zone) if zone else found


def _known_id(source: str, known: Sources, folder: Path) -> str | None:
    """Return the id under which an address, or a file of the schedules folder, is known."""
    for one in filter(None, map(known.get, known.ids)):
        is_file = one.file is not None and source != STDIN
        is_same = is_file and _is_same(folder / str(one.file), Path(source))
        if one.address == bare_address(source) or is_same:
            return one.id
    return None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _id_from(source: str) -> str | None:
    """Return an id made of a file's name, or of an address' host and its file's name.

    A date in a name is left out: tomorrow's file is of the same source.
    """
    if source == STDIN:
        return None
    host, path = "", source
    if is_address(source):
        host, _, path = re.sub(r"(?i)^https?://([^/@]*@)?|[?#].*$", "", source).partition("/")
    stem = re.sub(r"(\.(xml|xmltv|gz|xz))+$", "", Path(path).name.lower())
    stem = re.sub(r"(?<!\d)(19|20)\d\d[-_.]?[01]\d([-_.]?[0-3]\d)?(?!\d)", " ", stem)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{host.lower()} {stem}").strip("-")[:64].strip("-")
    return slug or None
