"""What a calendar can hold and how, as the fields of its form."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guide.model.feed_options import alarm_text
from guide.model.target import Target, TargetKind
from guide.web.rendering import LANGUAGE_NAMES
from guide.web.subscribe import target_name
from guide.web.visit import Visit
from guide.web.wishes import Asked

MOST_SHOWN = 60
ALARMS = ("10m", "30m", "1h", "1d")


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    chosen: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`hidden` counts the choices that a search would bring up."""

    legend: str
    choices: tuple[Choice, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Fields:
    groups: tuple[Group, ...]
    kinds: tuple[Choice, ...]
    alarms: tuple[Choice, ...]
    streaming: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    asked: Asked


def fields_of(asked: Asked, visit: Visit) -> Fields:
    words = visit.words
    kinds = (
        ("first_run", words.text("First run")),
        ("premiere", words.text("Premieres")),
        ("repeat", words.text("Repeat")),
    )
    streaming = (
        ("no", words.text("broadcasts only")),
        ("yes", words.text("broadcasts, and what comes to platforms or leaves them")),
        ("only", words.text("only what comes to platforms or leaves them")),
    )
    wanted = [alarm_text(one) for one in asked.options.alarms]
    alarms = [(one, words.lead(one)) for one in dict.fromkeys((*ALARMS, *wanted))]
    chosen_streaming = asked.options.streaming.value
    languages = ((one, LANGUAGE_NAMES[one]) for one in visit.site.languages)
    return Fields(
        groups=tuple(_groups(asked, visit)),
        kinds=tuple(Choice(value, text, asked.chose("kind", value)) for value, text in kinds),
        alarms=tuple(Choice(value, text, value in wanted) for value, text in alarms),
        streaming=tuple(Choice(v, text, v == chosen_streaming) for v, text in streaming),
        languages=tuple(Choice(v, text, v == asked.options.lang, v) for v, text in languages),
        asked=asked,
    )


def name_of(target: Target, visit: Visit) -> str:
    if target.kind is TargetKind.STREAMING:
        return visit.words.text("Streaming")
    return target_name(target, visit)


def _groups(asked: Asked, visit: Visit) -> Iterator[Group]:
    catalogue, words = visit.catalogue, visit.words
    general = [TargetKind.ALL, TargetKind.PREMIERES, TargetKind.STREAMING]
    whole = [Target(kind) for kind in general]
    whole += [Target(TargetKind.BOUQUET, one) for one in catalogue.bouquets]
    yield _group(words.text("The whole guide"), whole, asked, visit)
    channels = [Target(TargetKind.CHANNEL, one) for one in catalogue.channels]
    yield _group(words.text("Channels"), channels, asked, visit)
    yield _group(words.text("Series and seasons"), list(_series(visit)), asked, visit)


def _series(visit: Visit) -> Iterator[Target]:
    seasons: dict[str, list[int]] = {}
    for season in visit.catalogue.seasons.values():
        seasons.setdefault(season.series, []).append(season.number)
    for one in visit.catalogue.series:
        yield Target(TargetKind.SERIES, one)
        for number in sorted(seasons.get(one, [])):
            yield Target(TargetKind.SEASON, one, number)


def _group(legend: str, targets: Iterable[Target], asked: Asked, visit: Visit) -> Group:
    shown: list[Choice] = []
    hidden, wanted = 0, _plain(asked.search)
    for target in targets:
        choice = Choice(target.stem, name_of(target, visit), target in asked.targets)
        if choice.chosen or (wanted in _plain(choice.text) and len(shown) < MOST_SHOWN):
            shown.append(choice)
        else:
            hidden += 1
    return Group(legend, tuple(shown), hidden)


def _plain(text: str) -> str:
    """Return a text as people look for it: E for É, whatever the capitals."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()
