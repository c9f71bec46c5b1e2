"""Short names for what is shown: `missions/s1e2`, `missions/s1e1-10`, a film's id."""

import re
from typing import Annotated

from guide.sources.yaml_files.scalars import BadValueError, Scalar, bad
from guide.sources.yaml_files.tree import Leaf

MOST_EPISODES = 1_000

_SLUG = "[a-z0-9-]{1,64}"
_EPISODE = re.compile(rf"({_SLUG})/s([0-9]{{1,4}})e([0-9]{{1,5}})(?:-([0-9]{{1,5}}))?")
_SEASON = re.compile(rf"({_SLUG})/s([0-9]{{1,4}})")


def season_id(series: str, number: int) -> str:
    return f"{series}/season-{number}"


def episode_id(series: str, season: int, number: int) -> str:
    return f"{season_id(series, season)}/episode-{number}"


def numbers(text: Leaf) -> range:
    """Read an episode's number, or a range of them such as 5-10."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not first or last < first or last - first >= MOST_EPISODES:
        raise bad("bad-number", text, "an episode's number", "write 1, or a range such as 5-10")
    return range(first, last + 1)


def episodes(text: Leaf) -> tuple[str, ...]:
    """Return the ids of the episodes that a reference or a range names, in order."""
    if re.fullmatch(_SLUG, text):
        return (str(text),)
    found = _EPISODE.fullmatch(text)
    if not found:
        allowed = "write a film's id, missions/s1e2, or missions/s1e1-10 where several may stand"
        raise bad("bad-reference", text, "an episode", allowed)
    series, season, first, last = found[1], int(found[2]), found[3], found[4] or found[3]
    return tuple(episode_id(series, season, n) for n in numbers(Leaf(f"{int(first)}-{int(last)}")))


def episode(text: Leaf) -> str:
    found = episodes(text)
    if len(found) > 1:
        raise BadValueError("bad-reference", "one episode is meant here: write the range in a slot")
    return found[0]


def target(text: Leaf) -> str:
    """Return the id of a film, episode, season or series."""
    season = _SEASON.fullmatch(text)
    if season:
        return season_id(season[1], int(season[2]))
    if not re.fullmatch(_SLUG, text) and not _EPISODE.fullmatch(text):
        allowed = "write missions, missions/s1, missions/s1e2 or a film's id"
        raise bad("bad-reference", text, "a series, season, episode or film", allowed)
    return episode(text)


def _schema(pattern: str, *examples: str) -> dict[str, object]:
    return {"type": "string", "pattern": f"^{pattern}$", "examples": list(examples)}


EpisodeRef = Annotated[
    str, Scalar(episode, _schema(f"{_SLUG}(/s[0-9]+e[0-9]+)?", "missions/s1e2", "le-train"))
]
EpisodesRef = Annotated[
    tuple[str, ...],
    Scalar(episodes, _schema(f"{_SLUG}(/s[0-9]+e[0-9]+(-[0-9]+)?)?", "missions/s1e1-10")),
]
TargetRef = Annotated[
    str, Scalar(target, _schema(f"{_SLUG}(/s[0-9]+(e[0-9]+)?)?", "missions/s1", "missions/s1e2"))
]
Numbers = Annotated[range, Scalar(numbers, _schema("[0-9]+(-[0-9]+)?", "1", "5-10"))]
