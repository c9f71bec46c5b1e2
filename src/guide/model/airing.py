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
    """UNKNOWN is for imported guides alone: their first mention of something proves nothing."""

    FIRST_RUN = "first_run"
    REPEAT = "repeat"
    UNKNOWN = "unknown"


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
    """How it is heard, read and seen.

    `audio` and `subtitles` are language tags; `kind` is the trade's short form shown to people:
    "VF", "VOST", "VO", "VM" or None. `hard_of_hearing` says the subtitles serve the deaf. Of the
    subtitles of an imported guide, `on_request` are those that it says one can turn on and off,
    `in_picture` those that are part of the picture. `sound` ("stereo", "dolby digital"),
    `quality` ("HDTV") and `aspect` ("16:9") are a guide's own words.
    """

    kind: str | None = None
    audio: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    hard_of_hearing: bool = False
    audio_description: bool = False
    signed: bool = False
    sound: str | None = None
    quality: str | None = None
    aspect: str | None = None
    on_request: tuple[str, ...] = ()
    in_picture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Airing:
    """One episode on one channel in the slot `[starts, ends)`.

    `starts` and `ends` are UTC instants, None while only the broadcast day `date` is known
    (day precision, then always tentative). `ends_derived` marks an end taken from the running
    time. `id` is "" in a draft until model.identity gives it one. `showing_override` and
    `premiere_override` are the editor's word against what would be derived. `gone` marks an
    airing that its source no longer names: kept as cancelled if it lay ahead, as history if
    it is past. `source` is the id of the imported guide that speaks of it, None for the
    schedule files. `synopsis` is what is told of this airing alone (today's news, not the news),
    `running` its own running time, where an imported guide does not say of which edition it is.
    `called_premiere` says that an imported guide calls it a premiere, whatever it means by that.
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
    source: str | None = None
    synopsis: Text | None = None
    running: dt.timedelta | None = None
    called_premiere: bool = False
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def timed(self) -> bool:
        return self.starts is not None
