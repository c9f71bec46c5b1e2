from collections.abc import Callable

import pytest

from guide.model.draft import Draft
from guide.sources.yaml_files import read

CHANNELS = """
channels:
  paris: {name: Paris, zone: Europe/Paris}
  london: {name: London, zone: Europe/London, day_starts: 05:00}
films: {film: {title: Film, running: 1h30m}}
series: {m: {title: M, seasons: {1: {running: 26m, episodes: {1-40: , 41: {running: 50m}}}}}}
"""


@pytest.fixture
def drafted() -> Callable[[str], Draft]:
    """Read a text beside a file with two channels, a film of 90 and episodes of 26 minutes."""
    return lambda text: read({"c.yaml": CHANNELS.encode(), "s.yaml": text.encode()})


@pytest.fixture
def shown(drafted: Callable[[str], Draft]) -> Callable[[str], list[str]]:
    """Say each airing of a text in a line, in UTC: channel, day, start, length, episode, …"""

    def lines(text: str) -> list[str]:
        draft = drafted(text)
        assert draft.problems == ()
        return [
            f"{a.channel} {a.date:%a %m-%d}"
            + (f" {a.starts:%d %H:%M}" if a.starts else " -")
            + (f" {(a.ends - a.starts).seconds // 60}" if a.starts and a.ends else "")
            + ("~" if a.ends_derived else "")
            + f" {a.episode.rpartition('-')[2]}"
            + ("" if a.status == "confirmed" else f" {a.status}")
            for a in draft.airings
        ]

    return lines
