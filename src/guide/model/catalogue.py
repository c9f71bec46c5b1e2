"""What can be broadcast, and where: channels, bouquets, platforms, series, seasons, episodes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from guide.model.precision import NOT_DATED, When
from guide.model.problems import NOWHERE, Place
from guide.model.texts import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Link:
    """An official page; `url` is http or https."""

    url: str
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """`role` is one of director, writer, creator, producer, composer, presenter, actor, guest,
    voice; `character` is whom an actor plays.
    """

    role: str
    name: str
    character: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Dates `[starts, ends)` at their own precision; None is open."""

    starts: When | None = None
    ends: When | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A linear service; `icon` is the http(s) address of its mark, where an import gives one.

    `day_starts` is the local time at which its broadcast day begins. `complete` is the half-open
    period of broadcast days in which the schedule claims to have everything: only there is
    nothing-on a gap worth a warning, when it is longer than `longest_gap`. `horizon` is how far
    ahead of now the schedule should reach.
    """

    id: str
    name: str
    zone: str
    day_starts: dt.time = dt.time(6)
    aliases: tuple[str, ...] = ()
    active: Period = Period()
    complete: tuple[dt.date, dt.date] | None = None
    longest_gap: dt.timedelta = dt.timedelta(0)
    horizon: dt.timedelta | None = None
    icon: str | None = None
    note: Text | None = None
    links: tuple[Link, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Platform:
    """Where streaming happens. `zone` gives a day-precise window its bounds."""

    id: str
    name: str
    zone: str
    url: str | None = None
    note: Text | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Bouquet:
    """Channels sold together, in the order of display; bouquets stand by `position`, from 1."""

    id: str
    name: str
    channels: tuple[str, ...]
    platforms: tuple[str, ...] = ()
    position: int = 100
    note: Text | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Episode:
    """One part of a season, or a film or one-off where `series` is None.

    `id` is "SERIES/season-N/episode-M" within a season and a slug of its own otherwise; it is
    also the tail of the page address. `title` is None while unknown. `running` is the running
    time, which is not the slot. `teaser` is the line without spoilers; `synopsis` may spoil.
    Imported guides have more of them: "SERIES/episode-M" where no season is known, "SERIES/SLUG"
    where there is only a sub-title, "SERIES/episode" for whatever is on under that title.
    `images` are http(s) addresses, `ratings` and `stars` pairs of system and value ("CSA",
    "-10"; "", "3/5"). `provenance` pairs fields with the imported source they were filled from.
    """

    id: str
    series: str | None = None
    season: int | None = None
    number: int | None = None
    title: Text | None = None
    original_title: str | None = None
    running: dt.timedelta | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    teaser: Text | None = None
    synopsis: Text | None = None
    note: Text | None = None
    links: tuple[Link, ...] = ()
    original_language: str | None = None
    images: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    ratings: tuple[tuple[str, str], ...] = ()
    stars: tuple[tuple[str, str], ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Season:
    """A numbered run, 0 for specials; `count` is the number of episodes ordered, if known.

    `announced` is what is known of its start while no airing has a date.
    """

    series: str
    number: int
    count: int | None = None
    announced: When = NOT_DATED
    running: dt.timedelta | None = None
    title: Text | None = None
    year: int | None = None
    credits: tuple[Credit, ...] = ()
    teaser: Text | None = None
    synopsis: Text | None = None
    note: Text | None = None
    links: tuple[Link, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def id(self) -> str:
        return f"{self.series}/season-{self.number}"


@dataclass(frozen=True, slots=True)
class Series:
    id: str
    title: Text
    original_title: str | None = None
    original_language: str | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    teaser: Text | None = None
    synopsis: Text | None = None
    note: Text | None = None
    links: tuple[Link, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything but the airings and windows, keyed by id (seasons by `Season.id`).

    Series, seasons and episodes may be many: a release reads them when they are asked for.
    """

    channels: dict[str, Channel] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    bouquets: dict[str, Bouquet] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    seasons: Mapping[str, Season] = field(default_factory=dict)
    episodes: Mapping[str, Episode] = field(default_factory=dict)

    def in_order(self) -> "Catalogue":
        """Return the same with bouquets by position, and channels as the bouquets order them."""
        bouquets = sorted(self.bouquets.values(), key=lambda bouquet: bouquet.position)
        sold = [channel for bouquet in bouquets for channel in bouquet.channels]
        known = [channel for channel in sold if channel in self.channels]
        return replace(
            self,
            bouquets={bouquet.id: bouquet for bouquet in bouquets},
            channels={one: self.channels[one] for one in dict.fromkeys([*known, *self.channels])},
        )

    def season_of(self, episode: Episode) -> Season | None:
        return self.seasons.get(f"{episode.series}/season-{episode.season}")

    def bouquets_of(self, channel: str) -> tuple[Bouquet, ...]:
        return tuple(b for b in self.bouquets.values() if channel in b.channels)

    def completed_by(self, other: "Catalogue") -> "Catalogue":
        """Return this catalogue and, after its own, what only `other` has."""
        return Catalogue(
            channels=self.channels | _only(other.channels, self.channels),
            platforms=self.platforms | _only(other.platforms, self.platforms),
            bouquets=self.bouquets | _only(other.bouquets, self.bouquets),
            series=_joined(self.series, other.series),
            seasons=_joined(self.seasons, other.seasons),
            episodes=_joined(self.episodes, other.episodes),
        )


def _only(more: Mapping[str, T], known: Mapping[str, T]) -> dict[str, T]:
    return {key: entry for key, entry in more.items() if key not in known}


def _joined(known: Mapping[str, T], more: Mapping[str, T]) -> Mapping[str, T]:
    if isinstance(known, dict) and isinstance(more, dict):
        return known | _only(more, known)
    return _Joined(known, more)


class _Joined(Mapping[str, T]):
    """One mapping and, after its own, what only another has: nothing is read to join them."""

    def __init__(self, known: Mapping[str, T], more: Mapping[str, T]) -> None:
        self._known = known
        self._more = more

    def __getitem__(self, key: str) -> T:
        found = self._known.get(key)
        return self._more[key] if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self._known
        yield from (key for key in self._more if key not in self._known)

    def __len__(self) -> int:
        return sum(1 for _ in self)
