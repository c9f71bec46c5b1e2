"""The comparison of two releases."""

from dataclasses import dataclass
from enum import StrEnum

from guide.model.listing import Slot


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
    `old_title` before, in the original language (pages look up the rest by id).
    """

    kind: ChangeKind
    subject: str
    id: str
    title: str
    before: Slot | None = None
    after: Slot | None = None
    old_title: str | None = None
