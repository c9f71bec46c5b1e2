"""What somebody wishes of a calendar, read from an address or a form, and written back."""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from guide.formats.words import Words
from guide.model.feed_options import (
    LONGEST_AHEAD,
    LONGEST_PAST,
    MOST_ALARMS,
    OptionError,
    Options,
)
from guide.model.personal_feed import LONGEST_NAME, MOST_TARGETS, Wish
from guide.model.target import Target, TargetKind
from guide.model.title_template import LONGEST, NAMES
from guide.web.editions import is_known
from guide.web.visit import Visit

REPEATED = ("kind", "alarm")
SINGLE = ("lang", "past", "ahead", "cancelled", "tentative", "title", "spoilers", "streaming")
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """`given` is what was written in each field, right or wrong; `faults` are sentences by field.

    `options` are of the right ones, with the language always named.
    """

    targets: tuple[Target, ...] = ()
    options: Options = field(default_factory=Options)
    name: str = ""
    search: str = ""
    given: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")

    def chose(self, name: str, value: str) -> bool:
        return value in self.given.get(name, "").split(",")

    def text(self, name: str) -> str:
        return self.given.get(name, "")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the fields that say the same again, but for the name."""
        stems = [("target", one.stem) for one in self.targets]
        return stems + list(self.options.parts().items())

    @property
    def query(self) -> str:
        return urlencode(self.pairs, safe="/,")

    def wish(self) -> Wish:
        """Return what is kept of it; ValueError with a sentence if that can't be."""
        return Wish.of(
            [one.stem for one in self.targets],
            language=self.options.lang,
            options=urlencode(replace(self.options, lang="").parts()),
            name=self.name,
        )


def read(given: MultiDict[str, str], visit: Visit) -> Asked:
    """Read a wish, with a sentence for everything that can't be taken; unknown fields are not
    looked at.
    """
    faults: dict[str, str] = {}
    written = _written(given)
    targets = _targets(given.getlist("target"), visit, faults)
    options = _options(written, visit, faults)
    return Asked(
        targets=targets,
        options=options,
        name=_line(given.get("name", ""), LONGEST_NAME),
        search=_line(given.get("q", ""), LONGEST_SEARCH),
        given=written | {"lang": options.lang},
        faults=faults,
    )


def asked_of(wish: Wish, visit: Visit) -> Asked:
    """Return a kept wish as its form shows it; what the guide no longer has is left out."""
    pairs = [("target", stem) for stem in wish.targets]
    pairs += parse_qsl(wish.options)
    pairs += [("lang", wish.language), ("name", wish.name)]
    return replace(read(MultiDict(pairs), visit), faults={})


def _written(given: MultiDict[str, str]) -> dict[str, str]:
    written = {name: ",".join(filter(None, given.getlist(name))) for name in REPEATED}
    written |= {name: given.get(name, "").strip() for name in SINGLE}
    return {name: value for name, value in written.items() if value}


def _targets(stems: list[str], visit: Visit, faults: dict[str, str]) -> tuple[Target, ...]:
    parsed = [Target.parse(stem) for stem in dict.fromkeys(stems)]
    known = [one for one in parsed if one and is_offered(one, visit)]
    words = visit.words
    if len(known) < len(parsed):
        faults["target"] = words.text("This guide no longer has all of what was chosen.")
    if len(known) > MOST_TARGETS:
        faults["target"] = words.text("Choose at most %(most)s things.", most=MOST_TARGETS)
    return tuple(known[:MOST_TARGETS])


def is_offered(target: Target, visit: Visit) -> bool:
    return target.kind is not TargetKind.AIRING and is_known(target, visit.release)


def _options(written: dict[str, str], visit: Visit, faults: dict[str, str]) -> Options:
    languages, right = visit.site.languages, {}
    for name, value in written.items():
        try:
            Options.parse({name: value}, languages=languages)
        except OptionError:
            faults[name] = _sentence(name, visit.words)
        else:
            right[name] = value
    options = Options.parse(right, languages=languages)
    return replace(options, lang=right.get("lang", visit.language))


def _sentence(name: str, words: Words) -> str:
    match name:
        case "past":
            return words.text("A number of days from 0 to %(most)s.", most=LONGEST_PAST)
        case "ahead":
            return words.text("A number of days from 0 to %(most)s.", most=LONGEST_AHEAD)
        case "alarm":
            return words.text(
                "At most %(most)s reminders, such as 15m, 2h or 1d.", most=MOST_ALARMS
            )
        case "title":
            names = " ".join(f"{{{one}}}" for one in NAMES)
            return words.text(
                "At most %(most)s characters, with at least one of %(names)s.",
                most=LONGEST,
                names=names,
            )
    return words.text("Choose one of what is offered.")


def _line(text: str, longest: int) -> str:
    return " ".join("".join(filter(str.isprintable, text)).split())[:longest]
