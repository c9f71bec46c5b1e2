"""Slots of an imported channel: one programme at a time, whatever the guide says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, zip_longest
from operator import attrgetter
from typing import Protocol

from guide.model.programme import Finding

MINUTE = 60
HOUR = 60 * MINUTE
BRIDGED = 6 * HOUR
DAY = 24 * HOUR
LINES = 5

TEXTS = {
    "clump": "programmes that share a slot got equal parts of it",
    "duplicate": "told again with the same start: the one whose end fits what follows was kept",
    "end-not-after-start": "the end is not after the start: taken as missing",
    "inside": "within a longer programme that goes on after it: left out",
    "no-end": "no end: the next start within 6 hours was taken, else the running time or an hour",
    "overlap": "overlaps: the earlier one was cut where the later one starts",
    "same-start": "another programme with the same start fits better what follows: left out",
    "told-twice": "another programme is told for most of its time: left out",
}


class Claimed(Protocol):
    """A programme as a guide has it: seconds since 1970, `ends` None or at fault where the guide
    is; `clump` (index, of) for programmes that share a slot; `running` in seconds; `line` its
    place in the file.
    """

    @property
    def starts(self) -> int: ...
    @property
    def ends(self) -> int | None: ...
    @property
    def episode_id(self) -> str: ...
    @property
    def clump(self) -> tuple[int, int] | None: ...
    @property
    def running(self) -> int | None: ...
    @property
    def line(self) -> int: ...


@dataclass(slots=True)
class Slotted:
    """A programme's slot `[starts, ends)`, `at` its place in the input; `ends_derived` marks an
    end that the guide does not give.
    """

    at: int
    starts: int
    ends: int
    ends_derived: bool


def settle(claimed: Sequence[Claimed]) -> tuple[list[Slotted], list[Finding]]:
    """Return the slots of one channel's programmes, sorted, never overlapping, and what was done
    to get there. The input may be in any order.

    - Of several with the same start, the one with an end counts, then the one whose end is the
      nearest to the next start: "duplicate" if they are the same episode, "same-start" if not. Of
      a whole evening and its first part, or of a film and what is told to be before it, that
      leaves what goes without a hole.
    - Members of a clump with the same start share its slot in equal parts, by their index, unless
      that leaves less than a minute to each.
    - An end before the start, or at it, counts as missing. A missing end is the next start if
      that is within 6 hours; else nothing is bridged, and it is the start and the running time,
      or an hour. Such ends are marked as derived.
    - The same episode again, half or more of it within its former slot, is "told-twice".
    - An end at which another one starts is believed, and what starts before it, if half or more
      of it is before the end of the whole row that follows so, is "told-twice": a file that tells
      of a channel twice, from two sources, has each programme twice, some minutes apart.
    - Two in a row wholly within a longer one are its parts, and cut it where they start.
    - What has no length, or would leave a longer hole in a longer one than it is itself, is
      "inside" it: an item within a film does not end the film.
    - Any other overlap, nested or not, cuts the earlier one where the later one starts.
    - Gaps are left.

    Nothing depends on the place in the file, as one import does not know where that stands what
    was read by another: `line` is for the findings alone. Where two are alike in all else, the
    episode's id decides.
    """
    plain = _as_claimed(claimed)
    if plain is not None:
        return plain, []
    findings = _Findings()
    slots = _one_a_start([_slot(at, one) for at, one in enumerate(claimed)], findings)
    slots = _without_excess(slots, findings)
    _close(slots, findings)
    return [Slotted(one.at, one.starts, one.ends, one.derived) for one in slots], findings.all()


def _as_claimed(claimed: Sequence[Claimed]) -> list[Slotted] | None:
    """Return the slots where nothing has to be settled, as nearly everywhere; else None."""
    slots: list[Slotted] = []
    free = -(2**63)
    for at in sorted(range(len(claimed)), key=lambda at: claimed[at].starts):
        one = claimed[at]
        starts, ends = one.starts, one.ends
        if ends is None or ends <= starts or starts < free or one.clump is not None:
            return None
        slots.append(Slotted(at, starts, ends, ends_derived=False))
        free = ends
    return slots


@dataclass(slots=True)
class _Slot:
    """A slot on its way; it ends where it starts as long as nothing sound is known of its end."""

    at: int
    claim: Claimed
    starts: int
    ends: int
    derived: bool = False

    @property
    def episode(self) -> str:
        return self.claim.episode_id

    @property
    def length(self) -> int:
        return self.ends - self.starts


@dataclass(slots=True)
class _Findings:
    lines: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, slot: _Slot) -> None:
        self.counts[code] = self.counts.get(code, 0) + 1
        lines = self.lines.setdefault(code, [])
        if len(lines) < LINES:
            lines.append(slot.claim.line)

    def all(self) -> list[Finding]:
        return [
            Finding(code, TEXTS[code], count, tuple(self.lines[code]))
            for code, count in sorted(self.counts.items())
        ]


def _slot(at: int, one: Claimed) -> _Slot:
    return _Slot(at, one, one.starts, max(one.starts, one.ends or one.starts))


def _one_a_start(slots: list[_Slot], findings: _Findings) -> list[_Slot]:
    by_start = groupby(sorted(slots, key=attrgetter("starts")), key=attrgetter("starts"))
    groups = [list(group) for _, group in by_start]
    kept: list[_Slot] = []
    for group, following in zip_longest(groups, groups[1:]):
        kept += _at_one_start(group, following[0].starts if following else None, findings)
    return kept


def _at_one_start(group: list[_Slot], following: int | None, findings: _Findings) -> list[_Slot]:
    """Return who of several with the same start stays."""
    if len(group) == 1:
        return group
    members = {one.claim.clump[0]: one for one in reversed(group) if one.claim.clump}
    ends = _end_of_clump(list(members.values()), following)
    if len(members) > 1 and ends - group[0].starts >= MINUTE * len(members):
        kept = [members[index] for index in sorted(members)]
        _share(kept, ends, findings)
    else:
        kept = [min(group, key=lambda one: _misfit(one, following))]
    stay, episodes = {one.at for one in kept}, {one.episode for one in kept}
    for one in group:
        if one.at not in stay:
            findings.add("duplicate" if one.episode in episodes else "same-start", one)
    return kept


def _misfit(one: _Slot, following: int | None) -> tuple[bool, int, str]:
    apart = abs(one.ends - following) if one.length and following is not None else 0
    return not one.length, apart, one.episode


def _end_of_clump(members: list[_Slot], following: int | None) -> int:
    ends = max((one.ends for one in members if one.length), default=None)
    if ends is not None:
        return ends if following is None else min(ends, following)
    told = sum(_running(one) or 0 for one in members)
    return _missing_end(members[0].starts, following, told or None) if members else 0


def _share(members: list[_Slot], ends: int, findings: _Findings) -> None:
    """Give each member an equal part, in whole minutes."""
    starts = members[0].starts
    parts = [(ends - starts) * part // len(members) // MINUTE for part in range(len(members))]
    bounds = [*(starts + MINUTE * part for part in parts), ends]
    for one, (part_starts, part_ends) in zip(members, pairwise(bounds), strict=True):
        one.starts, one.ends, one.derived = part_starts, part_ends, True
        findings.add("clump", one)


def _running(one: _Slot) -> int | None:
    running = one.claim.running
    return running if running and 0 < running <= DAY else None


def _missing_end(starts: int, following: int | None, running: int | None) -> int:
    if following is not None and following - starts <= BRIDGED:
        return following
    ends = starts + (running or HOUR)
    return ends if following is None else min(ends, following)


def _without_excess(slots: list[_Slot], findings: _Findings) -> list[_Slot]:
    """Leave out what is told twice, or inside another."""
    rows = _Rows(slots)
    kept: list[_Slot] = []
    latest: dict[str, _Slot] = {}
    for one, following in zip_longest(slots, slots[1:]):
        code = rows.excess(one, following, kept[-1]) if kept else None
        if one.episode in latest and _is_repeat(latest[one.episode], one):
            code = "told-twice"
        if code:
            findings.add(code, one)
        else:
            kept.append(one)
            latest[one.episode] = one
    return kept


class _Rows:
    """Rows of slots, each of which starts where the one before it ends."""

    def __init__(self, slots: list[_Slot]) -> None:
        self._by_start = {one.starts: one for one in slots}
        self._end: dict[int, int] = {}
        for one in reversed(slots):
            self._end[one.starts] = self._end.get(one.ends, one.ends)

    def excess(self, one: _Slot, following: _Slot | None, around: _Slot) -> str | None:
        """Return why one is left out, given the last one kept before it."""
        if one.starts >= around.ends or self._is_part(one, around):
            return None
        if _is_inside(around, one, following):
            return "inside"
        end = self._end.get(around.ends)
        return "told-twice" if end is not None and 2 * (end - one.starts) >= one.length else None

    def _is_part(self, one: _Slot, whole: _Slot) -> bool:
        after = self._by_start.get(one.ends)
        return after is not None and after.length > 0 and one.ends < after.ends <= whole.ends


def _is_repeat(former: _Slot, one: _Slot) -> bool:
    ends = one.ends if one.length else former.ends
    shorter = min(former.length, ends - one.starts)
    return one.starts < former.ends and 2 * (min(former.ends, ends) - one.starts) >= shorter


def _is_inside(around: _Slot, one: _Slot, following: _Slot | None) -> bool:
    if one.claim.ends == one.claim.starts:
        return True
    next_start = min(around.ends, following.starts if following else around.ends)
    return one.length > 0 and next_start - one.ends > one.length


def _close(slots: list[_Slot], findings: _Findings) -> None:
    """Give each slot its end, at the next start or before it."""
    for one, after in zip_longest(slots, slots[1:]):
        following = after.starts if after else None
        if not one.length:
            findings.add("no-end" if one.claim.ends is None else "end-not-after-start", one)
            one.ends = _missing_end(one.starts, following, _running(one))
            one.derived = True
        elif following is not None and one.ends > following:
            findings.add("overlap", one)
            one.ends = following
