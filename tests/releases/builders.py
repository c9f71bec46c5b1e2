"""A small trade, and a press that publishes it, for tests of model and releases."""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from guide.model.airing import Airing, Status
from guide.model.catalogue import (
    Bouquet,
    Catalogue,
    Channel,
    Episode,
    Platform,
    Season,
    Series,
)
from guide.model.draft import Draft
from guide.model.texts import Text
from guide.model.window import Window
from guide.releases.build import Built, build
from guide.releases.ledger import Ledger
from guide.releases.release import Release
from guide.releases.shelf import Shelf

PARIS = "Europe/Paris"
EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
ULYSSE = "missions/season-1/episode-1"
MARS = "missions/season-1/episode-2"
FILM = "the-invented-film"


def paris(text: str) -> dt.datetime:
    """Return the UTC instant of "2017-06-01 20:40" on the clocks of Paris."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS)).astimezone(dt.UTC)


def episode(number: int, *, season: int = 1, **fields: Any) -> Episode:
    return Episode(
        f"missions/season-{season}/episode-{number}",
        series="missions",
        season=season,
        number=number,
        **fields,
    )


def catalogue(*, channels: Iterable[str] = ("city", "max", "far")) -> Catalogue:
    """Return two channels in a bouquet and one outside, two seasons of ten, and a film."""
    known = [Channel(one, f"OCS {one.title()}", PARIS) for one in channels]
    episodes = [
        episode(1, title=Text.of({"fr": "Ulysse"})),
        *(episode(number) for number in range(2, 11)),
        *(episode(number, season=2) for number in range(1, 11)),
        Episode(FILM, title=Text.of("The Invented Film")),
    ]
    inside = tuple(one.id for one in known if one.id != "far")
    seasons = [Season("missions", number, count=10) for number in (1, 2)]
    return Catalogue(
        channels={one.id: one for one in known},
        platforms={"go": Platform("go", "OCS Go", PARIS)},
        bouquets={"ocs": Bouquet("ocs", "OCS", inside, ("go",))},
        series={"missions": Series("missions", Text.of({"fr": "Missions"}))},
        seasons={one.id: one for one in seasons},
        episodes={one.id: one for one in episodes},
    )


def airing(
    starts: str = "2017-06-01 20:40",
    *,
    on: str = "city",
    of: str = ULYSSE,
    minutes: int = 26,
    **fields: Any,
) -> Airing:
    """Return an airing at a time of Paris; what starts before 06:00 is of the day before."""
    at = paris(starts)
    date = (at.astimezone(ZoneInfo(PARIS)) - dt.timedelta(hours=6)).date()
    ends = at + dt.timedelta(minutes=minutes)
    return Airing(on, of, fields.pop("date", date), at, ends, **fields)


def some_day(
    date: str, *, on: str = "city", of: str = MARS, status: Status = Status.TENTATIVE, **fields: Any
) -> Airing:
    """Return an airing of which only the day is known."""
    return Airing(on, of, dt.date.fromisoformat(date), status=status, **fields)


def draft(*airings: Airing, windows: Iterable[Window] = (), **fields: Any) -> Draft:
    return Draft(
        catalogue=fields.pop("catalogue", None) or catalogue(),
        airings=airings,
        windows=tuple(windows),
        files=fields.pop("files", {"schedules/ocs.yaml": b"# the truth\n"}),
        sources=fields.pop("sources", ()),
    )


class Mint:
    """Give "a1", "a2", … in turn."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        return f"a{next(self._numbers)}"


@dataclass
class Press:
    """Publish drafts one after the other, as the use case does; `now` is the guide's clock."""

    folder: Path
    now: dt.datetime = EVENING
    mint: Mint = field(default_factory=Mint)
    current: str | None = None
    last: Built | None = None

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.folder)

    def publish(self, what: Draft, *, note: str = "") -> Release:
        """Return the release that is current afterwards; `last` tells what came of it."""
        shelf = self.shelf
        previous = self.previous()
        temporary = shelf.temporary()
        number = previous.number + 1 if previous else 1
        self.last = build(
            what,
            path=temporary,
            previous=previous,
            number=number,
            now=self.now,
            note=note,
            mint=self.mint,
        )
        if self.last.changed:
            self.current = shelf.place(temporary, number)
        return self.release()

    def previous(self) -> Ledger | None:
        return self.shelf.predecessor(self.current) if self.current else None

    def release(self) -> Release:
        assert self.current is not None
        return self.shelf.open(self.current)
