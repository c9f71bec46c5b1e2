"""What machines are told of a guide: whole nodes, and nothing that is not known."""

import datetime as dt
import json

import pytest

from guide.formats import json_ld
from guide.formats.json_ld import Facts, Node
from guide.formats.words import words
from guide.model.airing import Status, Version
from guide.model.catalogue import Catalogue, Channel, Credit, Episode, Link, Platform, Series
from guide.model.listing import Revision, Slot
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.texts import Text
from guide.model.window import Window
from tests.formats.builders import (
    CITY,
    MISSIONS,
    PREMIERE,
    PUBLISHED,
    SEASON_1,
    SITE,
    SLOT,
    episode,
    film,
    listing,
)

BASE = SITE.base_url
ULYSSE = episode(1, title=Text.of({"fr": "Ulysse"}), running=dt.timedelta(minutes=26))
GO = Platform("go", "OCS Go", "Europe/Paris", url="https://go.example")
KNOWN = Catalogue(
    channels={CITY.id: CITY},
    platforms={GO.id: GO},
    series={MISSIONS.id: MISSIONS},
    seasons={SEASON_1.id: SEASON_1},
    episodes={ULYSSE.id: ULYSSE},
)
SERIES: Node = {
    "@type": "TVSeries",
    "@id": f"{BASE}/fr/series/missions/",
    "url": f"{BASE}/en/series/missions/",
    "name": "Missions",
}
SEASON: Node = {
    "@type": "TVSeason",
    "@id": f"{BASE}/fr/series/missions/season-1/",
    "url": f"{BASE}/en/series/missions/season-1/",
    "name": "season 1",
    "seasonNumber": 1,
    "numberOfEpisodes": 10,
}
EPISODE: Node = {
    "@type": "TVEpisode",
    "@id": f"{BASE}/fr/series/missions/season-1/episode-1",
    "url": f"{BASE}/en/series/missions/season-1/episode-1",
    "name": "Episode 1 “Ulysse”",
    "episodeNumber": 1,
}


@pytest.fixture
def facts() -> Facts:
    return Facts(SITE, words("en"), KNOWN)


def test_an_airing_is_an_event_on_a_service_with_the_channels_offset(facts: Facts) -> None:
    assert facts.airing(listing()) == {
        "@type": "BroadcastEvent",
        "@id": f"{BASE}/fr/airings/mission-1",
        "url": f"{BASE}/en/airings/mission-1",
        "name": "Missions – S1 E1 “Ulysse”",
        "startDate": "2017-06-01T20:40:00+02:00",
        "endDate": "2017-06-01T21:10:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "publishedOn": {"@id": f"{BASE}/fr/channels/ocs-city/"},
        "workPerformed": EPISODE,
    }


def test_an_airings_own_page_tells_the_whole_channel_and_work(facts: Facts) -> None:
    version = Version("VOST", audio=("en",), subtitles=("fr",), quality="HDTV")
    told = facts.airing(listing(live=True, version=version, episode=ULYSSE), whole=True)
    assert told["publishedOn"] == facts.channel(CITY)
    assert told["workPerformed"] == facts.work(ULYSSE)
    more = {"isLiveBroadcast", "inLanguage", "subtitleLanguage", "videoFormat"}
    assert {name: told[name] for name in more} == {
        "isLiveBroadcast": True,
        "inLanguage": ["en"],
        "subtitleLanguage": ["fr"],
        "videoFormat": "HDTV",
    }


def test_a_tentative_airing_has_a_day_and_no_time_and_claims_no_status(facts: Facts) -> None:
    told = facts.airing(listing(starts=None, ends=None, status=Status.TENTATIVE))
    assert told["startDate"] == "2017-06-01"
    assert not {"endDate", "eventStatus", "previousStartDate"} & told.keys()


def test_a_cancelled_airing_says_so(facts: Facts) -> None:
    told = facts.airing(listing(status=Status.CANCELLED))
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["startDate"] == "2017-06-01T20:40:00+02:00"


def test_a_moved_airing_says_when_it_was_to_begin(facts: Facts) -> None:
    before = Slot("ocs-city", dt.date(2017, 5, 31), PREMIERE - dt.timedelta(days=1), None)
    told = facts.airing(listing(revision=Revision(1, PUBLISHED, before)))
    assert told["eventStatus"] == "https://schema.org/EventRescheduled"
    assert told["previousStartDate"] == "2017-05-31T20:40:00+02:00"


def test_who_only_changed_channels_is_not_rescheduled(facts: Facts) -> None:
    before = Slot("ocs-max", dt.date(2017, 6, 1), PREMIERE, PREMIERE + SLOT)
    told = facts.airing(listing(revision=Revision(1, PUBLISHED, before)))
    assert told["eventStatus"] == "https://schema.org/EventScheduled"


def test_offsets_follow_the_clocks_of_the_channel(facts: Facts) -> None:
    autumn = dt.datetime(2017, 10, 29, 0, 30, tzinfo=dt.UTC)
    told = facts.airing(listing(starts=autumn, ends=autumn + dt.timedelta(hours=1)))
    assert (told["startDate"], told["endDate"]) == (
        "2017-10-29T02:30:00+02:00",
        "2017-10-29T02:30:00+01:00",
    )


def test_an_episode_tells_its_teaser_and_never_its_synopsis(facts: Facts) -> None:
    people = (
        Credit("director", "A. N. Other"),
        Credit("actor", "Some Body", "The Hero"),
        Credit("presenter", "Any One"),
        Credit("unheard of", "No One"),
    )
    teaser, synopsis = Text.of({"en": "To Mars."}), Text.of({"en": "They all live."})
    links = (Link("https://example.org/film"),)
    told = facts.work(
        episode(1, teaser=teaser, synopsis=synopsis, credits=people, links=links, year=2017,
                running=dt.timedelta(minutes=26), title=Text.of({"fr": "Ulysse"}))
    )  # fmt: skip
    assert told == EPISODE | {
        "description": "To Mars.",
        "dateCreated": "2017",
        "sameAs": ["https://example.org/film"],
        "partOfSeason": SEASON,
        "partOfSeries": SERIES,
        "director": [{"@type": "Person", "name": "A. N. Other"}],
        "actor": [
            {
                "@type": "PerformanceRole",
                "actor": {"@type": "Person", "name": "Some Body"},
                "characterName": "The Hero",
            }
        ],
        "contributor": [
            {"@type": "Person", "name": "Any One"},
            {"@type": "Person", "name": "No One"},
        ],
        "duration": "PT26M",
    }


@pytest.mark.parametrize(
    ("genre", "kind"),
    [
        ("film", "Movie"),
        ("Téléfilm policier", "Movie"),
        ("movie", "Movie"),
        ("Movie / Drama", "CreativeWork"),
        ("Magazine du cinéma", "CreativeWork"),
        ("filmed opera", "CreativeWork"),
        ("football", "CreativeWork"),
    ],
)
def test_only_what_is_called_a_film_is_a_movie(facts: Facts, genre: str, kind: str) -> None:
    one = Episode("one-off", title=Text.of("One-off"), genres=(genre,))
    assert facts.work(one)["@type"] == kind


def test_a_film_lies_at_its_own_address(facts: Facts) -> None:
    told = facts.airing(film("The Film", PREMIERE))
    assert told["workPerformed"] == {
        "@type": "Movie",
        "@id": f"{BASE}/fr/episodes/film-20170601184000",
        "url": f"{BASE}/en/episodes/film-20170601184000",
        "name": "The Film",
    }


def test_a_series_holds_its_seasons_and_a_season_its_episodes(facts: Facts) -> None:
    original = Series("missions", Text.of("Missions"), original_title="Missions: Mars")
    assert facts.series(original, [SEASON_1]) == SERIES | {
        "alternateName": "Missions: Mars",
        "containsSeason": [SEASON],
    }
    assert facts.season(SEASON_1, MISSIONS, [ULYSSE]) == SEASON | {
        "partOfSeries": SERIES,
        "episode": [EPISODE],
    }


def test_a_channel_is_a_service_with_its_zone(facts: Facts) -> None:
    assert facts.channel(CITY) == {
        "@type": "BroadcastService",
        "@id": f"{BASE}/fr/channels/ocs-city/",
        "url": f"{BASE}/en/channels/ocs-city/",
        "name": "OCS City",
        "broadcastDisplayName": "OCS City",
        "broadcastTimezone": "Europe/Paris",
    }
    assert "sameAs" in facts.channel(Channel("x", "X", "UTC", links=(Link("https://x.example"),)))


def test_a_window_is_an_on_demand_event_as_precise_as_it_is_known(facts: Facts) -> None:
    opens = When(Precision.TIME, dt.date(2017, 6, 1), PREMIERE)
    closes = When(Precision.DAY, dt.date(2017, 7, 1))
    window = Window(SEASON_1.id, "go", opens, closes, url="https://go.example/missions")
    assert facts.window(window) == {
        "@type": "OnDemandEvent",
        "name": "OCS Go",
        "url": "https://go.example/missions",
        "startDate": "2017-06-01T20:40:00+02:00",
        "endDate": "2017-07-01",
        "publishedOn": {
            "@type": "BroadcastService",
            "name": "OCS Go",
            "url": "https://go.example",
        },
        "workPerformed": SEASON,
    }


@pytest.mark.parametrize(
    "opens",
    [
        None,
        NOT_DATED,
        When(Precision.YEAR, dt.date(2018, 1, 1)),
        When(Precision.MONTH, dt.date(2018, 1, 1)),
        When(Precision.DAY, dt.date(2018, 1, 1), confirmed=False),
    ],
)
def test_a_window_that_is_only_expected_is_no_event(facts: Facts, opens: When | None) -> None:
    assert facts.window(Window("missions", "go", opens)) is None


def test_a_window_of_what_has_left_the_guide_is_no_event(facts: Facts) -> None:
    opens = When(Precision.DAY, dt.date(2017, 6, 1))
    assert facts.window(Window("gone/season-1/episode-1", "go", opens)) is None


def test_a_document_can_stand_in_a_page_whatever_it_says(facts: Facts) -> None:
    evil = "</script><!-- <script>&amp;\u2028\u2029\"'\\"
    told = json_ld.document([facts.channel(Channel("evil", evil, "UTC"))])
    assert not set("<>&\u2028\u2029") & set(told)
    assert json.loads(told)["@graph"][0]["name"] == evil
    assert json.loads(told)["@context"] == "https://schema.org"
