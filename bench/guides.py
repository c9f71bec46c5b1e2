"""Invented guides of any size: `python -m bench.guides 100000 FILE`. About 1 kB a programme."""

# A script; its dice need no secrecy.
# ruff: noqa: DTZ001, INP001, S311, SIM905

import datetime as dt
import itertools
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

STARTS = dt.datetime(2026, 11, 20, 5)
A_CHANNEL = 2000
WORDS = (
    "le la un une de du monde vie soir nuit amour guerre ville police juge docteur retour dernier "
    "premier secret ombre lumière océan île château forêt étoile planète mission départ arrivée "
    "rencontre enfant famille maison jardin cuisine voyage histoire légende mystère enquête crime "
    "procès voleur roi reine prince capitaine marin pilote soldat héros été hiver printemps"
).split()
GENRES = ("Série", "Film", "Magazine", "Documentaire", "Sport", "Jeunesse")
MINUTES = (5, 25, 30, 45, 50, 60, 90, 110, 120, 150)


class Shape(NamedTuple):
    """`altered` is a channel whose programmes all get another description, None for none."""

    programmes: int
    channels: int
    seed: int = 1
    altered: int | None = None


def shape(programmes: int, *, altered: int | None = None) -> Shape:
    return Shape(programmes, max(10, programmes // A_CHANNEL), altered=altered)


def write(path: Path, wanted: Shape) -> None:
    """Write a guide to `path`, channel by channel, the same for the same shape."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(wanted))


def lines(wanted: Shape) -> Iterator[str]:
    dice = random.Random(wanted.seed)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n<tv>\n'
    for number in range(wanted.channels):
        yield (
            f'  <channel id="c{number}.bench.example"><display-name>Chaîne {number}</display-name>'
            f'<icon src="https://img.example/c{number}.png"/></channel>\n'
        )
    titles = [_words(dice, dice.randint(1, 4)) for _ in range(max(50, wanted.programmes // 25))]
    for number in range(wanted.channels):
        again = " Version revue." if number == wanted.altered else ""
        yield from _channel(dice, number, wanted.programmes // wanted.channels, titles, again)
    yield "</tv>\n"


def _channel(
    dice: random.Random, number: int, count: int, titles: list[str], again: str
) -> Iterator[str]:
    at = STARTS
    for _ in range(count):
        ends = at + dt.timedelta(minutes=dice.choice(MINUTES))
        yield (
            f'  <programme start="{at:%Y%m%d%H%M%S} +0100" stop="{ends:%Y%m%d%H%M%S} +0100" '
            f'channel="c{number}.bench.example">\n'
        )
        yield from (f"    {element}\n" for element in _elements(dice, titles, again))
        yield "  </programme>\n"
        at = ends


def _elements(dice: random.Random, titles: list[str], again: str) -> Iterator[str]:
    yield f'<title lang="fr">{dice.choice(titles)}</title>'
    if dice.random() < 0.6:
        yield f'<sub-title lang="fr">{_words(dice, 3)}</sub-title>'
    yield f'<desc lang="fr">{_words(dice, 50)}.{again}</desc>'
    yield f"<credits>\n      <director>{_words(dice, 2).title()}</director>"
    yield f'  <actor role="{_words(dice, 1)}">{_words(dice, 2).title()}</actor>'
    yield f"  <actor>{_words(dice, 2).title()}</actor>"
    yield "</credits>"
    yield f"<date>{dice.randint(1960, 2026)}</date>"
    yield f'<category lang="fr">{dice.choice(GENRES)}</category>'
    yield f'<icon src="https://img.example/p/{dice.randint(1, 99999)}.jpg"/>'
    if dice.random() < 0.5:
        number = f"{dice.randint(0, 8)}.{dice.randint(0, 23)}."
        yield f'<episode-num system="xmltv_ns">{number}</episode-num>'
    yield "<video><aspect>16:9</aspect><quality>HDTV</quality></video>"
    if dice.random() < 0.3:
        yield "<previously-shown/>"
    yield '<subtitles type="teletext"><language>fr</language></subtitles>'
    yield '<rating system="CSA"><value>-10</value></rating>'


def _words(dice: random.Random, count: int) -> str:
    return " ".join(itertools.islice(iter(lambda: dice.choice(WORDS), None), count)).capitalize()


if __name__ == "__main__":
    write(Path(sys.argv[2]), shape(int(sys.argv[1])))
