"""A slot that comes again: its dates, what fills them, and its exceptions."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from guide.model.day import dates
from guide.model.problems import Place, Problem, error, warning
from guide.sources.yaml_files.programme import Details, ExceptionEntry, SlotEntry
from guide.sources.yaml_files.times import MAX_DAYS, WEEKDAYS, Reading

MOST_OCCURRENCES = 1_000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One showing of a slot: when it is, after exceptions, and what is shown."""

    date: dt.date
    clock: dt.timedelta | None
    episode: str
    details: Details
    place: Place


@dataclass(frozen=True, slots=True)
class _Opening:
    """A place for one episode; `exception` says what is different there."""

    date: dt.date
    clock: dt.timedelta | None
    exception: ExceptionEntry | None = None


def occurrences(slot: SlotEntry, problems: list[Problem]) -> list[Occurrence]:
    """Return the showings of a slot, in the order of its dates.

    The slot steps in local dates. Exceptions drop or change what is on one date; they never change
    which date comes next, nor the order of the episodes.
    """
    faults = list(_faults(slot))
    problems += faults
    if faults:
        return []
    openings = _Openings(slot)
    pairs = zip(_fillings(slot), openings, strict=False)
    found = [_occurrence(slot, episode, opening) for episode, opening in pairs]
    problems += _unused(slot, openings)
    problems += _left_over(slot, len(found))
    return found


def _faults(slot: SlotEntry) -> Iterator[Problem]:
    if (slot.episode is None) == (not slot.episodes):
        text = "write either `episodes`, filled in order, or `episode`, the same each time"
        yield error(slot.place, "bad-slot", text)
    if slot.episode is not None and slot.last is None:
        yield error(slot.place, "bad-slot", "`last` is missing: nothing else ends this slot")
    if slot.at and slot.per_day is not None:
        text = "per_day: the times in `at` say how many a day: leave it out"
        yield error(slot.place_of("per_day"), "bad-slot", text)
    for exception in slot.except_.values():
        if exception.per_day is not None and (slot.at or exception.at):
            text = "per_day: this is for slots without times: write the times in `at`"
            yield error(exception.place_of("per_day"), "bad-slot", text)
    if len(set(slot.at)) < len(slot.at):
        yield error(slot.place_of("at"), "bad-slot", "at: a time is here twice")
    yield from _faults_of_dates(slot)


def _faults_of_dates(slot: SlotEntry) -> Iterator[Problem]:
    if slot.first.weekday() not in _weekdays(slot):
        day = WEEKDAYS[slot.first.weekday()]
        text = f"first: {slot.first} is a {day}, which `every` does not name: correct one of them"
        yield error(slot.place_of("first"), "bad-slot", text)
    if slot.last is not None and not 0 <= (slot.last - slot.first).days < MAX_DAYS:
        text = f"last: write a date from {slot.first} on, less than {MAX_DAYS} days later"
        yield error(slot.place_of("last"), "bad-slot", text)


def _weekdays(slot: SlotEntry) -> frozenset[int]:
    named = frozenset(day for days in slot.every for day in days)
    return named or frozenset({slot.first.weekday()})


def _fillings(slot: SlotEntry) -> Iterator[str]:
    """Yield the episodes to be shown, one more than may be, so that too many are noticed."""
    filling = (
        itertools.repeat(slot.episode)
        if slot.episode is not None
        else itertools.chain.from_iterable(slot.episodes)
    )
    return itertools.islice(filling, MOST_OCCURRENCES + 1)


class _Openings:
    """The places for episodes, in order; `used` are the exceptions that applied."""

    def __init__(self, slot: SlotEntry) -> None:
        self._slot = slot
        self._times = slot.at or (None,) * (slot.per_day or 1)
        self.used: set[Reading] = set()

    def __iter__(self) -> Iterator[_Opening]:
        first = self._slot.first
        end = first + dt.timedelta(days=MAX_DAYS)
        if self._slot.last is not None:
            end = self._slot.last + dt.timedelta(days=1)
        weekdays = _weekdays(self._slot)
        for date in dates(first, end):
            if date.weekday() in weekdays:
                yield from self._on(date)

    def _on(self, date: dt.date) -> Iterator[_Opening]:
        whole = self._exception(date, None)
        if whole is not None:
            yield from self._changed(date, self._times, whole)
            return
        for clock in self._times:
            one = clock is not None and self._exception(date, clock)
            yield from self._changed(date, (clock,), one) if one else (_Opening(date, clock),)

    def _exception(self, date: dt.date, clock: dt.timedelta | None) -> ExceptionEntry | None:
        key = Reading(date, clock)
        found = self._slot.except_.get(key)
        if found is not None:
            self.used.add(key)
        return found

    def _changed(
        self, date: dt.date, times: tuple[dt.timedelta | None, ...], exception: ExceptionEntry
    ) -> Iterator[_Opening]:
        """Yield what an exception makes of the showings of a date: other times, another date."""
        if exception.skip:
            return
        times = (None,) * exception.per_day if exception.per_day else times
        for reading in exception.at or (Reading(date, None),):
            clocks = times if reading.clock is None else (reading.clock,)
            for clock in clocks:
                yield _Opening(reading.date or date, clock, exception)


def _occurrence(slot: SlotEntry, episode: str, opening: _Opening) -> Occurrence:
    exception = opening.exception
    return Occurrence(
        date=opening.date,
        clock=opening.clock,
        episode=episode,
        details=slot.with_(exception) if exception else slot,
        place=exception.place if exception else slot.place,
    )


def _unused(slot: SlotEntry, openings: _Openings) -> Iterator[Problem]:
    for key, exception in slot.except_.items():
        if key not in openings.used:
            text = "except: this slot shows nothing then: correct the date or time, or remove it"
            yield warning(exception.place, "unused-exception", text)


def _left_over(slot: SlotEntry, shown: int) -> Iterator[Problem]:
    if shown > MOST_OCCURRENCES:
        text = f"more than {MOST_OCCURRENCES:,} showings: write several slots"
        yield error(slot.place, "too-many", text)
    planned = sum(len(episodes) for episodes in slot.episodes)
    if shown < min(planned, MOST_OCCURRENCES):
        end = "`last`" if slot.last else f"the end of {MAX_DAYS} days"
        text = f"only {shown} of {planned} episodes are shown until {end}: correct one of the two"
        yield error(slot.place_of("episodes"), "left-over", text)
