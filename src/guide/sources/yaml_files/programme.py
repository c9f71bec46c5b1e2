"""The entries that say when: airings, days, slots, repeats and windows."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field
from pydantic.json_schema import JsonSchemaValue

from guide.model.airing import ShowingKind, Status
from guide.model.day import Fold
from guide.sources.yaml_files.entries import Links
from guide.sources.yaml_files.entry import Entry
from guide.sources.yaml_files.letters import shown
from guide.sources.yaml_files.references import EpisodeRef, EpisodesRef, TargetRef
from guide.sources.yaml_files.scalars import fault
from guide.sources.yaml_files.tree import Branch, Leaf
from guide.sources.yaml_files.values import (
    AnyPoint,
    AnyReading,
    Clock,
    Date,
    Dated,
    Days,
    Delay,
    Flag,
    Language,
    Length,
    LongWording,
    Many,
    Slug,
    Some,
    Url,
    Weekdays,
    Wording,
    choice,
    number,
)

VERSIONS = ("VF", "VOST", "VO", "VM")


class VersionEntry(Entry):
    shorthand: ClassVar[str] = "kind"

    kind: Annotated[str, choice(*VERSIONS)] | None = None
    audio: Many[Language] = ()
    subtitles: Many[Language] = ()
    hard_of_hearing: Annotated[Flag, Field(description="Subtitles for the deaf")] = False
    audio_description: Flag = False
    signed: Flag = False


class Details(Entry):
    """What an airing may say beside what, where and when; a slot says it for all of its airings."""

    length: Annotated[Length | None, Field(description="The slot, if not the running time")] = None
    status: Annotated[str, choice(*Status)] | None = None
    reason: Annotated[Wording | None, Field(description="Why it is cancelled, or so")] = None
    version: VersionEntry | None = None
    live: Flag = False
    last_chance: Flag = False
    fold: Annotated[
        Annotated[str, choice(*Fold)] | None,
        Field(description="Which one is meant when the hour comes twice"),
    ] = None
    showing: Annotated[
        Annotated[str, choice(ShowingKind.FIRST_RUN, ShowingKind.REPEAT)] | None,
        Field(description="Against what is derived"),
    ] = None
    premiere: Annotated[
        Annotated[str, choice("series", "season", "none")] | None,
        Field(description="Against what is derived"),
    ] = None
    note: LongWording | None = None
    links: Links = ()

    def with_(self, other: "Details") -> Self:
        """Return the same with whatever `other` says itself."""
        own = Details.model_fields.keys() & other.model_fields_set
        return self.model_copy(update={key: getattr(other, key) for key in own})


PerDay = Annotated[
    Annotated[int, number(1, 50)] | None, Field(description="How many a date without times")
]
Channels = Annotated[Some[Slug], Field(description="Several are a simulcast")]


class RepeatEntry(Details):
    """The same again: `after` counts in days from the broadcast day of what is repeated."""

    after: Annotated[Days, Field(description="Days later: 0d, 2d, 1w")] = 0
    at: Annotated[Many[Clock], Field(description="The same wall time if left out")] = ()
    channel: Annotated[Many[Slug], Field(description="The same if left out")] = ()


class AiringEntry(Details):
    at: Annotated[Dated, Field(description="Without a time it is tentative, on that day")]
    channel: Channels
    episode: EpisodeRef
    ends: Annotated[AnyReading | None, Field(description="HH:MM, or a date and time")] = None
    id: Annotated[Slug | None, Field(description="For life; rarely needed")] = None
    repeats: Many[RepeatEntry] = ()


class ItemEntry(Details):
    """One line of a day; plain text in its place is the episode."""

    shorthand: ClassVar[str] = "episode"

    episode: EpisodeRef
    ends: AnyReading | None = None
    id: Slug | None = None
    repeats: Many[RepeatEntry] = ()


class DayEntry(Details):
    """A broadcast day, or a part of it; what it says beside its airings holds for all of them."""

    channel: Channels
    date: Date
    airings: Annotated[dict[Clock, ItemEntry], Field(description="time: episode")]
    repeats: Many[RepeatEntry] = ()


class ExceptionEntry(Details):
    """What is different on one date of a slot."""

    skip: Flag = False
    at: Annotated[Many[AnyReading], Field(description="Other times, or another date")] = ()
    per_day: PerDay = None

    @classmethod
    def as_branch(cls, value: Any) -> Any:
        if isinstance(value, Branch):
            return value
        if isinstance(value, Leaf) and value.isalpha() and value != "skip":
            words = "is no exception: write skip, HH:MM, YYYY-MM-DD, or a map"
            raise fault("bad-choice", f"{shown(value)} {words}")
        branch = Branch(value.place)
        branch.key = value.key
        if value == "skip":
            branch[Leaf.at(value.place, "skip")] = Leaf.at(value.place, "true")
        else:
            branch[Leaf.at(value.place, "at")] = value
        return branch

    @classmethod
    def shorter(cls) -> list[JsonSchemaValue]:
        return [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]


class SlotEntry(Details):
    """A slot that comes again and is filled in order; it steps in dates, never in hours."""

    channel: Channels
    episodes: Annotated[Many[EpisodesRef], Field(description="Filled in, in this order")] = ()
    episode: Annotated[EpisodeRef | None, Field(description="The same each time")] = None
    first: Annotated[Date, Field(description="The first date")]
    last: Annotated[Date | None, Field(description="The last date, included")] = None
    every: Annotated[Many[Weekdays], Field(description="The first date's weekday if left out")] = ()
    at: Annotated[Many[Clock], Field(description="Without a time: tentative days")] = ()
    per_day: PerDay = None
    except_: Annotated[
        dict[Dated, ExceptionEntry],
        Field(alias="except", description="date: skip, other times, another date, or a map"),
    ] = Field(default_factory=dict)
    repeats: Many[RepeatEntry] = ()


class RuleEntry(Entry):
    after: Annotated[Literal["start", "end"], choice("start", "end")] = "start"
    delay: Delay | None = None
    lasts: Annotated[Length | None, Field(description="Never closes if left out")] = None


class WindowEntry(Entry):
    of: Some[TargetRef]
    platform: Some[Slug]
    opens: AnyPoint | None = None
    closes: Annotated[AnyPoint | None, Field(description="The first moment it is gone")] = None
    rule: Annotated[RuleEntry | None, Field(description="Relative to each first run")] = None
    url: Url | None = None
    note: LongWording | None = None
