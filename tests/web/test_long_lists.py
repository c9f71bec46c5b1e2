"""Lists of a national guide: cut into pages, each with an address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Season, Series
from guide.model.draft import Draft
from guide.model.texts import Text
from tests.releases.builders import airing
from tests.web.looking import elements, links, parsed, text_of
from tests.web.world import World

CHANNELS, SERIES, FILMS = 120, 300, 30


def number(at: int) -> str:
    return f"{at:03}"


def national() -> Catalogue:
    """Return 120 channels, of which a bouquet has the last two first, 300 series, 30 films."""
    names = [f"c{number(at)}" for at in range(CHANNELS)]
    channels = {one: Channel(one, one.upper(), "Europe/Paris") for one in names}
    # Titles in another order than ids: the last id has the first title.
    series = {
        f"s{number(at)}": Series(
            f"s{number(at)}", Text.of({"fr": f"{'Éé'[at % 2]}toile {number(SERIES - at)}"})
        )
        for at in range(SERIES)
    }
    parts = {
        f"{one}/season-1/episode-1": Episode(
            f"{one}/season-1/episode-1", series=one, season=1, number=1
        )
        for one in series
    }
    films = {
        f"f{number(at)}": Episode(f"f{number(at)}", title=Text.of({"fr": f"Film {number(at)}"}))
        for at in range(FILMS)
    }
    return Catalogue(
        channels=channels,
        bouquets={"b": Bouquet("b", "Bouquet", ("c119", "c118"))},
        series=series,
        seasons={f"{one}/season-1": Season(one, 1) for one in series},
        episodes={**parts, **films},
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    world = World(Path(tmp_path_factory.mktemp("national")))
    catalogue = national()
    evening = [
        one
        for at, channel in enumerate(catalogue.channels)
        for one in (
            airing("2017-06-01 19:30", on=channel, of=f"s{number(at)}/season-1/episode-1",
                   id=f"now-{channel}", minutes=90),
            airing("2017-06-01 21:00", on=channel, of="f000", id=f"late-{channel}", minutes=90),
        )
    ]  # fmt: skip
    world.publish(Draft(catalogue, tuple(evening), (), files={"a.yaml": b"# truth\n"}))
    yield world.client()
    world.database.close()


def get(client: Client, path: str) -> str:
    response = client.get(path, base_url="http://guide.test")
    assert response.status_code == 200, (path, response.status_code)
    return response.get_data(as_text=True)


def channels_on(page: str) -> list[str]:
    """Return the channels that a page has headings of, in order."""
    headings = [one for tag in ("h2", "h3") for one in elements(parsed(page), tag)]
    return [name for name in map(text_of, headings) if name[:1] == "C" and name[1:].isdigit()]


IN_ORDER = ["C119", "C118", *(f"C{number(at)}" for at in range(118))]


@pytest.mark.parametrize("path", ["/en/now", "/en/channels/"])
def test_channels_come_fifty_a_page_bouquets_first(client: Client, path: str) -> None:
    pages = [channels_on(get(client, f"{path}?page={one}")) for one in (1, 2, 3)]

    assert pages == [IN_ORDER[:50], IN_ORDER[50:100], IN_ORDER[100:]]
    assert channels_on(get(client, path)) == pages[0]


def test_an_evening_is_of_the_channels_of_its_page(client: Client) -> None:
    shown = [
        [one.rpartition("/")[2] for one in links(parsed(get(client, f"/en/tonight?page={page}")))
         if "/airings/late-" in one]
        for page in (1, 2, 3)
    ]  # fmt: skip

    late = [f"late-{one.lower()}" for one in IN_ORDER]
    assert shown == [late[:50], late[50:100], late[100:]]


def test_a_page_says_where_it_stands_and_leads_to_its_neighbours(client: Client) -> None:
    document = parsed(get(client, "/en/now?page=2&zone=Asia/Tokyo"))

    [nav] = [one for one in elements(document, "nav") if one.get("aria-label") == "Pages"]
    assert text_of(nav) == "Previous page Page 2 of 3 (channels 51 to 100 of 120) Next page"
    assert [(one.get("rel"), one.get("href")) for one in elements(nav, "a")] == [
        ("prev", "/en/now?zone=Asia%2FTokyo"),
        ("next", "/en/now?page=3&zone=Asia%2FTokyo"),
    ]
    tongues = [one for one in elements(document, "a") if one.get("hreflang") == "fr"]
    assert [one.get("href") for one in tongues] == ["/fr/now?page=2&zone=Asia%2FTokyo"]


@pytest.mark.parametrize("page", ["4", "0", "-1", "two", "01", "9999999"])
@pytest.mark.parametrize("path", ["/en/now", "/en/tonight", "/en/channels/"])
def test_a_page_beyond_the_end_is_not_found(client: Client, path: str, page: str) -> None:
    response = client.get(f"{path}?page={page}", base_url="http://guide.test")

    assert response.status_code == 404
    assert "This list has no such page" in response.get_data(as_text=True)


def test_titles_come_a_hundred_a_page_in_their_order_films_last(client: Client) -> None:
    titles = [
        text_of(one)
        for page in (1, 2, 3, 4)
        for one in elements(parsed(get(client, f"/fr/series/?page={page}")), "h3")
    ]

    series = [f"{'éÉ'[at % 2 == 0]}toile {number(at)}" for at in range(1, SERIES + 1)]
    assert titles == [*series, *(f"Film {number(at)}" for at in range(FILMS))]


def test_home_shows_twelve_and_leads_to_the_others(client: Client) -> None:
    addresses = links(parsed(get(client, "/en/")))

    shown = [one.rpartition("/")[2] for one in addresses if "/airings/" in one]
    # Above them stands the premiere of the evening, below them other premieres.
    lists = shown[shown.index("now-c119") :][:24]
    first = [one.lower() for one in IN_ORDER[:12]]
    assert lists == [f"{when}-{one}" for when in ("now", "late") for one in first]
    assert sum(one.startswith("late-") for one in shown) == 12
    assert "The whole evening, on every channel" in get(client, "/en/")
    assert {"/en/now", "/en/tonight"} <= set(addresses)


def test_fifty_are_offered_to_follow_and_any_other_by_its_address(client: Client) -> None:
    page = get(client, "/en/subscribe")

    offered = [one for one in links(parsed(page)) if "?target=" in one]
    kinds = [one.partition("target=")[2].partition("/")[0] for one in offered]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "premieres": 1,
        "series": 50,
        "channels": 50,
    }
    assert "There is more" in page
    assert "s299" not in page
    assert "toile 001" in get(client, "/en/subscribe?target=series/s299")


def test_the_builder_finds_a_series_that_it_does_not_show(client: Client) -> None:
    assert 'value="series/s299"' not in get(client, "/en/calendar")
    assert 'value="series/s299/season-1"' in get(client, "/en/calendar?q=ETOILE+001")
    assert 'value="series/s299" checked' in get(client, "/en/calendar?target=series/s299")


def test_a_season_shows_its_own_episodes_alone(client: Client) -> None:
    found = links(parsed(get(client, "/en/series/s001/season-1/")))

    assert [one for one in found if "/episode-" in one] == ["/en/series/s001/season-1/episode-1"]


def test_the_airings_of_what_is_shown_everywhere_come_a_hundred_a_page(client: Client) -> None:
    pages = [links(parsed(get(client, f"/en/episodes/f000?page={at}"))) for at in (1, 2)]
    shown = [
        [one.rpartition("/")[2] for one in page if one.startswith("/en/airings/")] for page in pages
    ]

    late = [f"late-{one.lower()}" for one in IN_ORDER]
    assert shown == [late[:100], late[100:]]


def test_an_airing_names_fifty_others_at_most(client: Client) -> None:
    found = links(parsed(get(client, "/en/airings/late-c119")))

    others = [one.rpartition("/")[2] for one in found if one.startswith("/en/airings/late-")]
    assert others == [f"late-{one.lower()}" for one in IN_ORDER[1:51]]
