"""Everything that can be wrong with a draft beyond what its readers saw."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from guide.model.airing import Airing
from guide.model.catalogue import Catalogue, Episode, Season
from guide.model.draft import Draft
from guide.model.precision import Precision, When
from guide.model.problems import Place, Problem, error, warning
from guide.model.references import check_references
from guide.model.source import bare_address
from guide.model.spelling import spell_when
from guide.model.timetable import check_timetable
from guide.model.window import Window

UNREADABLE = frozenset({"encoding", "too-large", "top-level", "yaml"})
ABSENCES = frozenset(
    {
        "gap",
        "season-incomplete",
        "short-horizon",
        "unknown-channel",
        "unknown-episode",
        "unknown-platform",
        "unknown-season",
        "unknown-series",
        "unknown-target",
    }
)


def check(draft: Draft, *, now: dt.datetime) -> tuple[Problem, ...]:
    """Return the draft's own problems and all others, sorted by place, each once.

    `now` (UTC) is what a channel's horizon is measured from. While a whole file can't be read,
    nothing is said of what is absent: it may be in there.
    """
    problems = {
        *draft.problems,
        *check_references(draft),
        *_duplicate_ids(draft.airings),
        *check_timetable(draft.airings, draft.catalogue, now=now),
        *_backwards_windows(draft.windows, draft.catalogue),
        *_season_counts(draft),
        *_hidden_passwords(draft),
    }
    if any(problem.code in UNREADABLE for problem in draft.problems):
        problems = {problem for problem in problems if problem.code not in ABSENCES}
    return tuple(sorted(problems))


def _hidden_passwords(draft: Draft) -> Iterator[Problem]:
    """Refuse a password that could not be left out of the published text."""
    for source in draft.sources:
        address = source.address or ""
        if bare_address(address) != address:
            written = draft.files.get(source.place.path, address.encode())
            if address.encode() not in written:
                text = (
                    f"the address of {source.id} holds a password, which releases leave out:"
                    " write it on one line, without escapes"
                )
                yield error(source.place, "hidden-password", text)


def _duplicate_ids(airings: Iterable[Airing]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for airing in sorted((a for a in airings if a.id), key=lambda a: a.place):
        if airing.id in first:
            text = f'the id "{airing.id}" is already taken at {first[airing.id]}: give it another'
            yield error(airing.place, "duplicate-id", text, first[airing.id])
        else:
            first[airing.id] = airing.place


def _backwards_windows(windows: Iterable[Window], catalogue: Catalogue) -> Iterator[Problem]:
    for window in windows:
        platform = catalogue.platforms.get(window.platform)
        what = f"the window of {window.target} on {platform.name if platform else window.platform}"
        lasts = window.rule.lasts if window.rule else None
        if lasts is not None and lasts <= dt.timedelta(0):
            text = f"{what} closes before it opens: make it last longer, or leave its end open"
            yield error(window.place, "backwards-window", text)
        elif window.opens and window.closes and _backwards(window.opens, window.closes):
            zone = platform.zone if platform else "UTC"
            text = (
                f"{what} closes {spell_when(window.closes, zone)}, not after it opens"
                f" {spell_when(window.opens, zone)}: correct one of the two dates"
            )
            yield error(window.place, "backwards-window", text)


def _backwards(opens: When, closes: When) -> bool:
    """Say whether `[opens, closes)` is certainly empty, as far as both are known."""
    if opens.at and closes.at:
        return closes.at <= opens.at
    last = closes.last_date()
    if opens.date is None or last is None:
        return False
    return last <= opens.date if closes.precision is Precision.DAY else last < opens.date


def _season_counts(draft: Draft) -> Iterator[Problem]:
    listed: defaultdict[str, list[Episode]] = defaultdict(list)
    for episode in draft.catalogue.episodes.values():
        if episode.series is not None and episode.season is not None:
            listed[f"{episode.series}/season-{episode.season}"].append(episode)
    for season in draft.catalogue.seasons.values():
        if season.count is not None:
            yield from _too_many(season, season.count, listed[season.id])
            yield from _too_few(season, season.count, listed[season.id])


def _too_many(season: Season, count: int, listed: Sequence[Episode]) -> Iterator[Problem]:
    for episode in listed:
        if episode.number is not None and episode.number > count:
            text = (
                f"episode {episode.number} of {season.id} is more than the {count} that the season"
                f" counts ({season.place}): correct the number or the count"
            )
            yield error(episode.place, "season-count", text, season.place)


def _too_few(season: Season, count: int, listed: Sequence[Episode]) -> Iterator[Problem]:
    """Warn of episodes left out; a season without any is merely ordered."""
    numbers = sorted(e.number for e in listed if e.number is not None and 0 < e.number <= count)
    fences = itertools.pairwise([0, *numbers, count + 1])
    holes = [(before + 1, after - 1) for before, after in fences if after - before > 1]
    if listed and holes:
        missing = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in holes)
        text = (
            f"{season.id} counts {count} episodes, but does not list {missing}:"
            " list what is missing (titles may wait), or correct the count"
        )
        yield warning(season.place, "season-incomplete", text)
