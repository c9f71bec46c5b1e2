"""What the entries of a file say of an episode, and what hangs on them when they change."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any

from guide.model.catalogue import Episode, Season, Series
from guide.model.cell import cell_texts
from guide.releases.importing.channel_plan import Stamp
from guide.releases.importing.encoding import Details
from guide.releases.importing.laid import Laid
from guide.releases.importing.owners import changed
from guide.releases.rows import from_json
from guide.releases.touched import EVERYTHING

# By kind of entry: which airings hang on one.
AIRINGS_OF = {
    "channels": "airing.channel = ?1",
    "episodes": "airing.episode = ?1",
    "series": "series = ?1",
    "seasons": "series || '/season-' || season = ?1 AND series = substr(?1, 1, instr(?1, '/') - 1)",
}
_AIRINGS = """
SELECT key, airing.channel, begins, airing.episode, series, season
FROM airing JOIN ledger USING (key) WHERE
"""
_CELL = """
UPDATE cell SET title = ?1, season = ?2, number = ?3, sub_title = ?4, genre = ?5
WHERE channel = ?6 AND begins = ?7 AND key = ?8
  AND (title, season, number, sub_title, genre) IS NOT (?1, ?2, ?3, ?4, ?5)
"""
# Returns an entry of a kind by its id.
Ask = Callable[[Any, str, str], Any]


def details_of(file: sqlite3.Connection, episode_id: str, ask: Ask | None = None) -> Details:
    """Return what the columns of an airing of this episode say of it."""
    episode = _entry(file, Episode, "episodes", episode_id)
    if episode is None:
        return Details(title=episode_id)
    ask = ask or functools.partial(_entry, file)
    series = ask(Series, "series", episode.series or "")
    season = ask(Season, "seasons", f"{episode.series}/season-{episode.season}")
    title, sub_title, genre = cell_texts(episode, series)
    return Details(
        title=title,
        sub_title=sub_title,
        series=episode.series,
        season=episode.season,
        number=episode.number,
        genre=genre,
        finale=bool(season and season.count and season.count == episode.number),
    )


def _entry(file: sqlite3.Connection, kind: Any, table: str, key: str) -> Any:
    rows = file.execute("SELECT data FROM entry WHERE kind = ? AND id = ?", (table, key))
    found = rows.fetchone()
    return from_json(kind, found[0]) if found else None


def refresh(file: sqlite3.Connection, stamp: Stamp, laid: Laid) -> None:
    """Revise the imported airings whose entries say something else than before."""
    ask = functools.lru_cache(maxsize=8192)(functools.partial(_entry, file))
    for kind, key in changed(file):
        laid.differs = True
        if kind == "channels":
            laid.scopes.add(EVERYTHING)
        elif kind in AIRINGS_OF:
            revise(file, f"{AIRINGS_OF[kind]} AND source IS NOT NULL", key, stamp, laid, ask)


def revise(
    file: sqlite3.Connection,
    which: str,
    key: str,
    stamp: Stamp,
    laid: Laid,
    ask: Ask | None = None,
) -> None:
    """Bring the airings up to date that `which`, a condition on `key`, finds: what of their
    entries is in columns, and the time at which they changed.
    """
    rows = file.execute(f"{_AIRINGS} {which}", (key,)).fetchall()
    for airing, channel, begins, episode, series, season in rows:
        told = details_of(file, episode, ask)
        texts = told.title, told.season, told.number, told.sub_title, told.genre
        file.execute("UPDATE ledger SET revised = ? WHERE key = ?", (stamp.at, airing))
        file.execute(_CELL, (*texts, channel, begins, airing))
        laid.scopes |= {"all", f"channels/{channel}"}
        if series is not None:
            laid.scopes |= {f"series/{series}", f"series/{series}/season-{season}"}
