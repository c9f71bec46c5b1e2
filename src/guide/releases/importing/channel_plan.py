"""What the comparison of one channel reads, and what it finds to write."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from guide.model.catalogue import Channel
from guide.model.cell import Cell
from guide.model.changes import Change
from guide.releases.file import AiringRow, LedgerRow
from guide.releases.importing.encoding import Details, Row
from guide.releases.importing.succession import Succession


class Stamp(NamedTuple):
    """`now` decides what lies ahead; `at` is the time of the release. Seconds since 1970."""

    now: int
    at: int


class Old(NamedTuple):
    """An airing as the file has it; `title` is the packed one of its cell, `imported` says that
    it is none of the schedule files.
    """

    key: int
    id: str
    channel: str
    episode: str
    date: str
    starts: int
    ends: int
    status: str
    gone: bool
    sequence: int
    revised: int
    moved_from: str | None
    digest: bytes
    title: str
    imported: bool


class Fresh(NamedTuple):
    """A settled programme as the matcher sees it."""

    episode: str
    title: str
    starts: int
    ends: int


class ProgrammeRow(NamedTuple):
    source: str
    digest: bytes
    channel: str
    starts: int
    ends: int | None
    episode: str
    clump: str | None
    claim: str | None
    running: int | None
    data: str
    airing: int | None


@dataclass(slots=True)
class ChannelPlan:
    """What to write of a channel, and what to tell.

    `links` say which airing (its key, None for none) a programme that was there has become,
    `passed` are keys of what is history now, `lost` those of what is cancelled, `cut` say when
    something else began in the place of what is history (seconds since 1970), and of which.
    """

    ledger: list[LedgerRow] = field(default_factory=list)
    airings: list[AiringRow] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    stale_cells: list[tuple[str, int, int]] = field(default_factory=list)
    programmes: list[ProgrammeRow] = field(default_factory=list)
    links: list[tuple[int | None, int]] = field(default_factory=list)
    passed: list[tuple[int]] = field(default_factory=list)
    lost: list[tuple[int]] = field(default_factory=list)
    cut: list[tuple[int, int]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    added: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel is compared in: `earliest` are the starts of the first airings known of its
    episodes before those compared; `on` is what is on now, whoever says so; `details` reads an
    episode's, `mint` gives ids, `key` keys.
    """

    channel: Channel
    stamp: Stamp
    earliest: dict[str, int]
    on: Succession
    details: Callable[[str], Details]
    mint: Callable[[], str]
    key: Callable[[], int]


def programme_row(channel: str, row: Row, airing: int | None) -> ProgrammeRow:
    return ProgrammeRow(
        source=row.source,
        digest=row.digest,
        channel=channel,
        starts=row.starts,
        ends=row.ends,
        episode=row.episode_id,
        clump=f"{row.clump[0]}/{row.clump[1]}" if row.clump else None,
        claim=row.claim,
        running=row.running,
        data=row.data,
        airing=airing,
    )
