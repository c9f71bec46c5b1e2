"""The entries of one kind in a release file, read when they are asked for."""

import json
from collections.abc import Collection, ItemsView, Iterator, Mapping, ValuesView
from typing import Generic, Protocol, TypeVar

from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Platform, Season, Series
from guide.releases.rows import from_json
from guide.releases.sealed import Parameters, Rows

Entry = Channel | Platform | Bouquet | Series | Season | Episode
KINDS: dict[str, type[Entry]] = {
    "channels": Channel,
    "platforms": Platform,
    "bouquets": Bouquet,
    "series": Series,
    "seasons": Season,
    "episodes": Episode,
}
NAME_OF: dict[type[Entry], str] = {kind: name for name, kind in KINDS.items()}
E = TypeVar("E", Channel, Platform, Bouquet, Series, Season, Episode)

PRESENT, RETIRED = "position IS NOT NULL", "position IS NULL"
_COUNT_PRESENT = f"""
    SELECT (SELECT count(*) FROM entry WHERE kind = ?1)
      - (SELECT count(*) FROM entry WHERE kind = ?1 AND {RETIRED})
"""  # noqa: S608 -- our own terms

# What a page or a feed needs at once, and small beside everything else.
MOST_KEPT = 5_000
AT_ONCE = 1_000


class Asked(Protocol):
    """A release file, as far as entries ask it."""

    def rows(self, sql: str, parameters: Parameters = ()) -> Rows: ...


class Entries(Mapping[str, E], Generic[E]):
    """Entries of a kind by id, in their order; the last few thousand that were read are kept.

    `which` is a condition on the table that `table` names; several threads may ask at once.
    """

    def __init__(self, file: Asked, kind: type[E], *, which: str, table: str = "entry") -> None:
        self._file = file
        self._kind = NAME_OF[kind]
        self._type: type[E] = kind
        self._which = which
        self._from = f"FROM {table} WHERE kind = ? AND {which}"
        self._kept: dict[str, E] = {}
        self._count: int | None = None

    def __getitem__(self, key: str) -> E:
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        found = self.of((key,))
        return found[key]

    def __contains__(self, key: object) -> bool:
        sql = f"SELECT 1 {self._from} AND id = ?"
        return key in self._kept or bool(self._file.rows(sql, (self._kind, key)))

    def __iter__(self) -> Iterator[str]:
        sql = f"SELECT id {self._from} ORDER BY position, id"
        return (key for (key,) in self._file.rows(sql, (self._kind,)))

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._counted()
        return self._count

    def _counted(self) -> int:
        sql = f"SELECT count(*) {self._from}"
        if self._which == PRESENT:
            # Two indexes know it, and the table need not be read.
            sql = _COUNT_PRESENT
        ((count,),) = self._file.rows(sql, (self._kind,))
        return int(count)

    def items(self) -> ItemsView[str, E]:
        return _Items(self)

    def values(self) -> ValuesView[E]:
        return _Values(self)

    def each(self) -> Iterator[tuple[str, E]]:
        """Yield all in order, read some at a time."""
        keys = list(self)
        for at in range(0, len(keys), AT_ONCE):
            some = keys[at : at + AT_ONCE]
            found = self.of(some)
            yield from ((key, found[key]) for key in some)

    def of(self, keys: Collection[str]) -> dict[str, E]:
        """Return those of `keys` that there are, read in one go."""
        found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in keys if key not in found]
        if missing:
            sql = f"SELECT id, data {self._from} AND id IN (SELECT value FROM json_each(?))"  # noqa: S608 -- our own terms
            for key, data in self._file.rows(sql, (self._kind, json.dumps(missing))):
                found[key] = self.read(key, data)
        return found

    def read(self, key: str, data: str) -> E:
        """Return the entry that is kept, or the one that `data` says."""
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        if len(self._kept) >= MOST_KEPT:
            self._kept = {}
        # Another thread may have been quicker: then there is one object, not two.
        return self._kept.setdefault(key, from_json(self._type, data))


class _Items(ItemsView[str, E]):
    _mapping: Entries[E]

    def __iter__(self) -> Iterator[tuple[str, E]]:
        return self._mapping.each()


class _Values(ValuesView[E]):
    _mapping: Entries[E]

    def __iter__(self) -> Iterator[E]:
        return (entry for _, entry in self._mapping.each())


def catalogue_of(file: Asked, *, which: str, table: str = "entry") -> Catalogue:
    """Return the entries of which `which` holds: channels, platforms and bouquets, which are few,
    at once, the others when they are asked for.
    """

    def lazy(kind: type[E]) -> Entries[E]:
        return Entries(file, kind, which=which, table=table)

    return Catalogue(
        channels=dict(lazy(Channel).items()),
        platforms=dict(lazy(Platform).items()),
        bouquets=dict(lazy(Bouquet).items()),
        series=lazy(Series),
        seasons=lazy(Season),
        episodes=lazy(Episode),
    )
