"""The imported guides of an installation, put together from release and database."""

from collections.abc import Mapping

from guide.model.source import ImportSource
from guide.model.source_state import SourceState
from guide.releases.importing.imported import Imported
from guide.sources.download.address import shown
from guide.state.import_checks import ImportCheck

_NEVER = ImportCheck()


def source_states(
    listed: Mapping[str, ImportSource],
    imported: Mapping[str, Imported],
    checks: Mapping[str, ImportCheck],
) -> list[SourceState]:
    """Return what is known of each source, those that the schedule files list first."""
    ids = dict.fromkeys([*listed, *imported])
    return [_state(one, listed.get(one), imported.get(one), checks.get(one, _NEVER)) for one in ids]


def _state(
    source_id: str, listed: ImportSource | None, imported: Imported | None, check: ImportCheck
) -> SourceState:
    source = listed or (imported.source if imported else None)
    if source is None:
        raise LookupError(source_id)
    return SourceState(
        id=source.id,
        name=source.name,
        priority=source.priority,
        address=source.address and shown(source.address),
        file=source.file,
        every=source.every,
        listed=listed is not None,
        imported_at=imported.at if imported else None,
        report=imported.report if imported else None,
        checked_at=check.checked_at,
        failure=check.failure,
        failed_at=check.failed_at,
    )
