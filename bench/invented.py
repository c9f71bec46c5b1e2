"""A release of any size, made row by row: what questions and searches are measured on."""

# A script's part; its dice need no secrecy.
# ruff: noqa: FBT003, INP001, S311

import datetime as dt
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from bench.guides import MINUTES, WORDS
from guide.model.airing import Showing, ShowingKind
from guide.model.catalogue import Channel, Credit, Episode, Series
from guide.model.cell import FIRST_RUN, REPEAT, Cell, packed
from guide.model.changes import ReleaseNote
from guide.model.texts import Text
from guide.releases.entries import NAME_OF, Entry
from guide.releases.file import AiringRow, EntryRow, LedgerRow, Row, add, make_indexes
from guide.releases.layout import IMPORTED_FROM
from guide.releases.rows import seconds, to_json
from guide.releases.written import begun, write_end

STARTS = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)
CHANNELS = 500
GENRES = ("series", "film", "magazine", "documentary", "sport", "children")
ZONE = "Europe/Paris"
KINDS = (to_json(Showing()), to_json(Showing(ShowingKind.REPEAT, ShowingKind.REPEAT)))
DATA = '{"version":{"kind":"VF","audio":["fr"]}}'
AT_ONCE = 20_000
E = TypeVar("E", Series, Episode)


def write(path: Path, airings: int) -> None:
    """Write a release of so many airings on 500 channels: a title for every 25 of them, six in
    ten with a sub-title of their own, a tenth of the titles films.
    """
    with begun(path, None) as file:
        add(file, EntryRow, (_entry(_channel(n), n) for n in range(CHANNELS)))
        made = _Made(max(50, airings // 25))
        for number in range(CHANNELS):
            made.channel(file, number, airings // CHANNELS)
        made.flush(file)
        make_indexes(file)
        write_end(file, ReleaseNote(1, STARTS, "", 0), (), ["*"])


def phrase(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(words))


def _channel(number: int) -> Channel:
    return Channel(f"c{number}", f"Chaîne {number}", ZONE)


def _entry(entry: Entry, at: int) -> EntryRow:
    kind = NAME_OF[type(entry)]
    return EntryRow(kind, entry.id, IMPORTED_FROM + at, b"digest", to_json(entry), "bench")


class _Made:
    """Makes the rows of channels, and of each work and part when it is first shown."""

    def __init__(self, titles: int) -> None:
        self._dice = random.Random(1)
        dice = self._dice
        self._titles = [Text.of({"fr": phrase(dice, dice.randint(1, 4))}) for _ in range(titles)]
        self._shown: set[str] = set()
        self._key = 0
        self._rows: dict[type[Row], list[tuple[object, ...]]] = {
            kind: [] for kind in (EntryRow, LedgerRow, AiringRow, Cell)
        }

    def channel(self, file: sqlite3.Connection, number: int, count: int) -> None:
        at = seconds(STARTS)
        for _ in range(count):
            ends = at + 60 * self._dice.choice(MINUTES)
            self._airing(f"c{number}", at, ends)
            at = ends
        if len(self._rows[LedgerRow]) > AT_ONCE:
            self.flush(file)

    def flush(self, file: sqlite3.Connection) -> None:
        for kind, rows in self._rows.items():
            add(file, kind, rows)
            rows.clear()

    def _airing(self, channel: str, starts: int, ends: int) -> None:
        dice, rows = self._dice, self._rows
        self._key += 1
        key, name, again = self._key, f"{self._key:010x}", dice.random() < 0.3
        which = dice.randrange(len(self._titles))
        episode, series = self._episode(which)
        title = packed(self._titles[which])
        own = packed(episode.title) if series and episode.title else None
        date = dt.datetime.fromtimestamp(starts, dt.UTC).date().isoformat()
        digest = key.to_bytes(16)
        rows[LedgerRow].append(
            LedgerRow(key, name, channel, episode.id, date, starts, ends, "confirmed", False, 0,
                      seconds(STARTS), None, digest, digest, DATA, "bench")
        )  # fmt: skip
        rows[AiringRow].append(
            AiringRow(key, channel, episode.id, series, None, starts, ends, True, False,
                      KINDS[again])
        )  # fmt: skip
        genre, flags = GENRES[which % len(GENRES)], REPEAT if again else FIRST_RUN
        rows[Cell].append(
            Cell(channel, starts, key, ends, name, title, None, None, own, genre, flags)
        )

    def _episode(self, which: int) -> tuple[Episode, str | None]:
        """Return what is shown under a title: a film, a new part, or just anything of it."""
        dice, title, genres = self._dice, self._titles[which], (GENRES[which % len(GENRES)],)
        if which % 10 == 0:
            film = Episode(f"w{which}", title=title, genres=genres, credits=_credits(dice))
            return self._note(film), None
        series = f"w{which}"
        self._note(Series(series, title, genres=genres))
        if dice.random() < 0.6:
            part = Text.of({"fr": phrase(dice, 3)})
            number = f"{series}/p{self._key}"
            return self._note(Episode(number, series, title=part, credits=_credits(dice))), series
        return self._note(Episode(f"{series}/episode", series, genres=genres)), series

    def _note(self, entry: E) -> E:
        if entry.id not in self._shown:
            self._shown.add(entry.id)
            self._rows[EntryRow].append(_entry(entry, CHANNELS + len(self._shown)))
        return entry


def _credits(dice: random.Random) -> tuple[Credit, ...]:
    """Return a director, of every other thing."""
    if dice.random() < 0.5:
        return ()
    return (Credit("director", phrase(dice, 2).title()),)


def titles(path: Path) -> Iterator[str]:
    """Yield the titles of a release that was written here."""
    with sqlite3.connect(path) as file:
        yield from (title for (title,) in file.execute("SELECT DISTINCT title FROM cell"))
