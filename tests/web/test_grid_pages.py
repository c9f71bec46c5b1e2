"""The grid's pages: addresses, options, neighbours, bytes."""

import datetime as dt
import gzip
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Series
from guide.model.draft import Draft
from guide.model.listing import Listing
from guide.model.texts import Text
from guide.releases.browsing import in_order
from guide.releases.release import Release
from guide.web.statics import read_files
from tests.releases.builders import airing, paris
from tests.web.looking import elements, links, parsed, text_of
from tests.web.world import BASE, World, evening_draft

EVENING = "/en/guide/2017-06-01/18"
MOST_ELEMENTS, MOST_BYTES, MOST_SCRIPT = 1_500, 15_000, 5_000


def page(client: Client, address: str) -> Element:
    response = client.get(address, base_url=BASE)
    assert response.status_code == 200, (address, response.status_code)
    return parsed(response.text)


def row_of(document: Element, name: str) -> list[str]:
    """Return the texts of a channel's blocks."""
    rows = [one for one in elements(document, "section") if one.get("class") == "row"]
    [row] = [one for one in rows if text_of(elements(one, "h2")[0]).startswith(name)]
    return [text_of(one) for one in elements(row, "li")]


def channels_on(document: Element) -> list[str]:
    return [text_of(one).removeprefix("my channel ") for one in elements(document, "h2")]


def styles(document: Element, tag: str) -> list[str]:
    return [one.get("class", "") for one in elements(document, tag)]


def test_a_window_shows_each_channel_from_edge_to_edge(client: Client) -> None:
    document = page(client, EVENING)
    assert channels_on(document) == ["OCS City", "OCS Max", "OCS Far", "Tokyo One Tokyo time"]
    assert row_of(document, "OCS City") == [
        "18:00 No information",
        "20:40 Missions Premiere · S1 E1 “Ulysse”",
        "21:06 No information",
    ]
    assert row_of(document, "OCS Max") == [
        "18:00 No information",
        "19:50 The Invented Film",
        "21:30 No information",
    ]
    assert row_of(document, "Tokyo") == ["01:00 No information"]


def test_what_runs_over_an_edge_is_in_both_windows_with_its_true_start(client: Client) -> None:
    late = page(client, "/en/guide/2017-06-01/02")
    assert row_of(late, "OCS Max") == [
        "01:15 The Invented Film",
        "02:50 No information",
        "05:30 Night Talk Talk show",
    ]
    morning = page(client, "/en/guide/2017-06-02/06")
    assert row_of(morning, "OCS Max")[0] == "05:30 Night Talk Talk show"
    times = [one.get("datetime") for one in elements(morning, "time")]
    assert "2017-06-02T05:30+02:00" in times


def test_now_begins_with_its_half_hour_and_shows_what_is_on(world: World) -> None:
    world.now.at = paris("2017-06-01 20:44")
    document = page(world.client(), "/en/guide/")
    assert text_of(elements(document, "h1")[0]) == "Thursday 1 June 2017 from 20:30 to 00:30"
    on = [one for one in elements(document, "a") if one.get("aria-current") == "time"]
    assert [text_of(one) for one in on] == [
        "20:40 Missions Premiere · S1 E1 “Ulysse”",
        "19:50 The Invented Film",
    ]
    [hand] = [one for one in elements(document, "div") if one.get("class") == "hand"]
    assert [one.get("class") for one in hand] == ["m14"]


def test_a_day_is_its_evening(client: Client) -> None:
    assert row_of(page(client, "/en/guide/2017-06-01/"), "OCS City") == row_of(
        page(client, EVENING), "OCS City"
    )


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/fr/guide", "/fr/guide/"),
        ("/fr/guide/2017-06-01", "/fr/guide/2017-06-01/"),
        ("/fr/guide/2017-06-01/20", "/fr/guide/2017-06-01/18"),
        ("/fr/guide/2017-06-01/20h40", "/fr/guide/2017-06-01/18"),
        ("/fr/guide/2017-06-01/6", "/fr/guide/2017-06-01/06"),
        ("/fr/guide/2017-06-01/00", "/fr/guide/2017-06-01/22"),
        ("/fr/guide/2017-06-01/5", "/fr/guide/2017-06-01/02"),
        (
            "/fr/guide/2017-06-01/20?zone=Asia/Tokyo&bouquet=ocs",
            "/fr/guide/2017-06-01/18?bouquet=ocs&zone=Asia%2FTokyo",
        ),
    ],
)
def test_an_odd_hour_leads_to_its_window(client: Client, asked: str, leads_to: str) -> None:
    response = client.get(asked, base_url=BASE)
    assert (response.status_code, response.headers["Location"]) == (308, leads_to)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/en/guide/2017-02-30/18", 404, "There is no such date"),
        ("/en/guide/0001-01-01/18", 404, "There is no such date"),
        ("/en/guide/9999-12-31/", 404, "There is no such date"),
        ("/en/guide/tomorrow/18", 404, "There is no such date"),
        ("/en/guide/2017-06-01/24", 404, "There is no such hour"),
        ("/en/guide/2017-06-01/night", 404, "There is no such hour"),
        ("/en/guide/2018-06-01/18", 404, "nothing on that date"),
        ("/en/guide/2017-06-01/18/", 404, "This guide has no such page"),
        (f"{EVENING}?bouquet=none", 404, "This guide has no such bouquet"),
        (f"{EVENING}?page=2", 404, "This list has no such page"),
        (f"{EVENING}?zone=Mars/Base", 400, "there is no time zone of that name"),
    ],
)
def test_what_there_is_not_is_said_in_the_sites_own_look(
    client: Client, address: str, status: int, said: str
) -> None:
    response = client.get(address, base_url=BASE)
    assert response.status_code == status
    assert said in response.text
    assert elements(parsed(response.text), "nav")


def test_a_bouquet_and_chosen_channels_come_as_asked(client: Client) -> None:
    assert channels_on(page(client, f"{EVENING}?bouquet=ocs")) == ["OCS City", "OCS Max"]
    assert channels_on(page(client, f"{EVENING}?channels=tokyo,far"))[:2] == [
        "Tokyo One Tokyo time",
        "OCS Far",
    ]
    unknown = page(client, f"{EVENING}?channels=none,far,,far")
    assert channels_on(unknown)[:2] == ["OCS Far", "OCS City"]
    both = page(client, f"{EVENING}?bouquet=ocs&channels=max")
    assert channels_on(both) == ["OCS Max", "OCS City"]


def test_every_way_on_keeps_what_was_chosen(client: Client) -> None:
    document = page(client, f"{EVENING}?bouquet=ocs&channels=max,far&zone=Asia/Tokyo")
    chosen = "bouquet=ocs&channels=max,far&zone=Asia%2FTokyo"
    ways = [one for one in links(document) if one.startswith("/en/guide/2017")]
    # Seven days, six windows, earlier and later, this bouquet; and all channels.
    assert [one.endswith(f"?{chosen}") for one in ways].count(True) == 16
    others = [one.partition("?")[2] for one in ways if not one.endswith(f"?{chosen}")]
    # The channels' own times; all channels.
    assert others == ["bouquet=ocs&channels=max,far", "channels=max,far&zone=Asia%2FTokyo"]
    [tongue] = [one for one in elements(document, "a") if one.get("hreflang") == "fr"]
    french = tongue.get("href", "").replace("%2C", ",")
    assert french == f"/fr/guide/2017-06-01/18?{chosen}"
    hidden = {
        one.get("name"): one.get("value")
        for one in elements(elements(document, "footer")[0], "input")
        if one.get("type") == "hidden"
    }
    back = f"/en/guide/2017-06-01/18?{chosen}"
    assert hidden == {"bouquet": "ocs", "channels": "max,far", "do": "theme", "back": back}


def test_another_zone_shows_the_same_hours_by_its_clock(client: Client) -> None:
    document = page(client, f"{EVENING}?zone=America/New_York")
    assert text_of(elements(document, "h1")[0]) == "Thursday 1 June 2017 from 12:00 to 16:00"
    assert row_of(document, "OCS City")[1].startswith("14:40 Missions")
    assert row_of(document, "Tokyo") == ["12:00 No information"]
    tokyo = page(client, f"{EVENING}?zone=Asia/Tokyo")
    assert text_of(elements(tokyo, "h1")[0]) == "Friday 2 June 2017 from 01:00 to 05:00"


def test_neighbours_follow_each_other_over_midnight_and_the_days(client: Client) -> None:
    steps = {
        one.get("rel"): one.get("href")
        for one in elements(page(client, "/fr/guide/2017-06-01/02"), "a")
        if one.get("rel")
    }
    assert steps == {"prev": "/fr/guide/2017-06-01/22", "next": "/fr/guide/2017-06-02/06"}


def test_the_ruler_names_the_date_that_begins(client: Client) -> None:
    document = page(client, "/en/guide/2017-06-01/22")
    [ruler] = [one for one in elements(document, "div") if one.get("class") == "ruler"]
    assert text_of(ruler).startswith("22:0022:3023:0023:3000:00 Fri 2 June00:30")


@pytest.mark.parametrize(
    ("date", "hours", "blocks"), [("2017-03-25", 3, "m180"), ("2017-10-28", 5, "m300")]
)
def test_a_night_of_changing_clocks_says_how_long_it_is(
    tmp_path: Path, date: str, hours: int, blocks: str
) -> None:
    world = World(tmp_path)
    world.now.at = paris(f"{date} 12:00")
    world.publish(Draft(evening_draft().catalogue, files={"a.yaml": b"# truth\n"}))
    document = page(world.client(), f"/en/guide/{date}/02")
    assert f"The clocks change: these are {hours} hours." in text_of(document)
    assert all(one.split()[0] == blocks for one in styles(document, "li") if "hole" in one)
    world.database.close()


def test_bytes_of_another_window_outlive_the_minute(world: World) -> None:
    client = world.client()
    tags = []
    for address in (EVENING, "/en/guide/2017-06-01/10", "/en/guide/2017-05-31/22"):
        first = client.get(address, base_url=BASE)
        world.now.at += dt.timedelta(minutes=1)
        again = client.get(address, base_url=BASE, headers={"If-None-Match": first.headers["ETag"]})
        tags.append((address, again.status_code, again.data))
    assert [status for _, status, _ in tags] == [200, 304, 304]
    assert [body for _, status, body in tags if status == 304] == [b"", b""]


def test_bytes_change_when_now_comes_into_the_window_and_when_it_leaves(world: World) -> None:
    client, hands = world.client(), []
    for at in ("21:59", "22:00", "23:30"):
        world.now.at = paris(f"2017-06-01 {at}")
        hands.append('class="hand"' in client.get("/en/guide/2017-06-01/22", base_url=BASE).text)
    world.now.at = paris("2017-06-02 03:00")
    hands.append('class="hand"' in client.get("/en/guide/2017-06-01/22", base_url=BASE).text)
    assert hands == [False, True, True, False]


def test_a_new_release_is_shown_with_the_next_request(world: World) -> None:
    client = world.client()
    before = client.get("/en/guide/2017-06-01/10", base_url=BASE).headers["ETag"]
    world.publish(evening_draft(airing("2017-06-01 11:00", on="max", of="talk", id="new")))
    after = client.get("/en/guide/2017-06-01/10", base_url=BASE)
    assert after.headers["ETag"] != before
    assert "/en/airings/new" in after.text


def test_what_is_strange_is_shown_as_text(tmp_path: Path) -> None:
    world, known = World(tmp_path), evening_draft().catalogue
    named = "<script>alert(1)</script> & שלום"
    series = replace(known.series["missions"], title=Text.of({"en": named}))
    world.publish(replace(evening_draft(), catalogue=replace(known, series={"missions": series})))
    document = page(world.client(), EVENING)
    assert row_of(document, "OCS City")[1].startswith(f"20:40 {named}")
    world.database.close()


def test_one_link_a_programme_and_one_heading_a_channel(client: Client) -> None:
    document = page(client, EVENING)
    shown = [one for one in links(document) if "/airings/" in one]
    assert len(shown) == len(set(shown)) == 2
    assert [len(elements(one, "a")) for one in elements(document, "h2")] == [1] * 4


def test_a_guide_without_channels_says_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.publish(Draft(Catalogue(), files={"a.yaml": b"# truth\n"}))
    assert "This guide has no channel yet" in text_of(page(world.client(), "/en/guide/"))
    world.database.close()


def test_the_home_page_leads_to_the_grid(client: Client) -> None:
    document = page(client, "/fr/")
    assert links(document).count("/fr/guide/") == 2


@pytest.mark.parametrize("seed", range(8))
def test_the_grid_and_on_now_say_the_same(tmp_path: Path, seed: int) -> None:
    world, dice = World(tmp_path), random.Random(seed)
    world.publish(national())
    client, release = world.client(), world.library.current()
    assert release
    for edge in (0, -1, 1, dice.randrange(240), dice.randrange(240)):
        world.now.at = paris("2017-06-01 18:00") + dt.timedelta(minutes=edge + 25 * (seed % 4))
        document = page(client, "/fr/guide/")
        on = {one.channel.id: one.airing.id for one in on_now(release, world.now.at)}
        shown = [one for one in elements(document, "a") if one.get("aria-current") == "time"]
        told = [
            one.get("href", "").rpartition("/")[2]
            for one in shown
            if "/airings/" in one.get("href", "")
        ]
        assert set(told) <= set(on.values())
        assert len(shown) == len(on)
    world.database.close()


def on_now(release: Release, now: dt.datetime) -> list[Listing]:
    """Return what is on, on the channels of a grid's first page."""
    first = {one.id for one in in_order(release)[:50]}
    return [one for one in release.on_now(now) if one.channel.id in first]


# A national guide: 120 channels, of each five programmes in four hours and a little more.
CHANNELS = 120
LENGTHS = (25, 50, 95, 5, 40, 55)


def national() -> Draft:
    names = [f"c{at:03}" for at in range(CHANNELS)]
    zones = {"c118": "Europe/London"}
    channels = {one: Channel(one, f"Chaîne {one}", zones.get(one, "Europe/Paris")) for one in names}
    genres = ("film", "drama", "sport", "news", "documentary", "music")
    parts = {
        f"s{at}/season-1/episode-1": Episode(
            f"s{at}/season-1/episode-1",
            series=f"s{at}",
            season=1,
            number=1,
            title=Text.of({"fr": f"L’épisode numéro {at}"}),
            genres=(genres[at % 6],),
        )
        for at in range(60)
    }
    series = {f"s{at}": Series(f"s{at}", Text.of({"fr": f"Une série {at}"})) for at in range(60)}
    shown = []
    for at, channel in enumerate(names):
        starts = paris("2017-06-01 17:40")
        for number in range(7):
            length = LENGTHS[(at + number) % len(LENGTHS)]
            one = airing(of=f"s{(at * 7 + number) % 60}/season-1/episode-1", on=channel,
                         id=f"a{at}-{number}")  # fmt: skip
            ends = starts + dt.timedelta(minutes=length)
            shown.append(replace(one, starts=starts, ends=ends))
            starts = ends
    known = Catalogue(
        channels=channels,
        bouquets={"b": Bouquet("b", "Bouquet", ("c119", "c118"))},
        series=series,
        episodes=parts,
    )
    return Draft(known, tuple(shown), files={"a.yaml": b"# truth\n"})


@pytest.fixture(scope="module")
def national_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    world = World(Path(tmp_path_factory.mktemp("national")))
    world.publish(national())
    yield world.client()
    world.database.close()


def test_channels_come_fifty_a_page_in_their_order(national_client: Client) -> None:
    pages = [channels_on(page(national_client, f"{EVENING}?page={one}")) for one in (1, 2, 3)]
    assert [len(one) for one in pages] == [50, 50, 20]
    assert pages[0][:3] == ["Chaîne c119", "Chaîne c118 London time", "Chaîne c000"]
    chosen = channels_on(page(national_client, f"{EVENING}?channels=c117"))
    assert chosen[:2] == ["Chaîne c117", "Chaîne c119"]
    assert national_client.get(f"{EVENING}?page=4", base_url=BASE).status_code == 404


@pytest.mark.parametrize("address", ["/fr/guide/", *(f"{EVENING}?page={one}" for one in (1, 2))])
def test_a_page_keeps_within_its_budget(national_client: Client, address: str) -> None:
    response = national_client.get(address, base_url=BASE, headers={"Accept-Encoding": "gzip"})
    # Brotli packs a page smaller still.
    assert len(response.data) <= MOST_BYTES
    document = parsed(gzip.decompress(response.data).decode())
    assert sum(isinstance(one.tag, str) for one in document.iter()) <= MOST_ELEMENTS
    assert len(elements(document, "li")) > 200
    assert elements(document, "img") == []


def test_the_script_is_small_and_lasting(client: Client) -> None:
    files = read_files()
    assert len(files["grid.js"].body) <= MOST_SCRIPT
    for file in files.values():
        response = client.get(file.address, base_url=BASE)
        assert response.data == file.body
        assert "immutable" in response.headers["Cache-Control"]
    assert sum(len(gzip.compress(one.body)) for one in files.values()) <= 10_000
