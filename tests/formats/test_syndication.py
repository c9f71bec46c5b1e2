import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

import pytest

from guide.formats import atom, ical, json_feed, syndication
from guide.formats.entries import MAX_BYTES
from guide.formats.items import id_of
from guide.formats.syndication import Format
from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status
from guide.model.catalogue import Catalogue
from guide.model.changes import Change, ChangeKind, ReleaseNote
from guide.model.day import DAY
from guide.model.feed_options import OptionError, Options
from guide.model.listing import Listing, Revision
from guide.model.selection import Touch
from guide.model.target import Target
from guide.model.texts import Text
from tests.formats import builders
from tests.formats.builders import (
    EVENING,
    PREMIERE,
    PUBLISHED,
    SITE,
    FakeRelease,
    film,
    listing,
    season_1,
)
from tests.formats.feed_readers import atom_entries, feed_element, json_items, link, text
from tests.formats.ical.test_options import ITEMS, streaming
from tests.formats.lint import read, uids

EN = {"lang": "en"}
FORMATS: tuple[Format, ...] = (atom, json_feed)


def feed(
    items: Sequence[Listing],
    form: Format = atom,
    stem: str = "all",
    *,
    release: FakeRelease | None = None,
    query: dict[str, str] | None = None,
) -> bytes:
    target = Target.parse(stem)
    assert target is not None
    wished = Options.parse(query or {}, languages=("fr", "en"), known=syndication.OPTIONS)
    told = words(wished.lang or "fr")
    asked = release or FakeRelease(items)
    return syndication.feed(asked, target, form, site=SITE, words=told, now=EVENING, options=wished)


def titles(body: bytes) -> list[str]:
    return [one.title for one in atom_entries(body)]


@pytest.mark.parametrize(
    "query",
    [{}, {"kind": "repeat"}, {"past": "0", "ahead": "1"}, {"cancelled": "hide"},
     {"tentative": "hide"}, {"spoilers": "no"}, {"streaming": "yes"}, {"streaming": "only"}],
)  # fmt: skip
def test_a_feed_holds_what_the_calendar_of_the_same_wishes_holds(query: dict[str, str]) -> None:
    release = streaming()
    wished = Options.parse(query, languages=("fr", "en"))
    target = Target.parse("all")
    assert target is not None
    told = words("fr")
    calendar = ical.feed(release, target, site=SITE, words=told, now=EVENING, options=wished)
    expected = sorted(id_of(uid.partition("@")[0], SITE) for uid in uids(read(calendar)))
    entries = atom_entries(feed((), release=release, query=query))
    assert sorted(one.id for one in entries) == expected
    assert json_items(feed((), json_feed, release=release, query=query)) == entries


def test_what_was_changed_last_comes_first_and_then_what_starts_first() -> None:
    later = PUBLISHED + DAY
    new = film("New", PREMIERE + 5 * DAY, revision=Revision(1, later))
    early = film("Early", PREMIERE - DAY)
    late = film("Late", PREMIERE + DAY)
    body = feed([early, late, new])
    assert titles(body) == ["New", "Early", "Late"]
    assert [one.updated for one in atom_entries(body)] == [
        "2017-05-21T09:30:05Z",
        "2017-05-20T09:30:05Z",
        "2017-05-20T09:30:05Z",
    ]


def test_a_feed_says_who_made_it_when_and_where_its_page_is() -> None:
    told = feed_element(feed([listing()], stem="series/missions", query=EN | {"kind": "premiere"}))
    own = "https://guide.example/feeds/series/missions.atom?lang=en&kind=premiere"
    assert link(told, "self") == own
    assert told[0].text == id_of(f"feed {own.removeprefix(SITE.base_url)}", SITE)
    assert text(told, "title") == "Missions"
    assert text(told, "updated") == "2017-05-20T09:30:05Z"
    alternates = [one.get("href") for one in told if one.get("rel") == "alternate"]
    assert alternates == ["https://guide.example/en/series/missions/"]


def test_what_has_no_date_is_told_of_the_feed() -> None:
    told = feed_element(feed(season_1(), stem="series/missions", query=EN))
    assert "Season 2" in text(told, "subtitle")
    dated = feed_element(feed((), stem="streaming", release=streaming(), query=EN))
    assert "2018" in text(dated, "subtitle")


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_feed_is_a_feed(form: Format) -> None:
    body = feed([], form)
    assert (atom_entries if form is atom else json_items)(body) == []


def test_a_long_feed_is_cut_to_what_is_near_and_says_so() -> None:
    days = itertools.chain(range(-29, 1), range(1, 180))
    times = [EVENING + day * DAY + dt.timedelta(minutes=n) for day in days for n in range(6)]
    films = [film(f"Film {n}", at, id=f"film-{n}") for n, at in enumerate(times)]
    body = feed(films, query=EN)
    entries = atom_entries(body)
    assert len(entries) == 1000
    sentence = "This feed holds the 1000 entries nearest to today out of 1254."
    assert sentence in text(feed_element(body), "subtitle")
    assert len(json_items(feed(films, json_feed))) == 1000


@pytest.mark.parametrize("form", FORMATS)
def test_a_large_feed_is_cut_to_what_fits(form: Format) -> None:
    note = Text.of("é" * 9_000)
    films = [film(f"Film {n}", EVENING + n * DAY / 4, note=note) for n in range(80)]
    body = feed(films, form, query=EN)
    reader = atom_entries if form is atom else json_items
    kept = len(reader(body))
    assert 40 <= kept < 80
    assert MAX_BYTES - 40_000 < len(body) <= MAX_BYTES
    assert f"the {kept} entries nearest to today out of 80.".encode() in body
    assert {one.title for one in reader(body)} == {f"Film {n}" for n in range(kept)}


def test_the_same_release_makes_the_same_bytes_all_day() -> None:
    everything = Target.parse("all")
    assert everything is not None

    def at(now: dt.datetime) -> bytes:
        release = FakeRelease(ITEMS)
        return syndication.feed(release, everything, atom, site=SITE, words=words("fr"), now=now)

    assert at(EVENING) == at(EVENING + dt.timedelta(hours=5))


@pytest.mark.parametrize("name", ["alarm", "title", "colour"])
def test_what_means_nothing_to_a_feed_reader_is_no_option(name: str) -> None:
    with pytest.raises(OptionError, match=r"known are: lang, kind, past, ahead, cancelled"):
        feed([], query={name: "15m"})


def test_a_first_run_is_told_from_a_repeat() -> None:
    repeat = film("Solaris", PREMIERE, showing=Showing(ShowingKind.REPEAT))
    off = film("Contact", PREMIERE, id="off", status=Status.CANCELLED)
    entries = atom_entries(feed([repeat, off], query=EN))
    assert [(one.title, one.summary.split(" · ")[1:]) for one in entries] == [
        ("Solaris", ["Repeat"]),
        ("Cancelled: Contact", ["Cancelled", "First run"]),
    ]


class Past:
    """Releases 2 and 3, with three changes; of one airing there is a page."""

    catalogue: Catalogue = builders.catalogue()

    def changes_of(self, number: int) -> list[Change] | None:
        return {
            3: [Change(ChangeKind.NEW, "airing", "mission-1", "Missions <S1>")],
            2: [
                Change(ChangeKind.CANCELLED, "airing", "gone", "Solaris"),
                Change(ChangeKind.MOVED, "window", "w", "Missions"),
            ],
        }.get(number)

    def of_ids(self, ids: Iterable[str]) -> list[Listing]:
        return [listing()] if "mission-1" in ids else []


def changes(form: Format, past: Past, notes: Sequence[ReleaseNote], language: str) -> bytes:
    touch = Touch(3, PUBLISHED + DAY)
    return syndication.changes(past, notes, form, touch=touch, site=SITE, words=words(language))


NOTES = (
    ReleaseNote(3, PUBLISHED + DAY, "", 1),
    ReleaseNote(2, PUBLISHED, "Two went", 2),
)


def test_changes_come_with_the_newest_release_first() -> None:
    body = changes(atom, Past(), NOTES, "en")
    entries = atom_entries(body)
    assert [(one.title, one.link, one.published, one.summary) for one in entries] == [
        ("New: Missions <S1>", "https://guide.example/en/airings/mission-1",
         "2017-05-21T09:30:05Z", "Changes of release 3"),
        ("Cancelled: Solaris", "https://guide.example/en/changes/2",
         "2017-05-20T09:30:05Z", "Changes of release 2"),
        ("Moved: Missions", "https://guide.example/en/changes/2",
         "2017-05-20T09:30:05Z", "Changes of release 2"),
    ]  # fmt: skip
    assert len({one.id for one in entries}) == 3
    assert json_items(changes(json_feed, Past(), NOTES, "en")) == entries
    told = feed_element(body)
    assert (text(told, "title"), text(told, "updated")) == ("Changes on Guide",
                                                           "2017-05-21T09:30:05Z")  # fmt: skip
    assert link(told, "self") == "https://guide.example/feeds/changes.atom?lang=en"


class Busy(Past):
    def changes_of(self, number: int) -> list[Change] | None:
        return [Change(ChangeKind.NEW, "airing", f"a{n}", f"Film {n}") for n in range(1200)]


def test_many_changes_are_cut_and_the_feed_says_so() -> None:
    body = changes(atom, Busy(), NOTES[:1], "fr")
    assert len(atom_entries(body)) == 1000
    assert "les 1000 derniers changements sur 1200." in text(feed_element(body), "subtitle")
