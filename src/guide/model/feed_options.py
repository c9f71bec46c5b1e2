"""What one may wish of a calendar feed, read from an address and written back in one form."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from guide.model.airing import ShowingKind
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.model.title_template import Template, TemplateError

PAST, AHEAD = 30, 180
LONGEST_PAST, LONGEST_AHEAD = 3650, 730
MOST_ALARMS = 5
LONGEST_ALARM = dt.timedelta(days=28)
_UNITS = {"d": dt.timedelta(days=1), "h": dt.timedelta(hours=1), "m": dt.timedelta(minutes=1)}
_ALARM = re.compile(r"(\d{1,5})([mhd])", re.ASCII)


class Kind(StrEnum):
    FIRST_RUN = "first_run"
    PREMIERE = "premiere"
    REPEAT = "repeat"


class Streaming(StrEnum):
    NO = "no"
    YES = "yes"
    ONLY = "only"


class OptionError(ValueError):
    """A wish nobody knows of; `allowed` says what may be asked instead."""

    def __init__(self, name: str, allowed: str, given: str | None = None) -> None:
        self.name = name
        self.allowed = allowed
        what = f"unknown option: {name[:40]!r}; known are"
        if given is not None:
            what = f"{name}: {given[:40]!r} is not allowed; allowed is"
        super().__init__(f"{what}: {allowed}")


@dataclass(frozen=True, slots=True)
class Options:
    """Equal wishes are equal values, and `parts()` are the same for them.

    `lang` "" is the site's first language; `kinds` and `alarms` are in order and without
    repetition, no kinds meaning all of them. `past` None is the feed's own limit: PAST days, or
    none for a series or season.
    """

    lang: str = ""
    kinds: tuple[Kind, ...] = ()
    alarms: tuple[dt.timedelta, ...] = ()
    past: int | None = None
    ahead: int = AHEAD
    hide_cancelled: bool = False
    hide_tentative: bool = False
    title: Template | None = None
    spoilers: bool = True
    streaming: Streaming = Streaming.NO

    @classmethod
    def parse(
        cls, query: Mapping[str, str], *, languages: Sequence[str], known: Sequence[str] = ()
    ) -> "Options":
        """Read the options of an address, where `known` names some only those; OptionError for an
        unknown or bad one.
        """
        every = _readers(languages)
        readers = {name: every[name] for name in known or every}
        read: dict[str, Any] = {}
        for name, given in query.items():
            if name not in readers:
                raise OptionError(name, ", ".join(readers))
            field, reader = readers[name]
            read[field] = reader(name, given)
        return cls(**read)

    def on(self, target: Target) -> "Options":
        """Return the options as they differ from what `target`'s feed is without any."""
        streaming = self.streaming
        if target.kind is TargetKind.STREAMING:
            streaming = Streaming.ONLY
        past = None if self.past == PAST and not target.has_open_past else self.past
        return replace(self, streaming=streaming, past=past)

    def parts(self, target: Target | None = None) -> dict[str, str]:
        """Return the one query of these wishes, name to value in a fixed order.

        What `target`'s feed is anyway is left out.
        """
        implied = target is not None and target.kind is TargetKind.STREAMING
        parts = {
            "lang": self.lang,
            "kind": ",".join(self.kinds),
            "alarm": ",".join(alarm_text(alarm) for alarm in self.alarms),
            "past": "" if self.past is None else str(self.past),
            "ahead": "" if self.ahead == AHEAD else str(self.ahead),
            "cancelled": "hide" if self.hide_cancelled else "",
            "tentative": "hide" if self.hide_tentative else "",
            "title": self.title.text if self.title else "",
            "spoilers": "" if self.spoilers else "no",
            "streaming": "" if implied or self.streaming is Streaming.NO else self.streaming,
        }
        return {name: part for name, part in parts.items() if part}

    def days_back(self, target: Target) -> int | None:
        """Return how many days the feed reaches back, None for no limit."""
        if self.past is not None:
            return self.past
        return None if target.has_open_past else PAST

    def wants(self, listing: Listing) -> bool:
        """Say whether an airing is of the kinds wished for."""
        return not self.kinds or not _kinds_of(listing).isdisjoint(self.kinds)


def alarm_text(alarm: dt.timedelta) -> str:
    """Return "15m", "2h", "1d": in the largest unit that says it exactly."""
    unit = next(unit for unit, span in _UNITS.items() if alarm % span == dt.timedelta(0))
    return f"{alarm // _UNITS[unit]}{unit}" if alarm else "0m"


def _kinds_of(listing: Listing) -> set[Kind]:
    first = listing.showing.kind is ShowingKind.FIRST_RUN
    kinds = {Kind.FIRST_RUN if first else Kind.REPEAT}
    return kinds | {Kind.PREMIERE} if listing.showing.premiere else kinds


Reader = Callable[[str, str], object]


def _readers(languages: Sequence[str]) -> dict[str, tuple[str, Reader]]:
    def language(name: str, given: str) -> str:
        chosen = _one_of(languages)(name, given)
        return "" if chosen == languages[0] else chosen

    def flag(*values: str) -> Reader:
        return lambda name, given: _one_of(values)(name, given) == values[1]

    return {
        "lang": ("lang", language),
        "kind": ("kinds", _kinds),
        "alarm": ("alarms", _alarms),
        "past": ("past", _days(LONGEST_PAST)),
        "ahead": ("ahead", _days(LONGEST_AHEAD)),
        "cancelled": ("hide_cancelled", flag("mark", "hide")),
        "tentative": ("hide_tentative", flag("mark", "hide")),
        "title": ("title", _title),
        "spoilers": ("spoilers", flag("no", "yes")),
        "streaming": ("streaming", lambda n, given: Streaming(_one_of(list(Streaming))(n, given))),
    }


def _one_of(values: Iterable[str]) -> Callable[[str, str], str]:
    def read(name: str, given: str) -> str:
        if given not in values:
            raise OptionError(name, ", ".join(values), given)
        return given

    return read


def _days(longest: int) -> Reader:
    def read(name: str, given: str) -> int:
        if not (given.isascii() and given.isdigit()) or len(given) > 4 or int(given) > longest:
            raise OptionError(name, f"a number of days from 0 to {longest}", given)
        return int(given)

    return read


def _kinds(name: str, given: str) -> tuple[Kind, ...]:
    chosen = {Kind(_one_of(list(Kind))(name, one)) for one in given.split(",")}
    if {Kind.FIRST_RUN, Kind.REPEAT} <= chosen:
        return ()
    return tuple(kind for kind in Kind if kind in chosen)


def _alarms(name: str, given: str) -> tuple[dt.timedelta, ...]:
    allowed = f"up to {MOST_ALARMS} of 15m, 2h, 1d and the like, 28d at most, with commas between"
    found = [_ALARM.fullmatch(one) for one in given.split(",")]
    alarms = {int(one[1]) * _UNITS[one[2]] for one in found if one}
    if not all(found) or len(alarms) > MOST_ALARMS or max(alarms) > LONGEST_ALARM:
        raise OptionError(name, allowed, given)
    return tuple(sorted(alarms))


def _title(name: str, given: str) -> Template:
    try:
        return Template.parse(given)
    except TemplateError as fault:
        raise OptionError(name, str(fault), given) from None
