"""Which feeds a release touches: the scopes whose bytes it may have changed.

A scope is the stem of a feed. It is better to name one too many than one too few: a feed that is
not touched keeps its ETag, whatever else the release changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guide.model.airing import Airing
from guide.model.catalogue import Catalogue
from guide.releases.compiled import Compiled
from guide.releases.layout import LAYOUT
from guide.releases.ledger import Ledger, Record
from guide.releases.occasions import OccasionRow
from guide.releases.plan import Item

EVERYTHING = "*"
PREMIERES, STREAMING = "premieres", "streaming"


def plan_touched(
    compiled: Compiled,
    before: Ledger | None,
    records: Mapping[str, Record],
    *,
    items: Sequence[Item],
    occasions: Sequence[OccasionRow],
) -> list[str]:
    """Return the scopes this release touches; all, where there is nothing to compare it with."""
    if before is None or before.layout != LAYOUT:
        return [EVERYTHING]
    present, retired = before.catalogues()
    if _concerns_all(present, compiled.catalogue):
        return [EVERYTHING]
    both = compiled.known.completed_by(present).completed_by(retired)
    premieres = before.premieres()
    scopes = set(_of_catalogue(present, compiled.catalogue))
    for item in items:
        record = records.get(item.airing.id)
        scopes.update(_of_airing(item.airing, both))
        if record is not None:
            scopes.update(_of_airing(record.airing, both))
        if item.showing.premiere is not None or item.key in premieres:
            scopes.add(PREMIERES)
    if occasions:
        scopes.add(STREAMING)
    return sorted(scopes)


def _concerns_all(old: Catalogue, new: Catalogue) -> bool:
    """Say whether channels or bouquets differ: they give every feed its order and its names."""
    kinds = ("channels", "bouquets", "platforms")
    return any(list(getattr(old, k).items()) != list(getattr(new, k).items()) for k in kinds)


def _of_catalogue(old: Catalogue, new: Catalogue) -> Iterator[str]:
    for series in _differing(old.series, new.series):
        yield f"series/{series}"
        both = [*old.seasons.values(), *new.seasons.values()]
        yield from (f"series/{one.id}" for one in both if one.series == series)
    for season in _differing(old.seasons, new.seasons):
        yield f"series/{season}"
        yield f"series/{season.partition('/')[0]}"


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[str]:
    return [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]


def _of_airing(airing: Airing, known: Catalogue) -> Iterator[str]:
    yield "all"
    yield f"channels/{airing.channel}"
    yield from (f"bouquets/{one.id}" for one in known.bouquets_of(airing.channel))
    episode = known.episodes.get(airing.episode)
    if episode is not None and episode.series is not None:
        yield f"series/{episode.series}"
        yield f"series/{episode.series}/season-{episode.season}"
