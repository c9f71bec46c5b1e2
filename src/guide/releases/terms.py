"""What is asked of airings, as conditions in SQL with their parameters."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from guide.model.catalogue import Bouquet
from guide.model.feed_options import Kind
from guide.model.found import Narrowing
from guide.model.selection import Selection
from guide.model.target import Target, TargetKind
from guide.releases.layout import ENDLESS
from guide.releases.rows import seconds
from guide.releases.sealed import Rows

Bounds = tuple[dt.datetime | None, dt.datetime | None]
ALWAYS: Bounds = (None, None)
NEVER = 2**62

_OF_TARGET = {
    TargetKind.ALL: "TRUE",
    TargetKind.PREMIERES: "airing.premiere = 1",
    TargetKind.STREAMING: "FALSE",
    TargetKind.BOUQUET: "airing.channel IN (SELECT value FROM json_each(?))",
    TargetKind.CHANNEL: "airing.channel = ?",
    TargetKind.SERIES: "airing.series = ?",
    TargetKind.SEASON: "airing.series = ? AND airing.season = ?",
    TargetKind.AIRING: "airing.key = (SELECT key FROM ledger WHERE id = ?)",
}
_KINDS = {
    # A first run is the default, which JSON leaves out.
    Kind.FIRST_RUN: "json_extract(airing.showing, '$.kind') IS NULL",
    Kind.PREMIERE: "airing.premiere = 1",
    Kind.REPEAT: "json_extract(airing.showing, '$.kind') = 'repeat'",
}
_STATUS = "(SELECT status FROM ledger WHERE ledger.key = airing.key)"
# Only a few are not on the air: the ledger need not be looked at for the others.
_CANCELLED = f"airing.on_air = 0 AND {_STATUS} = 'cancelled'"


class Term(NamedTuple):
    sql: str
    parameters: tuple[object, ...] = ()

    def and_(self, other: "Term") -> "Term":
        return Term(f"{self.sql} AND {other.sql}", self.parameters + other.parameters)

    def but_not(self, other: "Term") -> "Term":
        return Term(f"{self.sql} AND NOT ({other.sql})", self.parameters + other.parameters)


class Terms:
    """Makes conditions on the table `airing`; `rows` asks the file, `bouquets` are its own."""

    def __init__(self, rows: Callable[..., Rows], bouquets: Mapping[str, Bouquet]) -> None:
        self._rows = rows
        self._bouquets = bouquets

    def of(self, targets: Sequence[Target], between: Bounds = ALWAYS) -> Term:
        """Return what holds of the airings of any of the targets that overlap `[a, b)`."""
        parts = [self._of_target(target) for target in targets]
        which = Term(
            f"({' OR '.join(part.sql for part in parts) or 'FALSE'})",
            tuple(one for part in parts for one in part.parameters),
        )
        return self.overlapping(which, between)

    def overlapping(self, which: Term, between: Bounds) -> Term:
        """Return what holds of the airings of `which` that overlap `[a, b)`."""
        after, before = between
        until = seconds(before) if before else NEVER
        whole = Term(f"{which.sql} AND airing.begins < ?", (*which.parameters, until))
        if after is None:
            return whole if before else which
        since = seconds(after)
        # Hardly anything is longer than a day: that bounds what the index has to look at.
        near = Term(
            f"{whole.sql} AND airing.begins > ? AND airing.finishes > ?",
            (*whole.parameters, since - ENDLESS, since),
        )
        endless = self._endless(whole, since)
        if not endless:
            return near
        keys = f"SELECT key FROM airing WHERE {near.sql} UNION ALL SELECT value FROM json_each(?)"  # noqa: S608 -- our own terms
        return Term(f"airing.key IN ({keys})", (*near.parameters, json.dumps(endless)))

    def _endless(self, whole: Term, since: int) -> list[int]:
        sql = f"""
            SELECT key FROM airing INDEXED BY airing_endless
            WHERE finishes - begins > {ENDLESS} AND finishes > ? AND begins <= ? AND {whole.sql}
        """  # noqa: S608 -- our own terms
        return [key for (key,) in self._rows(sql, (since, since - ENDLESS, *whole.parameters))]

    def _of_target(self, target: Target) -> Term:
        sql = _OF_TARGET[target.kind]
        if target.kind is TargetKind.BOUQUET:
            bouquet = self._bouquets.get(target.key)
            return Term(sql, (json.dumps(bouquet.channels if bouquet else ()),))
        return Term(sql, (target.key, target.number)[: sql.count("?")])


def wished(wanted: Selection) -> Term:
    """Return what a selection asks for beside targets and times; see `left_out`."""
    terms = ["TRUE"]
    if wanted.hide_tentative:
        sure = f"airing.on_air = 1 AND {_STATUS} = 'confirmed'"
        terms.append(f"({_CANCELLED} OR {sure})")
    if wanted.kinds:
        terms.append(f"({' OR '.join(_KINDS[kind] for kind in wanted.kinds)})")
    return Term(" AND ".join(terms))


def told_of(wanted: Narrowing) -> str:
    """Return what a search asks for of an airing beside its channel and genre.

    An original version may be told by its name, or by the subtitles in its picture.
    """
    told = {
        name: f"(SELECT json_extract(data, '$.version.{name}') FROM ledger WHERE key = airing.key)"  # noqa: S608 -- our own names
        for name in ("audio_description", "hard_of_hearing", "in_picture", "kind", "subtitles")
    }
    asked = {
        _KINDS[Kind.FIRST_RUN]: wanted.first_run,
        f"{told['audio_description']} IS NOT NULL": wanted.audio_description,
        f"coalesce({told['subtitles']}, {told['hard_of_hearing']}) IS NOT NULL": wanted.subtitles,
        f"({told['kind']} = 'VOST' OR {told['in_picture']} IS NOT NULL)": wanted.vost,
    }
    return " AND ".join(["TRUE", *(term for term, has in asked.items() if has)])


def left_out(wanted: Selection) -> Term:
    """Return what holds of the cancelled airings that a selection does not want."""
    if wanted.hide_cancelled:
        return Term(_CANCELLED)
    if wanted.cancelled_after is None:
        return Term("FALSE")
    return Term(f"{_CANCELLED} AND airing.finishes <= ?", (seconds(wanted.cancelled_after),))


def nearest(which: Term, near: int, most: int) -> Term:
    """Return what holds of the `most` airings of `which` that start nearest to `near`.

    Both ways from there an index hands them over in their order: what is far is not looked at.
    """
    sides = " UNION ALL ".join(
        f"SELECT * FROM (SELECT key, begins FROM airing WHERE {which.sql} AND {side} LIMIT ?)"  # noqa: S608 -- our own terms
        for side in ("begins >= ? ORDER BY begins, key", "begins < ? ORDER BY begins DESC, key")
    )
    both = (*which.parameters, near, most)
    sql = f"SELECT key FROM ({sides}) ORDER BY abs(begins - ?), key LIMIT ?"  # noqa: S608 -- our own terms
    return Term(f"airing.key IN ({sql})", (*both, *both, near, most))


def streaming_of(target: Target, bouquets: Mapping[str, Bouquet]) -> Term:
    """Return what holds of the occasions that a target's followers want to hear of."""
    key = target.stem.partition("/")[2]
    match target.kind:
        case TargetKind.ALL | TargetKind.STREAMING:
            return Term("TRUE")
        case TargetKind.PREMIERES:
            return Term("id LIKE '%-opens' AND target NOT LIKE '%/episode-%'")
        case TargetKind.BOUQUET:
            bouquet = bouquets.get(target.key)
            platforms = json.dumps(bouquet.platforms if bouquet else ())
            return Term("platform IN (SELECT value FROM json_each(?))", (platforms,))
        case TargetKind.SERIES | TargetKind.SEASON:
            part = "(target IN (?, ?) OR target BETWEEN ? AND ?)"
            return Term(part, (target.key, key, f"{key}/", f"{key}/\uffff"))
    return Term("FALSE")
