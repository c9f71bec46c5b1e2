"""The entries that say what can be broadcast, and where."""

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field
from pydantic.json_schema import JsonSchemaValue

from guide.sources.yaml_files.entry import Entry
from guide.sources.yaml_files.references import Numbers
from guide.sources.yaml_files.scalars import Also, fault
from guide.sources.yaml_files.tree import Branch, Leaf
from guide.sources.yaml_files.values import (
    LANGUAGE,
    PLAIN,
    AnyPoint,
    Country,
    Date,
    DayClock,
    Delay,
    Language,
    Length,
    LongWording,
    Many,
    Name,
    Shift,
    Slug,
    Url,
    Wording,
    Year,
    Zone,
    choice,
    is_language,
    number,
)

ROLES = (
    *("director", "writer", "creator", "producer", "composer"),
    *("presenter", "actor", "guest", "voice"),
)


class LinkEntry(Entry):
    shorthand: ClassVar[str] = "url"

    url: Url
    label: Wording | None = None


def _cast(value: Any) -> Any:
    """Turn a name, or a list of names, into a map of names to nothing."""
    if isinstance(value, Leaf) and value.empty:
        raise fault("empty-value", "nothing is written: give a name, or remove the key")
    names = [value] if isinstance(value, Leaf) else value
    if not isinstance(names, list) or not all(isinstance(name, Leaf) for name in names):
        return value
    return Branch(value.place, {name: Leaf.at(name.place, empty=True) for name in names})


def _character(value: Any) -> Any:
    return None if isinstance(value, Leaf) and value.empty else value


Links = Annotated[Many[LinkEntry], Field(description="Official pages")]
Genres = Annotated[Many[Slug], Field(description="Ids such as drama or science-fiction")]
Countries = Annotated[Many[Country], Field(description="ISO 3166 codes such as FR")]
Cast = Annotated[
    dict[Name, Annotated[Name | None, BeforeValidator(_character), Also({"type": "null"})]],
    BeforeValidator(_cast),
    Also({"type": ["string", "array"], "items": {"type": "string"}}),
]
Credits = Annotated[
    dict[Annotated[str, choice(*ROLES)], Cast],
    Field(description="role: a name, a list of names, or a map of names to characters"),
]


class Described(Entry):
    """What a series, a season, an episode and a film all may say of themselves."""

    year: Year | None = None
    credits: Credits = Field(default_factory=dict)
    teaser: Annotated[LongWording | None, Field(description="A line without spoilers")] = None
    synopsis: Annotated[LongWording | None, Field(description="May hold spoilers")] = None
    note: LongWording | None = None
    links: Links = ()


class EpisodeEntry(Described):
    """An episode of a season; plain text in its place, or wordings by language, is its title."""

    shorthand: ClassVar[str] = "title"
    may_be_empty: ClassVar[bool] = True

    title: Wording | None = None
    original_title: Name | None = None
    running: Annotated[Length | None, Field(description="Running time, not the slot")] = None
    genres: Genres = ()
    countries: Countries = ()

    @classmethod
    def as_branch(cls, value: Any) -> Any:
        if not isinstance(value, Branch) or not value or not all(map(is_language, value)):
            return super().as_branch(value)
        branch = Branch(value.place, {Leaf.at(value.place, cls.shorthand): value})
        branch.key = value.key
        return branch

    @classmethod
    def shorter(cls) -> list[JsonSchemaValue]:
        wordings = {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE},
            "additionalProperties": PLAIN,
        }
        return [*super().shorter(), wordings]


class FilmEntry(EpisodeEntry):
    """A film or one-off; plain text in its place, or wordings by language, is its title."""

    may_be_empty: ClassVar[bool] = False

    title: Wording


class SeasonEntry(Described):
    may_be_empty: ClassVar[bool] = True

    count: Annotated[
        Annotated[int, number(1, 9999)] | None, Field(description="Episodes ordered")
    ] = None
    announced: Annotated[AnyPoint | None, Field(description="What is known of its start")] = None
    running: Annotated[Length | None, Field(description="Running time of each episode")] = None
    title: Wording | None = None
    episodes: dict[Numbers, EpisodeEntry] = Field(default_factory=dict)


class SeriesEntry(Described):
    title: Wording
    original_title: Name | None = None
    original_language: Language | None = None
    genres: Genres = ()
    countries: Countries = ()
    seasons: Annotated[
        dict[Annotated[int, number(0, 9999)], SeasonEntry], Field(description="0 holds specials")
    ] = Field(default_factory=dict)


class ActiveEntry(Entry):
    from_: Annotated[AnyPoint | None, Field(alias="from")] = None
    until: Annotated[AnyPoint | None, Field(description="When it ended")] = None


class CompleteEntry(Entry):
    first: Date
    last: Annotated[Date, Field(description="The last day, included")]


class ChannelEntry(Entry):
    shorthand: ClassVar[str] = "name"

    name: Name
    zone: Annotated[Zone | None, Field(description="Needed unless the file has one")] = None
    day_starts: Annotated[DayClock, Field(description="Where its broadcast day begins")] = dt.time(
        6
    )
    aliases: Annotated[Many[Name], Field(description="Its ids elsewhere")] = ()
    active: Annotated[ActiveEntry | None, Field(description="Its life")] = None
    complete: Annotated[
        CompleteEntry | None, Field(description="Days for which everything is listed")
    ] = None
    longest_gap: Annotated[Delay, Field(description="What is no gap yet")] = dt.timedelta(0)
    horizon: Annotated[Length | None, Field(description="How far ahead to be listed")] = None
    note: LongWording | None = None
    links: Links = ()


class PlatformEntry(Entry):
    shorthand: ClassVar[str] = "name"

    name: Name
    zone: Zone | None = None
    url: Url | None = None
    note: LongWording | None = None


class BouquetEntry(Entry):
    name: Name
    channels: Annotated[Many[Slug], Field(description="In the order of display")]
    platforms: Many[Slug] = ()
    position: Annotated[int, number(1, 999), Field(description="1 is shown first")] = 100
    note: LongWording | None = None


class SourceEntry(Entry):
    """A guide of others to import."""

    name: Name
    address: Annotated[Url | None, Field(description="Where to fetch it")] = None
    file: Annotated[Name | None, Field(description="Or the file it lies in")] = None
    zone: Annotated[Zone | None, Field(description="For times without an offset")] = None
    shift: Annotated[Shift, Field(description="Added to every time")] = dt.timedelta(0)
    shifts: Annotated[
        dict[Name, Shift], Field(description="Its channel id: what is added to its times instead")
    ] = Field(default_factory=dict)
    channels: Annotated[dict[Name, Slug], Field(description="Its channel id: ours")] = Field(
        default_factory=dict
    )
    priority: Annotated[int, number(0, 1000), Field(description="The higher wins")] = 0
    owns: Annotated[Many[Slug], Field(description="Channels that it alone speaks for")] = ()
    every: Annotated[Length | None, Field(description="How often to fetch it")] = None
