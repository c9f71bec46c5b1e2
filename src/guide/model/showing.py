"""First run or repeat, premiere, finale: derived from all airings together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Catalogue, Episode
from guide.model.day import day_start

NO_PREMIERE = "none"
NOT_KNOWN = Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN)

Scope = tuple[str, str]


def derive(airings: Iterable[Airing], catalogue: Catalogue) -> dict[str, Showing]:
    """Return what each airing is, by airing id.

    A first run is the earliest airing of its episode that is not cancelled, over the channels of
    the bouquets (`kind`; a channel in no bouquet is a scope of its own) and on its channel
    (`channel_kind`). Day-precise airings count as at the start of their broadcast day. The
    editor's word wins. A cancelled airing is what it would have been.

    Airings of imports are UNKNOWN here, and make no repeat of the schedules' own: what they are
    is for `showing_of` to say.
    """
    known = tuple(airings)
    trade = _Trade(catalogue)
    earliest: dict[tuple[Scope, str], dt.datetime] = {}
    own = [airing for airing in known if airing.source is None]
    for airing in filter(_counts, own):
        at = trade.moment(airing)
        for scope in (*trade.scopes(airing.channel), ("channel", airing.channel)):
            key = (scope, airing.episode)
            earliest[key] = min(at, earliest.get(key, at))
    unknown = {airing.id: NOT_KNOWN for airing in known if airing.source is not None}
    return unknown | {airing.id: _showing(airing, trade, earliest) for airing in own}


def _counts(airing: Airing) -> bool:
    # A day that nobody ever dated and that its source has dropped was no airing.
    return airing.status is not Status.CANCELLED and (airing.timed or not airing.gone)


def _showing(
    airing: Airing, trade: "_Trade", earliest: dict[tuple[Scope, str], dt.datetime]
) -> Showing:
    at = trade.moment(airing)

    def kind(*scopes: Scope) -> ShowingKind:
        if airing.showing_override is not None:
            return airing.showing_override
        first = all(at <= earliest.get((scope, airing.episode), at) for scope in scopes)
        return ShowingKind.FIRST_RUN if first else ShowingKind.REPEAT

    overall = kind(*trade.scopes(airing.channel))
    premiere, finale = trade.milestone(airing.episode, overall)
    if airing.premiere_override is not None:
        premiere = None if airing.premiere_override == NO_PREMIERE else airing.premiere_override
    return Showing(
        kind=overall,
        channel_kind=kind(("channel", airing.channel)),
        premiere=premiere,
        finale=finale,
    )


class _Trade:
    """What the catalogue says that showings need, looked up once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._scopes = _scopes(catalogue)

    def scopes(self, channel: str) -> tuple[Scope, ...]:
        return self._scopes.get(channel, (("channel", channel),))

    def moment(self, airing: Airing) -> dt.datetime:
        if airing.starts is not None:
            return airing.starts
        return day_start(airing.date, self._catalogue.channels[airing.channel])

    def milestone(self, episode_id: str, kind: ShowingKind) -> tuple[str | None, bool]:
        """Return the premiere ("series", "season", None) and whether it is a finale."""
        episode = self._catalogue.episodes[episode_id]
        if kind is ShowingKind.REPEAT or not episode.season:
            return None, False
        return self._premiere(episode), self._is_last(episode)

    def _premiere(self, episode: Episode) -> str | None:
        if episode.number != 1 or episode.series is None:
            return None
        return "series" if episode.season == 1 else "season"

    def _is_last(self, episode: Episode) -> bool:
        season = self._catalogue.season_of(episode)
        return season is not None and season.count is not None and season.count == episode.number


def _scopes(catalogue: Catalogue) -> dict[str, tuple[Scope, ...]]:
    scopes: dict[str, tuple[Scope, ...]] = defaultdict(tuple)
    for bouquet in catalogue.bouquets.values():
        for channel in bouquet.channels:
            scopes[channel] += (("bouquet", bouquet.id),)
    return dict(scopes)


def showing_of(
    claim: str | None, *, repeated: bool, season: int | None, number: int | None, finale: bool
) -> Showing:
    """Return what an imported airing is: what its source claims (a ShowingKind's value), else a
    repeat if it is `repeated`, that is, if an earlier airing of the same episode is known, and it
    is an episode and not whatever is on under a title; else UNKNOWN, as a guide's first mention
    of something proves nothing.

    Only a claimed first run has a premiere (number 1 of a season, "series" if that is the first
    one) and may be the `finale`, and only in a season from 1 on: 0 are specials.
    """
    kind = ShowingKind.REPEAT if repeated else ShowingKind.UNKNOWN
    if claim is not None:
        kind = ShowingKind(claim)
    if kind is not ShowingKind.FIRST_RUN or not season:
        return Showing(kind, kind)
    premiere = ("series" if season == 1 else "season") if number == 1 else None
    return Showing(kind, kind, premiere=premiere, finale=finale)
