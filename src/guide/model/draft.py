"""What the sources say, before anything is checked or published."""

from dataclasses import dataclass, field

from guide.model.airing import Airing
from guide.model.catalogue import Catalogue
from guide.model.problems import Problem
from guide.model.source import ImportSource
from guide.model.window import Window


@dataclass(frozen=True, slots=True)
class Draft:
    """`problems` are the faults the readers met; `files` the published text itself, path to bytes,
    so that a release can be rolled back to. `sources` are guides of others to import.
    """

    catalogue: Catalogue
    airings: tuple[Airing, ...] = ()
    windows: tuple[Window, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    sources: tuple[ImportSource, ...] = ()
