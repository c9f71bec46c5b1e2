"""The comparison of two releases."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from guide.model.airing import Airing, Status
from guide.model.catalogue import Catalogue, Episode, Series
from guide.model.listing import Listing, Slot
from guide.model.precision import When
from guide.model.texts import Text
from guide.model.window import Window


class ChangeKind(StrEnum):
    NEW = "new"
    DATED = "dated"
    MOVED = "moved"
    RETIMED = "retimed"
    RENAMED = "renamed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """One airing (or window) that differs between a release and its predecessor.

    NEW: first seen. DATED: a day-precise airing got its time. MOVED: start or channel differ.
    RETIMED: only the end differs. RENAMED: a title, number or name differs, the slot does not.
    CANCELLED and RESTORED: the status. An airing that changes in several ways is told by the
    first of CANCELLED, RESTORED, DATED, MOVED, RETIMED, RENAMED that holds.

    `subject` is "airing" or "window"; `id` its id; `title` what to call it now, and
    `old_title` before, in the original language (pages look up the rest by id). The slot of a
    window has its platform for a channel, and instants where it has them.
    """

    kind: ChangeKind
    subject: str
    id: str
    title: str
    before: Slot | None = None
    after: Slot | None = None
    old_title: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """One line of the history; `changes` counts them, but for the airings that an imported guide
    names for the first time: those are `added`, and not told one by one.
    """

    number: int
    published_at: dt.datetime
    note: str
    changes: int
    added: int = 0


def slot_of(airing: Airing) -> Slot:
    return Slot(airing.channel, airing.date, airing.starts, airing.ends)


def has_moved(before: Airing, after: Airing) -> bool:
    """Say whether channel or start differ; getting a time on the day known before is no move."""
    if before.channel != after.channel:
        return True
    if before.timed and after.timed:
        return before.starts != after.starts
    return before.date != after.date or before.timed


def raises_sequence(before: Airing, after: Airing) -> bool:
    """Say whether start, end, status or channel differ."""
    return _schedule(before) != _schedule(after)


def _schedule(airing: Airing) -> tuple[object, ...]:
    start = airing.starts or airing.date
    return airing.channel, start, airing.ends, airing.status


def title_of(episode: Episode, series: Series | None) -> str:
    """Return what to call an episode in its original language: "Missions S1 E1 Ulysse"."""
    title = _original(episode.title)
    if series is None:
        return title or episode.original_title or episode.id
    season = None if episode.season is None else f"S{episode.season}"
    number = None if episode.number is None else f"E{episode.number}"
    return " ".join(part for part in (_original(series.title), season, number, title) if part)


def title_of_target(target: str, catalogue: Catalogue) -> str:
    """Return what to call the episode, season or series of a window; its id if it is unknown."""
    if target in catalogue.episodes:
        episode = catalogue.episodes[target]
        return title_of(episode, catalogue.series.get(episode.series or ""))
    season = catalogue.seasons.get(target)
    series = catalogue.series.get(season.series if season else target)
    if series is None:
        return target
    title = _original(series.title)
    return f"{title} S{season.number}" if season else f"{title}"


def _original(text: Text | None) -> str | None:
    return text.wordings[0][1] if text else None


def compare(previous: Mapping[str, Listing], current: Mapping[str, Listing]) -> tuple[Change, ...]:
    """Return what differs, by airing id, in the order of the present slots.

    Either side may leave out what is the same on both. What is only in `previous` counts as
    unchanged: a release keeps what is gone, as cancelled or as history.
    """
    changes = (_change(previous.get(one), listing) for one, listing in current.items())
    return _in_order(change for change in changes if change)


def joined(files: Iterable[Change], imports: Iterable[Change]) -> tuple[Change, ...]:
    """Return what the schedule files changed, and then the imports, as one change an airing.

    What the files gave up and an import goes on with was never cancelled.
    """
    first = tuple(files)
    given_up = {
        one.id: one for one in first if one.subject == "airing" and one.kind is ChangeKind.CANCELLED
    }
    later = tuple(imports)
    handed_on = {one.id for one in later} & given_up.keys()
    rest = (one for one in first if one.id not in handed_on or one is not given_up[one.id])
    both = (_handed_on(given_up[o.id], o) if o.id in handed_on else o for o in later)
    return (*rest, *filter(None, both))


def _handed_on(before: Change, after: Change) -> Change | None:
    old, new = before.before, after.after
    if old is None or new is None:
        return after
    if (old.channel, old.starts) != (new.channel, new.starts):
        kind = ChangeKind.MOVED
    elif old.ends != new.ends:
        kind = ChangeKind.RETIMED
    elif before.title != after.title:
        kind = ChangeKind.RENAMED
    else:
        return None
    old_title = None if before.title == after.title else before.title
    return replace(after, kind=kind, before=old, old_title=old_title)


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=_order))


def _order(change: Change) -> tuple[str, str, str, str]:
    slot = change.after or change.before
    date, starts = (str(slot.date), str(slot.starts or "")) if slot else ("", "")
    return date, starts, change.title, change.id


def _change(before: Listing | None, after: Listing) -> Change | None:
    slot, title = slot_of(after.airing), title_of(after.episode, after.series)
    if before is None:
        return Change(ChangeKind.NEW, "airing", after.airing.id, title, after=slot)
    kind = _kind(before, after)
    if kind is None:
        return None
    old_title = title_of(before.episode, before.series)
    if kind is ChangeKind.RENAMED and before.channel.name != after.channel.name:
        title, old_title = (
            f"{title} ({after.channel.name})",
            f"{old_title} ({before.channel.name})",
        )
    return Change(
        kind,
        "airing",
        after.airing.id,
        title,
        before=slot_of(before.airing),
        after=slot,
        old_title=None if old_title == title else old_title,
    )


def _kind(before: Listing, after: Listing) -> ChangeKind | None:
    old, new = before.airing, after.airing
    if (old.status is Status.CANCELLED) is not (new.status is Status.CANCELLED):
        cancelled = new.status is Status.CANCELLED
        return ChangeKind.CANCELLED if cancelled else ChangeKind.RESTORED
    if new.timed and not old.timed:
        return ChangeKind.DATED
    if has_moved(old, new):
        return ChangeKind.MOVED
    if old.ends != new.ends:
        return ChangeKind.RETIMED
    return None if _names(before) == _names(after) else ChangeKind.RENAMED


def _names(listing: Listing) -> tuple[object, ...]:
    episode, season, series = listing.episode, listing.season, listing.series
    return (
        listing.channel.name,
        (episode.id, episode.title, episode.original_title, episode.season, episode.number),
        season and season.title,
        series and (series.title, series.original_title),
    )


def compare_windows(
    previous: Mapping[str, Window],
    current: Mapping[str, Window],
    *,
    title: Callable[[Window], str],
    now: dt.datetime,
) -> tuple[Change, ...]:
    """Return the windows, by id, that are new, that open or close otherwise, or that are gone
    (cancelled), unless they had closed by `now`.
    """
    changes = [_window_change(previous.get(one), window, title) for one, window in current.items()]
    gone = (window for one, window in previous.items() if one not in current)
    changes += [
        Change(ChangeKind.CANCELLED, "window", one.id, title(one), before=_window_slot(one))
        for one in gone
        if not _closed(one, now)
    ]
    return _in_order(change for change in changes if change)


def _window_change(
    before: Window | None, after: Window, title: Callable[[Window], str]
) -> Change | None:
    if before is not None and (before.opens, before.closes) == (after.opens, after.closes):
        return None
    kind = ChangeKind.MOVED if before else ChangeKind.NEW
    old, new = _window_slot(before) if before else None, _window_slot(after)
    return Change(kind, "window", after.id, title(after), before=old, after=new)


def _window_slot(window: Window) -> Slot | None:
    opens, closes = window.opens, window.closes
    if opens is None or opens.date is None:
        return None
    return Slot(window.platform, opens.date, opens.at, closes.at if closes else None)


def _closed(window: Window, now: dt.datetime) -> bool:
    return window.closes is not None and _is_past(window.closes, now)


def _is_past(when: When, now: dt.datetime) -> bool:
    if when.at is not None:
        return when.at <= now
    last = when.last_date()
    return last is not None and last < now.date()
