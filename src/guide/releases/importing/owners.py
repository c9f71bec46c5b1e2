"""Who an entry belongs to: the schedule files, else the source whose word counts most.

What the others say of it waits under `covered`: for the fields that its owner leaves empty, and for
the day when the owner lets it go. Whoever writes another owner into an entry puts by, with that,
what the one before said: triggers see to it, from `watch` on.
"""

import sqlite3
from collections.abc import Sequence

from guide.model.catalogue import Episode
from guide.model.filling import bare
from guide.model.source import ImportSource, in_rank
from guide.releases.file import entry_digest
from guide.releases.layout import IMPORTED_FROM
from guide.releases.rows import from_json, to_json

COVER = "REPLACE INTO covered (kind, id, source, data) VALUES (?, ?, ?, ?)"
_WATCH = """
CREATE TEMP TABLE changed_entry (kind TEXT, id TEXT, PRIMARY KEY (kind, id));
CREATE TEMP TRIGGER entry_changed AFTER UPDATE OF digest ON main.entry
WHEN old.rowid <= (SELECT entry FROM highest_entry)
  AND old.digest <> new.digest AND old.data <> new.data BEGIN
  INSERT INTO changed_entry SELECT new.kind, new.id
  WHERE NOT EXISTS (SELECT 1 FROM changed_entry WHERE kind = new.kind AND id = new.id);
END;
CREATE TEMP TABLE dropped_entry (kind TEXT, id TEXT);
CREATE TEMP TRIGGER entry_dropped AFTER DELETE ON main.entry BEGIN
  INSERT INTO dropped_entry VALUES (old.kind, old.id);
END;
-- A source that was removed says nothing any more.
CREATE TEMP TRIGGER owner_left AFTER UPDATE OF source ON main.entry
WHEN old.source IS NOT NULL AND old.source IS NOT new.source
  AND EXISTS (SELECT 1 FROM main.source WHERE id = old.source) BEGIN
  DELETE FROM covered WHERE kind = old.kind AND id = old.id AND source = old.source;
  INSERT INTO covered (kind, id, source, data) VALUES (old.kind, old.id, old.source, old.data);
END;
CREATE TEMP TRIGGER owner_came AFTER UPDATE OF source ON main.entry
WHEN new.source IS NOT NULL AND old.source IS NOT new.source BEGIN
  DELETE FROM covered WHERE kind = new.kind AND id = new.id AND source = new.source;
END;
CREATE TEMP TABLE filling (id TEXT PRIMARY KEY);
CREATE TEMP TRIGGER covered_more AFTER INSERT ON main.covered WHEN new.kind = 'episodes' BEGIN
  INSERT INTO filling SELECT new.id WHERE new.id NOT IN (SELECT id FROM filling);
END;
CREATE TEMP TRIGGER covered_less AFTER DELETE ON main.covered WHEN old.kind = 'episodes' BEGIN
  INSERT INTO filling SELECT old.id WHERE old.id NOT IN (SELECT id FROM filling);
END;
"""
_TO_FILL = """
SELECT id FROM filling
UNION SELECT id FROM changed_entry
WHERE kind = 'episodes'
  AND EXISTS (SELECT 1 FROM covered WHERE kind = 'episodes' AND covered.id = changed_entry.id)
"""
_ORPHANS = """
SELECT kind, id FROM dropped_entry
WHERE NOT EXISTS (
  SELECT 1 FROM entry WHERE entry.kind = dropped_entry.kind AND entry.id = dropped_entry.id
) AND CASE kind
  WHEN 'channels' THEN EXISTS (SELECT 1 FROM airing WHERE channel = dropped_entry.id)
  WHEN 'episodes' THEN EXISTS (SELECT 1 FROM airing WHERE episode = dropped_entry.id)
END LIMIT 1
"""
_GIVE = "UPDATE entry SET position = ?, digest = ?, data = ?, source = ? WHERE kind = ? AND id = ?"
_BOTH = """
SELECT DISTINCT kind, id, entry.source, covered.source FROM covered JOIN entry USING (kind, id)
WHERE entry.source IS NOT NULL
"""


def watch(file: sqlite3.Connection) -> None:
    """From now on keep what former owners said, and take note of what changes.

    Of entries that came since the last `index`, which has to be watching too, nothing is noted:
    no airing hangs on them yet.
    """
    file.executescript(_WATCH)


def changed(file: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return kind and id of the entries that now say something else than before."""
    return file.execute("SELECT kind, id FROM changed_entry ORDER BY kind, id").fetchall()


def to_fill(file: sqlite3.Connection) -> set[str]:
    """Return the episodes of which the owner, or anybody below it, says something else."""
    return {key for (key,) in file.execute(_TO_FILL)}


def require_whole(file: sqlite3.Connection) -> None:
    """Raise IntegrityError if an entry was dropped that an airing, even a gone one, hangs on."""
    for kind, key in file.execute(_ORPHANS):
        raise sqlite3.IntegrityError(f"airings are left without {key} of the {kind}")


def ranked(file: sqlite3.Connection) -> list[str]:
    """Return the ids of the sources in a file, the one whose word counts most first."""
    configs = file.execute("SELECT config FROM source").fetchall()
    return in_rank(from_json(ImportSource, config) for (config,) in configs)


def belonging(file: sqlite3.Connection, above: Sequence[str]) -> set[tuple[str, str]]:
    """Return kind and id of what belongs to the schedule files, or to one of these sources."""
    owners = file.execute("SELECT kind, id FROM entry WHERE source IS NULL AND position NOT NULL")
    taken = set(owners)
    for one in above:
        taken.update(file.execute("SELECT kind, id FROM entry WHERE source = ?", (one,)))
    return taken


def own_words(kind: str, data: str) -> str:
    """Return the JSON of an entry without what was filled in."""
    if kind != "episodes" or '"provenance"' not in data:
        return data
    return to_json(bare(from_json(Episode, data)))


def hand_on(file: sqlite3.Connection, kind: str, key: str, order: Sequence[str]) -> bool:
    """Give an entry to the first source in `order` that waits to speak of it; say if one does."""
    sql = "SELECT source, data FROM covered WHERE kind = ? AND id = ?"
    said = dict(file.execute(sql, (kind, key)).fetchall())
    heir = next((one for one in order if one in said), None)
    if heir is None:
        return False
    data = own_words(kind, said[heir])
    file.execute(_GIVE, (IMPORTED_FROM, entry_digest(data), data, heir, kind, key))
    return True


def rerank(file: sqlite3.Connection, before: Sequence[str], after: Sequence[str]) -> None:
    """Give entries to other sources where the order of these has changed."""
    known = set(before)
    if [one for one in after if one in known] == [*before]:
        return
    ranks = {one: rank for rank, one in enumerate(after)}
    for kind, key, owner, below in file.execute(_BOTH).fetchall():
        if ranks.get(below, len(ranks)) < ranks.get(owner, len(ranks)):
            hand_on(file, kind, key, after)


def disown(file: sqlite3.Connection, source: str) -> None:
    """Give what belonged to a source to the next that speak of it, and drop what it said of what
    belongs to others. What nobody else speaks of keeps its name, until somebody does.
    """
    file.execute("DELETE FROM covered WHERE source = ?", (source,))
    order = [one for one in ranked(file) if one != source]
    mine = [(kind, key) for kind, key, owner, _ in file.execute(_BOTH) if owner == source]
    for kind, key in dict.fromkeys(mine):
        hand_on(file, kind, key, order)
