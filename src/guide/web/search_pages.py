"""The search: words, and what narrows them, all in the address."""

import re
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import BadRequest

from guide.formats.genres import FAMILIES, family_of
from guide.formats.words import Words
from guide.formats.words.catalogue import marked
from guide.model.found import Found, Narrowing, Position, Searched
from guide.releases.browsing import in_order
from guide.releases.search import MOST_LETTERS
from guide.web.days import clock_text, today
from guide.web.paging import Pages, page_number, pages_of
from guide.web.rows import Foreign, Row, foreign, name_of, row_of
from guide.web.switches import with_options
from guide.web.visit import Name, Page, Visit, episode_path

ON_PAGE = 20
FLAGS = {
    "first_run": marked("First runs only"),
    "audio_description": marked("With audio description"),
    "subtitles": marked("With subtitles"),
    "vost": marked("Original version with subtitles (VOST)"),
}
GENRES = {
    "film": marked("Film"),
    "series": marked("Series"),
    "documentary": marked("Documentary"),
    "news": marked("News"),
    "sport": marked("Sport"),
    "children": marked("Children"),
    "music": marked("Music"),
    "show": marked("Show"),
}
OPTIONS = frozenset({"q", "genre", "channel", "after", *FLAGS})
# What no page may hold (HTML, "preprocessing the input stream").
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_AFTER = re.compile(r"([0-9]{1,12})-([0-9]{1,12})-([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks; `flags` are the names of the ticked ones, in their order."""

    text: str = ""
    genre: str = ""
    channel: str = ""
    flags: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        given = {"q": self.text, "genre": self.genre, "channel": self.channel}
        return {name: one for name, one in given.items() if one} | dict.fromkeys(self.flags, "1")

    @property
    def narrowing(self) -> Narrowing:
        genre = self.genre
        return Narrowing(
            channel=self.channel,
            genre=(lambda one: family_of(one) == genre) if genre else None,
            **dict.fromkeys(self.flags, True),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """What is found: `address` is its page; `row` its airing, None where it was never on."""

    name: Name
    kind: str
    address: str
    row: Row | None
    airing: str
    teaser: Foreign
    is_today: bool


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    heading: str
    hits: tuple[Hit, ...]


def search(visit: Visit) -> Page:
    asked, after = _asked(visit), _after(visit)
    if after and not asked.text:
        searched = visit.release.listed(asked.narrowing, now=visit.now, after=after)
    else:
        first = (page_number(visit) - 1) * ON_PAGE
        searched = visit.release.narrowed(
            asked.text, asked.narrowing, now=visit.now, first=first, most=ON_PAGE
        )
    counted = searched.count if asked.text else 0
    pages = pages_of(counted, ON_PAGE, visit, asked.options)
    words = visit.words
    values: dict[str, object] = {
        "asked": asked,
        "cut_short": len(asked.text) > MOST_LETTERS and MOST_LETTERS,
        "result": _result(searched, asked, words),
        "until": _until(searched, visit),
        "onward": _onward(searched, asked, visit),
        "groups": tuple(_groups(searched, visit)),
        "pages": pages,
        "form": _form(asked, visit),
        "places": _places(visit),
        "clock": clock_text(visit),
        "zone_text": visit.zone_text,
    }
    title = words.text("Search")
    if asked.text:
        title = words.text("Search: %(text)s", text=asked.text[:MOST_LETTERS])
    here = {name: one for name, one in visit.carried.items() if name != "zone"}
    query = _query(asked, pages, visit)
    kept = tuple((asked.options | here).items())
    return Page("search.html", title, values, query=query, kept=kept, indexed=False)


def _asked(visit: Visit) -> Asked:
    """Read the form from the address; BadRequest for a genre or channel that there is not."""
    given, words = request.args, visit.words
    genre, channel = given.get("genre", ""), given.get("channel", "")
    if genre and genre not in FAMILIES:
        raise BadRequest(words.text("genre: choose one that the search form offers."))
    if channel and channel not in visit.catalogue.channels:
        raise BadRequest(words.text("channel: this guide has none of that name."))
    flags = tuple(name for name in FLAGS if given.get(name, "") not in {"", "0"})
    text = _UNSHOWN.sub(" ", given.get("q", ""))
    return Asked(" ".join(text.split()), genre, channel, flags)


def _after(visit: Visit) -> Position | None:
    """Read where a list goes on; BadRequest for what no page of ours leads to."""
    given = request.args.get("after", "")
    numbers = _AFTER.fullmatch(given)
    if given and not numbers:
        raise BadRequest(visit.words.text("after: start from the first page of this list."))
    return Position(*map(int, numbers.groups())) if numbers else None


def _onward(searched: Searched, asked: Asked, visit: Visit) -> str:
    """Return the address where a list in the order of time goes on, "" at its end."""
    if searched.after is None:
        return ""
    after = {"after": "-".join(map(str, searched.after))}
    return with_options(f"/{visit.language}{visit.path}", asked.options | after | visit.carried)


def _result(searched: Searched, asked: Asked, words: Words) -> str:
    """Return how many there are, honestly: what was not counted is not claimed."""
    if not asked.options:
        return ""
    count = searched.count
    if not count:
        return words.text("Nothing was found.")
    if searched.cut:
        return words.plural("More than %(count)s result", "More than %(count)s results", count)
    if searched.whole or searched.until:
        return words.plural("%(count)s result", "%(count)s results", count)
    return words.plural("At least %(count)s result", "At least %(count)s results", count)


def _until(searched: Searched, visit: Visit) -> str:
    """Return up to when a list without words was looked for, "" where it was whole."""
    if searched.until is None:
        return ""
    when = visit.words.instant(searched.until, visit.main_zone)
    return visit.words.text("Of what begins until %(when)s.", when=when)


def _groups(searched: Searched, visit: Visit) -> list[Group]:
    words, found = visit.words, searched.found
    parts = (
        ("coming", words.text("On now and coming"), [one for one in found if one.ahead]),
        (
            "past",
            words.text("Already broadcast"),
            [one for one in found if one.listing and not one.ahead],
        ),
        ("never", words.text("No airing listed"), [one for one in found if one.listing is None]),
    )
    groups = (
        Group(name, heading, tuple(_hit(one, visit) for one in some))
        for name, heading, some in parts
    )
    return [one for one in groups if one.hits]


def _hit(found: Found, visit: Visit) -> Hit:
    row = row_of(found.listing, visit) if found.listing else None
    return Hit(
        name=_name(found, visit),
        kind=_kind(found, visit.words),
        address=visit.address(_path(found)),
        row=row,
        airing=visit.words.code(found.listing.episode) if found.listing else "",
        teaser=_teaser(found, visit),
        is_today=bool(row and row.day == visit.words.date(today(visit))),
    )


def _name(found: Found, visit: Visit) -> Name:
    if found.episode is None:
        title = foreign(found.series.title, visit) if found.series else Foreign("")
        return Name(title.text, title.lang)
    if found.listing:
        return name_of(found.listing, visit)
    return Name(visit.words.work_title(found.episode, found.series), "")


def _kind(found: Found, words: Words) -> str:
    if found.episode is None:
        return words.text("a series")
    genres = found.episode.genres or (found.series.genres if found.series else ())
    return words.genre(genres[0]) if genres else ""


def _teaser(found: Found, visit: Visit) -> Foreign:
    of = found.episode or found.series
    return foreign(of.teaser if of else None, visit)


def _path(found: Found) -> str:
    if found.episode is not None:
        return episode_path(found.episode.id, in_series=found.episode.season is not None)
    return f"/series/{found.series.id}/" if found.series else "/series/"


def _form(asked: Asked, visit: Visit) -> dict[str, object]:
    words = visit.words
    genres = (("", words.text("any genre")), *((one, words.text(GENRES[one])) for one in GENRES))
    channels = (
        ("", words.text("any channel")),
        *((one.id, one.name) for one in in_order(visit.release)),
    )
    return {
        "action": f"/{visit.language}/search",
        "most": MOST_LETTERS,
        "carried": tuple(visit.carried.items()),
        "genres": tuple(Choice(*one, chosen=one[0] == asked.genre) for one in genres),
        "channels": tuple(Choice(*one, chosen=one[0] == asked.channel) for one in channels),
        "flags": tuple(Choice(one, words.text(FLAGS[one]), one in asked.flags) for one in FLAGS),
    }


def _places(visit: Visit) -> dict[str, str]:
    places = {"series": "/series/", "channels": "/channels/", "tonight": "/tonight"}
    places |= {"premieres": "/premieres", "grid": "/guide/"}
    return {name: visit.address(path) for name, path in places.items()}


def _query(asked: Asked, pages: Pages | None, visit: Visit) -> str:
    number = {"page": str(pages.number)} if pages and pages.number > 1 else {}
    return with_options("", asked.options | number | visit.carried)
