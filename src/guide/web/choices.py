"""What a calendar can hold and how, as the fields of its form."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guide.model.feed_options import alarm_text
from guide.model.target import Target, TargetKind
from guide.releases import browsing
from guide.releases.alphabet import alphabet, titles_of
from guide.web.rendering import LANGUAGE_NAMES
from guide.web.rows import foreign
from guide.web.subscribe import target_name
from guide.web.visit import Visit
from guide.web.wishes import Asked

MOST_SHOWN = 60
AT_ONCE = 200
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
    yield _series_group(asked, visit)


def _series_group(asked: Asked, visit: Visit) -> Group:
    """Offer series and seasons, without looking at more of them than it takes."""
    legend = visit.words.text("Series and seasons")
    total = len(visit.catalogue.series) + len(visit.catalogue.seasons)
    wanted, shown = plain(asked.search), dict[Target, Choice]()
    chosen = frozenset(asked.targets)
    for target, text in _series(visit):
        if target in chosen or (wanted in plain(text) and len(shown) < MOST_SHOWN):
            shown[target] = Choice(target.stem, text, target in chosen)
        if len(shown) >= MOST_SHOWN:
            break
    for target in asked.targets:
        if target.kind in {TargetKind.SERIES, TargetKind.SEASON} and target not in shown:
            shown[target] = Choice(target.stem, name_of(target, visit), chosen=True)
    return Group(legend, tuple(shown.values()), total - len(shown))


def _series(visit: Visit) -> Iterator[tuple[Target, str]]:
    """Yield series, each with its seasons, and their names, read some at a time."""
    words = visit.words
    order = alphabet(visit.release, visit.language).own_first
    for at in range(0, len(order), AT_ONCE):
        some = order[at : at + AT_ONCE]
        titles = titles_of(visit.release, some)
        seasons = browsing.seasons_of(visit.release, some)
        for one in some:
            name = foreign(titles[one], visit).text
            yield Target(TargetKind.SERIES, one), name
            for season in sorted(seasons[one], key=lambda season: season.number):
                text = words.text(
                    "%(series)s, %(season)s", series=name, season=words.season_name(season)
                )
                yield Target(TargetKind.SEASON, one, season.number), text


def _group(legend: str, targets: Iterable[Target], asked: Asked, visit: Visit) -> Group:
    shown: list[Choice] = []
    hidden, wanted = 0, plain(asked.search)
    for target in targets:
        choice = Choice(target.stem, name_of(target, visit), target in asked.targets)
        if choice.chosen or (wanted in plain(choice.text) and len(shown) < MOST_SHOWN):
            shown.append(choice)
        else:
            hidden += 1
    return Group(legend, tuple(shown), hidden)


def plain(text: str) -> str:
    """Return a text as people look for it: E for É, whatever the capitals."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()
