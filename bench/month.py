"""A month of hourly imports of a rolling guide: `python -m bench.month [DAYS] [PROGRAMMES]`.

Each hour the past drops out, a new hour comes in at the far end, and here and there an evening is
shifted, a programme falls out or gets another title, by seeded dice. What was edited how is known,
so that each airing whose id is no longer the one it had is counted. Prints a line a day.
"""

# A script that prints; its dice need no secrecy.
# ruff: noqa: INP001, S311, T201

import datetime as dt
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from guide.cli.installation import mint, mints
from guide.model.source import ImportSource
from guide.model.target import Target, TargetKind
from guide.publishing.importer import Importer
from guide.publishing.publish import Press
from guide.releases.shelf import Shelf
from guide.sources.copies import Copies
from guide.state.database import Database

HOUR = dt.timedelta(hours=1)
START = dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC)
AHEAD = dt.timedelta(days=10)
A_DAY = 30
SOURCE = ImportSource("month", "Month", zone="Europe/Paris")


@dataclass(slots=True)
class Shown:
    """One programme; `id` is the airing's, once it has been imported."""

    title: str
    part: str
    starts: dt.datetime
    ends: dt.datetime
    id: str = ""


@dataclass
class Channel:
    number: int
    dice: random.Random
    shown: list[Shown] = field(default_factory=list)
    until: dt.datetime = START

    def roll(self, now: dt.datetime) -> None:
        """Let the past go, and go on to ten days ahead."""
        self.shown = [one for one in self.shown if one.ends > now - HOUR]
        while self.until < now + AHEAD:
            ends = self.until + dt.timedelta(minutes=self.dice.choice((25, 30, 45, 50, 60, 90)))
            title = f"Show {self.dice.randint(1, 40)}"
            part = f"Part {self.dice.randint(1, 400)}" if self.dice.random() < 0.6 else ""
            self.shown.append(Shown(title, part, self.until, ends))
            self.until = ends

    def edit(self, now: dt.datetime) -> None:
        """Shift a stretch by five to forty minutes, drop a programme, or retitle one."""
        ahead = [one for one in self.shown if one.starts > now + 4 * HOUR]
        at = self.dice.randrange(len(ahead) - 12)
        match self.dice.randrange(3):
            case 0:
                shift = dt.timedelta(minutes=5 * self.dice.randint(1, 8))
                for one in ahead[at : at + 8]:
                    one.starts, one.ends = one.starts + shift, one.ends + shift
                # What comes after is cut short or left out, as a delayed evening does.
                late = ahead[at + 7].ends
                after = [one for one in ahead[at + 8 :] if one.ends <= late]
                self.shown = [one for one in self.shown if one not in after]
                for one in ahead[at + 8 :]:
                    if one.starts < late < one.ends:
                        one.starts = late
            case 1:
                self.shown.remove(ahead[at])
            case _:
                ahead[at].part = f"{ahead[at].part or 'A part'} (new)"

    def lines(self) -> list[str]:
        clock = "%Y%m%d%H%M%S +0000"
        return [
            f'<programme start="{one.starts:{clock}}" stop="{one.ends:{clock}}" '
            f'channel="c{self.number}"><title>{one.title}</title>'
            + (f"<sub-title>{one.part}</sub-title>" if one.part else "")
            + f"<desc>{one.title} {one.part} on channel {self.number}.</desc></programme>\n"
            for one in self.shown
        ]


def write(path: Path, channels: list[Channel]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("<tv>\n")
        for channel in channels:
            file.writelines(channel.lines())
        file.write("</tv>\n")


def compare(press: Press, channels: list[Channel]) -> tuple[int, int]:
    """Return how many programmes there are, and how many are no longer the airing they were."""
    release = press.current()
    if release is None:
        return 0, 0
    total = lost = 0
    with release:
        for channel in channels:
            target = Target(TargetKind.CHANNEL, f"c{channel.number}")
            there = {
                one.airing.starts: one.airing.id
                for one in release.listings(target)
                if not one.airing.gone
            }
            for one in channel.shown:
                total += 1
                now_is = there.get(one.starts, "")
                lost += one.id not in {"", now_is}
                one.id = now_is
    return total, lost


def megabytes(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6


def main(days: int, programmes: int) -> None:
    dice = random.Random(20170601)
    count = programmes // (A_DAY * AHEAD.days)
    channels = [Channel(n, random.Random(n)) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(f"sqlite:///{home}/guide.sqlite")
        database.migrate()
        press = Press(database=database, shelf=Shelf(home / "releases"), mint=mint)
        importer = Importer(press, Copies(home / "releases" / "sources"), mints)
        for hour in range(days * 24):
            now = START + hour * HOUR
            for channel in channels:
                channel.roll(now)
            for channel in dice.sample(channels, max(1, count // 50)) if hour else []:
                channel.edit(now)
            write(home / "guide.xml", channels)
            began = time.process_time()
            importer.take(SOURCE, home / "guide.xml", now=now)
            took = time.process_time() - began
            total, lost = compare(press, channels)
            if lost or hour % 24 == 23:
                kept = len(press.shelf.names())
                print(
                    f"hour {hour + 1}: {total} programmes, {lost} lost their airing, "
                    f"{took:.2f} s cpu, {kept} releases, {megabytes(home):.0f} MB",
                    flush=True,
                )
        importer.copies.close()
        database.close()


if __name__ == "__main__":
    main(*(int(one) for one in [*sys.argv[1:], *("30", "45000")[len(sys.argv) - 1 :]]))
