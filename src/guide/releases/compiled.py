"""A draft made whole: ids, showings, windows, and what is gone but kept."""

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from guide.model.airing import Airing, Showing
from guide.model.availability import resolve_windows
from guide.model.catalogue import Catalogue
from guide.model.draft import Draft
from guide.model.identity import identify
from guide.model.listing import Listing, Revision, join
from guide.model.showing import derive
from guide.model.window import Window
from guide.releases.ledger import Ledger, Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a release says, not yet compared with the one before.

    `known` is the draft's catalogue and with it what only airings that are gone still speak of,
    and imported guides; `retired` is what airings that are gone speak of alone.
    """

    catalogue: Catalogue
    retired: Catalogue
    known: Catalogue
    airings: tuple[Airing, ...] = ()
    showings: dict[str, Showing] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()

    def listing(self, airing: Airing, revision: Revision) -> Listing:
        return join(airing, self.showings[airing.id], revision, self.known)


def compile_draft(
    draft: Draft,
    before: Ledger | None,
    records: Mapping[str, Record],
    *,
    now: dt.datetime,
    mint: Callable[[], str],
    lent: Container[str] = (),
) -> Compiled:
    """Return the whole of a draft that has passed its checks.

    `lent` are ids of imported airings among `records`: those that no draft's airing takes over
    stay the imports' own.
    """
    previous = [record.airing for record in records.values()]
    moves = ((record.airing.id, record.revision.moved_from) for record in records.values())
    left = {airing: slot for airing, slot in moves if slot}
    fresh = _minting(mint, before)
    identified = identify(draft.airings, previous, now=now, mint=fresh, left=left)
    own_ones = (one for one in identified if not (one.gone and one.id in lent))
    airings = tuple(_whole(airing, before, records) for airing in own_ones)
    imported = before.imported() if before else Catalogue()
    retired = _retired(airings, draft.catalogue.completed_by(imported), before)
    own = draft.catalogue.completed_by(retired)
    known = own.completed_by(imported)
    return Compiled(
        catalogue=draft.catalogue,
        retired=retired,
        known=known,
        airings=airings,
        showings=derive(airings, known),
        windows=resolve_windows(draft.windows, airings, replace(own, channels=known.channels)),
    )


def _minting(mint: Callable[[], str], before: Ledger | None) -> Callable[[], str]:
    """Return what mints ids that no airing of any source has."""
    if before is None:
        return mint

    def fresh() -> str:
        minted = mint()
        while before.has(minted):
            minted = mint()
        return minted

    return fresh


def _whole(airing: Airing, before: Ledger | None, records: Mapping[str, Record]) -> Airing:
    if before is None or not airing.gone or records[airing.id].airing.gone:
        return airing
    # The record of what was still there has its slot only.
    return replace(before.airing(airing.id), gone=True, status=airing.status)


def _retired(airings: Iterable[Airing], catalogue: Catalogue, before: Ledger | None) -> Catalogue:
    """Return what only gone airings speak of, not `catalogue`: channels, series, episodes."""
    gone = [airing for airing in airings if airing.gone]
    if before is None or not gone:
        return Catalogue()
    present, retired = before.catalogues()
    old = present.completed_by(retired)
    episodes = _missing({a.episode for a in gone}, old.episodes, catalogue.episodes)
    of_series = [one for one in episodes.values() if one.series]
    series = {one.series or "" for one in of_series}
    seasons = {f"{one.series}/season-{one.season}" for one in of_series}
    return Catalogue(
        channels=_missing({a.channel for a in gone}, old.channels, catalogue.channels),
        series=_missing(series, old.series, catalogue.series),
        seasons=_missing(seasons, old.seasons, catalogue.seasons),
        episodes=episodes,
    )


def _missing(wanted: set[str], old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    return {key: old[key] for key in sorted(wanted) if key in old and key not in new}
