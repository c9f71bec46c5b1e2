"""What brings guides of others into one installation: which there are, and how they come."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from guide import clock
from guide.cli.installation import Installation, mint
from guide.model.source import ImportSource
from guide.publishing.importer import Importer
from guide.publishing.publish import ImportOutcome
from guide.publishing.readers import Readers
from guide.releases.importing.imported import Imported, imported_sources
from guide.releases.sealed import Sealed
from guide.sources.listed import listed_in
from guide.sources.xmltv.limits import Limits
from guide.state import current
from guide.web.library import Library

if TYPE_CHECKING:
    from guide.jobs.refreshing import Refreshing
    from guide.sources.download.fetching import Wires

FILE_BYTES = 4 << 30
DOWNLOAD_BYTES = 256 << 20

Known = tuple[str | None, str | None]
Progress = Callable[[str, int], None]
Now = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Sources:
    """The guides of others that an installation knows: those its published schedule files list,
    and those it has imported, each by its id.
    """

    listed: Mapping[str, ImportSource]
    imported: Mapping[str, Imported]

    def get(self, source_id: str) -> ImportSource | None:
        imported = self.imported.get(source_id)
        return self.listed.get(source_id) or (imported.source if imported else None)

    @property
    def ids(self) -> list[str]:
        return list(dict.fromkeys([*self.listed, *self.imported]))


def known_sources(installation: Installation) -> Sources:
    """Return what the current release says of sources; nothing before the first."""
    with installation.database.reading() as tx:
        pointer = current.current(tx)
    if pointer is None:
        return Sources({}, {})
    with Sealed(installation.shelf.folder / pointer.file) as release:
        listed = {one.id: one for one in listed_in(release.files())}
        return Sources(listed, imported_sources(release))


def max_bytes(installation: Installation, *, downloaded: bool) -> int:
    default = DOWNLOAD_BYTES if downloaded else FILE_BYTES
    return installation.settings.import_max_bytes or default


def wired_importer(installation: Installation, *, downloaded: bool = False) -> Importer:
    """Return what imports files, or downloads, which may be smaller."""
    return Importer(
        press=installation.press,
        copies=installation.copies,
        mints=lambda count: [mint() for _ in range(count)],
        readers=Readers(on_start=end_with_parent),
        limits=Limits(max_bytes=max_bytes(installation, downloaded=downloaded)),
        languages=installation.settings.languages,
    )


def end_with_parent() -> None:
    """End a reader's process with the one that started it, be it killed."""
    from guide.cli import processes  # noqa: PLC0415 -- slow, and small guides need no processes

    processes.end_with_parent()


def download(
    address: str,
    into: Path,
    known: Known,
    progress: Progress,
    *,
    installation: Installation,
    wires: "Wires | None" = None,
) -> Known | None:
    """Write what lies at an address; return its ETag and Last-Modified, None if it is known."""
    from guide.sources.download import fetching  # noqa: PLC0415 -- slow, and files need none of it

    so_far = 0

    def tell(size: int, _of: int | None) -> None:
        nonlocal so_far
        progress("fetching", size - so_far)
        so_far = size

    fetched = fetching.fetch(
        address,
        into,
        allowed=installation.settings.import_hosts,
        limits=fetching.Limits(max_bytes=max_bytes(installation, downloaded=True)),
        known=known,
        progress=tell,
        wires=wires or fetching.Wires(),
    )
    if isinstance(fetched, fetching.NotModified):
        return None
    return fetched.etag, fetched.modified


def wired_refreshing(
    installation: Installation,
    library: Library,
    *,
    now: Now,
    machine_now: Now = clock.machine_now,
    wires: "Wires | None" = None,
) -> "Refreshing":
    """Return what keeps the listed sources up to date."""
    from guide.jobs.refreshing import Refreshing  # noqa: PLC0415 -- slow, for one command

    importers = {one: wired_importer(installation, downloaded=one) for one in (False, True)}

    def take(source: ImportSource, path: Path, *, progress: Progress) -> ImportOutcome:
        importer = importers[source.address is not None]
        return importer.take(source, path, now=now(), progress=progress)

    def imported() -> Mapping[str, Imported]:
        release = library.current()
        return imported_sources(release) if release else {}

    return Refreshing(
        database=installation.database,
        copies=installation.copies,
        release=library.current,
        imported=imported,
        take=take,
        download=partial(download, installation=installation, wires=wires),
        folder=installation.schedules,
        machine_now=machine_now,
        read_alike=lambda source: importers[source.address is not None].reads_alike(source),
    )
