"""The W3C's checker finds no error in any page; schema.org's types hold for what pages tell."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client

from guide.model.airing import Airing, Status, Version
from guide.model.precision import Precision, When
from guide.model.window import Window
from tests.judges.page_judges import faults_of_graphs, faults_of_html
from tests.releases.builders import FILM, airing
from tests.web.looking import elements, parsed
from tests.web.test_escape import PAYLOADS, poisoned
from tests.web.test_every_address import get, pages
from tests.web.world import World, evening_draft, trade

MORE = ("/airings/off", "/airings/mars", "/airings/film", f"/episodes/{FILM}", "/nothing",
        "/channels/far/2017-06-20", "/guide/?page=9", "/search?q=missions",
        "/search?q=zzz")  # fmt: skip
TELLING = ("/", "/channels/city/", "/channels/city/2017-06-01", "/series/missions/",
           "/series/missions/season-1/", "/series/missions/season-1/episode-1",
           "/airings/ulysse", "/airings/off", "/airings/mars", f"/episodes/{FILM}",
           "/premieres")  # fmt: skip


def busy(world: World) -> World:
    """Publish twice: a window that closes, versions, and an airing that has moved."""
    version = Version("VOST", audio=("en",), subtitles=("fr",), quality="HDTV")
    told: list[Airing] = [airing("2017-06-03 20:40", id="moved", version=version, live=True)]
    day = When(Precision.DAY, dt.date(2017, 7, 1))
    known = trade()
    film = replace(known.episodes[FILM], genres=("film",))
    draft = evening_draft(*told, of=replace(known, episodes={**known.episodes, FILM: film}))
    window = Window(FILM, "go", When(Precision.DAY, dt.date(2017, 6, 1)), day)
    draft = replace(draft, windows=(*draft.windows, window))
    world.publish(draft)
    moved = replace(told[0], starts=told[0].starts and told[0].starts + dt.timedelta(minutes=20))
    airings = tuple(moved if one.id == "moved" else one for one in draft.airings)
    world.publish(replace(draft, airings=airings))
    return world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = busy(World(tmp_path))
    yield made
    made.database.close()


@pytest.fixture
def client(world: World) -> Client:
    return world.client()


def every(client: Client) -> list[str]:
    more = [f"/{language}{path}" for language in ("fr", "en") for path in MORE]
    return [*pages(client), *more, "/embed/channels/city", "/embed/series/missions", "/operator/"]


def write(client: Client, addresses: list[str], folder: Path) -> dict[str, str]:
    """Write pages into files; return which address lies in which."""
    folder.mkdir()
    names = {f"{n}.html": address for n, address in enumerate(addresses)}
    for name, address in names.items():
        (folder / name).write_text(get(client, address).text)
    return names


def test_vnu_finds_no_error_in_any_page(client: Client, tmp_path: Path) -> None:
    names = write(client, every(client), tmp_path / "pages")
    faults = faults_of_html(tmp_path / "pages")
    assert [(names[one.file], one.line, one.message) for one in faults] == []
    assert len(names) > 60


def test_vnu_finds_no_error_in_pages_of_hostile_texts(tmp_path: Path) -> None:
    for n, payload in enumerate(PAYLOADS[:4]):
        folder = tmp_path / f"world-{n}"
        folder.mkdir()
        world = World(folder)
        world.publish(evening_draft(of=poisoned(payload)), note=payload)
        addresses = [f"/en{path}" for path in ("/now", *TELLING)]
        names = write(world.client(), addresses, tmp_path / f"pages-{n}")
        faults = faults_of_html(tmp_path / f"pages-{n}")
        # An address is a source's own, and leads to where it says.
        own = [one for one in faults if "https://example.org/?a=" not in one.message]
        assert [(names[one.file], one.line, one.message) for one in own] == []
        world.database.close()


def test_vnu_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!doctype html><title>x</title><p><div></p>")
    assert faults_of_html(tmp_path)


def graphs(client: Client, addresses: list[str]) -> dict[str, str]:
    """Return the data blocks of pages as a parser of HTML sees them."""
    found = {}
    for address in addresses:
        scripts = elements(parsed(get(client, address).text), "script")
        for one in scripts:
            if one.get("type") == "application/ld+json":
                found[address] = "".join(one.itertext())
    return found


def test_what_every_page_tells_has_the_types_of_schema_org(client: Client, tmp_path: Path) -> None:
    told = graphs(client, every(client))
    assert {f"/fr{path}" for path in TELLING} <= told.keys()
    assert {f"/en{path}" for path in TELLING} <= told.keys()
    assert faults_of_graphs(told, tmp_path) == []


def test_every_kind_of_node_has_been_judged(client: Client) -> None:
    told = "".join(graphs(client, every(client)).values())
    kinds = ("WebSite", "BroadcastService", "BroadcastEvent", "OnDemandEvent", "TVSeries",
             "TVSeason", "TVEpisode", "Movie", "CreativeWork", "Person",
             "PerformanceRole")  # fmt: skip
    assert [kind for kind in kinds if f'"@type":"{kind}"' not in told] == []
    states = ("EventScheduled", "EventCancelled", "EventRescheduled")
    assert [state for state in states if state not in told] == []
    assert json.loads(graphs(client, ["/en/airings/mars"])["/en/airings/mars"])
    assert Status.TENTATIVE not in told


def test_schema_dts_sees_a_misspelt_property(tmp_path: Path) -> None:
    wrong = '{"@context":"https://schema.org","@graph":[{"@type":"TVSeries","nam":"x"}]}'
    assert len(faults_of_graphs({"wrong": wrong}, tmp_path)) == 1
