import datetime as dt
from dataclasses import replace

import pytest
from lxml import etree

from guide.formats.xmltv import Options, Profile
from guide.model.airing import Showing, ShowingKind, Status, Version
from guide.model.catalogue import Channel, Credit, Episode, Link, Season, Series
from guide.model.listing import Listing
from guide.model.texts import Text
from tests.formats.builders import MAX, MISSIONS, PREMIERE, SLOT, episode, film, listing
from tests.formats.xmltv.documents import (
    attributes,
    document,
    numbers,
    programme,
    programmes,
    texts,
)

REPEAT = Showing(ShowingKind.REPEAT, ShowingKind.REPEAT)
UNKNOWN = Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN)
DAY = dt.timedelta(days=1)


def shown(at: dt.datetime, showing: Showing = REPEAT, **fields: object) -> Listing:
    """Return the premiere's episode at another time."""
    return listing(id=f"{at:%d%H%M}", starts=at, ends=at + SLOT, showing=showing, **fields)


def test_a_slot_is_the_wall_clock_of_its_channel_with_the_offset_and_seconds_00() -> None:
    ends = PREMIERE + SLOT + dt.timedelta(seconds=59)
    one = programme(listing(starts=PREMIERE.replace(second=35), ends=ends))
    assert attributes(one) == {
        "start": "20170601204000 +0200",
        "stop": "20170601211000 +0200",
        "channel": "OCSCity.fr",
    }


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Kathmandu", "20170602002500 +0545"),
        ("America/St_Johns", "20170601161000 -0230"),
        ("UTC", "20170601184000 +0000"),
    ],
)
def test_offsets_are_of_the_zone(zone: str, start: str) -> None:
    there = Channel("there", "There", zone, aliases=("there.example",))
    assert programme(listing(channel=there)).get("start") == start


def test_both_hours_of_an_autumn_night_are_told_apart() -> None:
    fold = dt.datetime(2017, 10, 29, 0, 30, tzinfo=dt.UTC)
    body = document(shown(fold), shown(fold + dt.timedelta(hours=1)))
    starts = [one.get("start") for one in programmes(body)]
    assert starts == ["20171029023000 +0200", "20171029023000 +0100"]


def test_what_has_no_time_or_is_cancelled_is_not_in_it() -> None:
    body = document(
        listing(),
        listing(id="day", starts=None, ends=None, status=Status.TENTATIVE),
        shown(PREMIERE + DAY, status=Status.CANCELLED, gone=True),
    )
    assert [one.get("start") for one in programmes(body)] == ["20170601204000 +0200"]


def test_what_was_on_stays_though_its_source_has_let_it_go() -> None:
    body = document(shown(PREMIERE, gone=True))
    assert [one.get("start") for one in programmes(body)] == ["20170601204000 +0200"]


def test_a_replaced_slot_has_the_new_programme() -> None:
    body = document(listing(status=Status.CANCELLED), film("Solaris", PREMIERE, id="instead"))
    assert texts(programmes(body)[0], "title") == ["Solaris"]


def test_a_tentative_airing_with_a_time_is_in_it() -> None:
    assert programme(listing(status=Status.TENTATIVE)).get("start") == "20170601204000 +0200"


def test_titles_come_in_every_language_that_of_the_document_first() -> None:
    series = replace(MISSIONS, title=Text.of({"en": "Missions!", "fr": "Missions", "": "MISSIONS"}))
    told = {
        language: [
            (one.get("lang"), one.text)
            for one in programme(listing(series=series), language=language).findall("title")
        ]
        for language in ("fr", "en")
    }
    assert told == {
        "fr": [("fr", "Missions"), ("en", "Missions!"), (None, "MISSIONS")],
        "en": [("en", "Missions!"), ("fr", "Missions"), (None, "MISSIONS")],
    }


def test_the_original_title_follows_where_no_wording_has_its_language() -> None:
    series = replace(MISSIONS, original_title="Missioner", original_language="sv")
    one = programme(listing(series=series))
    assert [(t.get("lang"), t.text) for t in one.findall("title")] == [
        ("fr", "Missions"),
        ("sv", "Missioner"),
    ]
    assert texts(one, "orig-language") == ["sv"]


def test_a_film_has_its_own_title_and_no_sub_title() -> None:
    one = programme(film("Solaris", PREMIERE))
    assert (texts(one, "title"), texts(one, "sub-title")) == (["Solaris"], [])


def test_what_has_no_title_says_so() -> None:
    nameless = Episode("x", title=Text.of(" \x00 "))
    assert texts(programme(film("x", PREMIERE, episode=nameless)), "title") == ["Titre inconnu"]


def test_what_is_told_of_the_airing_goes_before_what_is_told_of_the_episode() -> None:
    known = episode(1, teaser=Text.of("Réveil."), synopsis=Text.of("Ils meurent."))
    today = Text.of({"fr": "Aujourd’hui : Mars."})
    assert texts(programme(listing(episode=known)), "desc") == ["Réveil."]
    assert texts(programme(listing(episode=known, synopsis=today)), "desc") == [
        "Aujourd’hui : Mars."
    ]
    plain = episode(1, synopsis=Text.of("Ils\n  partent."))
    assert texts(programme(listing(episode=plain)), "desc") == ["Ils partent."]
    assert texts(programme(listing()), "desc") == ["Le premier équipage européen vers Mars."]


def test_credits_stand_in_the_order_of_the_dtd_each_name_once() -> None:
    own = (Credit("actor", "Anne", "Roz"), Credit("writer", "Luc"), Credit("guest", "Paul"))
    whole = (
        *(Credit("creator", name) for name in ("Luc", "Léa")),
        Credit("director", "Jo"),
        Credit("voice", "Zoé", "Irène"),
        Credit("actor", "Anne"),
        Credit("extra", "Nobody"),
        *(Credit(role, role.title()) for role in ("presenter", "producer", "composer")),
    )
    one = programme(
        listing(episode=episode(1, credits=own), series=replace(MISSIONS, credits=whole))
    )
    people = [(p.tag, p.get("role"), p.text) for p in one.findall("credits/*")]
    assert people == [
        ("director", None, "Jo"),
        ("actor", "Roz", "Anne"),
        ("actor", "Irène", "Zoé"),
        ("writer", None, "Luc"),
        ("writer", None, "Léa"),
        ("producer", None, "Producer"),
        ("composer", None, "Composer"),
        ("presenter", None, "Presenter"),
        ("guest", None, "Paul"),
    ]


def test_facts_of_the_work_come_from_what_it_is_part_of() -> None:
    work = episode(
        1,
        images=("https://img.example/1.jpg", "https://img.example/2.jpg"),
        keywords=("mars", "space-ship"),
        ratings=(("CSA", "-10"), ("", "12")),
        stars=(("", "3/5"),),
        links=(Link("https://ocs.example/1"),),
    )
    one = programme(
        listing(
            episode=work,
            season=Season("missions", 1, count=10, running=dt.timedelta(minutes=26)),
            series=replace(
                MISSIONS, countries=("FR",), links=(Link("https://ocs.example/missions"),)
            ),
        )
    )
    length = one.find("length")
    assert length is not None
    assert (length.get("units"), length.text) == ("minutes", "26")
    assert [icon.get("src") for icon in one.findall("icon")] == list(work.images)
    assert texts(one, "keyword") == ["mars", "space-ship"]
    assert texts(one, "country") == ["FR"]
    assert texts(one, "url") == ["https://ocs.example/1", "https://ocs.example/missions"]
    assert texts(one, "category") == ["Science-fiction", "Drame"]
    rated = [(r.get("system"), r.findtext("value")) for r in one.findall("rating")]
    assert rated == [("CSA", "-10"), (None, "12")]
    assert one.findtext("star-rating/value") == "3/5"


def test_a_running_time_that_is_no_whole_minutes_is_told_in_seconds() -> None:
    one = programme(listing(episode=episode(1, running=dt.timedelta(seconds=95))))
    length = one.find("length")
    assert length is not None
    assert (length.get("units"), length.text) == ("seconds", "95")


def test_how_it_is_heard_and_seen() -> None:
    version = Version("VM", ("fr", "en"), ("fr", "de"), sound="dolby digital", quality="HDTV",
                      aspect="16:9", signed=True)  # fmt: skip
    one = programme(listing(version=version))
    assert texts(one, "language") == ["fr"]
    assert texts(one, "video/aspect") + texts(one, "video/quality") == ["16:9", "HDTV"]
    assert texts(one, "audio/stereo") == ["dolby digital"]
    told = [(s.get("type"), s.findtext("language")) for s in one.findall("subtitles")]
    assert told == [(None, "fr"), (None, "de"), ("deaf-signed", None)]


def test_subtitles_for_the_deaf_are_those_shown_at_request() -> None:
    some = programme(listing(version=Version(subtitles=("fr",), hard_of_hearing=True)))
    unnamed = programme(listing(version=Version(hard_of_hearing=True)))
    some_language = programme(listing(version=Version(subtitles=("und",))))
    told = [
        (s.get("type"), s.findtext("language"))
        for one in (some, unnamed, some_language)
        for s in one.findall("subtitles")
    ]
    assert told == [("teletext", "fr"), ("teletext", None), (None, None)]


def test_subtitles_are_shown_as_the_imported_guide_says() -> None:
    version = Version(
        subtitles=("fr", "en", "de", "und"),
        hard_of_hearing=False,
        on_request=("fr", "en", "und"),
        in_picture=("en",),
    )

    def told(version: Version) -> list[tuple[str | None, str | None]]:
        one = programme(listing(version=version))
        return [(s.get("type"), s.findtext("language")) for s in one.findall("subtitles")]

    assert told(version) == [
        ("teletext", "fr"),
        ("teletext", "en"),
        ("onscreen", "en"),
        (None, "de"),
        ("teletext", None),
    ]
    deaf = Version(subtitles=("fr", "en"), hard_of_hearing=True, in_picture=("en",))
    assert told(deaf) == [("teletext", "fr"), ("onscreen", "en")]


def test_a_sub_title_that_is_the_title_over_again_is_none() -> None:
    again = episode(1, title=Text.of({"fr": "MISSIONS", "en": "Ulysses"}))
    assert texts(programme(listing(episode=again)), "sub-title") == ["Ulysses"]


def flags(one: etree._Element) -> list[str]:
    names = ("previously-shown", "premiere", "last-chance", "new")
    return [str(child.tag) for child in one if child.tag in names]


def test_a_first_run_is_new_and_a_premiere_says_so() -> None:
    premiere = programme(listing())
    assert flags(premiere) == ["premiere", "new"]
    assert [(p.get("lang"), p.text) for p in premiere.findall("premiere")] == [
        ("fr", "Première diffusion")
    ]
    assert flags(programme(listing(showing=Showing()))) == ["new"]
    assert flags(programme(listing(showing=Showing(), last_chance=True))) == ["last-chance", "new"]


def test_a_first_run_that_its_guide_calls_a_premiere_is_one() -> None:
    def told(showing: Showing) -> list[str]:
        return flags(programme(listing(showing=showing, called_premiere=True)))

    assert told(Showing()) == ["premiere", "new"]
    assert told(Showing(ShowingKind.REPEAT)) == ["previously-shown"]


def test_a_repeat_names_where_the_document_has_it_first_and_is_never_new() -> None:
    there = shown(PREMIERE, Showing(premiere="series"), channel=MAX)
    second, third = shown(PREMIERE + DAY), shown(PREMIERE + 2 * DAY)
    body = document(there, second, third)
    repeats = [one for one in programmes(body) if one.get("channel") == "OCSCity.fr"]
    assert [flags(one) for one in repeats] == [["previously-shown"]] * 2
    first = {"start": "20170601204000 +0200", "channel": "OCSMax.fr"}
    earlier = [attributes(e) for one in repeats for e in one.findall("previously-shown")]
    assert earlier == [first, first]


def test_a_repeat_of_what_the_document_has_not_says_no_more_than_that() -> None:
    one = programme(shown(PREMIERE))
    assert flags(one) == ["previously-shown"]
    assert attributes(one.findall("previously-shown")[0]) == {}


def test_of_an_unknown_showing_nothing_is_claimed() -> None:
    body = document(shown(PREMIERE, UNKNOWN), shown(PREMIERE + DAY, UNKNOWN))
    assert [flags(one) for one in programmes(body)] == [[], []]
    assert [texts(one, "date") for one in programmes(body)] == [[], []]


def test_the_date_is_the_day_of_a_first_run_and_the_year_of_a_repeat_the_same_day() -> None:
    again = shown(PREMIERE + dt.timedelta(hours=3))
    body = document(listing(showing=Showing()), again)
    assert [texts(one, "date") for one in programmes(body)] == [["20170601"], ["2017"]]


def test_an_episode_has_one_year_though_it_is_new_in_two() -> None:
    eve = dt.datetime(2017, 12, 31, 20, tzinfo=dt.UTC)
    body = document(*(shown(eve + n * DAY, Showing()) for n in range(2)), now=eve)
    assert [texts(one, "date") for one in programmes(body)] == [["20171231"], ["2017"]]


def test_the_day_is_that_of_the_slot_on_the_channels_clock() -> None:
    late = PREMIERE + dt.timedelta(hours=4)
    assert texts(programme(shown(late, Showing())), "date") == ["20170602"]


@pytest.mark.parametrize(
    ("made", "dates"),
    [(2017, [["20170601"], ["2017"]]), (1999, [["1999"], ["1999"]])],
)
def test_the_year_of_production_goes_before_a_day_of_another_year(
    made: int, dates: list[list[str]]
) -> None:
    known = episode(1, year=made)
    body = document(listing(showing=Showing(), episode=known), shown(PREMIERE + DAY, episode=known))
    assert [texts(one, "date") for one in programmes(body)] == dates


def test_the_year_of_a_series_is_that_of_its_first_season() -> None:
    series = replace(MISSIONS, year=2015)
    second = Episode("missions/season-2/episode-1", "missions", 2, 1)
    later = listing(
        id="later", episode=second, season=Season("missions", 2), series=series, showing=REPEAT,
        starts=PREMIERE + DAY, ends=PREMIERE + DAY + SLOT,
    )  # fmt: skip
    body = document(listing(series=series, showing=REPEAT), later)
    assert [texts(one, "date") for one in programmes(body)] == [["2015"], []]


def test_a_film_is_of_its_year_or_of_none() -> None:
    made = Episode("solaris", title=Text.of("Solaris"), genres=("film",), year=1972)
    dates = [texts(programme(film("Solaris", PREMIERE, episode=one)), "date")
             for one in (made, replace(made, year=None))]  # fmt: skip
    assert dates == [["1972"], []]


def test_films_news_sport_and_what_is_for_children_carry_the_words_that_readers_know() -> None:
    def named(*genres: str) -> list[str]:
        work = Episode("x", title=Text.of("X"), genres=genres)
        return texts(programme(film("X", PREMIERE, episode=work)), "category")

    assert named("film", "drama") == ["Film", "Drame", "movie"]
    assert named("news") == ["Journal", "news"]
    assert named("Sport") == ["Sport", "sports"]
    assert named("children", "Jeunesse") == ["Jeunesse", "kids"]
    assert named("Tiercé", "tiercé") == ["Tiercé"]


def test_a_film_is_known_by_its_year_too() -> None:
    work = Episode("x", title=Text.of("X"), genres=("comedy",), year=1951)
    one = programme(film("X", PREMIERE, episode=work))
    assert texts(one, "category") == ["Comédie", "movie"]
    assert numbers(one)["dd_progid"].startswith("MV")


def test_the_profile_of_kodi_names_the_airing_and_no_dtd() -> None:
    plain, kodi = document(listing()), document(listing(), options=Options(profile=Profile.KODI))
    assert programmes(kodi)[0].get("catchup-id") == "mission-1"
    assert b"DOCTYPE" in plain
    assert b"DOCTYPE" not in kodi
    same = kodi.replace(b' catchup-id="mission-1"', b"")
    assert plain.replace(b'<!DOCTYPE tv SYSTEM "xmltv.dtd">\n', b"") == same


def test_all_airings_of_an_episode_tell_the_same_of_it() -> None:
    whole = episode(1, title=Text.of("Ulysse"), year=2017, credits=(Credit("actor", "Anne"),),
                    links=(Link("https://ocs.example/1"),), images=("https://img.example/1.jpg",),
                    stars=(("", "3/5"),))  # fmt: skip
    body = document(
        listing(episode=whole, links=(Link("https://ocs.example/tonight"),)),
        shown(PREMIERE + DAY, episode=whole, channel=MAX),
        shown(PREMIERE + 2 * DAY, UNKNOWN, episode=whole),
    )
    of_the_airing = {"date", "previously-shown", "premiere", "new"}
    told = [
        [(e.tag, e.text, attributes(e)) for e in one.iter() if e.tag not in of_the_airing][1:]
        for one in programmes(body)
    ]
    assert told[0] == told[1] == told[2]
    assert len(told[0]) > 10


def test_a_series_without_an_entry_is_a_title_all_the_same() -> None:
    series = Series("journal", Text.of({"fr": "Le Journal"}))
    work = Episode("journal/episode", series="journal")
    one = programme(listing(episode=work, season=None, series=series, showing=UNKNOWN))
    assert texts(one, "title") == ["Le Journal"]
    assert list(numbers(one)) == ["dd_progid"]
