"""What comes to a platform or leaves it, with revisions that rise as those of airings do."""

import datetime as dt
from dataclasses import dataclass

from guide.model.catalogue import Catalogue
from guide.model.day import DAY, nearest_instant
from guide.model.occasions import Occasion, occasions
from guide.releases.compiled import Compiled
from guide.releases.ledger import Ledger
from guide.releases.plan import Digests, digest_of
from guide.releases.rows import seconds, to_json


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """One row to write; `begins` and `finishes` bound its day, or its slot."""

    id: str
    gone: bool
    sequence: int
    revised: int
    digest: bytes
    begins: int
    finishes: int
    target: str
    platform: str
    data: str


def plan_occasions(
    compiled: Compiled, before: Ledger | None, *, published_at: dt.datetime
) -> list[OccasionRow]:
    """Return the occasions that are new, have changed, or are gone."""
    known = before.occasions_before() if before else {}
    digests, revised = Digests(compiled), seconds(published_at)
    rows, present = [], set()
    for one in occasions(compiled.windows, compiled.known):
        present.add(one.id)
        gone, sequence, _, old_digest, old = known.get(one.id, (False, -1, 0, b"", None))
        digest = _digest(one, compiled.known, digests)
        if gone or digest != old_digest:
            rises = gone or old is None or _slot(one) != _slot(old)
            rows.append(_row(one, sequence + rises, revised, digest, compiled.known))
    for key, (gone, sequence, _, digest, old) in known.items():
        if not gone and key not in present:
            rows.append(_row(old, sequence, revised, digest, compiled.known, gone=True))
    return rows


def _slot(one: Occasion) -> tuple[object, ...]:
    return one.date, one.at, one.confirmed, one.platform


def _digest(one: Occasion, known: Catalogue, digests: Digests) -> bytes:
    episode, season = known.episodes.get(one.target), known.seasons.get(one.target)
    series = known.series.get(one.target.partition("/")[0])
    return digest_of(
        to_json(one).encode(),
        digests.entry(known.platforms.get(one.platform)),
        digests.entry(episode),
        digests.entry(season or (known.season_of(episode) if episode else None)),
        digests.entry(series),
    )


def _row(
    one: Occasion,
    sequence: int,
    revised: int,
    digest: bytes,
    known: Catalogue,
    *,
    gone: bool = False,
) -> OccasionRow:
    platform = known.platforms.get(one.platform)
    zone = platform.zone if platform else "UTC"
    midnights = (dt.datetime.combine(one.date + DAY * n, dt.time()) for n in (0, 1))
    begins, finishes = one.span or tuple(nearest_instant(wall, zone) for wall in midnights)
    return OccasionRow(
        id=one.id,
        gone=gone,
        sequence=sequence,
        revised=revised,
        digest=digest,
        begins=seconds(begins),
        finishes=seconds(finishes),
        target=one.target,
        platform=one.platform,
        data=to_json(one),
    )
