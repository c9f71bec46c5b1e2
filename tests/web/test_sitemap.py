"""The sitemap names what is worth finding, in every language, however much there is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import Client

from guide.formats.sitemap import Place
from guide.model.catalogue import Episode, Series
from guide.model.texts import Text
from guide.releases import mapped
from guide.releases.release import Release
from guide.web import sitemap
from tests.releases.builders import airing
from tests.web.test_every_address import get
from tests.web.world import BASE, World, evening_draft, trade

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
MOST_ADDRESSES, MOST_BYTES = 50_000, 50_000_000


def sheets(client: Client) -> list[str]:
    index = get(client, "/sitemap.xml")
    assert index.mimetype == "application/xml"
    root = ET.fromstring(index.data)
    assert root.tag == f"{MAP}sitemapindex"
    for one in root:
        assert [child.tag for child in one] == [f"{MAP}loc", f"{MAP}lastmod"]
    return [(one.findtext(f"{MAP}loc") or "").removeprefix(BASE) for one in root]


def entries(client: Client, sheet: str) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Return what a sheet says of each address: its lastmod, and its others by language."""
    answer = get(client, sheet)
    assert answer.status_code == 200, sheet
    assert len(answer.data) < MOST_BYTES
    root = ET.fromstring(answer.data)
    assert root.tag == f"{MAP}urlset"
    found = {}
    for one in root:
        # The schema wants them in this order.
        tags = [child.tag for child in one]
        assert tags[0] == f"{MAP}loc"
        assert set(tags[1:]) <= {f"{MAP}lastmod", LINK}
        links = {link.get("hreflang", ""): link.get("href", "") for link in one.iter(LINK)}
        found[one.findtext(f"{MAP}loc") or ""] = (one.findtext(f"{MAP}lastmod"), links)
    assert 0 < len(found) <= MOST_ADDRESSES
    assert len(found) == len(list(root))
    return found


def whole(client: Client) -> dict[str, tuple[str | None, dict[str, str]]]:
    return {
        address: said
        for sheet in sheets(client)
        for address, said in entries(client, sheet).items()
    }


def test_every_address_of_the_sitemap_is_a_page_that_may_be_indexed(client: Client) -> None:
    listed = whole(client)
    for address in listed:
        page = get(client, address.removeprefix(BASE))
        assert page.status_code == 200, address
        assert '<meta name="robots"' not in page.text, address
        assert f'<link rel="canonical" href="{address}">' in page.text
    assert f"{BASE}/fr/series/missions/season-1/" in listed
    assert f"{BASE}/en/series/missions/season-1/episode-1" in listed
    assert f"{BASE}/en/episodes/the-invented-film" in listed
    assert f"{BASE}/fr/channels/city/" in listed
    assert f"{BASE}/fr/channels/city/2017-06-01" in listed
    assert f"{BASE}/fr/channels/city/2017-06-03" not in listed
    assert not [one for one in listed if "/airings/" in one]


def test_each_address_names_its_others_as_its_page_does(client: Client) -> None:
    for address, (_, links) in whole(client).items():
        page = get(client, address.removeprefix(BASE)).text
        for language, other in links.items():
            told = f'<link rel="alternate" hreflang="{language}" href="{other}">'
            assert told in page, address
        assert set(links) == {"fr", "en", "x-default"}


def test_the_date_is_that_of_the_last_change_of_the_data(world: World, client: Client) -> None:
    film = f"{BASE}/fr/episodes/the-invented-film"
    day = f"{BASE}/fr/channels/city/2017-06-01"
    before = whole(client)
    world.now.at += dt.timedelta(hours=1)
    world.publish(evening_draft(airing("2017-06-03 20:40", of="talk", on="far", id="new")))
    after = whole(client)
    assert after[film] == before[film] == ("2017-06-01T18:00:00Z", before[film][1])
    assert after[day] == before[day]
    assert after[f"{BASE}/fr/channels/far/2017-06-03"][0] == "2017-06-01T19:00:00Z"
    assert after[f"{BASE}/fr/episodes/talk"][0] == "2017-06-01T19:00:00Z"


def test_a_sheet_is_bounded_however_many_works_there_are(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "WORKS", 40)
    known = trade()
    many = {f"film-{n}": Episode(f"film-{n}", title=Text.of(f"Film {n}")) for n in range(150)}
    series = {f"s{n}": Series(f"s{n}", Text.of(f"Series {n}")) for n in range(90)}
    of = replace(known, episodes={**known.episodes, **many}, series={**known.series, **series})
    world.publish(evening_draft(of=of))
    found = sheets(client)
    sizes = [len(entries(client, one)) for one in found if "pages" not in one]
    assert max(sizes) <= 80
    listed = whole(client)
    assert {f"{BASE}/fr/episodes/{one}" for one in many} <= listed.keys()
    assert {f"{BASE}/en/series/{one}/" for one in series} <= listed.keys()


def test_an_unchanged_sitemap_is_not_sent_again(world: World, client: Client) -> None:
    for address in [*sheets(client)[:1], "/sitemap.xml"]:
        tag = get(client, address).headers["ETag"]
        again = client.get(address, base_url=BASE, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        packed = client.get(address, base_url=BASE, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["ETag"] != tag
        world.now.at += dt.timedelta(days=1)
        later = client.get(address, base_url=BASE, headers={"If-None-Match": tag})
        assert later.status_code == 200
        world.now.at -= dt.timedelta(days=1)


@pytest.mark.parametrize(
    "name", ["nothing", "series", "series-9", "channels-1", "channels-x", "pages-0"]
)
def test_there_are_no_other_sheets(client: Client, name: str) -> None:
    assert get(client, f"/sitemaps/{name}.xml").status_code == 404


def test_before_the_first_release_there_is_no_sitemap(tmp_path: Path) -> None:
    empty = World(tmp_path)
    assert get(empty.client(), "/sitemap.xml").status_code == 503
    empty.database.close()


def test_a_sheet_is_made_once_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    places = sitemap._places

    def counted(sheet: str, release: Release, day: dt.datetime) -> Iterator[Place]:
        asked.append(sheet)
        return places(sheet, release, day)

    monkeypatch.setattr(sitemap, "_places", counted)
    for _ in range(3):
        assert get(client, "/sitemaps/pages.xml").status_code == 200
    assert asked == ["pages"]


def test_robots_are_told_where_it_is(client: Client) -> None:
    robots = get(client, "/robots.txt").text
    assert robots.endswith(f"\nSitemap: {BASE}/sitemap.xml\n")
