"""Checks that every id that is named is declared."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from guide.model.airing import Airing
from guide.model.catalogue import Bouquet, Catalogue, Episode, Season
from guide.model.draft import Draft
from guide.model.problems import Place, Problem, error, warning
from guide.model.source import ImportSource
from guide.model.window import Window

MOST_GUESSES = 20
EPISODE_ID = re.compile(r"(?P<series>[^/]+)/season-(?P<season>\d+)/")


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of one kind. Guesses are few, so that a wholly wrong file stays quick to check."""

    kind: str
    code: str
    ids: frozenset[str]
    guesses: dict[str, str] = field(default_factory=dict)

    def missing(self, wanted: str, place: Place) -> Iterator[Problem]:
        if wanted not in self.ids:
            yield error(
                place, self.code, f'no {self.kind} is called "{wanted}": {self._advice(wanted)}'
            )

    def unsure(self, wanted: str, place: Place, whose: str) -> Iterator[Problem]:
        """Yield a warning: what these files do not declare may still come with an import."""
        if self.ids and wanted not in self.ids:
            text = f'{whose} "{wanted}", and no {self.kind} of these files is called so'
            yield warning(place, self.code, f"{text}: {self._advice(wanted)}")

    def _advice(self, wanted: str) -> str:
        if wanted not in self.guesses and len(self.guesses) < MOST_GUESSES:
            near = sorted(i for i in self.ids if abs(len(i) - len(wanted)) <= 3)
            self.guesses[wanted] = next(iter(difflib.get_close_matches(wanted, near, n=1)), "")
        guess = self.guesses.get(wanted)
        return f'did you mean "{guess}"?' if guess else "declare it, or correct the name"


@dataclass(frozen=True, slots=True)
class _Names:
    channels: Known
    platforms: Known
    series: Known
    episodes: Known
    targets: Known
    seasons: frozenset[str]


def check_references(draft: Draft) -> Iterator[Problem]:
    """Yield an error for each id that is named and not declared."""
    catalogue = draft.catalogue
    names = _names(catalogue)
    yield from _of_bouquets(catalogue.bouquets.values(), names)
    yield from _of_seasons(catalogue.seasons.values(), names)
    yield from _of_episodes(catalogue.episodes.values(), names)
    yield from _of_airings(draft.airings, names)
    yield from _of_windows(draft.windows, names)
    yield from _of_sources(draft.sources, names)


def _names(catalogue: Catalogue) -> _Names:
    targets = frozenset({*catalogue.episodes, *catalogue.seasons, *catalogue.series})
    return _Names(
        channels=Known("channel", "unknown-channel", frozenset(catalogue.channels)),
        platforms=Known("platform", "unknown-platform", frozenset(catalogue.platforms)),
        series=Known("series", "unknown-series", frozenset(catalogue.series)),
        episodes=Known("episode", "unknown-episode", frozenset(catalogue.episodes)),
        targets=Known("episode, season or series", "unknown-target", targets),
        seasons=frozenset(catalogue.seasons),
    )


def _of_sources(sources: Iterable[ImportSource], names: _Names) -> Iterator[Problem]:
    for source in sources:
        for theirs, ours in source.channels:
            whose = f'the channels of {source.id} make "{theirs}"'
            yield from names.channels.unsure(ours, source.place, whose)
        for owned in source.owns:
            yield from names.channels.unsure(owned, source.place, f"{source.id} owns")


def _of_bouquets(bouquets: Iterable[Bouquet], names: _Names) -> Iterator[Problem]:
    for bouquet in bouquets:
        for channel in bouquet.channels:
            yield from names.channels.missing(channel, bouquet.place)
        for platform in bouquet.platforms:
            yield from names.platforms.missing(platform, bouquet.place)


def _of_seasons(seasons: Iterable[Season], names: _Names) -> Iterator[Problem]:
    for season in seasons:
        yield from names.series.missing(season.series, season.place)


def _of_episodes(episodes: Iterable[Episode], names: _Names) -> Iterator[Problem]:
    for episode in episodes:
        if episode.series is not None and episode.season is not None:
            yield from _season(episode.series, episode.season, episode.place, names)
        elif episode.series is not None:
            yield from names.series.missing(episode.series, episode.place)


def _of_airings(airings: Iterable[Airing], names: _Names) -> Iterator[Problem]:
    for airing in airings:
        yield from names.channels.missing(airing.channel, airing.place)
        part = EPISODE_ID.match(airing.episode)
        if airing.episode in names.episodes.ids:
            continue
        if part and f"{part['series']}/season-{part['season']}" not in names.seasons:
            yield from _season(part["series"], int(part["season"]), airing.place, names)
        else:
            yield from names.episodes.missing(airing.episode, airing.place)


def _season(series: str, number: int, place: Place, names: _Names) -> Iterator[Problem]:
    if series not in names.series.ids:
        yield from names.series.missing(series, place)
    elif f"{series}/season-{number}" not in names.seasons:
        text = f'"{series}" has no season {number}: declare it in the series, or correct the number'
        yield error(place, "unknown-season", text)


def _of_windows(windows: Iterable[Window], names: _Names) -> Iterator[Problem]:
    for window in windows:
        yield from names.platforms.missing(window.platform, window.place)
        yield from names.targets.missing(window.target, window.place)
