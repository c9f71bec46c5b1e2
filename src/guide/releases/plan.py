"""What of a new release differs from the one before: the rows to write, the changes to tell."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from guide.model.airing import Airing, Showing
from guide.model.catalogue import Catalogue, Channel
from guide.model.changes import has_moved, raises_sequence, slot_of
from guide.model.listing import Revision
from guide.releases.compiled import Compiled
from guide.releases.entries import KINDS, Entry
from guide.releases.file import EntryRow, entry_digest
from guide.releases.ledger import Ledger, Record
from guide.releases.rows import to_json

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One airing to write; `changed` is False if only a fresh file makes it necessary."""

    key: int
    airing: Airing
    showing: Showing
    revision: Revision
    content: bytes
    digest: bytes
    changed: bool


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """Rows to put in place of older ones, and those that nothing needs any more."""

    written: list[EntryRow] = field(default_factory=list)
    dropped: list[Key] = field(default_factory=list)


def plan_items(
    compiled: Compiled,
    records: Mapping[str, Record],
    *,
    last_key: int,
    published_at: dt.datetime,
    everything: bool,
) -> Iterator[Item]:
    """Yield the airings that differ from their records, or each one for a fresh file."""
    digests = Digests(compiled)
    next_key = last_key + 1
    for airing in compiled.airings:
        record = records.get(airing.id)
        content = digests.content(airing, record)
        digest = digests.listing(airing, content)
        changed = record is None or record.digest != digest or record.airing.gone is not airing.gone
        if changed or everything:
            yield Item(
                key=record.key if record else next_key,
                airing=airing,
                showing=compiled.showings[airing.id],
                revision=_revision(airing, record, digest, published_at),
                content=content,
                digest=digest,
                changed=changed,
            )
        next_key += record is None


def _revision(
    airing: Airing, record: Record | None, digest: bytes, published_at: dt.datetime
) -> Revision:
    if record is None:
        return Revision(0, published_at)
    before = record.revision
    if record.digest == digest:
        return before
    return Revision(
        sequence=before.sequence + raises_sequence(record.airing, airing),
        revised=published_at,
        moved_from=slot_of(record.airing)
        if has_moved(record.airing, airing)
        else before.moved_from,
    )


class Digests:
    """Digests over all that outputs read of a listing, so that an untouched one is known."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._entries: dict[int, bytes] = {}
        self._showings: dict[Showing, bytes] = {}

    def content(self, airing: Airing, record: Record | None) -> bytes:
        """Leave out whether it is gone: that a source forgets the past changes nothing of it."""
        if airing.gone and record is not None and record.airing.gone:
            return record.content
        present = replace(airing, gone=False) if airing.gone else airing
        return digest_of(to_json(present).encode())

    def listing(self, airing: Airing, content: bytes) -> bytes:
        known = self._compiled.known
        episode = known.episodes[airing.episode]
        return digest_of(
            content,
            self._showing(self._compiled.showings[airing.id]),
            self.entry(known.channels[airing.channel]),
            self.entry(episode),
            self.entry(known.season_of(episode)),
            self.entry(known.series.get(episode.series or "")),
        )

    def _showing(self, showing: Showing) -> bytes:
        if showing not in self._showings:
            self._showings[showing] = to_json(showing).encode()
        return self._showings[showing]

    def entry(self, entry: Entry | None) -> bytes:
        # The catalogue keeps its entries alive, so that their identity is a sound key.
        if entry is None:
            return b""
        if id(entry) not in self._entries:
            self._entries[id(entry)] = digest_of(to_json(_as_read(entry)).encode())
        return self._entries[id(entry)]


def _as_read(entry: Entry) -> Entry:
    """Leave out what only the checks read."""
    if isinstance(entry, Channel):
        return replace(entry, complete=None, longest_gap=dt.timedelta(0), horizon=None)
    return entry


def plan_entries(compiled: Compiled, before: Ledger | None) -> EntryPlan:
    known = before.entries() if before else {}
    rows = {(row.kind, row.id): row for row in _entry_rows(compiled)}
    return EntryPlan(
        written=[r for key, r in rows.items() if known.get(key) != (r.position, r.digest)],
        dropped=[key for key in known if key not in rows],
    )


def _entry_rows(compiled: Compiled) -> Iterator[EntryRow]:
    for kind, entries in _by_kind(compiled.catalogue):
        for position, (key, entry) in enumerate(entries.items()):
            yield _entry_row(kind, key, entry, position)
    for kind, entries in _by_kind(compiled.retired):
        for key, entry in entries.items():
            yield _entry_row(kind, key, entry, None)


def _entry_row(kind: str, key: str, entry: Entry, position: int | None) -> EntryRow:
    data = to_json(entry)
    return EntryRow(kind, key, position, entry_digest(data), data)


def _by_kind(catalogue: Catalogue) -> Iterator[tuple[str, Mapping[str, Entry]]]:
    return ((kind, getattr(catalogue, kind)) for kind in KINDS)


def digest_of(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()
