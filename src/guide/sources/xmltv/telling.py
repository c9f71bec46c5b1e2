"""What the elements of a programme say: strings fit to be shown, not yet understood.

Read are all elements of the DTD, and of those others that real guides have: live, audio-description
(audio-described), sport and team. Left out knowingly, for want of a place in the model: reviews in
text, the images and addresses of people, sizes, kinds and orientations of images, marks of ratings,
whether there is picture, sound or colour, the words in premiere and last-chance, the channel of
previously-shown, and of the programme itself pdc-start, vps-start, showview and videoplus.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from guide.model.catalogue import Credit
from guide.model.making import maker
from guide.sources.xmltv.fields import resolved, value
from guide.sources.xmltv.findings import Notes
from guide.sources.xmltv.shapes import Node
from guide.sources.xmltv.texts import tidy
from guide.sources.xmltv.tongues import tag_of

Fields = Sequence[str]
# Picks what one element says out of the fields of a programme, something falsy for nothing.
Picker = Callable[[Fields], Any]
TextPicker = Callable[[Fields], str]
# Language and text; names and texts of what is in an element.
Wording = tuple[str, str]
Parts = tuple[tuple[str, str], ...]
# What elements say, by their names.
Told = dict[str, list[Any]]

FLAGS: Final = ("new", "premiere", "last-chance", "live", "audio-description", "audio-described")
# Of real guides, but of no use here: ids and texts of other systems, advertisements.
PASSED_OVER: Final = frozenset({"series-id", "series-desc", "advertisement", "app-link"})
_new_credit = maker(Credit)
_ATTRIBUTES: Final = ("start", "stop", "channel", "clumpidx")
# Roles of the DTD, and of guides beyond it, by ours; who edits has none that would be true.
_ROLES: Final = {
    **{role: role for role in ("director", "actor", "writer", "producer", "composer")},
    **{role: role for role in ("presenter", "guest", "creator", "voice", "editor")},
    "adapter": "writer",
    "commentator": "presenter",
    "host": "presenter",
    "narrator": "voice",
}


class Teller:
    """Makes pickers; a text has at most `longest` bytes, and what is odd about it is noted."""

    def __init__(self, notes: Notes, longest: int) -> None:
        self._notes = notes
        self._longest = longest
        self.fit = self._text_at(0)
        self.pickers: dict[str, Callable[[Node], Picker]] = {
            **dict.fromkeys(("title", "sub-title", "desc", "category"), self._wording),
            **dict.fromkeys(("keyword", "country", "date", "language", "orig-language"), self.text),
            **dict.fromkeys(("sport", "team", "image"), self.text),
            **dict.fromkeys(("video", "audio"), self._parts),
            **dict.fromkeys(("rating", "star-rating"), self._rating),
            **dict.fromkeys(FLAGS, lambda _: lambda _: True),
            "credits": self._credits,
            "episode-num": self._number,
            "icon": lambda node: self.value(node, "src"),
            "length": lambda node: self._labelled(node.values.get("units"), node),
            "previously-shown": lambda node: self.value(node, "start"),
            "review": self._review,
            "subtitles": self._subtitles,
            "url": lambda node: self._labelled(node.values.get("system"), node),
        }

    def attributes(self, programme: Node) -> Callable[[Fields], tuple[str | None, ...]]:
        """Return what picks start, stop, channel and clumpidx, None for what there is not."""
        places = [programme.places.get(name) for name in _ATTRIBUTES]
        tag = programme.tag

        def pick(fields: Fields) -> tuple[str | None, ...]:
            whole = fields[tag]
            plain = "&" not in whole and whole.isprintable()
            parts = whole.split('"') if plain else [value(part) for part in whole.split('"')]
            return tuple([None if at is None else parts[at] for at in places])

        return pick

    def text(self, node: Node) -> TextPicker:
        texts = node.texts
        if len(texts) == 1:
            return self._text_at(texts[0])
        fit = self.fit
        return lambda fields: fit(("".join([fields[at] for at in texts]),))

    def _text_at(self, at: int) -> TextPicker:
        """Return what picks the text of a field, fit to be shown."""
        longest, notes = self._longest, self._notes

        def pick(fields: Fields) -> str:
            raw = fields[at]
            plain = raw.isprintable() and "&" not in raw and "  " not in raw
            if plain and len(raw) * 4 <= longest:
                return raw.strip(" ")
            return tidy(resolved(raw) if "&" in raw else raw, longest, notes)

        return pick

    def value(self, node: Node, name: str) -> TextPicker:
        """Return what picks an attribute, "" if there is none."""
        told, tag, at, fit = node.values.get(name, ""), node.tag, node.places.get(name), self.fit
        if told or at is None:
            return lambda _: told
        return lambda fields: fit((fields[tag].split('"')[at],))

    def _wording(self, node: Node) -> Callable[[Fields], Wording | None]:
        language, text = language_of(node.values.get("lang")), self.text(node)
        return lambda fields: (language, said) if (said := text(fields)) else None

    def _labelled(
        self, label: str | None, node: Node
    ) -> Callable[[Fields], tuple[str | None, str]]:
        text = self.text(node)
        return lambda fields: (label, text(fields))

    def _number(self, node: Node) -> Callable[[Fields], tuple[str, str]]:
        system, text = node.values.get("system", "onscreen").lower(), self.text(node)
        return lambda fields: (system, text(fields))

    def _parts(self, node: Node) -> Callable[[Fields], Parts]:
        parts = [(kid.name, self.text(kid)) for kid in node.kids]
        return lambda fields: tuple([(name, text(fields)) for name, text in parts])

    def _rating(self, node: Node) -> Callable[[Fields], tuple[str, str] | None]:
        system, text = node.values.get("system", ""), self._kid(node, "value") or self.text(node)
        return lambda fields: (system, said) if (said := text(fields)) else None

    def _review(self, node: Node) -> Picker:
        if node.values.get("type") != "url":
            return lambda _: None
        return self._labelled(node.values.get("source"), node)

    def _subtitles(self, node: Node) -> Callable[[Fields], tuple[str, str]]:
        kind, language = node.values.get("type", ""), self._kid(node, "language")
        return lambda fields: (kind, language(fields) if language else "")

    def _kid(self, node: Node, name: str) -> TextPicker | None:
        return next((self.text(kid) for kid in node.kids if kid.name == name), None)

    def _credits(self, node: Node) -> Callable[[Fields], tuple[Credit, ...]]:
        people = [self._person(kid) for kid in node.kids]
        strangers = sum(kid.name not in _ROLES for kid in node.kids)

        def pick(fields: Fields) -> tuple[Credit, ...]:
            for _ in range(strangers):
                self._notes("unknown-role")
            found = [
                (role, said, character(fields) or None if character else None)
                for role, name, character in people
                if (said := name(fields))
            ]
            return tuple([_new_credit(*one) for one in dict.fromkeys(found)])

        return pick

    def _person(self, node: Node) -> tuple[str, TextPicker, TextPicker | None]:
        """Return role, name and character of one person."""
        guest = node.name == "actor" and node.values.get("guest") == "yes"
        character = self.value(node, "role") if "role" in node.places else None
        return "guest" if guest else _ROLES.get(node.name, "guest"), self.text(node), character


def language_of(lang: str | None) -> str:
    """Return the language tag of a lang attribute, "" if it says nothing of use."""
    return (lang and tag_of(lang)) or ""
