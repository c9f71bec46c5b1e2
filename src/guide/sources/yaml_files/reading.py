"""All files of a folder as one draft."""

from collections.abc import Iterator, Mapping

from guide.model.airing import Airing
from guide.model.draft import Draft
from guide.model.problems import Place, Problem
from guide.sources.yaml_files.airings import Plan, Planner
from guide.sources.yaml_files.catalogue import Shelves
from guide.sources.yaml_files.file import Defaults, Document, open_file
from guide.sources.yaml_files.programme import AiringEntry, DayEntry, SlotEntry
from guide.sources.yaml_files.slots import occurrences
from guide.sources.yaml_files.windows import Frames


def read(files: Mapping[str, bytes]) -> Draft:
    problems: list[Problem] = []
    opened = (open_file(path, raw, problems) for path, raw in files.items())
    documents = [document for document in opened if document is not None]
    shelves = Shelves(problems)
    for document in documents:
        shelves.take(document)
    planner = Planner(shelves.catalogue, problems)
    airings = tuple(a for document in documents for a in _airings(document, planner, problems))
    frames = Frames(shelves.catalogue, problems)
    windows = tuple(w for document in documents for w in frames.windows(document))
    return Draft(
        catalogue=shelves.catalogue.in_order(),
        airings=airings,
        windows=windows,
        sources=tuple(shelves.sources.values()),
        problems=_said_once(problems),
        files=dict(files),
    )


def _airings(document: Document, planner: Planner, problems: list[Problem]) -> Iterator[Airing]:
    for found in document.listed("airings", AiringEntry):
        if found.entry is not None:
            yield from _single(found.entry, found.file, planner)
    for found_day in document.listed("days", DayEntry):
        if found_day.entry is not None:
            yield from _day(found_day.entry, found_day.file, planner)
    for found_slot in document.listed("slots", SlotEntry):
        if found_slot.entry is not None:
            yield from _slot(found_slot.entry, found_slot.file, planner, problems)


def _single(entry: AiringEntry, file: Defaults, planner: Planner) -> Iterator[Airing]:
    if entry.at.date is None:
        raise TypeError("an airing's `at` always has a date")
    plan = Plan(
        channels=entry.channel,
        episode=entry.episode,
        date=entry.at.date,
        clock=entry.at.clock,
        details=entry,
        place=entry.place_of("at"),
        file=file,
        ends=entry.ends,
        ends_place=entry.place_of("ends"),
        id=entry.id or "",
    )
    return planner.airings(plan, entry.repeats)


def _day(entry: DayEntry, file: Defaults, planner: Planner) -> Iterator[Airing]:
    for clock, item in entry.airings.items():
        plan = Plan(
            channels=entry.channel,
            episode=item.episode,
            date=entry.date,
            clock=clock,
            details=entry.with_(item),
            place=item.place,
            file=file,
            ends=item.ends,
            ends_place=item.place_of("ends"),
            id=item.id or "",
        )
        if planner.is_early(plan):
            text = "this is before the broadcast day starts: write 24:00 or more for its night"
            planner.refuse(item.place, "before-day", text)
        else:
            yield from planner.airings(plan, (*item.repeats, *entry.repeats))


def _slot(
    entry: SlotEntry, file: Defaults, planner: Planner, problems: list[Problem]
) -> Iterator[Airing]:
    for occurrence in occurrences(entry, problems):
        plan = Plan(
            channels=entry.channel,
            episode=occurrence.episode,
            date=occurrence.date,
            clock=occurrence.clock,
            details=occurrence.details,
            place=occurrence.place,
            file=file,
        )
        yield from planner.airings(plan, entry.repeats)


def _said_once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Leave out what only follows from faulty YAML at the same place."""
    faulty: set[Place] = {p.place for p in problems if p.code in {"yaml", "duplicate-key"}}
    kept = (p for p in problems if p.code in {"yaml", "duplicate-key"} or p.place not in faulty)
    return tuple(sorted(set(kept)))
