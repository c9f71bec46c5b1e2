"""Change real guides by a written model of edits, where the truth is known, and count the matcher's
mistakes: `python -m bench.matching [--seed N] [--guides FOLDER] [--only EDIT] [--sum]`.

Guides are read and settled as an import does. Each edit gives a channel as it was before and as it
comes again; the dice hang on the seed and the channel. Counted are, of what comes again:

right  kept its identity
alike  has that of another airing of the same episode, which a viewer could not tell apart
wrong  has that of another episode's airing
lost   has none: one airing is cancelled, another new
false  is new, but has the identity of what it is not
new    is new, and has none
"""

# A script that prints, with dice that are no secret.
# ruff: noqa: INP001, T201, S311

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.edits import DAY, EDITS, Edit, Line, Shown, everything, rolled_on
from guide.model.matching import Known, match
from guide.model.programme import Programme
from guide.model.settling import settle
from guide.sources.xmltv.limits import XmltvError
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.reading import Reader, Reading
from guide.sources.xmltv.splitting import Splitter

GUIDES = Path("../shared/data/xmltv/guides")
COUNTS = ("right", "alike", "wrong", "lost", "false", "new")


class Claim(NamedTuple):
    starts: int
    ends: int | None
    episode_id: str
    clump: tuple[int, int] | None
    running: int | None
    line: int


def guides(folder: Path) -> Iterator[tuple[str, dict[str, Line]]]:
    for path in sorted(folder.iterdir()):
        try:
            guide = {name: line for name, line in read(path).items() if len(line) > 1}
        except XmltvError as fault:
            print(f"{path.name} is left out: {fault}", file=sys.stderr)
            continue
        if guide:
            yield path.name.split(".")[0], guide


def read(path: Path) -> dict[str, Line]:
    reader = Reader(Reading("bench", zone="Europe/Paris"))
    channels: dict[str, list[Programme]] = defaultdict(list)
    with opened(path, name=path.name) as source:
        for pieces in Splitter(source):
            for programme in reader.programmes(pieces)[0]:
                channels[programme.channel].append(programme)
    return {name: _shown(some) for name, some in channels.items()}


def _shown(some: list[Programme]) -> Line:
    claims = [Claim(p.starts, p.ends, p.episode.id, p.clump, p.running, p.line) for p in some]
    slots = settle(claims)[0]
    return [
        Shown(some[slot.at].episode.id, _title(some[slot.at]), slot.starts, slot.ends, slot.at)
        for slot in slots
    ]


def _title(one: Programme) -> str:
    title = one.series_title or one.episode.title
    return title.wordings[0][1] if title else ""


def trial(guide: dict[str, Line], edit: Edit, seed: int) -> Counter[str]:
    """Return what became of each programme, and "edited", how many differ, and "ns"."""
    total: Counter[str] = Counter()
    pool = [one for line in guide.values() for one in line]
    for channel, line in guide.items():
        old, new = edit(line, Random(f"{seed} {channel}"), pool)
        rolls = bool(new) and edit in (rolled_on, everything)
        total += _judge(old, new, new[0].starts - 1 if rolls else line[0].starts - DAY)
    return total


def _judge(old: Line, new: Line, now: int) -> Counter[str]:
    known = [Known(at, o.episode, o.title, o.starts, o.ends) for at, o in enumerate(old)]
    began = time.process_time_ns()
    found = match(new, known, now=now)
    took = time.process_time_ns() - began
    before = {one.who: one for one in old}
    said = Counter(_verdict(one, before, old, found.get(at)) for at, one in enumerate(new))
    edited = sum(one != before.get(one.who) for one in new) + len(before.keys() - _whos(new))
    return said + Counter(ns=took, edited=edited)


def _whos(line: Line) -> set[int]:
    return {one.who for one in line}


def _verdict(one: Shown, before: dict[int, Shown], old: Line, at: int | None) -> str:
    truth, taken = before.get(one.who), None if at is None else old[at]
    if truth is None:
        return "false" if taken else "new"
    if taken is None:
        return "lost"
    if taken.who == one.who:
        return "right"
    return "alike" if taken.episode == truth.episode else "wrong"


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--seed", type=int, default=4)
    asked.add_argument("--guides", type=Path, default=GUIDES)
    asked.add_argument("--only", default="", help="edits whose name has this")
    asked.add_argument("--sum", action="store_true", help="all guides together only")
    options = asked.parse_args()
    total: dict[str, Counter[str]] = defaultdict(Counter)
    row = "| {} | {} |" + " {} |" * (len(COUNTS) + 2)
    print(row.format("guide", "edit", "edited", *COUNTS, "µs each"))
    print("|---" * (len(COUNTS) + 4) + "|")
    for name, guide in guides(options.guides):
        for kind, edit in EDITS.items():
            if options.only in kind:
                counts = trial(guide, edit, options.seed)
                total[kind] += counts
                if not options.sum:
                    print(row.format(name, kind, *_figures(counts)))
    for kind, counts in total.items():
        print(row.format("all", kind, *_figures(counts)))


def _figures(counts: Counter[str]) -> list[str]:
    each = counts["ns"] / 1000 / max(1, sum(counts[one] for one in COUNTS))
    return [f"{counts[one]:,}" for one in ("edited", *COUNTS)] + [f"{each:.1f}"]


if __name__ == "__main__":
    main()
