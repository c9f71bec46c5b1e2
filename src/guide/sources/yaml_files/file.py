"""One file of the format: which keys it may have, and its entries one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from guide.model.problems import Place, Problem, error
from guide.model.texts import NO_LANGUAGE, Text
from guide.sources.yaml_files.entries import (
    BouquetEntry,
    ChannelEntry,
    FilmEntry,
    PlatformEntry,
    SeriesEntry,
    SourceEntry,
)
from guide.sources.yaml_files.entry import Entry
from guide.sources.yaml_files.faults import unknown_key, validate
from guide.sources.yaml_files.programme import AiringEntry, DayEntry, SlotEntry, WindowEntry
from guide.sources.yaml_files.scalars import BadValueError, kind_of
from guide.sources.yaml_files.tree import Branch, Leaf, Node, Row, parse
from guide.sources.yaml_files.values import Language, Slug, Zone, slug

E = TypeVar("E", bound=Entry)


class Defaults(Entry):
    """What a file says for all of its entries."""

    language: Annotated[Language | None, Field(description="Of this file's plain texts")] = None
    zone: Annotated[Zone | None, Field(description="Of channels and platforms without one")] = None

    def text(self, wording: dict[str, str] | None) -> Text | None:
        return None if wording is None else self.wording(wording)

    def wording(self, wording: dict[str, str]) -> Text:
        own = self.language or NO_LANGUAGE
        return Text(tuple((tag or own, words) for tag, words in wording.items()))


class File(Defaults):
    """Any mix of these keys; all files of a folder are read as one."""

    channels: dict[Slug, ChannelEntry] = Field(default_factory=dict)
    platforms: dict[Slug, PlatformEntry] = Field(default_factory=dict)
    bouquets: dict[Slug, BouquetEntry] = Field(default_factory=dict)
    series: dict[Slug, SeriesEntry] = Field(default_factory=dict)
    films: dict[Slug, FilmEntry] = Field(default_factory=dict)
    one_offs: dict[Slug, FilmEntry] = Field(default_factory=dict)
    airings: list[AiringEntry] = Field(default_factory=list)
    days: list[DayEntry] = Field(default_factory=list)
    slots: list[SlotEntry] = Field(default_factory=list)
    windows: list[WindowEntry] = Field(default_factory=list)
    sources: dict[Slug, SourceEntry] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[E]):
    """An entry as it was found; `entry` is None if it has faults, `node` is what was written."""

    id: str
    entry: E | None
    node: Node
    file: Defaults

    @property
    def place(self) -> Place:
        return self.node.key


class Document:
    """A file that could be read as YAML; its entries are validated one by one, so that a fault in
    one hides no other.
    """

    def __init__(self, root: Branch, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self.defaults = self._defaults()
        allowed = tuple(File.model_fields)
        problems += [unknown_key(key, allowed) for key in root if key not in allowed]

    def _defaults(self) -> Defaults:
        keys = [key for key in self._root if key in Defaults.model_fields]
        own = Branch(self._root.place, {key: self._root[key] for key in keys})
        return validate(Defaults, own, self._problems) or Defaults.model_validate(
            Branch(self._root.place)
        )

    def named(self, section: str, kind: type[E]) -> Iterator[Found[E]]:
        """Yield the entries of a section that is a map from ids to entries."""
        node = self._root.get(Leaf(section))
        if not isinstance(node, Branch):
            self._refuse(section, node, "a map of ids")
            return
        for key, value in node.items():
            entry = validate(kind, value, self._problems)
            if self._is_slug(key):
                yield Found(str(key), entry, value, self.defaults)

    def listed(self, section: str, kind: type[E]) -> Iterator[Found[E]]:
        """Yield the entries of a section that is a list."""
        node = self._root.get(Leaf(section))
        if not isinstance(node, Row):
            self._refuse(section, node, "a list")
            return
        for value in node:
            yield Found("", validate(kind, value, self._problems), value, self.defaults)

    def _is_slug(self, key: Leaf) -> bool:
        try:
            slug(key)
        except BadValueError as bad:
            self._problems.append(error(key.place, bad.code, str(bad)))
            return False
        return True

    def _refuse(self, section: str, node: Node | None, wanted: str) -> None:
        if node is None or (isinstance(node, Leaf) and node.empty):
            return  # a heading with nothing under it yet
        text = f"{section}: write {wanted} here, not {kind_of(node)}"
        self._problems.append(error(node.place, "wrong-type", text))


def open_file(path: str, raw: bytes, problems: list[Problem]) -> Document | None:
    """Return the file's entries; None if it can't be read at all, which goes to `problems`."""
    root, faults = parse(path, raw)
    problems += faults
    return None if root is None else Document(root, problems)
