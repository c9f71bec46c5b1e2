"""Feeds for feed readers: of what a calendar has too, and of what releases changed."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from guide.formats.entries import (
    MAX_BYTES,
    MAX_ENTRIES,
    Entry,
    Schedule,
    bounds_of,
    by_distance,
    entries_of,
    selection_of,
    starts_of,
    today_of,
    undated_of,
    windows_of,
)
from guide.formats.ical.heads import head_of
from guide.formats.ical.streaming import expected
from guide.formats.ical.telling import Telling
from guide.formats.ical.values import on_one_line
from guide.formats.items import Head, Item, change_item, item_of
from guide.formats.words import Words
from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ReleaseNote
from guide.model.feed_options import Options, Streaming
from guide.model.listing import Listing
from guide.model.selection import Touch
from guide.model.site import Site
from guide.model.target import Target

# A calendar's alarms mean nothing to a feed reader, nor does its form of titles.
OPTIONS = ("lang", "kind", "past", "ahead", "cancelled", "tentative", "spoilers", "streaming")
CHANGES_OPTIONS = ("lang",)
LAST_RELEASES = 30
# Between two pieces, where a format needs anything there.
SEPARATOR = b",\n"
DEFAULT = Options()


class Format(Protocol):
    """What writes a feed: the modules `atom` and `json_feed`."""

    SUFFIX: str
    MIMETYPE: str

    def entry(self, item: Item, /) -> bytes: ...

    def document(self, head: Head, pieces: Sequence[bytes], /) -> bytes: ...


class Releases(Protocol):
    """The questions that the feed of changes asks of a release."""

    @property
    def catalogue(self) -> Catalogue: ...

    def changes_of(self, number: int) -> list[Change] | None: ...

    def of_ids(self, ids: Iterable[str]) -> list[Listing]: ...


def feed(
    release: Schedule,
    target: Target,
    form: Format,
    *,
    site: Site,
    words: Words,
    now: dt.datetime,
    options: Options = DEFAULT,
) -> bytes:
    """Return a target's feed, what was changed last first: a pure function of what the release
    says of the target, of the site, the language, the options and the UTC day.

    It holds what the target's calendar holds, within the same limits; if that is too much, the
    entries nearest to today, and says so. KeyError if the catalogue has no such target.
    """
    options, today = options.on(target), today_of(now)
    telling = Telling(site, words, release.catalogue.channels, options)
    wanted = selection_of(options, bounds_of(target, today, options), today)
    entries, total = entries_of(release, target, wanted, options)
    head = _head(release, target, form, today, telling)
    return _document(entries, total, head, form, release.catalogue, telling, today)


def changes(
    release: Releases,
    notes: Sequence[ReleaseNote],
    form: Format,
    *,
    touch: Touch,
    site: Site,
    words: Words,
) -> bytes:
    """Return what the releases of `notes`, the newest first, changed; a pure function of them, of
    the names that the present release knows, of the site and the language.
    """
    told = [(note, one) for note in notes for one in release.changes_of(note.number) or ()]
    kept = told[:MAX_ENTRIES]
    pages = {one.airing.id for one in release.of_ids(c.id for _, c in kept if _is_airing(c))}
    known = release.catalogue.channels
    items = (
        change_item(one, note, known, has_page=one.id in pages, site=site, words=words)
        for note, one in kept
    )
    pieces = [form.entry(item) for item in items]
    head = _changes_head(form, touch.at, site, words)
    fitting = _fitting(pieces, form.document(_last(head, len(told), len(told), words), []))
    if fitting < len(told):
        head = _last(head, fitting, len(told), words)
    return form.document(head, pieces[:fitting])


def _is_airing(change: Change) -> bool:
    return change.subject == "airing"


def _head(
    release: Schedule, target: Target, form: Format, today: dt.datetime, telling: Telling
) -> Head:
    site, words, options = telling.site, telling.words, telling.options
    undated = undated_of(release, target, today)
    known = release.catalogue
    found = head_of(
        target, known, undated, site=site, words=words, options=options, suffix=form.SUFFIX
    )
    streams = options.streaming is not Streaming.NO
    vague = expected(windows_of(release, target), known, telling) if streams else []
    return Head(
        id=f"feed {found.source.removeprefix(site.base_url)}",
        title=on_one_line(found.name),
        about=tuple(map(on_one_line, (*found.about[:-1], *vague))),
        page=found.page,
        source=found.source,
        updated=release.touched(target, streaming=streams).at,
        language=words.language,
        site=site,
    )


def _changes_head(form: Format, updated: dt.datetime, site: Site, words: Words) -> Head:
    query = "" if words.language == site.languages[0] else f"?lang={words.language}"
    path = f"/feeds/changes.{form.SUFFIX}{query}"
    return Head(
        id=f"feed {path}",
        title=words.text("Changes on %(site)s", site=site.name),
        about=(words.text("What each release of this guide changed."),),
        page=site.url(f"/{words.language}/changes"),
        source=site.url(path),
        updated=updated,
        language=words.language,
        site=site,
    )


def _document(
    entries: Sequence[Entry],
    total: int,
    head: Head,
    form: Format,
    catalogue: Catalogue,
    telling: Telling,
    today: dt.datetime,
) -> bytes:
    """Return the feed of the entries nearest to `today` that fit, what was changed last first."""
    near = [entries[n] for n in by_distance(entries, today)[:MAX_ENTRIES]]
    pieces = [form.entry(item_of(one, catalogue, telling)) for one in near]
    fitting = _fitting(pieces, form.document(_cut(head, total, total, telling.words), []))
    if fitting < total:
        head = _cut(head, fitting, total, telling.words)
    order = sorted(range(fitting), key=lambda n: (*_newest(near[n]), n))
    return form.document(head, [pieces[n] for n in order])


def _fitting(pieces: Sequence[bytes], rest: bytes) -> int:
    """Return how many of the pieces, from the first on, fit beside what else is to be said."""
    sizes = itertools.accumulate(len(piece) + len(SEPARATOR) for piece in pieces)
    return sum(size <= MAX_BYTES - len(rest) for size in sizes)


def _newest(entry: Entry) -> tuple[float, dt.datetime]:
    return -entry.revision.revised.timestamp(), starts_of(entry)


def _cut(head: Head, kept: int, total: int, words: Words) -> Head:
    sentence = words.text(
        "This feed holds the %(kept)s entries nearest to today out of %(total)s.",
        kept=kept,
        total=total,
    )
    return replace(head, about=(*head.about, sentence))


def _last(head: Head, kept: int, total: int, words: Words) -> Head:
    sentence = words.text(
        "This feed holds the last %(kept)s changes out of %(total)s.", kept=kept, total=total
    )
    return replace(head, about=(*head.about, sentence))
