"""Streaming windows, by date or by rule."""

import datetime as dt
from collections.abc import Iterator

from guide.model.catalogue import Catalogue
from guide.model.precision import When
from guide.model.problems import Problem, error
from guide.model.window import Window, WindowRule
from guide.sources.yaml_files.catalogue import NO_ZONE
from guide.sources.yaml_files.file import Defaults, Document
from guide.sources.yaml_files.instants import Instants
from guide.sources.yaml_files.programme import RuleEntry, WindowEntry


class Frames:
    """Turns entries into windows; times are those of the platform's zone."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem]) -> None:
        self._catalogue = catalogue
        self._problems = problems
        self._instants = Instants(problems)

    def windows(self, document: Document) -> Iterator[Window]:
        for found in document.listed("windows", WindowEntry):
            if found.entry is not None and self._is_whole(found.entry):
                yield from self._of(found.entry, found.file)

    def _is_whole(self, entry: WindowEntry) -> bool:
        dated = entry.opens is not None or entry.closes is not None
        if dated == (entry.rule is not None):
            text = "write either `opens` and `closes`, or a `rule`"
            self._problems.append(error(entry.place, "bad-window", text))
        return dated != (entry.rule is not None)

    def _of(self, entry: WindowEntry, file: Defaults) -> Iterator[Window]:
        for platform in entry.platform:
            opens, closes = self._bounds(entry, platform)
            for target in entry.of:
                yield Window(
                    target=target,
                    platform=platform,
                    opens=opens,
                    closes=closes,
                    rule=_rule(entry.rule),
                    note=file.text(entry.note),
                    url=entry.url,
                    place=entry.place,
                )

    def _bounds(self, entry: WindowEntry, platform: str) -> tuple[When | None, When | None]:
        known = self._catalogue.platforms.get(platform)
        zone = known.zone if known else NO_ZONE
        return (
            self._instants.when(entry.opens, zone=zone, place=entry.place_of("opens")),
            self._instants.when(entry.closes, zone=zone, place=entry.place_of("closes")),
        )


def _rule(entry: RuleEntry | None) -> WindowRule | None:
    if entry is None:
        return None
    delay = entry.delay or dt.timedelta(0)
    return WindowRule(delay=delay, lasts=entry.lasts, from_end=entry.after == "end")
