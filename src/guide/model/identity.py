"""Who is who between a draft and the release before it."""

import datetime as dt
import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from guide.model.airing import Airing, Status
from guide.model.listing import Slot

LATE = dt.timedelta(hours=3)
REACH = dt.timedelta(days=60)
NOON = dt.time(12, tzinfo=dt.UTC)

# Nearest first within each pass: a small shift on the channel explains more than a change of
# channel at the same hour, and that more than a long way.
PASSES = (
    (True, dt.timedelta(days=1)),
    (False, LATE),
    (True, REACH),
    (False, REACH),
)


def identify(
    drafted: Sequence[Airing],
    previous: Sequence[Airing],
    *,
    now: dt.datetime,
    mint: Callable[[], str],
    left: Mapping[str, Slot] = MappingProxyType({}),
) -> tuple[Airing, ...]:
    """Return every drafted airing with its id for life, in order, then those that are gone.

    An id that the draft gives counts; else an airing is who it was in `previous`, which holds
    the gone ones too: the same episode in the same slot, else the nearest of the episode within
    60 days, one to one. What had begun by `now` is matched on its channel within three hours
    only, or in the slot it left (`left`, by id) when it was moved into the past by a slip of the
    pen. What nothing matches is new and gets a minted id; a previous airing that nothing
    matches is gone: cancelled if it lay ahead, history as it was if not.
    """
    found = _match(drafted, previous, now, left)
    known = {airing.id for airing in previous} | {airing.id for airing in drafted}
    named = [
        replace(airing, id=airing.id or found.get(at) or _new_id(mint, known), gone=False)
        for at, airing in enumerate(drafted)
    ]
    present = {airing.id for airing in named}
    gone = [_gone(airing, now) for airing in previous if airing.id not in present]
    return (*named, *gone)


def _new_id(mint: Callable[[], str], known: set[str]) -> str:
    minted = mint()
    while minted in known:
        minted = mint()
    known.add(minted)
    return minted


def _gone(airing: Airing, now: dt.datetime) -> Airing:
    if airing.gone:
        return airing
    if _over(airing, now):
        return replace(airing, gone=True)
    return replace(airing, gone=True, status=Status.CANCELLED)


def _over(airing: Airing, now: dt.datetime) -> bool:
    if airing.starts is not None:
        return airing.starts <= now
    # Two days later a broadcast day has ended in every zone.
    return dt.datetime.combine(airing.date, NOON) + dt.timedelta(days=2) <= now


def _match(
    drafted: Sequence[Airing],
    previous: Sequence[Airing],
    now: dt.datetime,
    left: Mapping[str, Slot],
) -> dict[int, str]:
    """Return the id of the previous airing that each drafted one without an id is, by place."""
    given = {airing.id for airing in drafted if airing.id}
    old = sorted(_Old(a, now) for a in previous if a.id not in given)
    pairing = _Pairing(sorted(_New(a, n) for n, a in enumerate(drafted) if not a.id))
    pairing.equal(_slot, old)
    pairing.equal(
        _slot,
        [
            _put_back(one, left[one.airing.id], now)
            for one in old
            if one.begun and one.airing.id in left
        ],
    )
    # What is still there knows better who it is than what was dropped before and comes again.
    for gone in (False, True):
        there = [one for one in old if one.airing.gone is gone]
        pairing.equal(_day, [one for one in there if not one.airing.timed])
        pairing.nearest([one for one in there if one.begun], same_channel=True, within=LATE)
        ahead = [one for one in there if not one.begun]
        for same_channel, within in PASSES:
            pairing.nearest(ahead, same_channel=same_channel, within=within)
    return pairing.found


def _put_back(old: "_Old", slot: Slot, now: dt.datetime) -> "_Old":
    before = replace(old.airing, channel=slot.channel, date=slot.date, starts=slot.starts)
    return _Old(before, now)


def _slot(airing: Airing) -> Hashable:
    return airing.episode, airing.channel, airing.starts or airing.date


def _day(airing: Airing) -> Hashable:
    return airing.episode, airing.channel, airing.date


class _Candidate:
    """One airing of either side; the order does not depend on the order of the files."""

    __slots__ = ("airing", "moment", "order")

    def __init__(self, airing: Airing) -> None:
        self.airing = airing
        self.moment = airing.starts or dt.datetime.combine(airing.date, NOON)
        ends = airing.ends or self.moment
        self.order = (airing.gone, self.moment, airing.channel, ends, airing.id)

    def __lt__(self, other: "_Candidate") -> bool:
        return self.order < other.order


class _Old(_Candidate):
    __slots__ = ("begun",)

    def __init__(self, airing: Airing, now: dt.datetime) -> None:
        super().__init__(airing)
        # A day without a time was never seen to begin: it may still be dated or moved.
        self.begun = airing.starts is not None and airing.starts <= now


class _New(_Candidate):
    __slots__ = ("at",)

    def __init__(self, airing: Airing, at: int) -> None:
        super().__init__(airing)
        self.at = at


class _Pairing:
    """Drafted and previous airings, paired one to one in steps; `found` holds what is known."""

    def __init__(self, new: list[_New]) -> None:
        self.found: dict[int, str] = {}
        self._new = new
        self._taken: set[str] = set()

    def equal(self, key: Callable[[Airing], Hashable], old: list[_Old]) -> None:
        """Pair what has the same key, in order."""
        waiting: dict[Hashable, deque[_Old]] = defaultdict(deque)
        for one in self._free(old):
            waiting[key(one.airing)].append(one)
        for new in self._unpaired():
            queue = waiting.get(key(new.airing))
            if queue:
                self._pair(new, queue.popleft())

    def nearest(self, old: list[_Old], *, same_channel: bool, within: dt.timedelta) -> None:
        """Pair airings of the same episode, the nearest two first."""
        groups: dict[Hashable, list[_Candidate]] = defaultdict(list)
        for one in self._free(old):
            groups[_group(one.airing, same_channel=same_channel)].append(one)
        for new in self._unpaired():
            groups.get(_group(new.airing, same_channel=same_channel), []).append(new)
        for group in groups.values():
            for new, one in _nearest(sorted(group, key=lambda c: c.order[1:]), within):
                self._pair(new, one)

    def _pair(self, new: _New, old: _Old) -> None:
        self.found[new.at] = old.airing.id
        self._taken.add(old.airing.id)

    def _free(self, old: list[_Old]) -> Iterator[_Old]:
        return (one for one in old if one.airing.id not in self._taken)

    def _unpaired(self) -> list[_New]:
        return [new for new in self._new if new.at not in self.found]


def _group(airing: Airing, *, same_channel: bool) -> Hashable:
    return (airing.episode, airing.channel) if same_channel else airing.episode


def _nearest(line: list[_Candidate], within: dt.timedelta) -> Iterator[tuple[_New, _Old]]:
    """Yield pairs of a new and an old airing of a time line, the nearest first.

    The nearest pair always stands side by side, and what stood around it does so afterwards:
    with a heap of neighbours this takes n log n steps.
    """
    after = list(range(1, len(line) + 1))
    before = list(range(-1, len(line) - 1))
    done = [False] * len(line)
    heap: list[tuple[dt.timedelta, int, int]] = []

    def meet(left: int, right: int) -> None:
        if left < 0 or right >= len(line):
            return
        distance = line[right].moment - line[left].moment
        if distance <= within and type(line[left]) is not type(line[right]):
            heapq.heappush(heap, (distance, left, right))

    for at in range(len(line) - 1):
        meet(at, at + 1)
    while heap:
        _, left, right = heapq.heappop(heap)
        if done[left] or done[right]:
            continue
        done[left] = done[right] = True
        yield _as_pair(line[left], line[right])
        outer_left, outer_right = before[left], after[right]
        if outer_left >= 0:
            after[outer_left] = outer_right
        if outer_right < len(line):
            before[outer_right] = outer_left
        meet(outer_left, outer_right)


def _as_pair(one: _Candidate, other: _Candidate) -> tuple[_New, _Old]:
    match one, other:
        case (_New() as new, _Old() as old) | (_Old() as old, _New() as new):
            return new, old
    raise TypeError("a pair is one drafted and one previous airing")
