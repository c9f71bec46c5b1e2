"""Episodes whose empty fields are filled by what imports say of them."""

import sqlite3
from collections.abc import Iterable, Sequence

from guide.model.catalogue import Episode
from guide.model.filling import bare, fill
from guide.releases.importing.channel_plan import Stamp
from guide.releases.importing.details import AIRINGS_OF, revise
from guide.releases.importing.laid import Laid
from guide.releases.importing.owners import COVER, own_words, to_fill
from guide.releases.rows import from_json, to_json


def cover(file: sqlite3.Connection, upper: str, lower: str, source: str) -> None:
    """Note that what `source` says of the episode `lower` is said of `upper`."""
    sql = "SELECT data FROM entry WHERE kind = 'episodes' AND id = ? AND id <> ? AND source = ?"
    for (told,) in file.execute(sql, (lower, upper, source)).fetchall():
        data = own_words("episodes", told)
        known = "SELECT data FROM covered WHERE kind = 'episodes' AND id = ? AND source = ?"
        if file.execute(known, (upper, source)).fetchone() != (data,):
            file.execute(COVER, ("episodes", upper, source, data))


def refill(
    file: sqlite3.Connection,
    order: Sequence[str],
    stamp: Stamp,
    laid: Laid,
    also: Iterable[str] = (),
) -> None:
    """Fill what was noted, and `also` these, anew; revise the airings of those that differ.

    `order` are the sources, the one whose word counts most first.
    """
    for key in sorted(to_fill(file) | {*also}):
        _refill(file, key, order, stamp, laid)


def _refill(
    file: sqlite3.Connection, key: str, order: Sequence[str], stamp: Stamp, laid: Laid
) -> None:
    found = file.execute("SELECT data FROM entry WHERE kind = 'episodes' AND id = ?", (key,))
    row = found.fetchone()
    if row is None:
        return
    sql = "SELECT source, data FROM covered WHERE kind = 'episodes' AND id = ?"
    lower = dict(file.execute(sql, (key,)).fetchall())
    upper = bare(from_json(Episode, row[0]))
    for source in (one for one in order if one in lower):
        upper = fill(upper, bare(from_json(Episode, lower[source])), source)
    data = to_json(upper)
    if data != row[0]:
        # Its digest stays that of its own words: only those are compared.
        file.execute("UPDATE entry SET data = ? WHERE kind = 'episodes' AND id = ?", (data, key))
        laid.differs = True
        revise(file, AIRINGS_OF["episodes"], key, stamp, laid)
