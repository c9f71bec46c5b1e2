"""The part of a release file that every later version of guide can read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.model.airing import Airing, Showing
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing, Revision, Slot, join
from guide.model.making import maker
from guide.model.occasions import Occasion
from guide.releases.airings import COLUMNS, airing_of
from guide.releases.entries import KINDS, catalogue_of
from guide.releases.layout import COLUMN_SINCE, LAYOUT, LEDGER, LEDGER_SINCE
from guide.releases.rows import from_json, instant
from guide.releases.sealed import ReleaseError, Sealed

_IMPORTED = """(
    SELECT kind, id, position, data, source FROM entry
    UNION ALL SELECT kind, id, NULL, data, source FROM covered
)"""


@dataclass(frozen=True, slots=True)
class Record:
    """An airing as the ledger has it.

    `airing` is whole if it is gone; else it has only its id, episode, slot and status, which is
    all that a comparison with a draft needs. `content` is the digest of the airing, `digest` of
    its listing.
    """

    key: int
    airing: Airing
    revision: Revision
    content: bytes
    digest: bytes


class Ledger(Sealed):
    """A release file of this or any earlier layout, as far as a new release takes it over.

    `records`, `entries`, `catalogues` and `premieres` are of what the schedule files say; what
    imported guides say is carried over as it is.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        if self.ledger > LEDGER:
            self.close()
            raise ReleaseError(f"{path} was made by a later version of guide: use that one")
        self._catalogues: tuple[Catalogue, Catalogue] | None = None
        sourced = self.ledger >= COLUMN_SINCE["ledger", "source"]
        self._source = "source" if sourced else "NULL"
        self._of_files = f"{self._source} IS NULL"

    def records(self) -> dict[str, Record]:
        sql = f"""
            SELECT id, channel, episode, date, starts, ends, status, gone, NULL,
              CASE WHEN gone THEN data ELSE '{{}}' END,
              key, sequence, revised, moved_from, content, digest
            FROM ledger WHERE {self._of_files} ORDER BY key
        """  # noqa: S608 -- our own terms
        return {row[0]: _record(row) for row in self.rows(sql)}

    def record(self, airing_id: str) -> Record:
        """Return the record of an airing of any source; it must be in the ledger."""
        sql = f"""
            SELECT id, channel, episode, date, starts, ends, status, gone, {self._source}, data,
              key, sequence, revised, moved_from, content, digest
            FROM ledger WHERE id = ?
        """  # noqa: S608 -- our own terms
        (row,) = self.rows(sql, (airing_id,))
        return _record(row)

    def last_key(self) -> int:
        """Return the highest key of any airing, 0 if there is none."""
        ((key,),) = self.rows("SELECT max(key) FROM ledger")
        return key or 0

    def has(self, airing_id: str) -> bool:
        """Say whether an airing of any source has that id."""
        return bool(self.rows("SELECT 1 FROM ledger WHERE id = ?", (airing_id,)))

    def airing(self, airing_id: str) -> Airing:
        """Return the whole airing; it must be in the ledger."""
        columns = ", ".join((*COLUMNS[:-2], self._source, COLUMNS[-1]))
        (row,) = self.rows(f"SELECT {columns} FROM ledger WHERE id = ?", (airing_id,))  # noqa: S608 -- our own names
        return airing_of(row)

    def occasions_before(self) -> dict[str, tuple[bool, int, int, bytes, Occasion]]:
        """Return by id whether an occasion is gone, its sequence, revision and digest."""
        if self.ledger < LEDGER_SINCE["occasion"]:
            return {}
        rows = self.rows("SELECT id, gone, sequence, revised, digest, data FROM occasion")
        return {row[0]: (bool(row[1]), *row[2:5], from_json(Occasion, row[5])) for row in rows}

    def premieres(self) -> set[int]:
        """Return the keys of premieres; of a file of the present layout only."""
        sql = "SELECT key FROM airing JOIN ledger USING (key) WHERE premiere = 1 AND source IS NULL"
        return {key for (key,) in self.rows(sql)}

    def entries(self) -> dict[tuple[str, str], tuple[int | None, bytes]]:
        """Return position and digest of what the catalogue had, by kind and id."""
        sql = f"SELECT kind, id, position, digest FROM entry WHERE {self._of_files}"  # noqa: S608 -- our own terms
        rows = self.rows(sql)
        return {(kind, key): (position, digest) for kind, key, position, digest in rows}

    def catalogues(self) -> tuple[Catalogue, Catalogue]:
        """Return the catalogue that was published, and what only airings that are gone speak of."""
        if self._catalogues is None:
            self._catalogues = self._read_catalogues()
        return self._catalogues

    def imported(self) -> Catalogue:
        """Return what imported guides say of entries, where the files speak of them too."""
        if self._source == "NULL":
            return Catalogue()
        table = _IMPORTED if self.layout == LAYOUT else "entry"
        return catalogue_of(self, which="source IS NOT NULL", table=table)

    def _read_catalogues(self) -> tuple[Catalogue, Catalogue]:
        present: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        retired: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        sql = f"""
            SELECT kind, id, position IS NULL, data FROM entry
            WHERE {self._of_files} ORDER BY position, id
        """  # noqa: S608 -- our own terms
        for kind, key, gone, data in self.rows(sql):
            entries = retired if gone else present
            entries[kind][key] = from_json(KINDS[kind], data)
        return Catalogue(**present), Catalogue(**retired)

    def listing_of(self, record: Record, known: Catalogue) -> Listing:
        """Return what was told of an airing, its showing apart, by the names of `known`."""
        return join(self.airing(record.airing.id), Showing(), record.revision, known)


def revision(sequence: int, revised: int, moved_from: str | None) -> Revision:
    """Read a revision from its columns."""
    slot = None if moved_from is None else from_json(Slot, moved_from)
    return _revision(sequence, instant(revised), slot)


_revision = maker(Revision)


def _record(row: tuple[Any, ...]) -> Record:
    key, sequence, revised, moved_from, content, digest = row[10:]
    revised_at = revision(sequence, revised, moved_from)
    return Record(key, airing_of(row[:10]), revised_at, content, digest)
