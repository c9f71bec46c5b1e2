"""What an entry with faults leaves behind: its ids, so that references to it still hold."""

import datetime as dt
from collections.abc import Iterator

from guide.model.catalogue import Episode, Season, Series
from guide.model.problems import Place
from guide.model.texts import Text
from guide.sources.yaml_files.entries import SeriesEntry
from guide.sources.yaml_files.file import Found
from guide.sources.yaml_files.references import episode_id, numbers
from guide.sources.yaml_files.scalars import BadValueError
from guide.sources.yaml_files.tree import Branch, Leaf, Node

# A running time, so that an airing of it is not blamed for having no end.
_RUNNING = dt.timedelta(minutes=1)


def left_behind(found: Found[SeriesEntry]) -> tuple[Series, list[Season], list[Episode]]:
    """Return the series with the seasons and episodes whose numbers can be read."""
    seasons, episodes = [], []
    for key, node in _under(found.node, "seasons").items():
        if not key.isascii() or not key.isdecimal():
            continue
        seasons.append(Season(found.id, int(key), running=_RUNNING, place=node.key))
        episodes += _episodes(found.id, int(key), node)
    return Series(found.id, Text.of(found.id), place=found.place), seasons, episodes


def _episodes(series: str, season: int, node: Node) -> list[Episode]:
    return [
        Episode(
            episode_id(series, season, number),
            series,
            season,
            number,
            running=_RUNNING,
            place=place,
        )
        for number, place in _numbered(node)
    ]


def _numbered(node: Node) -> Iterator[tuple[int, Place]]:
    for key, value in _under(node, "episodes").items():
        try:
            yield from ((number, value.key) for number in numbers(key))
        except BadValueError:
            continue  # told where the entry was validated


def _under(node: Node, key: str) -> Branch:
    value = node.get(Leaf(key)) if isinstance(node, Branch) else None
    return value if isinstance(value, Branch) else Branch(node.place)
