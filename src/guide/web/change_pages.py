"""What each release changed."""

from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from guide.model.changes import Change
from guide.web.visit import Page, Visit

NEWEST = 100


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    address: str
    number: int
    at: str
    moment: str
    note: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """`address` is "" where the change has no page of its own."""

    kind: str
    text: str
    address: str


def all_changes(visit: Visit) -> Page:
    words = visit.words
    history = visit.release.history()
    rows = [
        ReleaseRow(
            address=visit.address(f"/changes/{one.number}"),
            number=one.number,
            at=one.published_at.isoformat(timespec="seconds"),
            moment=words.date(visit.date_of(one.published_at)),
            note=one.note,
            count=words.plural("%(count)s change", "%(count)s changes", one.changes),
            current=one.number == visit.release.number,
        )
        for one in history[:NEWEST]
    ]
    description = words.text("What each release of this guide changed.")
    return Page("all_changes.html", words.text("Changes"), {"rows": rows}, description)


def changes(visit: Visit, number: str) -> Page:
    known = {str(one.number): one for one in visit.release.history()}
    found = visit.release.changes_of(known[number].number) if number in known else None
    if found is None:
        raise NotFound(visit.words.text("This guide has no such release."))
    words, note = visit.words, known[number]
    values: dict[str, object] = {
        "number": note.number,
        "moment": words.date(visit.date_of(note.published_at)),
        "at": note.published_at.isoformat(timespec="seconds"),
        "note": note.note,
        "rows": [_change_row(one, visit) for one in found],
        "all": visit.address("/changes"),
    }
    title = words.text("Changes of release %(number)s", number=note.number)
    return Page("changes.html", title, values)


def _change_row(change: Change, visit: Visit) -> ChangeRow:
    is_airing = change.subject == "airing" and visit.release.listing(change.id) is not None
    address = visit.address(f"/airings/{change.id}") if is_airing else ""
    text = visit.words.change(change, visit.catalogue.channels)
    return ChangeRow(change.kind.value, text, address)
