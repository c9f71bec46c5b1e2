"""The tables that searches look at, brought up to date with the entries that changed.

`work` has series, films and one-offs, `part` the episodes of series; their row ids are those of
the entries. `part` keeps no texts: to take one out its texts of before are given once more, so
that a change of what `texts_of` says of a part has to raise LAYOUT.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from guide.releases.spreading import Spread, here

_WATCH = """
CREATE TEMP TABLE changed_word (entry INTEGER PRIMARY KEY, kind TEXT, was TEXT);
-- What comes gets a row id above all others: that needs no trigger, which would cost much.
CREATE TEMP TABLE highest_entry AS SELECT coalesce(max(rowid), 0) AS entry FROM main.entry;
CREATE TEMP TRIGGER word_changed AFTER UPDATE OF data, position ON main.entry
WHEN old.kind IN ('series', 'episodes')
  AND old.rowid <= (SELECT entry FROM highest_entry) BEGIN
  INSERT INTO changed_word
  SELECT old.rowid, old.kind, iif(old.position IS NULL, NULL, old.data)
  WHERE NOT EXISTS (SELECT 1 FROM changed_word WHERE entry = old.rowid);
END;
CREATE TEMP TRIGGER word_went AFTER DELETE ON main.entry
WHEN old.kind IN ('series', 'episodes') BEGIN
  INSERT INTO changed_word
  SELECT old.rowid, old.kind, iif(old.position IS NULL, NULL, old.data)
  WHERE NOT EXISTS (SELECT 1 FROM changed_word WHERE entry = old.rowid);
END;
"""
# In the order of row ids (and not of kinds, hence the plus): others make the index write much more.
_CHANGED = """
SELECT changed_word.entry, changed_word.kind, was, entry.kind,
  iif(entry.position IS NULL, NULL, entry.data)
FROM changed_word LEFT JOIN entry ON entry.rowid = changed_word.entry
WHERE changed_word.entry <= (SELECT entry FROM highest_entry)
UNION ALL
SELECT rowid, NULL, NULL, kind, data FROM entry
WHERE rowid > (SELECT entry FROM highest_entry) AND +kind IN ('series', 'episodes')
  AND position IS NOT NULL
"""
_PUT_WORK = "INSERT INTO work (rowid, title, original, people, genres) VALUES (?, ?, ?, ?, ?)"
_DROP_WORK = "DELETE FROM work WHERE rowid = ?"
_PUT_PART = "INSERT INTO part (rowid, title, people) VALUES (?, ?, ?)"
_DROP_PART = "INSERT INTO part (part, rowid, title, people) VALUES ('delete', ?, ?, ?)"
_PUT_NAME = "INSERT OR IGNORE INTO named (title, work) VALUES (?, ?)"
_DROP_NAME = "DELETE FROM named WHERE title = ? AND work = ?"
_PARTS = "SELECT data FROM entry WHERE kind = 'episodes' AND id > ? AND id < ? LIMIT 3"
AT_ONCE = 2000
WORD = re.compile(r"[^\W_]+")
# The combining marks that Unicode takes letters apart into.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")


class Texts(NamedTuple):
    """What an entry is found by; `id` is that of a series, "" for others."""

    title: str
    people: str
    is_work: bool = False
    original: str = ""
    genres: str = ""
    names: tuple[str, ...] = ()
    id: str = ""


Entry = tuple[int, Texts]


def watch(file: sqlite3.Connection) -> None:
    """Take note, from now on, of the entries that change; `index` looks at them."""
    file.executescript(_WATCH)


def index(file: sqlite3.Connection, *, spread: Spread = here) -> None:
    """Bring the search tables up to date with the entries that changed since `watch`."""
    # Another cursor writes meanwhile, but not to what this one reads.
    cursor = file.execute(_CHANGED)
    some = iter(lambda: cursor.fetchmany(AT_ONCE), [])
    for old, new in spread(_differing, some):
        _drop(file, old)
        _put(file, new)
    file.execute("DELETE FROM changed_word")
    file.execute(
        "UPDATE highest_entry SET entry = (SELECT coalesce(max(rowid), 0) FROM main.entry)"
    )


def _differing(changed: Iterable[tuple[Any, ...]]) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that are found by something else than before: as before, and as now."""
    old, new = [], []
    for entry, kind_before, before, kind, data in changed:
        was = texts_of(kind_before, before) if before else None
        now = texts_of(kind, data) if data else None
        if was == now:
            continue
        if was:
            old.append((entry, was))
        if now:
            new.append((entry, now))
    return old, new


def _drop(file: sqlite3.Connection, old: list[Entry]) -> None:
    run = file.executemany
    run(_DROP_WORK, [(entry,) for entry, one in old if one.is_work])
    run(_DROP_NAME, [(name, entry) for entry, one in old for name in one.names])
    run(_DROP_PART, _parts(old))


def _put(file: sqlite3.Connection, new: list[Entry]) -> None:
    run = file.executemany
    works = ((entry, one) for entry, one in new if one.is_work)
    rows = [(n, one.title, one.original, one.people, _genres(file, one)) for n, one in works]
    run(_PUT_WORK, rows)
    run(_PUT_NAME, [(name, entry) for entry, one in new for name in one.names])
    run(_PUT_PART, _parts(new))


def _parts(some: list[Entry]) -> list[tuple[int, str, str]]:
    """Return the rows of parts; most of a guide's have no title, and nobody in them."""
    return [
        (entry, one.title, one.people)
        for entry, one in some
        if not one.is_work and (one.title or one.people)
    ]


def _genres(file: sqlite3.Connection, work: Texts) -> str:
    """Return the genres of a work; imported guides tell those of a series with its parts."""
    if work.genres or not work.id:
        return work.genres
    parts = file.execute(_PARTS, (f"{work.id}/", f"{work.id}0"))
    told = (orjson.loads(data).get("genres", ()) for (data,) in parts)
    return " ".join(next(filter(None, told), ()))


def texts_of(kind: str, data: str) -> Texts:
    """Return what an entry is found by, from its JSON: a country's guide has a million of them."""
    told = orjson.loads(data)
    title, credit = told.get("title"), told.get("credits")
    titles = [wording for _, wording in title["wordings"]] if title else []
    people = " ".join([one["name"] for one in credit]) if credit else ""
    original = told.get("original_title", "")
    if kind == "episodes" and "series" in told:
        return Texts(" ".join([*titles, original]) if original else " ".join(titles), people)
    return Texts(
        " ".join(titles),
        people,
        is_work=True,
        original=original,
        genres=" ".join(told.get("genres", ())),
        names=tuple(dict.fromkeys(map(folded, filter(None, (*titles, original))))),
        id=told["id"] if kind == "series" else "",
    )


def folded(text: str) -> str:
    """Return a text as it is compared: words in lower case, without accents, a space between."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return " ".join(WORD.findall(plain))
