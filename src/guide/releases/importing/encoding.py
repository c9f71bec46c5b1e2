"""Programmes as rows and entries, ready to be spooled: what a worker process hands back."""

import datetime as dt
import functools
import marshal
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from guide.model.airing import Airing, ShowingKind, Version
from guide.model.catalogue import Episode, Season, Series
from guide.model.cell import AUDIO_DESCRIPTION, LIVE, SUBTITLES, packed
from guide.model.programme import Programme
from guide.model.texts import Text
from guide.releases.airings import data_of
from guide.releases.importing.spelling import says_more
from guide.releases.rows import to_json

_NO_DAY = dt.date(1970, 1, 1)


class Details(NamedTuple):
    """What of an episode the tables of a release have in columns; `title` is the series' one.

    `title` and `sub_title` are packed texts, as in guide.model.cell.
    """

    title: str
    sub_title: str | None = None
    series: str | None = None
    season: int | None = None
    number: int | None = None
    genre: str | None = None
    finale: bool = False


class Row(NamedTuple):
    """One programme, flat: `data` is JSON of what of its airing no column says.

    `claim` is what the source says of the showing, None for silence; `traits` are flags of
    guide.model.cell. `key` is that of the programme in the file, 0 for one newly read, which
    alone has `details`.
    """

    starts: int
    ends: int | None
    episode_id: str
    clump: tuple[int, int] | None
    claim: str | None
    running: int | None
    line: int
    digest: bytes
    data: str
    traits: int
    details: Details | None = None
    source: str = ""
    key: int = 0


_OF_DETAILS = Row._fields.index("details")


@dataclass(slots=True)
class Batch:
    """Rows by channel, each list packed; the entries they speak of, as JSON by id. `counted` are
    seasons of which the number of episodes is told: what does not tell it takes nothing back.
    `respelled` are series whose title is told in more than one way.
    """

    rows: dict[str, bytes] = field(default_factory=dict)
    count: int = 0
    series: dict[str, str] = field(default_factory=dict)
    seasons: dict[str, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    episodes: dict[str, str] = field(default_factory=dict)
    respelled: set[str] = field(default_factory=set)


def encode(programmes: Iterable[Programme]) -> Batch:
    """Return a batch; of one episode told twice the later telling counts."""
    batch, titles, episodes = Batch(), dict[str, Text](), dict[str, Episode]()
    rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for programme in programmes:
        rows[programme.channel].append(_packed(programme))
        episodes[programme.episode.id] = programme.episode
        if programme.episode.series is not None:
            _note_entries(batch, programme.episode.series, programme, titles)
        batch.count += 1
    batch.episodes = {key: to_json(one) for key, one in episodes.items()}
    batch.rows = {channel: marshal.dumps(some) for channel, some in rows.items()}
    return batch


def unpack(packed: bytes, source: str) -> list[Row]:
    """Read what `encode` packed."""
    told = marshal.loads(packed)  # noqa: S302 -- our own spool
    return [Row._make((*plain, Details._make(details), source, 0)) for plain, details in told]


def pack(rows: Iterable[Row]) -> bytes:
    """Pack rows that were newly read again, as `encode` does."""
    told = [(tuple(row[:_OF_DETAILS]), row.details and tuple(row.details)) for row in rows]
    return marshal.dumps(told)


def _packed(programme: Programme) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    plain = (
        programme.starts,
        programme.ends,
        programme.episode.id,
        programme.clump,
        programme.showing and programme.showing.value,
        programme.running,
        programme.line,
        programme.digest,
        _data(programme),
        _traits(programme),
    )
    return plain, tuple(_details(programme))


def _details(programme: Programme) -> Details:
    episode, series = programme.episode, programme.series_title
    own = packed(episode.title) if episode.title else None
    return Details(
        title=packed(series) if series else own or episode.id,
        sub_title=own if series else None,
        series=episode.series,
        season=episode.season,
        number=episode.number,
        genre=episode.genres[0] if episode.genres else None,
        finale=programme.season_count is not None and programme.season_count == episode.number,
    )


def _traits(programme: Programme) -> int:
    version = programme.version
    return (
        LIVE * programme.live
        + AUDIO_DESCRIPTION * version.audio_description
        + SUBTITLES * bool(version.subtitles or version.hard_of_hearing)
    )


def traits_in(data: str) -> int:
    """Return the traits of a programme that is there already."""
    told = orjson.loads(data)
    version = told.get("version", {})
    return (
        LIVE * ("live" in told)
        + AUDIO_DESCRIPTION * ("audio_description" in version)
        + SUBTITLES * ("subtitles" in version or "hard_of_hearing" in version)
    )


def _data(programme: Programme) -> str:
    plain = _plain(
        programme.version,
        programme.live,
        programme.last_chance,
        programme.premiere,
        programme.showing,
    )
    own: dict[str, Any] = {}
    if programme.synopsis is not None:
        own["synopsis"] = orjson.loads(to_json(programme.synopsis))
    if programme.running and programme.episode.running is None:
        own["running"] = float(programme.running)
    return orjson.dumps(orjson.loads(plain) | own).decode() if own else plain


@functools.lru_cache(maxsize=4096)
def _plain(
    version: Version,
    live: bool,  # noqa: FBT001 -- the key of a cache
    last_chance: bool,  # noqa: FBT001 -- the key of a cache
    premiere: bool,  # noqa: FBT001 -- the key of a cache
    claim: ShowingKind | None,
) -> str:
    airing = Airing(
        channel="",
        episode="",
        date=_NO_DAY,
        version=version,
        live=live,
        last_chance=last_chance,
        called_premiere=premiere,
        showing_override=claim,
    )
    return data_of(airing)


def _note_entries(batch: Batch, series: str, programme: Programme, titles: dict[str, Text]) -> None:
    told, known = programme.series_title, titles.get(series)
    if told is None:
        batch.respelled.add(series)
    elif told is not known and told != known:
        _note_series(batch, series, told, titles)
    if programme.episode.season is not None:
        _note_season(batch, series, programme.episode.season, programme.season_count)


def _note_series(batch: Batch, series: str, told: Text, titles: dict[str, Text]) -> None:
    known = titles.get(series)
    if known is not None:
        batch.respelled.add(series)
    if known is None or says_more(told, known):
        titles[series] = told
        batch.series[series] = to_json(Series(series, told))


def _note_season(batch: Batch, series: str, number: int, count: int | None) -> None:
    key = f"{series}/season-{number}"
    seasons = batch.counted if count else batch.seasons
    if key not in seasons:
        seasons[key] = to_json(Season(series, number, count=count))
