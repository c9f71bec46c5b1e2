"""Plans become airings: local times become instants, and every airing gets its end."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from guide.model.airing import Airing, ShowingKind, Status, Version
from guide.model.catalogue import Catalogue, Channel
from guide.model.day import broadcast_day
from guide.model.problems import Place, Problem, error
from guide.sources.yaml_files.catalogue import NO_ZONE, links
from guide.sources.yaml_files.file import Defaults
from guide.sources.yaml_files.instants import Instants
from guide.sources.yaml_files.programme import Details, RepeatEntry, VersionEntry
from guide.sources.yaml_files.times import Reading

_DAY = dt.timedelta(days=1)
# Stands in where the episode is not declared, which is said elsewhere.
_UNKNOWN_RUNNING = dt.timedelta(minutes=1)
# What a repeat does not take over from the airing it repeats.
_OWN = ("status", "reason", "live", "last_chance", "fold", "showing", "premiere", "note")


@dataclass(frozen=True, slots=True)
class Slot:
    """How long a repeat is: as long as what it repeats."""

    length: dt.timedelta
    derived: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One showing as it was written, on one or several channels at once.

    `date` and `clock` are the wall clock of the first channel; `clock` None says that only the
    day is known. `place` is what its Problems and airings point at.
    """

    channels: tuple[str, ...]
    episode: str
    date: dt.date
    clock: dt.timedelta | None
    details: Details
    place: Place
    file: Defaults
    ends: Reading | None = None
    ends_place: Place | None = None
    slot: Slot | None = None
    id: str = ""


class Planner:
    """Turns plans into airings; what can't be one becomes a Problem."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem]) -> None:
        self._catalogue = catalogue
        self._problems = problems
        self._instants = Instants(problems)

    def refuse(self, place: Place, code: str, text: str) -> None:
        self._problems.append(error(place, code, text))

    def channel(self, name: str) -> Channel:
        """Return the channel, or a stand-in for one that is not declared."""
        return self._catalogue.channels.get(name) or Channel(name, name, NO_ZONE)

    def is_early(self, plan: Plan) -> bool:
        """Say whether a time lies before the broadcast day of its date starts."""
        channel = self._catalogue.channels.get(plan.channels[0])
        starts = _since_midnight(channel.day_starts) if channel else None
        return starts is not None and plan.clock is not None and plan.clock < starts

    def airings(self, plan: Plan, repeats: Sequence[RepeatEntry] = ()) -> Iterator[Airing]:
        """Yield the plan's airings, one a channel, and then its repeats."""
        if plan.id and len(plan.channels) > 1:
            text = "id: one airing has it, and there are several channels: write several airings"
            self.refuse(plan.place, "shared-id", text)
        placed = list(self._dated(plan) if plan.clock is None else self._timed(plan, plan.clock))
        yield from placed
        for repeat in repeats if placed else ():
            for again in self._again(plan, placed[0], repeat):
                yield from self.airings(again)

    def _again(self, plan: Plan, airing: Airing, repeat: RepeatEntry) -> Iterator[Plan]:
        again = replace(
            plan,
            channels=repeat.channel or plan.channels,
            details=_inherited(plan.details).with_(repeat),
            place=repeat.place,
            ends=None,
            slot=_slot(airing),
            id="",
        )
        after = dt.timedelta(days=repeat.after)
        if not repeat.at:
            yield replace(again, date=plan.date + after)
        for clock in repeat.at:
            # Counted from the broadcast day, so that "a day later" means the same after midnight.
            yield replace(again, date=airing.date + after, clock=clock)

    def _dated(self, plan: Plan) -> Iterator[Airing]:
        details = plan.details
        if details.status == Status.CONFIRMED:
            text = "an airing without a time can't be confirmed: give the time, or leave status out"
            self.refuse(plan.place, "no-time", text)
        elif plan.ends or details.length or details.fold:
            text = "without a time there is no end: give the time, or leave out ends, length, fold"
            self.refuse(plan.place, "no-time", text)
        else:
            yield from (_airing(plan, name, plan.date) for name in plan.channels)

    def _timed(self, plan: Plan, clock: dt.timedelta) -> Iterator[Airing]:
        leading = self.channel(plan.channels[0])
        starts = self._at(plan, plan.date, clock, plan.place)
        end = self._end(plan, leading, clock, starts) if starts else None
        if starts is None or end is None:
            return
        for name in plan.channels:
            airing = _airing(plan, name, broadcast_day(starts, self.channel(name)))
            yield replace(airing, starts=starts, ends=end[0], ends_derived=end[1])

    def _at(
        self, plan: Plan, date: dt.date, clock: dt.timedelta, place: Place
    ) -> dt.datetime | None:
        zone, fold = self.channel(plan.channels[0]).zone, plan.details.fold
        hint = "say which with `fold: first` or `fold: second`"
        return self._instants.at(date, clock, zone=zone, place=place, fold=fold, hint=hint)

    def _end(
        self, plan: Plan, channel: Channel, clock: dt.timedelta, starts: dt.datetime
    ) -> tuple[dt.datetime, bool] | None:
        """Return the end and whether it is derived from a running time."""
        if plan.ends is not None:
            end = self._written_end(plan, plan.ends, channel, clock)
            return None if end is None else (end, False)
        if plan.details.length is not None:
            return starts + plan.details.length, False
        if plan.slot is not None:
            return starts + plan.slot.length, plan.slot.derived
        running = self._running(plan.episode)
        if running is None:
            text = f"no end: give `length` or `ends`, or {plan.episode} a running time"
            self.refuse(plan.place, "no-end", text)
            return None
        return starts + running, True

    def _written_end(
        self, plan: Plan, ends: Reading, channel: Channel, clock: dt.timedelta
    ) -> dt.datetime | None:
        place = plan.ends_place or plan.place
        if plan.details.length is not None:
            self.refuse(place, "two-ends", "ends and length are both given: leave one out")
            return None
        if ends.clock is None:
            self.refuse(place, "bad-time", "ends: write HH:MM, or a date and HH:MM")
            return None
        date = ends.date or plan.date
        if ends.date is None and ends.clock < min(clock, _since_midnight(channel.day_starts)):
            date += _DAY  # the morning after
        return self._at(plan, date, ends.clock, place)

    def _running(self, episode: str) -> dt.timedelta | None:
        known = self._catalogue.episodes.get(episode)
        if known is None:
            return _UNKNOWN_RUNNING
        season = self._catalogue.season_of(known)
        return known.running or (season.running if season else None)


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute)


def _slot(airing: Airing) -> Slot | None:
    if airing.starts is None or airing.ends is None:
        return None
    return Slot(airing.ends - airing.starts, airing.ends_derived)


def _inherited(details: Details) -> Details:
    """Return what a repeat takes over; a repeat of what is only supposed is supposed itself."""
    plain = {key: Details.model_fields[key].get_default() for key in _OWN}
    tentative = Status.TENTATIVE if details.status == Status.TENTATIVE else None
    return details.model_copy(update={**plain, "status": tentative})


def _airing(plan: Plan, channel: str, date: dt.date) -> Airing:
    details, file = plan.details, plan.file
    usual = Status.TENTATIVE if plan.clock is None else Status.CONFIRMED
    return Airing(
        channel=channel,
        episode=plan.episode,
        date=date,
        id=plan.id,
        status=Status(details.status) if details.status else usual,
        reason=file.text(details.reason),
        version=_version(details.version),
        live=details.live,
        last_chance=details.last_chance,
        showing_override=ShowingKind(details.showing) if details.showing else None,
        premiere_override=details.premiere,
        note=file.text(details.note),
        links=links(details.links, file),
        place=plan.place,
    )


def _version(entry: VersionEntry | None) -> Version:
    if entry is None:
        return Version()
    return Version(
        kind=entry.kind,
        audio=entry.audio,
        subtitles=entry.subtitles,
        hard_of_hearing=entry.hard_of_hearing,
        audio_description=entry.audio_description,
        signed=entry.signed,
    )
