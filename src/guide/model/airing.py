"""One episode on one channel in one slot."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from guide.model.catalogue import Link
from guide.model.problems import NOWHERE, Place
from guide.model.texts import Text


class Status(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class ShowingKind(StrEnum):
    FIRST_RUN = "first_run"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Showing:
    """Derived at each release from all airings: see model.showing.

    `kind` is scoped by bouquet, `channel_kind` by channel; premiere and finale speak of the
    first run of a season's first or last episode ("series" for the first of the whole series).
    """

    kind: ShowingKind = ShowingKind.FIRST_RUN
    channel_kind: ShowingKind = ShowingKind.FIRST_RUN
    premiere: str | None = None  # "series", "season" or None
    finale: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """How it is heard and read.

    `audio` and `subtitles` are language tags; `kind` is the trade's short form shown to people:
    "VF", "VOST", "VO", "VM" or None. `hard_of_hearing` says the subtitles serve the deaf.
    """

    kind: str | None = None
    audio: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    hard_of_hearing: bool = False
    audio_description: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Airing:
    """One episode on one channel in the slot `[starts, ends)`.

    `starts` and `ends` are UTC instants, None while only the broadcast day `date` is known
    (day precision, then always tentative). `ends_derived` marks an end taken from the running
    time. `id` is "" in a draft until model.identity gives it one. `showing_override` and
    `premiere_override` are the editor's word against what would be derived. `gone` marks an
    airing that its source no longer names: kept as cancelled if it lay ahead, as history if
    it is past.
    """

    channel: str
    episode: str
    date: dt.date
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    id: str = ""
    status: Status = Status.CONFIRMED
    reason: Text | None = None
    version: Version = Version()
    live: bool = False
    last_chance: bool = False
    ends_derived: bool = False
    showing_override: ShowingKind | None = None
    premiere_override: str | None = None
    note: Text | None = None
    links: tuple[Link, ...] = ()
    gone: bool = False
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def timed(self) -> bool:
        return self.starts is not None
