import datetime as dt
from dataclasses import replace

from guide.formats.ical.telling import Telling
from guide.formats.items import Item, change_item, id_of, item_of, markup, stamp, summary
from guide.formats.words import words
from guide.model.changes import Change, ChangeKind, ReleaseNote, slot_of
from guide.model.feed_options import Options
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.texts import Text
from tests.formats.builders import PUBLISHED, SITE, SUPPOSED, catalogue, episode, listing

KNOWN = catalogue()
NOTE = ReleaseNote(7, PUBLISHED, "Strike & <b>", 1)


def item(of: Listing, *, site: Site = SITE, language: str = "fr", spoilers: bool = True) -> Item:
    telling = Telling(site, words(language), KNOWN.channels, Options(spoilers=spoilers))
    return item_of(of, KNOWN, telling)


def change(*, has_page: bool = True, language: str = "en") -> Item:
    known = listing()
    told = Change(
        ChangeKind.RENAMED, "airing", "mission-1", "Missions", after=slot_of(known.airing),
        old_title="Mission",
    )  # fmt: skip
    channels = KNOWN.channels
    return change_item(told, NOTE, channels, has_page=has_page, site=SITE, words=words(language))


def test_an_airing_is_told_as_its_calendar_tells_it() -> None:
    assert item(listing(note=SUPPOSED)) == Item(
        id="urn:uuid:52951fd0-92e1-5a46-b130-3d9adfc46c10",
        title=words("fr").listing_title(listing()),
        url="https://guide.example/fr/airings/mission-1",
        updated=PUBLISHED,
        paragraphs=(
            "Jeudi 1er juin 2017 à 20h40, heure de Paris, sur OCS City\nPremière de la série",
            "Supposé : aucune source ne donne la date de cet épisode.",
        ),
        tags=("Science-fiction", "Drame"),
    )


def test_an_id_is_of_airing_and_installation_alone() -> None:
    one = item(listing())
    moved = replace(SITE, base_url="https://other.example", name="Other")
    renamed = listing(episode=episode(1, title=Text.of("Odysseus")))
    same = (item(listing(), site=moved), item(renamed), item(listing(), language="en"))
    assert {other.id for other in same} == {one.id}
    assert item(listing(id="mission-2")).id != one.id
    assert item(listing(), site=replace(SITE, instance="another")).id != one.id


def test_no_synopsis_is_told_and_a_teaser_is() -> None:
    spoilt = episode(1, title=Text.of("Ulysse"), synopsis=Text.of("He dies."))
    told = item(listing(episode=spoilt, synopsis=Text.of("She, too.")))
    assert len(told.paragraphs) == 1
    teased = item(listing(episode=replace(spoilt, teaser=Text.of("Who will live?"))))
    assert teased.paragraphs[1:] == ("Who will live?",)


def test_without_spoilers_a_number_names_an_episode() -> None:
    assert item(listing(), spoilers=False).title == "Missions — S1 É1"


def test_a_change_is_told_in_the_words_of_its_page() -> None:
    told = change()
    assert told == Item(
        id="urn:uuid:155bc41b-eb91-578e-a14b-ab3940883a3c",
        title="Renamed: Missions (before: Mission)",
        url="https://guide.example/en/airings/mission-1",
        updated=PUBLISHED,
        paragraphs=("Changes of release 7", "Strike & <b>"),
        tags=("Renamed",),
        published=PUBLISHED,
    )
    elsewhere = replace(SITE, base_url="https://other.example")
    assert id_of("change 7 airing mission-1", elsewhere) == told.id
    assert change(has_page=False).url == "https://guide.example/en/changes/7"
    assert change(language="fr").tags == ("Renommé",)


def test_what_people_wrote_is_escaped_once() -> None:
    shown = Item("x", "y", "z", PUBLISHED, ("a < b\n& c", '<script>"]]>'))
    assert markup(shown) == ("<p>a &lt; b<br>&amp; c</p><p>&lt;script&gt;&quot;]]&gt;</p>")
    assert summary(shown) == "a < b · & c"
    assert summary(shown._replace(paragraphs=())) == "y"


def test_instants_are_in_utc_to_the_second() -> None:
    paris = dt.timezone(dt.timedelta(hours=2))
    at = dt.datetime(2017, 6, 1, 20, 40, 5, 999, paris)
    assert stamp(at) == "2017-06-01T18:40:05Z"
