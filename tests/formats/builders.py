"""Small listings and releases for tests of formats."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from guide.model.airing import Airing, Showing, Status
from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Season, Series
from guide.model.day import day_bounds
from guide.model.feed_options import Options
from guide.model.listing import Listing, Revision
from guide.model.occasions import Dated
from guide.model.selection import Selected, Selection, Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind, targets_of
from guide.model.texts import Text
from guide.model.window import Window

ROOT = Path(__file__).parents[2]
SITE = Site("Guide", "https://guide.example", "3f9c.instance", contact="guide@guide.example")
PUBLISHED = dt.datetime(2017, 5, 20, 9, 30, 5, tzinfo=dt.UTC)
PREMIERE = dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC)
EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
SLOT = dt.timedelta(minutes=30)

CITY = Channel("ocs-city", "OCS City", "Europe/Paris")
MAX = Channel("ocs-max", "OCS Max", "Europe/Paris")
SUPPOSED = Text.of(
    {
        "fr": "Supposé : aucune source ne donne la date de cet épisode.",
        "en": "Supposed: no source gives the date of this episode.",
    }
)
MISSIONS = Series(
    "missions",
    Text.of({"fr": "Missions"}),
    genres=("science-fiction", "drama"),
    teaser=Text.of({"fr": "Le premier équipage européen vers Mars."}),
)
SEASON_1 = Season("missions", 1, count=10)
SEASON_2 = Season("missions", 2, count=10)


def episode(number: int, **fields: Any) -> Episode:
    return Episode(
        f"missions/season-1/episode-{number}",
        series="missions",
        season=1,
        number=number,
        **fields,
    )


def listing(**fields: Any) -> Listing:
    """Return the premiere of Missions, with fields of the listing or its airing replaced."""
    airing = Airing(
        "ocs-city",
        "missions/season-1/episode-1",
        dt.date(2017, 6, 1),
        PREMIERE,
        PREMIERE + SLOT,
        id="mission-1",
    )
    whole = Listing(
        airing,
        CITY,
        episode(1, title=Text.of({"fr": "Ulysse"})),
        Showing(premiere="series"),
        Revision(0, PUBLISHED),
        SEASON_1,
        MISSIONS,
    )
    parts = {"channel", "episode", "showing", "revision", "season", "series"}
    on_airing = {name: value for name, value in fields.items() if name not in parts}
    ids = {name: fields[name].id for name in ("channel", "episode") if name in fields}
    rest = {name: value for name, value in fields.items() if name in parts}
    return replace(whole, airing=replace(airing, **on_airing, **ids), **rest)


def film(title: str, starts: dt.datetime, **fields: Any) -> Listing:
    """Return a film on OCS City of two hours, its airing named after its start."""
    name = f"film-{starts:%Y%m%d%H%M%S}"
    slot = {"starts": starts, "ends": starts + dt.timedelta(hours=2), "date": starts.date()}
    return listing(
        **{
            "id": name,
            "episode": Episode(name, title=Text.of(title), genres=("film",)),
            "season": None,
            "series": None,
            "showing": Showing(),
            **slot,
            **fields,
        }
    )


def season_1() -> list[Listing]:
    """Return what is known of season 1: one instant, and nine supposed days."""
    days = [dt.date(2017, 6, 1) + dt.timedelta(weeks=(n - 1) // 2) for n in range(1, 11)]
    supposed = [
        listing(
            id=f"mission-{number}",
            date=days[number - 1],
            starts=None,
            ends=None,
            status=Status.TENTATIVE,
            note=SUPPOSED,
            episode=episode(number),
            showing=Showing(finale=number == 10),
        )
        for number in range(2, 11)
    ]
    return [listing(), *supposed]


def catalogue(*channels: Channel) -> Catalogue:
    known = channels or (CITY, MAX)
    return Catalogue(
        channels={channel.id: channel for channel in known},
        bouquets={"ocs": Bouquet("ocs", "OCS", tuple(channel.id for channel in known))},
        series={"missions": MISSIONS},
        seasons={SEASON_1.id: SEASON_1, SEASON_2.id: SEASON_2},
    )


@dataclass
class FakeRelease:
    """A release in memory that answers as a real one does."""

    items: Sequence[Listing] = ()
    catalogue: Catalogue = field(default_factory=catalogue)
    dated: Sequence[Dated] = ()
    offered: Sequence[Window] = ()
    number: int = 7
    published_at: dt.datetime = PUBLISHED

    def listings(
        self,
        target: Target,
        *,
        between: tuple[dt.datetime | None, dt.datetime | None] = (None, None),
    ) -> list[Listing]:
        found = [item for item in self.items if self._concerns(item, target)]
        return sorted((i for i in found if _overlaps(i, *between)), key=_order)

    def listing(self, airing_id: str) -> Listing | None:
        return next((item for item in self.items if item.airing.id == airing_id), None)

    def select(self, target: Target, wanted: Selection) -> Selected:
        found = [i for i in self.listings(target, between=wanted.between) if _is_wanted(i, wanted)]
        nearest = sorted(found, key=lambda item: abs(_bounds(item)[0] - wanted.near))
        kept = {item.airing.id for item in nearest[: wanted.most]}
        return Selected([item for item in found if item.airing.id in kept], len(found))

    def occasions(
        self,
        target: Target,
        *,
        between: tuple[dt.datetime | None, dt.datetime | None] = (None, None),
    ) -> list[Dated]:
        return [*self.dated]

    def windows(self, target_id: str | None = None) -> list[Window]:
        return [*self.offered]

    def touched(self, target: Target, *, streaming: bool = False) -> Touch:
        return Touch(self.number, self.published_at)

    def _concerns(self, item: Listing, target: Target) -> bool:
        if target.kind is TargetKind.AIRING:
            return item.airing.id == target.key
        return target in targets_of(item, self.catalogue)


def _is_wanted(item: Listing, wanted: Selection) -> bool:
    status, after = item.airing.status, wanted.cancelled_after
    if not Options(kinds=wanted.kinds).wants(item):
        return False
    if status is Status.CANCELLED:
        return not wanted.hide_cancelled and (after is None or _bounds(item)[1] > after)
    return not wanted.hide_tentative or (status is Status.CONFIRMED and item.airing.timed)


def _bounds(item: Listing) -> tuple[dt.datetime, dt.datetime]:
    airing = item.airing
    if airing.starts is not None and airing.ends is not None:
        return airing.starts, airing.ends
    return day_bounds(airing.date, item.channel)


def _overlaps(item: Listing, first: dt.datetime | None, last: dt.datetime | None) -> bool:
    starts, ends = _bounds(item)
    return (first is None or ends > first) and (last is None or starts < last)


def _order(item: Listing) -> tuple[dt.datetime, str, str]:
    return _bounds(item)[0], item.channel.id, item.airing.id
