"""YAML text as a tree of plain text, where every piece knows its place.

Nothing is given a type here: `21:00`, `NO` and `0123` stay the text that was written. What YAML
offers beyond maps, lists and text (anchors, aliases, tags, merge keys) is refused.
"""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from guide.model.problems import Place, Problem, error
from guide.sources.yaml_files.explain import explain
from guide.sources.yaml_files.letters import shown

MAX_BYTES = 5_000_000
MAX_DEPTH = 12


class Leaf(str):
    """A piece of text; `empty` says that nothing was written at all, not even quotes.

    `place` is where the value stands, `key` where its key does (the same place in a list).
    """

    __slots__ = ("empty", "key", "place")

    place: Place
    key: Place
    empty: bool

    @classmethod
    def at(cls, place: Place, text: str = "", *, empty: bool = False) -> "Leaf":
        leaf = cls(text)
        leaf.place = leaf.key = place
        leaf.empty = empty
        return leaf


class Branch(dict[Leaf, "Node"]):
    """A map; its keys carry their places too. `allowed` are the keys it may have, once known."""

    __slots__ = ("allowed", "key", "place")

    allowed: tuple[str, ...]

    def __init__(self, place: Place, entries: "dict[Leaf, Node] | None" = None) -> None:
        super().__init__(entries or {})
        self.place = self.key = place
        self.allowed = ()


class Row(list["Node"]):
    __slots__ = ("key", "place")

    def __init__(self, place: Place, items: "list[Node] | None" = None) -> None:
        super().__init__(items or [])
        self.place = self.key = place


Node = Leaf | Branch | Row


class TooDeepError(Exception):
    def __init__(self, mark: StreamMark) -> None:
        super().__init__("too deep")
        self.mark = mark


class ShallowScanner(Scanner):
    """Stops at the first bracket that is too deep: the scanner reads a whole line of them ahead,
    in quadratic time, before the parser sees one.
    """

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803 - its parent's name
        if len(self.flow_context) >= MAX_DEPTH:
            raise TooDeepError(self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)


def parse(path: str, raw: bytes) -> tuple[Branch | None, list[Problem]]:
    """Return the map a file holds, None if it can't be read, and what is wrong with its YAML."""
    start = Place(path)
    if len(raw) > MAX_BYTES:
        text = f"the file has {len(raw):,} bytes: split it, a file may have {MAX_BYTES:,}"
        return None, [error(start, "too-large", text)]
    try:
        text = _decode(path, raw)
    except _Refused as refusal:
        return None, [refusal.problem]
    return _Builder(path, text).build()


class _Refused(Exception):  # noqa: N818 - carries a problem to the end of a file, never escapes
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def _decode(path: str, raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Refused(error(Place(path), "encoding", "the file is UTF-16: save it as UTF-8"))
    if raw.startswith(b"\xef\xbb\xbf"):
        text = "the file begins with a byte order mark: save it as UTF-8 without BOM"
        raise _Refused(error(Place(path), "encoding", text))
    try:
        return raw.decode()
    except UnicodeDecodeError as fault:
        place = _place_in(path, raw[: fault.start].decode())
        text = f"byte 0x{raw[fault.start]:02x} is not UTF-8: save the file as UTF-8"
        raise _Refused(error(place, "encoding", text)) from fault


def _place_in(path: str, before: str) -> Place:
    """Return the place right after the text `before`."""
    lines = before.replace("\r\n", "\n").split("\n")
    return Place(path, len(lines), len(lines[-1]) + 1)


class _Builder:
    """Builds the tree from parser events with a stack of its own, so that no depth recurses."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.documents = 0
        self.root: Node | None = None
        self.open: list[tuple[Branch | Row, Leaf | None]] = []
        self.key: Leaf | None = None

    def build(self) -> tuple[Branch | None, list[Problem]]:
        try:
            for event in _events(self.text):
                self._take(event)
        except _Refused as refusal:
            return None, [*self.problems, refusal.problem]
        except (MarkedYAMLError, ReaderError, TooDeepError, RecursionError) as fault:
            return None, [*self.problems, self._explain(fault)]
        return self._top(), self.problems

    def _top(self) -> Branch | None:
        if isinstance(self.root, Branch):
            return self.root
        if self.root is None or (isinstance(self.root, Leaf) and self.root.empty):
            words = "the file is empty: delete it, or write at least one key"
        else:
            kind = "a list" if isinstance(self.root, Row) else "plain text"
            words = f"the file is {kind}: write keys such as `channels:` or `airings:` first"
        place = self.root.place if self.root is not None else Place(self.path)
        self.problems.append(error(place, "top-level", words))
        return None

    def _explain(self, fault: Exception) -> Problem:
        match fault:
            case ReaderError():
                place = _place_in(self.path, self.text[: fault.position])
                sign = ord(self.text[fault.position])
                words = f"the character U+{sign:04X} is not allowed: remove it"
            case MarkedYAMLError() if fault.problem_mark is not None:
                line, column, words = explain(fault, self.text)
                place = Place(self.path, line, column)
            case TooDeepError():
                return self._too_deep(fault.mark)
            case _:
                place, words = Place(self.path), "this is not YAML that can be read"
        return error(place, "yaml", words)

    def _too_deep(self, mark: StreamMark) -> Problem:
        text = f"nested too deep: {MAX_DEPTH} levels are enough for everything"
        return error(self._place(mark), "yaml", text)

    def _place(self, mark: StreamMark) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1)

    def _refuse(self, event: Event, text: str) -> None:
        self.problems.append(error(self._place(event.start_mark), "yaml", text))

    def _take(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self._begin(event)
            case MappingStartEvent() | SequenceStartEvent():
                self._descend(event)
            case MappingEndEvent() | SequenceEndEvent():
                _, self.key = self.open.pop()
            case ScalarEvent():
                self._refuse_extras(event)
                place = self._place(event.start_mark)
                empty = event.value == "" and event.style is None
                self._put(Leaf.at(place, event.value, empty=empty), plain=event.style is None)
            case AliasEvent():
                self._refuse(event, f"alias *{event.anchor} is refused: write it out")
                leaf = Leaf.at(self._place(event.start_mark), empty=True)
                self._put(leaf, plain=False)
                leaf.key = leaf.place  # what is missing in it is blamed on the alias

    def _begin(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            place = self._place(event.start_mark)
            raise _Refused(error(place, "yaml", "a second document begins: use another file"))
        if event.version or event.tags:
            before = re.split(r"^%", self.text, maxsplit=1, flags=re.MULTILINE)[0]
            place = _place_in(self.path, before)
            self.problems.append(error(place, "yaml", "% directives are refused: remove the line"))

    def _descend(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise TooDeepError(event.start_mark)
        self._refuse_extras(event)
        kind = Branch if isinstance(event, MappingStartEvent) else Row
        node = kind(self._place(event.start_mark))
        parent_key = self._put(node, plain=False)
        self.open.append((node, parent_key))
        self.key = None

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor} is refused: write it out where needed")
        if event.ctag is not None:
            tag = str(event.ctag).replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"tag {tag} is refused: every value is plain text here")

    def _put(self, node: Node, *, plain: bool) -> Leaf | None:
        """Place a node under its parent; return the key that must be expected again after it."""
        if not self.open:
            self.root = node
            return None
        parent = self.open[-1][0]
        if isinstance(parent, Row):
            parent.append(node)
        elif self.key is None:
            self.key = self._as_key(node, plain=plain)
            return self.key
        else:
            self._enter(parent, self.key, node)
            self.key = None
        return None

    def _as_key(self, node: Node, *, plain: bool) -> Leaf:
        if not isinstance(node, Leaf):
            self.problems.append(error(node.place, "yaml", "a key must be plain text"))
            return Leaf.at(node.place, str(node.place))
        if plain and node == "<<":
            self.problems.append(error(node.place, "yaml", "merge key << is refused: write it out"))
        return node

    def _enter(self, parent: Branch, key: Leaf, node: Node) -> None:
        node.key = key.place
        if key in parent:
            first = next(known for known in parent if known == key)
            text = f"{shown(key)} is here twice: first on line {first.place.line}"
            self.problems.append(error(key.place, "duplicate-key", text, first.place))
            return
        parent[key] = node


def _events(text: str) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = ShallowScanner
    return yaml.parse(text)  # type: ignore[no-any-return]  # ruamel leaves it untyped
