"""How to understand programmes of one shape.

What guides say in few words (genres, languages, ratings, titles) they say again and again: it is
understood once and found again by the bare texts of the elements that say it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, TypeVar

from guide.model.airing import Version
from guide.model.catalogue import Credit, Link
from guide.model.texts import Text
from guide.sources.xmltv import details, works
from guide.sources.xmltv.details import Kind
from guide.sources.xmltv.findings import Notes
from guide.sources.xmltv.shapes import Node
from guide.sources.xmltv.telling import (
    FLAGS,
    PASSED_OVER,
    Fields,
    Picker,
    Teller,
    Told,
    Wording,
)
from guide.sources.xmltv.works import Number, Titled

T = TypeVar("T")

_MOST: Final = 16_384
_BOXES: Final = frozenset({"audio", "subtitles", "video"})
_OF_VERSION: Final = ("language", "audio", "video", "subtitles", *FLAGS[4:])
_OF_KIND: Final = ("category", "country", "keyword", "sport", "team", "orig-language", "rating")


@dataclass(frozen=True, slots=True)
class Script:
    """What picks each of the things a programme says out of its fields, understood.

    `attributes` are start, stop, channel and clumpidx; `flags` the empty elements it has; `before`
    the starts of earlier showings, "" for one at an unknown time; `unknown` counts the elements
    that mean nothing here.
    """

    attributes: Callable[[Fields], tuple[str | None, ...]]
    title: Callable[[Fields], Titled | None]
    sub_titles: Callable[[Fields], Sequence[Wording]]
    desc: Callable[[Fields], Text | None]
    numbers: Callable[[Fields], Sequence[Number]]
    credits: Callable[[Fields], tuple[Credit, ...]]
    images: Callable[[Fields], tuple[str, ...]]
    links: Callable[[Fields], tuple[Link, ...]]
    kind: Callable[[Fields], Kind]
    version: Callable[[Fields], Version]
    date: Callable[[Fields], str]
    length: Callable[[Fields], int | None]
    stars: Callable[[Fields], tuple[tuple[str, str], ...]]
    before: Callable[[Fields], Sequence[str]]
    flags: frozenset[str]
    unknown: int


class Scripts:
    """Writes the scripts of shapes; `languages` are ours, the first counts most."""

    def __init__(self, notes: Notes, *, longest: int, languages: tuple[str, ...]) -> None:
        self._notes = notes
        self._languages = languages
        self._teller = Teller(notes, longest)
        self._understood: dict[tuple[int, Any], Any] = {}
        self._forms: dict[Hashable, int] = {}

    def write(self, programme: Node) -> Script:
        """Return the script for programmes of the shape of this one."""
        kids = _by_name(programme.kids)
        strange = kids.keys() - self._teller.pickers.keys() - PASSED_OVER
        return Script(
            attributes=self._teller.attributes(programme),
            title=self._known(kids, ("title",), _title),
            sub_titles=self._all(kids, "sub-title"),
            desc=self._desc(kids),
            numbers=self._all(kids, "episode-num"),
            credits=self._credits(kids),
            images=self._images(kids),
            links=self._links(kids),
            kind=self._known(kids, _OF_KIND, self._kind),
            version=self._known(kids, _OF_VERSION, self._version),
            date=self._date(kids),
            length=self._known(kids, ("length",), self._length),
            stars=self._known(kids, ("star-rating",), _stars),
            before=self._before(kids),
            flags=frozenset(kids).intersection(FLAGS),
            unknown=sum(len(kids[name]) for name in strange if not name.startswith("x-")),
        )

    def _pickers(self, kids: dict[str, list[Node]], *names: str) -> list[Picker]:
        make = self._teller.pickers
        return [make[name](kid) for name in names for kid in kids.get(name, ())]

    def _all(self, kids: dict[str, list[Node]], *names: str) -> Callable[[Fields], list[Any]]:
        """Return what picks everything that elements of these names say."""
        pickers = self._pickers(kids, *names)
        if not pickers:
            return lambda _: []
        if len(pickers) > 1:
            return lambda fields: [said for pick in pickers if (said := pick(fields))]
        (pick,) = pickers
        return lambda fields: [said] if (said := pick(fields)) else []

    def _known(
        self, kids: dict[str, list[Node]], names: Iterable[str], understand: Callable[[Told], T]
    ) -> Callable[[Fields], T]:
        """Return what understands such elements, and remembers by their texts what they meant."""
        nodes = {name: kids[name] for name in names if name in kids}
        pickers = [(name, pick) for name in nodes for pick in self._pickers(nodes, name)]
        texts = [at for some in nodes.values() for node in some for at in _texts(node)]
        if not texts:
            constant = understand(_told(pickers, ()))
            return lambda _: constant
        key, known, notes = itemgetter(*texts), self._understood, self._notes
        form = self._forms.setdefault(_form(nodes), len(self._forms))

        def pick(fields: Fields) -> T:
            said = form, key(fields)
            found: T | None = known.get(said)
            if found is not None:
                return found
            before = notes.count
            found = understand(_told(pickers, fields))
            # What is odd is understood again each time, and so counted each time.
            if notes.count == before:
                if len(known) >= _MOST:
                    known.clear()
                known[said] = found
            return found

        return pick

    def _desc(self, kids: dict[str, list[Node]]) -> Callable[[Fields], Text | None]:
        pickers = self._pickers(kids, "desc")
        if len(pickers) == 1:
            pick = pickers[0]
            return lambda fields: Text((said,)) if (said := pick(fields)) else None
        say = self._all(kids, "desc")
        return lambda fields: works.text_of(said) if (said := say(fields)) else None

    def _credits(self, kids: dict[str, list[Node]]) -> Callable[[Fields], tuple[Credit, ...]]:
        pickers = self._pickers(kids, "credits")
        return pickers[0] if pickers else lambda _: ()

    def _images(self, kids: dict[str, list[Node]]) -> Callable[[Fields], tuple[str, ...]]:
        say, notes = self._all(kids, "icon", "image"), self._notes
        return lambda fields: details.web_addresses(say(fields), notes)

    def _links(self, kids: dict[str, list[Node]]) -> Callable[[Fields], tuple[Link, ...]]:
        if "url" not in kids and "review" not in kids:
            return lambda _: ()
        say, notes = self._all(kids, "url", "review"), self._notes
        return lambda fields: details.links(say(fields), notes)

    def _date(self, kids: dict[str, list[Node]]) -> Callable[[Fields], str]:
        pickers = self._pickers(kids, "date")
        return pickers[0] if pickers else lambda _: ""

    def _before(self, kids: dict[str, list[Node]]) -> Callable[[Fields], Sequence[str]]:
        pickers = self._pickers(kids, "previously-shown")
        return (lambda fields: [pick(fields) for pick in pickers]) if pickers else (lambda _: ())

    def _kind(self, told: Told) -> Kind:
        return details.kind(told, self._languages, self._notes)

    def _version(self, told: Told) -> Version:
        return details.version(told, self._notes)

    def _length(self, told: Told) -> int | None:
        return details.running(told["length"][0], self._notes) if told else None


def _by_name(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.name, []).append(node)
    return found


def _texts(node: Node) -> list[int]:
    """Return the fields that an element's meaning hangs on: not the white space between others."""
    within = [at for kid in node.kids for at in kid.texts]
    return within if node.kids and node.name in _BOXES else node.texts + within


def _form(nodes: Mapping[str, Sequence[Node]]) -> Hashable:
    """Return what has to be equal for equal texts to mean the same."""
    return tuple(
        (name, *node.values.items(), *(kid.name for kid in node.kids), len(_texts(node)))
        for name, some in nodes.items()
        for node in some
    )


def _told(pickers: Iterable[tuple[str, Picker]], fields: Fields) -> Told:
    told: Told = {}
    for name, pick in pickers:
        said = pick(fields)
        if said:
            told.setdefault(name, []).append(said)
    return told


def _title(told: Told) -> Titled | None:
    return works.titled(tuple(told["title"])) if told else None


def _stars(told: Told) -> tuple[tuple[str, str], ...]:
    return details.stars(told.get("star-rating", ()))
