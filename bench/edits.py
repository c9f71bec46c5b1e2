"""A written model of what happens to a guide between two imports, with the truth known.

Each edit takes a channel's line, dice, and a pool of strangers; it gives the line as it was before
and as it comes again.
"""

# Dice that are no secret.
# ruff: noqa: INP001

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from guide.sources.xmltv.naming import slug

MINUTE, DAY = 60, 86_400


@dataclass(frozen=True, slots=True)
class Shown:
    """One programme; `who` is the truth: the same number is the same airing, -1 a new one."""

    episode: str
    title: str
    starts: int
    ends: int
    who: int


Line = list[Shown]
Edit = Callable[[Line, Random, Line], tuple[Line, Line]]


# Slots that change. What they are laid over ends where they start, or is gone.


def moved(one: Shown, by: int) -> Shown:
    return replace(one, starts=one.starts + by, ends=one.ends + by)


def minutes(dice: Random, most: int = 180) -> int:
    return dice.choice((-1, 1)) * dice.randrange(5, most + 5, 5) * MINUTE


def some(line: Line, dice: Random, share: float) -> list[int]:
    return [at for at in range(len(line)) if dice.random() < share]


def laid(changed: Line, line: Line) -> Line:
    over: Line = []
    for one in sorted(changed, key=lambda one: one.starts):
        if not over or one.starts >= over[-1].ends:
            over.append(one)
    moves = {one.who for one in over} - {-1}
    under = [one for one in line if one.who not in moves]
    return sorted([*over, *_uncovered(under, over)], key=lambda one: one.starts)


def _uncovered(under: Line, over: Line) -> Iterator[Shown]:
    for one in under:
        if not any(other.starts <= one.starts < other.ends for other in over):
            cuts = (other.starts for other in over if one.starts < other.starts < one.ends)
            yield replace(one, ends=min([one.ends, *cuts]))


def by_ten(line: Line, _dice: Random, _pool: Line) -> tuple[Line, Line]:
    return line, [moved(one, 10 * MINUTE) for one in line]


def by_any(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    by = minutes(dice)
    return line, [moved(one, by) for one in line]


def stretches(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    days: dict[int, Line] = defaultdict(list)
    for one in line:
        days[one.starts // DAY].append(one)
    late: Line = []
    for today in days.values():
        first, by = dice.randrange(len(today)), minutes(dice)
        late += [moved(one, by) for one in today[first : first + dice.randint(3, 20)]]
    return line, laid(late, line)


def alone(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    return line, laid([moved(line[at], minutes(dice)) for at in some(line, dice, 0.03)], line)


def swapped(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    after = list(line)
    for at in some(line[1:], dice, 0.03):
        one, two = after[at : at + 2]
        after[at] = moved(two, one.starts - two.starts)
        after[at + 1] = moved(one, two.ends - one.ends)
    return line, sorted(after, key=lambda one: one.starts)


def put_off(line: Line, dice: Random, pool: Line) -> tuple[Line, Line]:
    """Of every other serial a stranger takes the first slot, each episode that of the next."""
    slots: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(line):
        if "/season-" in one.episode:
            slots[one.title].append(at)
    after = list(line)
    for places in slots.values():
        if len({line[at].episode for at in places}) == len(places) and dice.random() < 0.5:
            for at, then in pairwise(places):
                after[then] = moved(line[at], line[then].starts - line[at].starts)
            after[places[0]] = stranger(line[places[0]], dice.choice(pool))
    return line, sorted(after, key=lambda one: one.starts)


def removed(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    gone = set(some(line, dice, 0.05))
    return line, [one for at, one in enumerate(line) if at not in gone]


def inserted(line: Line, dice: Random, pool: Line) -> tuple[Line, Line]:
    guests = []
    for at in some(line, dice, 0.03):
        guest = dice.choice(line if dice.random() < 0.5 else pool)
        starts = line[at].starts + dice.choice((0, 5, 10, 30)) * MINUTE
        guests.append(replace(moved(guest, starts - guest.starts), who=-1))
    return line, laid(guests, line)


def replaced(line: Line, dice: Random, pool: Line) -> tuple[Line, Line]:
    after = list(line)
    for at in some(line, dice, 0.05):
        guest = dice.choice(line if dice.random() < 0.5 else pool)
        after[at] = line[at] if guest.title == line[at].title else stranger(line[at], guest)
    return line, after


def stranger(one: Shown, guest: Shown) -> Shown:
    return replace(one, episode=guest.episode, title=guest.title, who=-1)


def rolled_on(line: Line, _dice: Random, _pool: Line) -> tuple[Line, Line]:
    """Let a day leave at the front and one come at the end, or a fifth of what there is."""
    first, last = line[0].starts, line[-1].ends
    by = min(DAY, (last - first) // 5)
    before = [one for one in line if one.starts < last - by]
    return before, [one for one in line if one.starts >= first + by]


# Names that change, and who it is with them.


def titled(one: Shown, title: str) -> Shown:
    _, slash, part = one.episode.partition("/")
    return replace(one, title=title, episode=f"{slug(title)}{slash}{part}")


def mistyped(one: Shown, dice: Random) -> Shown:
    at = dice.randrange(max(1, len(one.title)))
    slip = dice.choice(("", "x", one.title[at : at + 1] * 2))
    return titled(one, one.title[:at] + slip + one.title[at + 1 :])


def lengthened(one: Shown, dice: Random) -> Shown:
    tail = dice.choice((" : la suite", " (rediffusion)", " - édition spéciale", " (2026)"))
    return titled(one, one.title + tail)


def parted(one: Shown, dice: Random) -> Shown:
    return replace(one, episode=f"{slug(one.title)}/part-{dice.randrange(10**6)}")


def retitled(how: Callable[[Shown, Random], Shown]) -> Edit:
    def edit(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
        after = list(line)
        for at in some(line, dice, 0.05):
            after[at] = how(line[at], dice)
        return line, after

    return edit


def retitled_and_moved(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    how = dice.choice((mistyped, parted, lengthened))
    changed = [moved(how(line[at], dice), minutes(dice, 15)) for at in some(line, dice, 0.03)]
    return line, laid(changed, line)


def announced(line: Line, dice: Random, _pool: Line) -> tuple[Line, Line]:
    before = list(line)
    for at in some(line, dice, 0.05):
        before[at] = titled(replace(line[at], episode="x/episode"), "Programme non communiqué")
    return before, line


def everything(line: Line, dice: Random, pool: Line) -> tuple[Line, Line]:
    """Roll on, then all the others in any order; three in ten channels are ten minutes late."""
    before, after = rolled_on(line, dice, pool)
    how = (mistyped, parted, lengthened)
    steps: list[Edit] = [stretches, alone, inserted, removed, *map(retitled, how)]
    for step in dice.sample(steps, len(steps)) if after else ():
        after = step(after, dice, pool)[1]
    return before, by_ten(after, dice, pool)[1] if dice.random() < 0.3 else after


EDITS: dict[str, Edit] = {
    "whole guide by 10 min": by_ten,
    "whole channel by 5-180 min": by_any,
    "a stretch a day by 5-180 min": stretches,
    "moved alone by 5-180 min": alone,
    "swapped with the next": swapped,
    "serial put off by one": put_off,
    "removed": removed,
    "inserted": inserted,
    "replaced by a stranger": replaced,
    "rolled on by a day": rolled_on,
    "title mistyped": retitled(mistyped),
    "title lengthened": retitled(lengthened),
    "another part of the series": retitled(parted),
    "retitled, moved by 5-15 min": retitled_and_moved,
    "place-holder before": announced,
    "much of this at once": everything,
}
