"""A grid: what some channels show in some hours, every string ready for the page."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from guide.formats.genres import family_of
from guide.formats.slots import LASTING, Hours, Slot, fitting, slots, widths
from guide.formats.words import Words
from guide.formats.words.catalogue import marked
from guide.model import cell as flags
from guide.model.cell import Cell, unpacked

MOST_TITLES = 4
LONGEST_TITLE = 120
# Below these a text is set smaller, or upright.
THIN, SLIM = 15, 10
MARKS = (
    (flags.CANCELLED, marked("Cancelled")),
    (flags.TENTATIVE, marked("To be confirmed")),
    (flags.PREMIERE, marked("Premiere")),
    (flags.LIVE, marked("live")),
)


class Lane(NamedTuple):
    """A channel of a grid: `address` is that of its day, `zone` the one its times are told in,
    `zone_name` that zone's name where it is not the page's own; `complete` says that what is not
    listed is known not to be on.
    """

    id: str
    name: str
    address: str
    zone: str
    zone_name: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What a page shows at one place, `minutes` wide; `address` is "" where nothing is listed.

    `kind` are the names of its style; `at` is ISO 8601 with offset. `time` and `at` are the true
    start, even before the page's hours. `lang` is the tag of a foreign title.
    """

    minutes: int
    kind: str
    address: str
    at: str
    time: str
    title: str
    lang: str = ""
    more: str = ""
    on: bool = False

    @property
    def lasting(self) -> bool:
        """Say whether it is so wide that its text follows a reader who scrolls sideways."""
        return self.minutes >= LASTING


@dataclass(frozen=True, slots=True)
class Row:
    """A channel of a grid with its blocks; their minutes add up to the page's."""

    name: str
    address: str
    zone_name: str
    blocks: tuple[Block, ...]


def rows(
    cells: Iterable[Cell],
    lanes: Sequence[Lane],
    hours: Hours,
    *,
    words: Words,
    now: int | None,
    address: Callable[[str], str],
) -> tuple[Row, ...]:
    """Return a row for each lane: `cells` come by channel, `now` is within the hours or None, and
    `address` makes that of an airing from its id.
    """
    shown = {
        channel: slots(list(group), hours)
        for channel, group in itertools.groupby(cells, key=lambda cell: cell.channel)
    }
    gap = [Slot((), *hours)]
    laid = fitting([shown.get(lane.id, gap) for lane in lanes], hours)
    teller = _Teller(words, hours, now, address)
    return tuple(
        Row(lane.name, lane.address, lane.zone_name, tuple(teller.blocks(one, lane)))
        for lane, one in zip(lanes, laid, strict=True)
    )


class _Teller:
    """Slots made into blocks: each time is formatted once per page."""

    def __init__(
        self, words: Words, hours: Hours, now: int | None, address: Callable[[str], str]
    ) -> None:
        self._words = words
        self._hours = hours
        self._now = now
        self._address = address
        self._times: dict[tuple[int, str], tuple[str, str]] = {}

    def blocks(self, lane: Sequence[Slot], channel: Lane) -> Iterator[Block]:
        for slot, minutes in zip(lane, widths(lane, self._hours), strict=True):
            if not slot.cells:
                yield self._gap(slot, minutes, channel)
            elif len(slot.cells) == 1:
                yield self._single(slot, minutes, channel)
            else:
                yield self._run(slot, minutes, channel)

    def _gap(self, slot: Slot, minutes: int, channel: Lane) -> Block:
        at, time = self._time(slot.begins, channel.zone)
        words = self._words
        said = words.text("No programme") if channel.complete else words.text("No information")
        return Block(minutes, "hole", "", at, time, said)

    def _single(self, slot: Slot, minutes: int, channel: Lane) -> Block:
        [cell] = slot.cells
        at, time = self._time(cell.begins, channel.zone)
        lang, title = unpacked(cell.title).wording(self._words.language)
        on = self._is_on(slot) and not cell.flags & flags.CANCELLED
        began = cell.begins < slot.begins
        return Block(
            minutes=minutes,
            kind=_kind(cell, minutes, on=on, began=began),
            address=self._address(cell.airing),
            at=at,
            time=time,
            title=_cut(title),
            lang="" if lang == self._words.language else lang,
            more=" · ".join(self._more(cell)),
            on=on,
        )

    def _run(self, slot: Slot, minutes: int, channel: Lane) -> Block:
        first = slot.cells[0]
        at, time = self._time(first.begins, channel.zone)
        titles = [unpacked(one.title).in_(self._words.language) for one in slot.cells]
        told = list(dict.fromkeys(titles))
        more = ["…"] if len(told) > MOST_TITLES else []
        on = self._is_on(slot)
        began = first.begins < slot.begins
        count = len(slot.cells)
        return Block(
            minutes=minutes,
            kind=_joined("few", on and "on", began and "began", _size(minutes)),
            address=channel.address,
            at=at,
            time=time,
            title=" · ".join([*map(_cut, told[:MOST_TITLES]), *more]),
            more=self._words.plural("%(count)s programme", "%(count)s programmes",
                                    count),
            on=on,
        )  # fmt: skip

    def _more(self, cell: Cell) -> list[str]:
        words = self._words
        said = [words.text(text) for flag, text in MARKS if cell.flags & flag]
        part = [words.numbered(cell.season, cell.number)]
        if cell.sub_title:
            part.append(words.quoted(_cut(unpacked(cell.sub_title).in_(words.language))))
        said.append(" ".join(filter(None, part)))
        if cell.genre:
            genre = words.genre(_cut(cell.genre))
            said.append(genre[:1].upper() + genre[1:])
        return [one for one in said if one]

    def _is_on(self, slot: Slot) -> bool:
        return self._now is not None and slot.begins <= self._now < slot.finishes

    def _time(self, at: int, zone: str) -> tuple[str, str]:
        """Return an instant as ISO 8601 and as people say it."""
        known = self._times.get((at, zone))
        if known is None:
            moment = datetime.fromtimestamp(at, UTC)
            local = moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
            known = self._times[at, zone] = (local, self._words.certain_time(moment, zone))
        return known


def _kind(cell: Cell, minutes: int, *, on: bool, began: bool) -> str:
    family = family_of(cell.genre) if cell.genre else ""
    if not family and (cell.season is not None or cell.number is not None):
        family = "series"
    off, first = cell.flags & flags.CANCELLED, cell.flags & flags.PREMIERE
    return _joined(
        family, first and "first", off and "off", on and "on", began and "began", _size(minutes)
    )


def _size(minutes: int) -> str:
    return "slim" if minutes < SLIM else "thin" if minutes < THIN else ""


def _joined(*names: str | bool | int) -> str:
    return " ".join(name for name in names if isinstance(name, str) and name)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
