import json
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

import pytest
from werkzeug.test import Client, TestResponse

from tests.web.looking import elements, parsed
from tests.web.world import BASE, World, evening_draft

CITY = f"{BASE}/en/channels/city/"


def ask(client: Client, url: str | None, **more: str) -> TestResponse:
    query = ({} if url is None else {"url": url}) | more
    return client.get(f"/oembed?{urlencode(query)}", base_url=BASE)


def test_a_channel_is_a_rich_frame(client: Client) -> None:
    answer = ask(client, CITY)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    assert json.loads(answer.data) == {
        "version": "1.0",
        "type": "rich",
        "title": "OCS City",
        "provider_name": "OCS guide",
        "provider_url": f"{BASE}/",
        "cache_age": 3600,
        "html": f'<iframe src="{BASE}/embed/channels/city?lang=en" title="OCS City" width="420"'
        ' height="480" loading="lazy" style="border:0;max-width:100%"></iframe>',
        "width": 420,
        "height": 480,
    }


def test_xml_says_the_same_as_json(client: Client) -> None:
    url = f"{BASE}/fr/series/missions/?zone=Asia/Tokyo"
    told = json.loads(ask(client, url).data)
    assert "lang=fr&amp;zone=Asia%2FTokyo" in told["html"]
    answer = ask(client, url, format="xml")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = fromstring(answer.data)
    assert root.tag == "oembed"
    assert {one.tag: one.text for one in root} == {name: str(one) for name, one in told.items()}


def test_the_frame_is_no_larger_than_is_allowed(client: Client) -> None:
    small = json.loads(ask(client, CITY, maxwidth="300", maxheight="9999").data)
    assert (small["width"], small["height"]) == (300, 480)
    assert 'width="300" height="480"' in small["html"]


@pytest.mark.parametrize("value", ["0", "-1", "x", "", "1" * 6, "３00"])
def test_a_size_that_is_none_is_named(client: Client, value: str) -> None:
    answer = ask(client, CITY, maxwidth=value)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text.startswith("maxwidth: ")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/en/channels/city/",
        "http://guide.test.evil.test/en/channels/city/",
        f"{BASE}:81/en/channels/city/",
        f"{BASE}//evil.test/en/channels/city/",
        f"{BASE}/en/channels/nothing/",
        f"{BASE}/en/channels//",
        f"{BASE}/en/channels/city/2017-06-01",
        f"{BASE}/de/channels/city/",
        f"{BASE}/en/tonight",
        f"{BASE}/feeds/all.ics",
        f"{BASE}/[/channels/city",
        "javascript:alert(1)",
        "x" * 500,
    ],
)
def test_what_is_no_page_of_ours_to_show_is_a_404(client: Client, url: str) -> None:
    answer = ask(client, url)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "evil" not in answer.text


def test_who_names_no_page_is_told_so(client: Client) -> None:
    assert ask(client, None).status_code == 400


def test_a_format_that_nobody_knows_is_a_501(client: Client) -> None:
    answer = ask(client, CITY, format="yaml")
    assert (answer.status_code, answer.mimetype) == (501, "text/plain")
    assert "json, xml" in answer.text


def test_a_hostile_name_stays_text(world: World) -> None:
    whole = evening_draft()
    name = '"><script>alert(1)</script>'
    city = whole.catalogue.channels["city"]
    whole.catalogue.channels["city"] = type(city)(city.id, name, city.zone)
    world.publish(whole)
    client = world.client()
    html = json.loads(ask(client, CITY).data)["html"]
    document = parsed(f"<!doctype html><title>x</title>{html}")
    assert [one.get("title") for one in elements(document, "iframe")] == [name]
    assert elements(document, "script") == []
    root = fromstring(ask(client, CITY, format="xml").data)
    assert (root.findtext("title"), len(root)) == (name, 9)


def test_pages_say_where_to_ask(client: Client) -> None:
    for page in ("/en/channels/city/", "/fr/series/missions/"):
        document = parsed(client.get(page, base_url=BASE).text)
        for kind in ("application/json+oembed", "text/xml+oembed"):
            (found,) = (one for one in elements(document, "link") if one.get("type") == kind)
            address = found.get("href", "")
            assert address.startswith(f"{BASE}/oembed?")
            answer = client.get(address.removeprefix(BASE), base_url=BASE)
            assert answer.status_code == 200
            assert answer.mimetype == kind.replace("+oembed", "")
