"""Chosen channels first, on every list of several."""

from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import Client

from tests.releases.builders import FILM, airing
from tests.web.looking import elements, parsed, text_of
from tests.web.world import BASE, World, evening_draft

EITHER = pytest.mark.parametrize(
    ("query", "cookie"), [("?channels=far,max", ""), ("", "guide=c=far:max")]
)


def page(client: Client, address: str, cookie: str = "") -> Element:
    answer = client.get(address, base_url=BASE, headers={"Cookie": cookie} if cookie else {})
    assert answer.status_code == 200
    return parsed(answer.text)


def headings(document: Element, tag: str = "h2") -> list[str]:
    return [text_of(one) for one in elements(document, tag)]


def places(document: Element) -> list[str]:
    """Return the channels of lines, in their order."""
    return [text_of(one) for one in elements(document, "p") if one.get("class") == "where"]


@EITHER
def test_now_and_next_begin_with_the_chosen(client: Client, query: str, cookie: str) -> None:
    shown = headings(page(client, f"/en/now{query}", cookie))
    assert shown == ["my channel OCS Far", "my channel OCS Max", "OCS City", "Tokyo One Tokyo time"]


@EITHER
def test_the_grid_begins_with_the_chosen(client: Client, query: str, cookie: str) -> None:
    shown = headings(page(client, f"/en/guide/2017-06-01/18{query}", cookie))
    assert shown == ["my channel OCS Far", "my channel OCS Max", "OCS City", "Tokyo One Tokyo time"]


def test_of_a_bouquet_only_its_own_come_first(client: Client) -> None:
    document = page(client, "/en/guide/2017-06-01/18?bouquet=ocs", "guide=c=far:max")
    assert headings(document) == ["my channel OCS Max", "OCS City"]


@EITHER
def test_the_channels_begin_with_ones_own(client: Client, query: str, cookie: str) -> None:
    document = page(client, f"/en/channels/{query}", cookie)
    assert headings(document)[0] == "My channels"
    assert headings(document, "h3") == [
        "my channel OCS Far",
        "my channel OCS Max",
        "OCS City",
        "my channel OCS Max",
        "my channel OCS Far",
        "Tokyo One",
    ]
    assert "My channels" not in headings(page(client, "/en/channels/"))


@EITHER
def test_each_part_of_an_evening_begins_with_the_chosen(
    world: World, query: str, cookie: str
) -> None:
    world.publish(evening_draft(airing("2017-06-01 21:00", on="far", of=FILM, id="later")))
    client = world.client()
    for address in ("/en/tonight", "/en/"):
        [first] = [
            one
            for one in elements(page(client, f"{address}{query}", cookie), "section")
            if one.get("aria-labelledby") == "first"
        ]
        assert places(first) == ["my channel OCS Far", "OCS City"]


@EITHER
def test_premieres_are_by_date_and_the_chosen_first_of_each(
    world: World, query: str, cookie: str
) -> None:
    world.publish(evening_draft(airing("2017-06-01 23:10", on="far", of="talk", id="first-talk")))
    shown = page(world.client(), f"/en/premieres{query}", cookie)
    plain = page(world.client(), "/en/premieres")
    assert sorted(one.removeprefix("my channel ") for one in places(shown)) == sorted(places(plain))
    dates = [one.get("datetime", "")[:10] for one in elements(shown, "time")]
    assert dates == sorted(dates)
