"""Programmes read without a parser, where one has seen the like.

Guides are written by programs: most of a country's guide has a few hundred shapes, the same tags in
the same order around other texts. The parser judges the first programme of each shape and all that
are not plain; what it accepts is read from its own writing of it, without comments and CDATA. Of
all the others the texts are picked out of the bytes, at a fraction of the cost.
"""

import re
from collections.abc import Callable
from typing import Final, Generic, NamedTuple, TypeVar

from lxml import etree

from guide.model.problems import Place
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.fields import Kinds, NotPlainError, split, value
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.markup import spelled
from guide.sources.xmltv.parsing import elements

T = TypeVar("T")

_MOST: Final = 2048
_FOREIGN: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]")
_COMMENT: Final = re.compile(
    rb"<!--(?:[^-\x00-\x08\x0b\x0c\x0e-\x1f]|-[^-\x00-\x08\x0b\x0c\x0e-\x1f])*+-->"
)
# Comments among texts: one within a tag is a fault, which leaving it out would hide.
_COMMENTED: Final = re.compile(rb">[^<>]*+(?:" + _COMMENT.pattern + rb"[^<>]*+)+")


class Node(NamedTuple):
    """An element in a shape.

    `tag` is the field of its start tag, `texts` are those of the text directly in it. `values` has
    its attributes that are part of the shape; `places` says where between the quotes of the tag
    each attribute stands.
    """

    name: str
    tag: int
    texts: list[int]
    values: dict[str, str]
    places: dict[str, int]
    kids: list["Node"]


class Shapes(Generic[T]):
    """Takes programmes apart and learns their shapes on the way; `name` is the guide's in errors.

    `learn` makes of a shape's tree what is to be kept of it.
    """

    def __init__(
        self,
        learn: Callable[[Node], T],
        note: Callable[[str], None],
        *,
        name: str,
        limits: Limits,
    ) -> None:
        self._learn = learn
        self._note = note
        self._name = name
        self._limits = limits
        self._kinds = Kinds()
        self._known: dict[tuple[str, ...], T] = {}

    def take_apart(self, piece: Piece) -> tuple[T, list[str]]:
        """Return what is known of a programme's shape, and the fields it speaks of.

        Raises XmltvError for what is not well-formed or beyond the limits.
        """
        try:
            return self._picked(piece)
        except NotPlainError:
            spelled_out = self._spelled(piece)
        try:
            return self._picked(_uncommented(spelled_out))
        except NotPlainError:
            return self._judged(spelled_out)

    def _picked(self, piece: Piece) -> tuple[T, list[str]]:
        fields = split(piece.raw)
        kinds = tuple(map(self._kinds.__getitem__, fields[1::2]))
        shape = self._known.get(kinds)
        if shape is None:
            elements([piece], name=self._name, limits=self._limits)
            shape = self._learnt(fields, kinds)
        return shape, fields

    def _spelled(self, piece: Piece) -> Piece:
        """Return the piece with HTML's names of characters spelled out."""
        raw = spelled(piece.raw)
        if _FOREIGN.findall(raw) != _FOREIGN.findall(piece.raw):
            self._note("html-entity")
        return piece._replace(raw=raw)

    def _judged(self, piece: Piece) -> tuple[T, list[str]]:
        (element,) = elements([piece], name=self._name, limits=self._limits)
        try:
            fields = split(_written(element))
            kinds = tuple(map(self._kinds.__getitem__, fields[1::2]))
        except NotPlainError as error:
            reason = "has a programme that cannot be read; write it in plain XML"
            raise XmltvError(reason, Place(self._name, piece.line)) from error
        return self._known.get(kinds) or self._learnt(fields, kinds), fields

    def _learnt(self, fields: list[str], kinds: tuple[str, ...]) -> T:
        if len(self._known) >= _MOST:
            self._known.clear()
        shape = self._known[kinds] = self._learn(self._tree(fields))
        return shape

    def _tree(self, fields: list[str]) -> Node:
        path = [Node("", 0, [], {}, {}, [])]
        for at in range(1, len(fields), 2):
            parts = fields[at].split('"')
            form = self._kinds.form(parts)
            if form.name.startswith("/"):
                path.pop()
            else:
                places = {name: 2 * n + 1 for n, name in enumerate(form.attributes)}
                values = {form.attributes[n // 2]: value(parts[n]) for n in form.telling}
                node = Node(form.name, at, [], values, places, [])
                path[-1].kids.append(node)
                if not form.empty:
                    path.append(node)
            path[-1].texts.append(at + 1)
        return path[0].kids[0]


def _uncommented(piece: Piece) -> Piece:
    if b"<![" in piece.raw:
        return piece
    bare = _COMMENTED.sub(lambda found: _COMMENT.sub(b"", found[0]), piece.raw)
    return piece._replace(raw=bare)


def _written(element: etree._Element) -> bytes:
    """Return the element as the parser writes it, which is plain, without what is in namespaces."""
    for one in [*element.iterdescendants()]:
        parent = one.getparent()
        if parent is not None and one.tag.startswith("{"):
            parent.remove(one)
    etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="utf-8", with_tail=False)
