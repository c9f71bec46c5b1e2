"""The part of a release file that every later version of guide can read."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.model.airing import Airing, Showing, Status
from guide.model.catalogue import (
    Bouquet,
    Catalogue,
    Channel,
    Episode,
    Platform,
    Season,
    Series,
)
from guide.model.listing import Listing, Revision, Slot, join
from guide.model.occasions import Occasion
from guide.releases.layout import LEDGER, LEDGER_SINCE
from guide.releases.rows import from_json, instant
from guide.releases.sealed import ReleaseError, Sealed

Entry = Channel | Platform | Bouquet | Series | Season | Episode
KINDS: dict[str, type[Entry]] = {
    "channels": Channel,
    "platforms": Platform,
    "bouquets": Bouquet,
    "series": Series,
    "seasons": Season,
    "episodes": Episode,
}


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
    """A release file of this or any earlier layout, as far as a new release takes it over."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        if self.ledger > LEDGER:
            self.close()
            raise ReleaseError(f"{path} was made by a later version of guide: use that one")
        self._catalogues: tuple[Catalogue, Catalogue] | None = None

    def records(self) -> dict[str, Record]:
        sql = """
            SELECT id, channel, episode, date, starts, ends, status, key, sequence, revised,
              moved_from, content, digest, CASE WHEN gone THEN data END
            FROM ledger ORDER BY key
        """
        return {row[0]: _record(row) for row in self.rows(sql)}

    def airing(self, airing_id: str) -> Airing:
        """Return the whole airing; it must be in the ledger."""
        ((data,),) = self.rows("SELECT data FROM ledger WHERE id = ?", (airing_id,))
        return from_json(Airing, data)

    def occasions_before(self) -> dict[str, tuple[bool, int, int, bytes, Occasion]]:
        """Return by id whether an occasion is gone, its sequence, revision and digest."""
        if self.ledger < LEDGER_SINCE["occasion"]:
            return {}
        rows = self.rows("SELECT id, gone, sequence, revised, digest, data FROM occasion")
        return {row[0]: (bool(row[1]), *row[2:5], from_json(Occasion, row[5])) for row in rows}

    def premieres(self) -> set[int]:
        """Return the keys of premieres; of a file of the present layout only."""
        return {key for (key,) in self.rows("SELECT key FROM airing WHERE premiere = 1")}

    def entries(self) -> dict[tuple[str, str], tuple[int | None, bytes]]:
        """Return position and digest of what the catalogue had, by kind and id."""
        rows = self.rows("SELECT kind, id, position, digest FROM entry")
        return {(kind, key): (position, digest) for kind, key, position, digest in rows}

    def catalogues(self) -> tuple[Catalogue, Catalogue]:
        """Return the catalogue that was published, and what only airings that are gone speak of."""
        if self._catalogues is None:
            self._catalogues = self._read_catalogues()
        return self._catalogues

    def _read_catalogues(self) -> tuple[Catalogue, Catalogue]:
        present, retired = Catalogue(), Catalogue()
        sql = "SELECT kind, id, position IS NULL, data FROM entry ORDER BY position, id"
        for kind, key, gone, data in self.rows(sql):
            entries = getattr(retired if gone else present, kind)
            entries[key] = from_json(KINDS[kind], data)
        return present, retired

    def listing_of(self, record: Record, known: Catalogue) -> Listing:
        """Return what was told of an airing, its showing apart, by the names of `known`."""
        return join(self.airing(record.airing.id), Showing(), record.revision, known)


def revision(sequence: int, revised: int, moved_from: str | None) -> Revision:
    """Read a revision from its columns."""
    slot = None if moved_from is None else from_json(Slot, moved_from)
    return Revision(sequence, instant(revised), slot)


def _record(row: tuple[Any, ...]) -> Record:
    key, sequence, revised, moved_from, content, digest, data = row[7:]
    airing = _slot_only(row) if data is None else from_json(Airing, data)
    return Record(key, airing, revision(sequence, revised, moved_from), content, digest)


def _slot_only(row: tuple[Any, ...]) -> Airing:
    airing_id, channel, episode, date, starts, ends, status = row[:7]
    return Airing(
        channel=channel,
        episode=episode,
        date=dt.date.fromisoformat(date),
        starts=None if starts is None else instant(starts),
        ends=None if ends is None else instant(ends),
        id=airing_id,
        status=Status(status),
    )
