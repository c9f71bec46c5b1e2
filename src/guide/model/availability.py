"""Windows by rule made into windows by date: they follow the first run when it moves."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from guide.model.airing import Airing, ShowingKind, Status
from guide.model.catalogue import Catalogue
from guide.model.day import day_start, local_add
from guide.model.precision import Precision, When
from guide.model.window import Window, WindowRule


def resolve_windows(
    windows: Sequence[Window], airings: Iterable[Airing], catalogue: Catalogue
) -> tuple[Window, ...]:
    """Return date windows as they are, and for a rule one window for each episode of its target
    whose first run has a time; all with ids that stay while target, platform and rank stay.

    The first run is looked for on the channels of the bouquets that have the platform, on every
    channel if none has. The times are counted on the wall clock of the first run's channel.
    """
    named = _named(windows)
    if not any(window.rule for window in named):
        return named
    runs = _FirstRuns(airings, catalogue)
    parts = _parts(catalogue)
    return tuple(
        resolved
        for window in named
        for resolved in (_resolve(window, window.rule, runs, parts) if window.rule else (window,))
    )


def _named(windows: Sequence[Window]) -> tuple[Window, ...]:
    ranks: Counter[tuple[str, str]] = Counter()
    named = []
    for window in windows:
        key = (window.target, window.platform)
        named.append(replace(window, id=window.id or _digest(*key, str(ranks[key]))))
        ranks[key] += 1
    return tuple(named)


def _resolve(
    window: Window, rule: WindowRule, runs: "_FirstRuns", parts: dict[str, list[str]]
) -> Iterator[Window]:
    for episode in parts.get(window.target, ()):
        dates = runs.dates(rule, episode, window.platform)
        if dates:
            own = _digest(window.id, episode)
            opens, closes = dates
            yield replace(window, id=own, target=episode, rule=None, opens=opens, closes=closes)


def _parts(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the ids of the episodes that each episode, season or series consists of."""
    parts: dict[str, list[str]] = defaultdict(list)
    for episode in catalogue.episodes.values():
        parts[episode.id].append(episode.id)
        if episode.series is not None:
            parts[episode.series].append(episode.id)
            parts[f"{episode.series}/season-{episode.season}"].append(episode.id)
    return parts


class _FirstRuns:
    """The first run of each episode, as a platform's bouquets see it."""

    def __init__(self, airings: Iterable[Airing], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ranks = {channel: rank for rank, channel in enumerate(catalogue.channels)}
        self._by_episode: dict[str, list[Airing]] = defaultdict(list)
        for airing in filter(_may_open, airings):
            self._by_episode[airing.episode].append(airing)
        self._channels = _channels_of_platforms(catalogue)

    def dates(
        self, rule: WindowRule, episode: str, platform: str
    ) -> tuple[When, When | None] | None:
        """Return when a window of the episode opens and closes, None if no time is known."""
        airing = self._of(episode, platform)
        if airing is None:
            return None
        base = airing.ends if rule.from_end else airing.starts
        if base is None:
            return None
        zone = self._catalogue.channels[airing.channel].zone
        confirmed = airing.status is Status.CONFIRMED

        def when(after: dt.timedelta) -> When:
            at = local_add(base, after, zone)
            date = at.astimezone(ZoneInfo(zone)).date()
            return When(Precision.TIME, date, at, confirmed=confirmed)

        closes = None if rule.lasts is None else when(rule.delay + rule.lasts)
        return when(rule.delay), closes

    def _of(self, episode: str, platform: str) -> Airing | None:
        channels = self._channels.get(platform, self._catalogue.channels.keys())
        heard = [a for a in self._by_episode.get(episode, ()) if a.channel in channels]
        chosen = [a for a in heard if a.showing_override is ShowingKind.FIRST_RUN]
        return min(chosen or heard, key=self._order, default=None)

    def _order(self, airing: Airing) -> tuple[dt.datetime, int, str]:
        channel = self._catalogue.channels[airing.channel]
        starts = airing.starts or day_start(airing.date, channel)
        return starts, self._ranks[airing.channel], airing.id


def _may_open(airing: Airing) -> bool:
    return (
        airing.status is not Status.CANCELLED
        and airing.showing_override is not ShowingKind.REPEAT
        and (airing.timed or not airing.gone)
    )


def _channels_of_platforms(catalogue: Catalogue) -> dict[str, set[str]]:
    channels: dict[str, set[str]] = defaultdict(set)
    for bouquet in catalogue.bouquets.values():
        for platform in bouquet.platforms:
            channels[platform].update(bouquet.channels)
    return dict(channels)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()
