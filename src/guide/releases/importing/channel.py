"""One channel of imported guides: its settled programmes compared with the airings it had."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.cell import PREMIERE, Cell, first_wording
from guide.model.changes import Change, ChangeKind
from guide.model.day import broadcast_day, day_bounds
from guide.model.listing import Slot
from guide.model.matching import ANY_EPISODE, Known, match
from guide.model.settling import Slotted
from guide.releases.file import AiringRow, LedgerRow
from guide.releases.importing.channel_plan import (
    ChannelPlan,
    Fresh,
    Old,
    Surroundings,
    programme_row,
)
from guide.releases.importing.encoding import Details, Row, traits_in
from guide.releases.importing.shown import Shown, shown
from guide.releases.rows import instant, seconds, to_json

_CONFIRMED = Status.CONFIRMED.value


def plan_channel(
    settled: Sequence[tuple[Row, Slotted]], olds: Sequence[Old], around: Surroundings
) -> ChannelPlan:
    """Return what a channel's programmes, in order and without overlaps, change of `olds`."""
    plan = ChannelPlan()
    planner = _Planner(around, plan)
    found = _matched(settled, olds, around.stamp.now) if olds else {}
    matched = set(found.values())
    for at, old in enumerate(olds):
        if at not in matched:
            planner.leave(old)
    for at, (row, slot) in enumerate(settled):
        planner.take(row, slot, olds[found[at]] if at in found else None)
    return plan


def _matched(
    settled: Sequence[tuple[Row, Slotted]], olds: Sequence[Old], now: int
) -> Mapping[int, int]:
    """Return, by places, which of `olds` each of the settled is."""
    fresh = [
        Fresh(
            row.episode_id,
            first_wording(row.details.title) if row.details else "",
            slot.starts,
            slot.ends,
        )
        for row, slot in settled
    ]
    known = [
        Known(old.key, old.episode, first_wording(old.title), old.starts, old.ends, old.gone)
        for old in olds
    ]
    return match(fresh, known, now=now)


class _Planner:
    def __init__(self, around: Surroundings, plan: ChannelPlan) -> None:
        self._around = around
        self._channel = around.channel.id
        self._plan = plan
        self._dates = _Dates(around.channel)

    def take(self, row: Row, slot: Slotted, old: Old | None) -> None:
        """Write an airing, if it is new or says something else than before."""
        around, plan = self._around, self._plan
        first = around.earliest.setdefault(row.episode_id, slot.starts)
        repeated = first < slot.starts and can_be_repeated(row.episode_id)
        data = _with_derived(row.data) if slot.ends_derived else row.data
        told = f"{row.episode_id}\n{slot.starts}\n{slot.ends}\n{row.source}\n{data}"
        content = hashlib.blake2b(told.encode(), digest_size=16).digest()
        digest = _listing_digest(content, repeated=repeated)
        if old is None or old.digest != digest or old.gone or old.channel != self._channel:
            key = self._write(row, slot, old, data=data, content=content, repeated=repeated)
        else:
            key = old.key
        if row.key:
            plan.links.append((key, row.key))
        else:
            plan.programmes.append(programme_row(self._channel, row, key))

    def _write(
        self, row: Row, slot: Slotted, old: Old | None, *, data: str, content: bytes, repeated: bool
    ) -> int:
        around, plan, channel = self._around, self._plan, self._channel
        told = row.details or around.details(row.episode_id)
        showing = shown(row.claim, repeated, told.season, told.number, told.finale)
        key, name = (old.key, old.id) if old else (around.key(), around.mint())
        date = self._dates.of(slot.starts)
        kind = None if old is None else self._tell(row, slot, old, told, date)
        plan.added += old is None
        plan.ledger.append(
            LedgerRow(
                key=key,
                id=name,
                channel=channel,
                episode=row.episode_id,
                date=date,
                starts=slot.starts,
                ends=slot.ends,
                status=_CONFIRMED,
                gone=False,
                sequence=_sequence(old, slot, channel),
                revised=around.stamp.at,
                moved_from=_moved_from(old, kind),
                content=content,
                digest=_listing_digest(content, repeated=repeated),
                data=data,
                source=row.source,
            )
        )
        self._show(row, slot, told, showing, key, name)
        if old:
            plan.stale_cells.append((old.channel, old.starts, key))
        return key

    def _show(
        self, row: Row, slot: Slotted, told: Details, showing: Shown, key: int, name: str
    ) -> None:
        """Write the rows that questions look at."""
        channel, traits = self._channel, row.traits if row.details else traits_in(row.data)
        self._plan.airings.append(
            AiringRow(
                key=key,
                channel=channel,
                episode=row.episode_id,
                series=told.series,
                season=told.season,
                begins=slot.starts,
                finishes=slot.ends,
                on_air=True,
                premiere=bool(showing.flags & PREMIERE),
                showing=showing.data,
            )
        )
        self._plan.cells.append(
            Cell(
                channel=channel,
                begins=slot.starts,
                key=key,
                finishes=slot.ends,
                airing=name,
                title=told.title,
                season=told.season,
                number=told.number,
                sub_title=told.sub_title,
                genre=told.genre,
                flags=traits | showing.flags,
            )
        )

    def _tell(
        self, row: Row, slot: Slotted, old: Old, told: Details, date: str
    ) -> ChangeKind | None:
        kind = _kind(row, slot, old, told, self._channel)
        if kind is not None:
            title, before = _called(told), first_wording(old.title)
            change = Change(
                kind,
                "airing",
                old.id,
                title,
                before=_old_slot(old),
                after=_slot(self._channel, date, slot.starts, slot.ends),
                old_title=None if before in {title, first_wording(told.title)} else before,
            )
            self._plan.changes.append(change)
        return kind

    def leave(self, old: Old) -> None:
        """Make history of what nobody names any more, or cancel it if it lies ahead.

        What had begun was on until something else was. Was that from its own start on, it was not
        on at all.
        """
        if old.starts > self._around.stamp.now:
            if not old.gone:
                self._cancel(old)
        elif old.status != Status.CANCELLED:
            self._end(old)
        elif not old.gone:
            self._plan.passed.append((old.key,))

    def _end(self, old: Old) -> None:
        # The schedule files see to their own.
        until = self._around.on.until(old.starts, old.ends) if old.imported else old.ends
        if until == old.starts:
            self._cancel(old)
            return
        first = self._around.earliest.setdefault(old.episode, old.starts)
        self._around.earliest[old.episode] = min(first, old.starts)
        if until < old.ends:
            self._cut(old, until)
        elif not old.gone:
            self._plan.passed.append((old.key,))

    def _cancel(self, old: Old) -> None:
        self._plan.lost.append((old.key,))
        self._change(ChangeKind.CANCELLED, old, until=old.ends)

    def _cut(self, old: Old, until: int) -> None:
        self._plan.cut.append((until, old.key))
        self._change(ChangeKind.RETIMED, old, until=until)

    def _change(self, kind: ChangeKind, old: Old, *, until: int) -> None:
        before, title = _old_slot(old), first_wording(old.title)
        after = _slot(old.channel, old.date, old.starts, until)
        self._plan.changes.append(Change(kind, "airing", old.id, title, before=before, after=after))


def can_be_repeated(episode: str) -> bool:
    """Say whether an episode is known well enough for its second airing to be a repeat."""
    return not episode.endswith(ANY_EPISODE)


def _listing_digest(content: bytes, *, repeated: bool) -> bytes:
    """Return what a later import compares: see guide.releases.layout."""
    return content + b"r" if repeated else content


def _kind(row: Row, slot: Slotted, old: Old, details: Details, channel: str) -> ChangeKind | None:
    if old.status == Status.CANCELLED:
        return ChangeKind.RESTORED
    if old.starts != slot.starts or old.channel != channel:
        return ChangeKind.MOVED
    if old.ends != slot.ends:
        return ChangeKind.RETIMED
    renamed = old.episode != row.episode_id or old.title != details.title
    return ChangeKind.RENAMED if renamed else None


def _sequence(old: Old | None, slot: Slotted, channel: str) -> int:
    if old is None:
        return 0
    same = (old.channel, old.starts, old.ends) == (channel, slot.starts, slot.ends)
    return old.sequence + (not same or old.status != Status.CONFIRMED)


def _old_slot(old: Old) -> Slot:
    return _slot(old.channel, old.date, old.starts, old.ends)


def _slot(channel: str, date: str, starts: int, ends: int) -> Slot:
    return Slot(channel, dt.date.fromisoformat(date), instant(starts), instant(ends))


def _moved_from(old: Old | None, kind: ChangeKind | None) -> str | None:
    if old is None:
        return None
    return to_json(_old_slot(old)) if kind is ChangeKind.MOVED else old.moved_from


def _called(details: Details) -> str:
    """Return what to call an episode, as guide.model.changes does."""
    sub_title = first_wording(details.sub_title) if details.sub_title else None
    season = None if details.season is None else f"S{details.season}"
    number = None if details.number is None else f"E{details.number}"
    return " ".join(one for one in (first_wording(details.title), season, number, sub_title) if one)


def _with_derived(data: str) -> str:
    inner = data[1:-1]
    return f'{{{inner}{"," if inner else ""}"ends_derived":true}}'


class _Dates:
    """The broadcast days of a channel whose airings come in order."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._begins = self._finishes = 0
        self._date = ""

    def of(self, starts: int) -> str:
        """Return the broadcast day of an instant, in ISO form."""
        if not self._begins <= starts < self._finishes:
            date = broadcast_day(instant(starts), self._channel)
            begins, finishes = day_bounds(date, self._channel)
            self._begins, self._finishes = seconds(begins), seconds(finishes)
            self._date = date.isoformat()
        return self._date
