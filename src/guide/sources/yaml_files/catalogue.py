"""Entries as the model's catalogue: channels, platforms, bouquets, series, films, sources.

An entry with faults still leaves its id behind, so that what refers to it is not blamed too.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from guide.model.catalogue import (
    Bouquet,
    Catalogue,
    Channel,
    Credit,
    Episode,
    Link,
    Period,
    Platform,
    Season,
    Series,
)
from guide.model.precision import NOT_DATED
from guide.model.problems import Place, Problem, error
from guide.model.source import ImportSource
from guide.model.texts import Text
from guide.sources.yaml_files.entries import (
    BouquetEntry,
    ChannelEntry,
    Described,
    EpisodeEntry,
    FilmEntry,
    LinkEntry,
    PlatformEntry,
    SeasonEntry,
    SeriesEntry,
    SourceEntry,
)
from guide.sources.yaml_files.file import Defaults, Document, Found
from guide.sources.yaml_files.instants import Instants
from guide.sources.yaml_files.placeholders import left_behind
from guide.sources.yaml_files.references import episode_id

NO_ZONE = "UTC"


class Declared(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> Place: ...


D = TypeVar("D", bound=Declared)


class Shelves:
    """Where the entries of all files come together; each id is taken once."""

    def __init__(self, problems: list[Problem]) -> None:
        self._series: dict[str, Series] = {}
        self._seasons: dict[str, Season] = {}
        self._episodes: dict[str, Episode] = {}
        self.catalogue = Catalogue(
            series=self._series, seasons=self._seasons, episodes=self._episodes
        )
        self.sources: dict[str, ImportSource] = {}
        self._problems = problems
        self._instants = Instants(problems)

    def take(self, document: Document) -> None:
        known = self.catalogue
        for found in document.named("channels", ChannelEntry):
            self._enter(known.channels, self._channel(found))
        for found_platform in document.named("platforms", PlatformEntry):
            self._enter(known.platforms, self._platform(found_platform))
        for found_bouquet in document.named("bouquets", BouquetEntry):
            self._enter(known.bouquets, _bouquet(found_bouquet))
        for found_series in document.named("series", SeriesEntry):
            self._take_series(found_series)
        for section in ("films", "one_offs"):
            for film in document.named(section, FilmEntry):
                self._enter(self._episodes, _film(film), self._series)
        for source in document.named("sources", SourceEntry):
            self._enter(self.sources, self._source(source))

    def _enter(self, table: dict[str, D], thing: D, *others: dict[str, Any]) -> bool:
        """Say whether the id was still free: in the table and in those that share its names."""
        first = next((known[thing.id] for known in (table, *others) if thing.id in known), None)
        if first is None:
            table[thing.id] = thing
            return True
        text = f'"{thing.id}" is already declared at {first.place}: give one of them another id'
        self._problems.append(error(thing.place, "duplicate-id", text, first.place))
        return False

    def _zone(self, found: Found[Any], own: str | None) -> str:
        zone = own or found.file.zone
        if zone is None:
            text = "`zone` is missing: give it one, or give the file one for all"
            self._problems.append(error(found.place, "missing-key", text))
        return zone or NO_ZONE

    def _channel(self, found: Found[ChannelEntry]) -> Channel:
        entry = found.entry
        if entry is None:
            return Channel(found.id, found.id, NO_ZONE, place=found.place)
        zone = self._zone(found, entry.zone)
        return Channel(
            id=found.id,
            name=entry.name,
            zone=zone,
            day_starts=entry.day_starts,
            aliases=entry.aliases,
            active=self._life(entry, zone),
            complete=self._complete(entry),
            longest_gap=entry.longest_gap,
            horizon=entry.horizon,
            note=found.file.text(entry.note),
            links=links(entry.links, found.file),
            place=found.place,
        )

    def _life(self, entry: ChannelEntry, zone: str) -> Period:
        life = entry.active
        if life is None:
            return Period()
        return Period(
            self._instants.when(life.from_, zone=zone, place=life.place_of("from")),
            self._instants.when(life.until, zone=zone, place=life.place_of("until")),
        )

    def _complete(self, entry: ChannelEntry) -> tuple[dt.date, dt.date] | None:
        period = entry.complete
        if period is None:
            return None
        if period.last < period.first:
            text = f"last: {period.last} comes before the first day, {period.first}"
            self._problems.append(error(period.place_of("last"), "backwards-period", text))
        return period.first, period.last + dt.timedelta(days=1)

    def _platform(self, found: Found[PlatformEntry]) -> Platform:
        entry = found.entry
        if entry is None:
            return Platform(found.id, found.id, NO_ZONE, place=found.place)
        zone, note = self._zone(found, entry.zone), found.file.text(entry.note)
        return Platform(found.id, entry.name, zone, entry.url, note, found.place)

    def _take_series(self, found: Found[SeriesEntry]) -> None:
        entry = found.entry
        if entry is None:
            ghost, seasons, episodes = left_behind(found)
            self._enter(self._series, ghost, self._episodes)
            self._seasons.update((s.id, s) for s in seasons if s.id not in self._seasons)
            self._episodes.update((e.id, e) for e in episodes if e.id not in self._episodes)
            return
        series = _series(found.id, entry, found.file)
        if not self._enter(self._series, series, self._episodes):
            return  # said once, not again for each of its episodes
        for number, season in entry.seasons.items():
            self._enter(self._seasons, self._season(found, number, season))
            for episode in _episodes(found.id, number, season, found.file):
                self._enter(self._episodes, episode)

    def _season(self, found: Found[SeriesEntry], number: int, entry: SeasonEntry) -> Season:
        zone, place = found.file.zone, entry.place_of("announced")
        return Season(
            series=found.id,
            number=number,
            count=entry.count,
            announced=self._instants.when(entry.announced, zone=zone, place=place) or NOT_DATED,
            running=entry.running,
            title=found.file.text(entry.title),
            place=entry.place,
            **_described(entry, found.file),
        )

    def _source(self, found: Found[SourceEntry]) -> ImportSource:
        entry = found.entry
        if entry is None:
            return ImportSource(found.id, found.id, place=found.place)
        if (entry.address is None) == (entry.file is None):
            text = "write either an `address` or a `file`"
            self._problems.append(error(found.place, "bad-source", text))
        keys = ("name", "address", "file", "zone", "shift", "priority", "owns", "every")
        given: dict[str, Any] = {key: getattr(entry, key) for key in keys}
        given["channels"], given["shifts"] = (*entry.channels.items(),), (*entry.shifts.items(),)
        return ImportSource(id=found.id, place=found.place, **given)


def _bouquet(found: Found[BouquetEntry]) -> Bouquet:
    entry = found.entry
    if entry is None:
        return Bouquet(found.id, found.id, (), place=found.place)
    note = found.file.text(entry.note)
    return Bouquet(
        id=found.id,
        name=entry.name,
        channels=entry.channels,
        platforms=entry.platforms,
        position=entry.position,
        note=note,
        place=found.place,
    )


def _series(key: str, entry: SeriesEntry, file: Defaults) -> Series:
    return Series(
        id=key,
        title=file.wording(entry.title),
        original_title=entry.original_title,
        original_language=entry.original_language,
        genres=entry.genres,
        countries=entry.countries,
        place=entry.place,
        **_described(entry, file),
    )


def _film(found: Found[FilmEntry]) -> Episode:
    if found.entry is None:
        # A running time, so that an airing of it is not blamed for having no end.
        running = dt.timedelta(minutes=1)
        return Episode(found.id, title=Text.of(found.id), running=running, place=found.place)
    return _episode(found.id, found.entry, found.file)


def _episodes(series: str, number: int, season: SeasonEntry, file: Defaults) -> Iterator[Episode]:
    for numbers, entry in season.episodes.items():
        for n in numbers:
            yield _episode(
                episode_id(series, number, n), entry, file, series=series, season=number, number=n
            )


def _episode(key: str, entry: EpisodeEntry, file: Defaults, **where: Any) -> Episode:
    return Episode(
        id=key,
        title=file.text(entry.title),
        original_title=entry.original_title,
        running=entry.running,
        genres=entry.genres,
        countries=entry.countries,
        place=entry.place,
        **where,
        **_described(entry, file),
    )


def _described(entry: Described, file: Defaults) -> dict[str, Any]:
    return {
        "year": entry.year,
        "credits": tuple(_credits(entry)),
        "teaser": file.text(entry.teaser),
        "synopsis": file.text(entry.synopsis),
        "note": file.text(entry.note),
        "links": links(entry.links, file),
    }


def _credits(entry: Described) -> Iterator[Credit]:
    for role, cast in entry.credits.items():
        yield from (Credit(role, name, character) for name, character in cast.items())


def links(entries: Iterable[LinkEntry], file: Defaults) -> tuple[Link, ...]:
    return tuple(Link(entry.url, file.text(entry.label)) for entry in entries)
