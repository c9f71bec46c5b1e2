"""Who is who between an import and the release before it, on one channel."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from guide.model.span import Span
from guide.model.titles import are_akin, is_place_holder

QUARTER = 15 * 60
LATE = 3 * 3600
DAY = 24 * 3600
# Who is known by the series alone (SERIES/episode) comes daily, and one day's is not the next's.
ANY_EPISODE = "/episode"
# Longer rows of equals that all move are paired from where they meet.
MOST_IN_ORDER = 50

Move = tuple[int, int]  # start before, shift
Link = tuple[int, int]  # places in old and new
Mark = tuple[int, bool, int]  # start, whether it is new, place
Group = tuple[list[int], list[int]]  # places in old and new, of one episode


@dataclass(slots=True)
class Known:
    """An airing of the release before; `key` is the caller's own. `gone` ones may come back."""

    key: int
    episode: str
    title: str
    starts: int
    ends: int
    gone: bool = False


def match(new: Sequence[Span], old: Sequence[Known], *, now: int) -> dict[int, int]:
    """Return which of `old` each of `new` is, by place, one to one; what is left out is new.

    Both are of one channel, in any order; `old` should hold what starts from a day before the
    first of `new` on. What is present is matched before what is gone, and each in steps:

    1. The same episode at the same time. So a slot that says the same as before is the same
       airing, whatever has moved around it.
    2. The same episode moved, where nothing else could be either of the two.
    3. The same episode moved by as much as those of step 2 around it: an evening that is late.
       Where an equal one stands in its new place (of an hourly programme an hour late), that one
       has moved along, if in the end each finds its place.
    4. The same episode moved, the nearest first; blocks of equals stay in order.
    5. Retitled, at the same time or moved by as much as the airings around it: with an akin title
       (see model.titles), whatever the sub-title or number; or of the same length, and one of
       both titles is a place-holder. 15 minutes more or less do no harm. A wholly different
       programme is a new airing.

    An airing moves within 24 hours (12 if only its series is known), but for step 3 not more than
    half the way to another of the same episode, unless that is within three hours. What had begun
    by `now`, before or after, moves within three hours only.

    Where editions can't be told apart there is no truth to find, only what needs the fewest
    words: of a daily programme of which one edition is dropped, the others stay who they are, the
    dropped one is gone, and the one that is listed for a further day is new.
    """
    pairing = _Pairing(new, old, now)
    rounds = (False, True) if any(one.gone for one in old) else (False,)
    for gone in rounds:
        pairing.same_slots(gone=gone)
        if len(pairing.found) == len(new):
            return pairing.found
    pairing.look_around()
    for gone in rounds:
        pairing.only_ones(gone=gone)
        pairing.with_neighbours(gone=gone)
        pairing.nearest(gone=gone)
        for slack in (0, QUARTER):
            pairing.retitled(gone=gone, slack=slack)
    return pairing.found


class _Pairing:
    """What is paired so far: `found` maps new ones to old ones, by place."""

    def __init__(self, new: Sequence[Span], old: Sequence[Known], now: int) -> None:
        self.found: dict[int, int] = {}
        self._new, self._old, self._now = new, old, now
        self._taken: set[int] = set()
        self._rhythm: dict[str, list[int]] = {}
        self._still: dict[str, list[int]] = {}
        self._moves: list[Move] = []

    def same_slots(self, *, gone: bool) -> None:
        slots = {(o.episode, o.starts): at for at, o in enumerate(self._old) if o.gone is gone}
        for n, one in enumerate(self._new):
            if n not in self.found:
                o = slots.pop((one.episode, one.starts), None)
                if o is not None:
                    self.found[n] = o

    def look_around(self) -> None:
        """Note when the episodes that still wait were on, and when they are as before."""
        self._taken = set(self.found.values())
        waiting = {self._new[n].episode for n in self._new_left()}
        on_air = (one for one in self._old if not one.gone or one.starts <= self._now)
        self._rhythm = _starts(on_air, waiting)
        self._still = _starts((self._new[n] for n in self.found), waiting)

    def only_ones(self, *, gone: bool) -> None:
        sole = [pair for olds, news in self._groups(gone=gone) for pair in self._sole(olds, news)]
        for o, n in sole:
            self._pair(o, n)
        self._moves = sorted(self._move(o, n) for o, n in sole)

    def with_neighbours(self, *, gone: bool) -> None:
        places = {(one.episode, one.starts): n for n, one in enumerate(self._new)}
        groups = self._groups(gone=gone) if self._moves else []
        for o in (o for olds, _ in groups for o in olds):
            shifts = _around(self._moves, self._old[o].starts)
            chains = (self._chain(o, shift, places) for shift in shifts)
            for link in next(filter(None, chains), ()):
                self._pair(*link)

    def nearest(self, *, gone: bool) -> None:
        for olds, news in self._groups(gone=gone):
            blocks = self._blocks(olds, news)
            gaps = [two[0][0] - one[-1][0] for one, two in pairwise(blocks)]
            for at in sorted(range(len(gaps)), key=gaps.__getitem__):
                self._pair_blocks(blocks[at], blocks[at + 1])

    def retitled(self, *, gone: bool, slack: int) -> None:
        left = [(self._new[n].starts, n) for n in self._new_left()]
        first, last = (left[0][0] - DAY, left[-1][0] + DAY) if left else (0, 0)
        olds = [o for o in self._old_left(gone=gone) if first <= self._old[o].starts <= last]
        moves = sorted(self._move(o, n) for n, o in self.found.items()) if olds else []
        for o in olds:
            starts = self._old[o].starts
            places = [starts + shift for shift in (*_around(moves, starts), 0)]
            near = (n for place in places for n in _nearby(left, place, slack))
            n = next((n for n in near if self._is_retitled(o, n)), None)
            if n is not None:
                self._pair(o, n)

    def _pair(self, o: int, n: int) -> None:
        self.found[n] = o
        self._taken.add(o)

    def _new_left(self) -> list[int]:
        left = (n for n in range(len(self._new)) if n not in self.found)
        return sorted(left, key=lambda n: self._new[n].starts)

    def _old_left(self, *, gone: bool) -> list[int]:
        left = (o for o, a in enumerate(self._old) if a.gone is gone and o not in self._taken)
        return sorted(left, key=lambda o: (self._old[o].starts, self._old[o].episode))

    def _groups(self, *, gone: bool) -> list[Group]:
        """Return what is left of each episode on both sides, in the order of time."""
        groups: dict[str, Group] = {}
        for n in self._new_left():
            groups.setdefault(self._new[n].episode, ([], []))[1].append(n)
        for o in self._old_left(gone=gone) if groups else ():
            if self._old[o].episode in groups:
                groups[self._old[o].episode][0].append(o)
        return [group for group in groups.values() if group[0]]

    def _move(self, o: int, n: int) -> Move:
        starts = self._old[o].starts
        return starts, self._new[n].starts - starts

    def _sole(self, olds: list[int], news: list[int]) -> Iterator[Link]:
        """Yield the pairs that could be nothing else, with no equal that stands still nearby."""
        starts = [self._new[n].starts for n in news]
        spans = [self._span(o) for o in olds]
        windows = [(bisect_left(starts, one), bisect_right(starts, two)) for one, two in spans]
        steps = [0] * (len(news) + 1)
        for first, last in windows:
            steps[first] += 1
            steps[last] -= 1
        wanted = list(accumulate(steps))
        still = self._still[self._new[news[0]].episode]
        for o, span, (first, last) in zip(olds, spans, windows, strict=True):
            if last - first == 1 and wanted[first] == 1 and not _any_within(still, *span):
                yield o, news[first]

    def _span(self, o: int) -> tuple[int, int]:
        """Return between which starts, both included, one may have moved."""
        starts, reach = self._old[o].starts, self._reach(o)
        return max(starts - reach, min(starts - LATE, self._now + 1)), starts + reach

    def _may_move(self, starts: int, shift: int) -> bool:
        return abs(shift) <= (DAY if min(starts, starts + shift) > self._now else LATE)

    def _reach(self, o: int) -> int:
        one = self._old[o]
        most = DAY // 2 if one.episode.endswith(ANY_EPISODE) else DAY
        rhythm = self._rhythm[one.episode]
        before = bisect_left(rhythm, one.starts) - 1
        after = bisect_right(rhythm, one.starts)
        ways = [one.starts - rhythm[before]] if before >= 0 else []
        ways += [rhythm[after] - one.starts] if after < len(rhythm) else []
        return LATE if one.starts <= self._now else max(LATE, min([most, *(w // 2 for w in ways)]))

    def _chain(self, o: int, shift: int, places: dict[tuple[str, int], int]) -> list[Link]:
        """Return who moves if `o` moves by `shift` and pushes its equals on, until one finds its
        place free; nobody if one finds none, or stands where nothing around has moved so.
        """
        links: list[Link] = []
        while shift and shift in _around(self._moves, self._old[o].starts):
            one = self._old[o]
            n = places.get((one.episode, one.starts + shift))
            if n is None or not self._may_move(one.starts, shift):
                break
            links.append((o, n))
            if n not in self.found:
                return links
            o = self.found[n]
            if self._old[o].starts != self._new[n].starts:
                break
        return []

    def _blocks(self, olds: list[int], news: list[int]) -> list[list[Mark]]:
        """Return the time line of both sides, cut where the side changes."""
        line = [(self._old[o].starts, False, o) for o in olds]
        line += [(self._new[n].starts, True, n) for n in news]
        return [list(block) for _, block in groupby(sorted(line), key=itemgetter(1))]

    def _pair_blocks(self, left: list[Mark], right: list[Mark]) -> None:
        """Pair as many as can be from where two blocks meet, in order, and take them out."""
        for count in range(min(len(left), len(right), MOST_IN_ORDER), 0, -1):
            pairs = [_link(*two) for two in zip(left[-count:], right, strict=False)]
            if all(self._is_within_reach(o, n) for o, n in pairs):
                for o, n in pairs:
                    self._pair(o, n)
                del left[-count:], right[:count]
                return

    def _is_within_reach(self, o: int, n: int) -> bool:
        starts, shift = self._move(o, n)
        return abs(shift) <= self._reach(o) and self._may_move(starts, shift)

    def _is_retitled(self, o: int, n: int) -> bool:
        if n in self.found or not self._may_move(*self._move(o, n)):
            return False
        one, other = self._old[o], self._new[n]
        if are_akin(one.title, other.title):
            return True
        same_length = one.ends - one.starts == other.ends - other.starts
        return same_length and (is_place_holder(one.title) or is_place_holder(other.title))


def _starts(some: Iterable[Span], episodes: Container[str]) -> dict[str, list[int]]:
    starts: dict[str, list[int]] = defaultdict(list)
    for one in some:
        if one.episode in episodes:
            starts[one.episode].append(one.starts)
    for times in starts.values():
        times.sort()
    return starts


def _any_within(starts: list[int], first: int, last: int) -> bool:
    return bisect_left(starts, first) < bisect_right(starts, last)


def _around(moves: list[Move], starts: int) -> dict[int, None]:
    """Return by how much the nearest airings before and after have moved, the nearer one first."""
    at = bisect_left(moves, starts, key=itemgetter(0))
    near = sorted(moves[max(at - 1, 0) : at + 1], key=lambda move: abs(move[0] - starts))
    return dict.fromkeys(shift for _, shift in near)


def _nearby(line: list[tuple[int, int]], place: int, slack: int) -> list[int]:
    """Return what starts within `slack` of a place, the nearest first, at most four."""
    at = bisect_left(line, (place, -1))
    near = [one for one in line[max(at - 2, 0) : at + 2] if abs(one[0] - place) <= slack]
    return [n for _, n in sorted(near, key=lambda one: abs(one[0] - place))]


def _link(one: Mark, other: Mark) -> Link:
    (_, is_new, at), (_, _, across) = one, other
    return (across, at) if is_new else (at, across)
