"""Changes as lines of a terminal, in each channel's own time."""

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ChangeKind
from guide.model.listing import Slot


def change_lines(changes: Iterable[Change], catalogue: Catalogue) -> Iterator[str]:
    """Yield one line a change: its kind, what it is about, from where to where, the id."""
    for change in changes:
        about = change.title
        if change.kind is ChangeKind.RENAMED and change.old_title not in (None, change.title):
            about = f"{change.old_title} → {change.title}"
        where = _slots(change, catalogue)
        yield "  ".join(part for part in (f"{change.kind:<9}", about, where, change.id) if part)


def _slots(change: Change, catalogue: Catalogue) -> str:
    before, after = (slot and _slot(slot, catalogue) for slot in (change.before, change.after))
    if before and after and before != after:
        return f"{before} → {after}"
    return after or before or ""


def _slot(slot: Slot, catalogue: Catalogue) -> str:
    channel = catalogue.channels.get(slot.channel)
    name, zone = (channel.name, channel.zone) if channel else (slot.channel, "UTC")
    if slot.starts is None:
        return f"{slot.date} {name}"
    starts = slot.starts.astimezone(ZoneInfo(zone))
    return f"{starts:%Y-%m-%d %H:%M}{_end(slot.ends, zone)} {name}"


def _end(ends: dt.datetime | None, zone: str) -> str:
    return f"–{ends.astimezone(ZoneInfo(zone)):%H:%M}" if ends else ""
