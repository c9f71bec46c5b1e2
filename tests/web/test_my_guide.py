"""Choices of a visitor: made on a page, kept by the browser, told by an address."""

import re
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import Client, TestResponse

from guide.model.catalogue import Bouquet, Catalogue, Channel
from guide.model.draft import Draft
from guide.web.remembered import LONGEST
from tests.web.looking import elements, links, parsed, text_of
from tests.web.test_grid_pages import national
from tests.web.world import BASE, SITE, World

PAGE = "/en/my-guide"
YEAR = 365 * 86_400
CHOICE: dict[str, object] = {
    "channel": ["", "far", "city"],
    "zone": "Asia/Tokyo",
    "theme": "dark",
    "do": "keep",
}
COOKIE = "guide=c=city:far&z=Asia/Tokyo&t=dark"


def get(client: Client, address: str, cookie: str = "") -> TestResponse:
    response = client.get(address, base_url=BASE, headers={"Cookie": cookie} if cookie else {})
    assert response.status_code == 200, (address, response.status_code)
    return response


def page(client: Client, address: str, cookie: str = "") -> Element:
    return parsed(get(client, address, cookie).text)


def post(client: Client, form: dict[str, object], cookie: str = "") -> TestResponse:
    headers = {"Cookie": cookie} if cookie else {}
    return client.post(PAGE, base_url=BASE, data=form, headers=headers)


def cookie_of(response: TestResponse) -> str:
    """Return what a browser would send back."""
    return response.headers["Set-Cookie"].partition(";")[0]


def boxes(document: Element, name: str = "channel") -> dict[str, bool]:
    """Return the boxes of a form: whether each is checked."""
    found = [one for one in elements(document, "input") if one.get("name") == name]
    kinds = {"checkbox", "radio"}
    return {
        one.get("value", ""): one.get("checked") is not None
        for one in found
        if one.get("type") in kinds
    }


def theme(document: Element) -> tuple[str | None, str | None]:
    [scheme] = [
        one.get("content")
        for one in elements(document, "meta")
        if one.get("name") == "color-scheme"
    ]
    return elements(document, "html")[0].get("data-theme"), scheme


def test_a_choice_is_a_cookie_and_the_page_comes_back(client: Client) -> None:
    response = post(client, CHOICE)
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}?done=kept")
    [morsel] = SimpleCookie(response.headers["Set-Cookie"]).values()
    assert (morsel.key, morsel.value) == ("guide", "c=city:far&z=Asia/Tokyo&t=dark")
    about = {name: morsel[name] for name in ("httponly", "samesite", "path", "max-age", "secure")}
    assert about == {
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "max-age": str(YEAR),
        "secure": "",
    }
    assert response.headers["Cache-Control"] == "private, no-store"
    document = page(client, f"{PAGE}?done=kept", cookie_of(response))
    assert boxes(document) == {"city": True, "max": False, "far": True, "tokyo": False}
    assert boxes(document, "theme") == {"": False, "light": False, "dark": True}
    assert "This browser remembers your choice." in text_of(document)


def test_over_https_the_cookie_goes_nowhere_else(tmp_path: Path) -> None:
    world = World(tmp_path, site=replace(SITE, base_url="https://guide.test"))
    world.publish(national())
    assert "; Secure" in post(world.client(), {"theme": "dark", "do": "keep"}).headers["Set-Cookie"]
    world.database.close()


def test_a_browser_that_keeps_no_cookie_is_told_of_the_link(client: Client) -> None:
    text = text_of(page(client, f"{PAGE}?done=kept"))
    assert "This browser did not keep your choice" in text


@pytest.mark.parametrize(
    "form", [{"do": "forget"}, {"do": "keep", "channel": [""], "zone": "", "theme": ""}]
)
def test_forgetting_and_choosing_nothing_leave_no_cookie(
    client: Client, form: dict[str, object]
) -> None:
    response = post(client, form, COOKIE)
    assert response.headers["Location"] == f"{PAGE}?done=forgotten"
    assert cookie_of(response) == "guide="
    assert "; Max-Age=0;" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.test"},
    ],
)
def test_the_page_of_another_site_cannot_choose(client: Client, headers: dict[str, str]) -> None:
    for do in ("keep", "theme", "forget"):
        answer = client.post(PAGE, base_url=BASE, data=CHOICE | {"do": do}, headers=headers)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)


def test_a_remembered_guide_is_made_for_one_and_kept_by_nobody(client: Client) -> None:
    for address in ("/en/", "/en/now", "/en/guide/", "/en/channels/", "/en/about", "/en/premieres"):
        own, public = get(client, address, COOKIE), get(client, address)
        assert own.headers["Cache-Control"] == "private, no-store", address
        assert public.headers["Cache-Control"].startswith("public"), address
        assert {"Cookie"} <= set(public.headers["Vary"].split(", ")), address
        assert theme(parsed(own.text)) == ("dark", "dark")
        assert theme(parsed(public.text)) == (None, "light dark")


def test_feeds_and_files_are_the_same_bytes_for_everybody(client: Client) -> None:
    style = elements(page(client, "/en/"), "link")
    [sheet] = [one.get("href", "") for one in style if one.get("rel") == "stylesheet"]
    for address in ("/feeds/all.ics", sheet, "/favicon.svg"):
        own, public = get(client, address, COOKIE), get(client, address)
        assert (own.data, own.headers) == (public.data, public.headers), address


WORTHLESS = (
    "c=nobody:none:&z=Mars/Base&t=<script>",
    "c=%FF%00&z=&t=",
    "&&==;",
    '"c=city',
    "c=" + "a" * 10_000,
    "t=dark&" * 600,
)


@pytest.mark.parametrize("value", WORTHLESS, ids=range(len(WORTHLESS)))
def test_a_cookie_is_never_trusted(client: Client, value: str) -> None:
    document = page(client, "/en/now", f"guide={value}")
    assert theme(document) == (None, "light dark")
    assert "Times are shown in" not in text_of(document)
    assert "Shown first" not in text_of(document)
    assert "<script>alert" not in get(client, PAGE, f"guide={value}").text


def test_the_address_wins_over_the_cookie(client: Client) -> None:
    kept = text_of(page(client, "/en/tonight", COOKIE))
    assert "Times are shown in Tokyo time. Show" in kept
    assert "Shown first: OCS City and OCS Far." in kept
    other = page(client, "/en/tonight?zone=America/New_York&channels=max", COOKIE)
    assert "Times are shown in New York time." in text_of(other)
    assert "Shown first: OCS Max." in text_of(other)
    # What differs from the cookie goes along, or the next page would show something else.
    now = next(one for one in links(other) if one.startswith("/en/now"))
    assert now == "/en/now?channels=max&zone=America%2FNew_York"
    own = page(client, "/en/tonight?zone=&channels=", COOKIE)
    assert "Times are shown in" not in text_of(own)
    assert "Shown first" not in text_of(own)
    assert "/en/now?channels=&zone=" in links(own)
    assert any(one.startswith("/en/airings/") and one.endswith("?zone=") for one in links(own))


def test_what_the_cookie_says_is_not_repeated_in_links(client: Client) -> None:
    document = page(client, "/en/tonight", COOKIE)
    queries = {
        one for one in links(document) if "?" in one and not one.startswith(("/feeds", "webcal"))
    }
    # The way to the channels' own times, and forms that begin with the zone.
    assert {one for one in queries if one.startswith("/en/") and "target=" not in one} == {
        "/en/tonight?zone="
    }
    back = [one.get("value") for one in elements(document, "input") if one.get("name") == "back"]
    assert back == ["/en/tonight"]


def test_the_colours_are_switched_on_any_page_and_nothing_else_is(client: Client) -> None:
    response = post(
        client, {"do": "theme", "theme": "light", "back": "/fr/now?channels=max&page=1"}, COOKIE
    )
    assert (response.status_code, response.headers["Location"]) == (
        303,
        "/fr/now?channels=max&page=1",
    )
    assert cookie_of(response) == "guide=c=city:far&z=Asia/Tokyo&t=light"
    plain = post(client, {"do": "theme", "theme": "", "back": "/en/"}, COOKIE)
    assert cookie_of(plain) == "guide=c=city:far&z=Asia/Tokyo"
    shown = page(client, "/en/", "guide=t=light")
    current = [one for one in elements(shown, "button") if one.get("aria-current")]
    assert [text_of(one) for one in current] == ["Light"]


@pytest.mark.parametrize(
    "back",
    [
        "",
        "now",
        "//evil.test/fr/",
        "https://evil.test/fr/",
        "/\\evil.test",
        "/evil.test/fr/",
        "/en/\r\nSet-Cookie: a=b",
        "/en/" + "a" * 3_000,
        "http://[",
    ],
)
def test_a_switch_leads_back_to_nowhere_but_this_guide(client: Client, back: str) -> None:
    response = post(client, {"do": "theme", "theme": "dark", "back": back})
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)


def test_a_problem_has_the_colours_too(client: Client) -> None:
    for address in ("/en/nothing", "/en/channels/none/", "/nothing"):
        answer = client.get(address, base_url=BASE, headers={"Cookie": "guide=t=dark"})
        assert (answer.status_code, theme(parsed(answer.text))) == (404, ("dark", "dark"))
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_same_choice_is_an_address_without_a_cookie(client: Client) -> None:
    asked = f"{PAGE}?channel=&channel=far&channel=city&zone=Asia/Tokyo&theme=dark&do=link"
    document = page(client, asked)
    [address] = [
        one.get("value") for one in elements(document, "input") if one.get("id") == "address"
    ]
    assert address == f"{BASE}/en/?channels=city,far&zone=Asia%2FTokyo"
    text = text_of(page(client, address.removeprefix(BASE)))
    assert "Shown first: OCS City and OCS Far." in text
    assert "Times are shown in Tokyo time." in text
    assert "/en/guide/?channels=city,far&zone=Asia%2FTokyo" in links(document)
    # An address of choices fills in the form, so that it can be kept.
    assert boxes(page(client, f"{PAGE}?channels=max"))["max"]


def test_the_page_is_kept_by_nobody_and_keeps_what_is_not_sent_yet(client: Client) -> None:
    answer = get(client, f"{PAGE}?channel=&channel=far&q=max&zone=&theme=light", COOKIE)
    assert answer.headers["Cache-Control"] == "private, no-store"
    document = parsed(answer.text)
    assert boxes(document) == {"far": True, "max": False}
    assert boxes(document, "theme") == {"": False, "light": True, "dark": False}
    nothing = page(client, f"{PAGE}?channel=&q=&zone=&theme=", COOKIE)
    assert not any(boxes(nothing).values())


def test_what_is_posted_is_checked(client: Client) -> None:
    form = CHOICE | {"channel": ["max", "none", "<b>", "max"], "zone": "Mars/Base", "theme": "pink"}
    assert cookie_of(post(client, form)) == "guide=c=max"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Serve 500 channels with long ids, half of them in a bouquet."""
    world = World(tmp_path_factory.mktemp("many"))
    ids = [f"channel-{at:03}-{'x' * 67}" for at in range(500)]
    channels = {one: Channel(one, f"Chaîne {at}", "UTC") for at, one in enumerate(ids)}
    bouquets = {"b": Bouquet("b", "The first half", tuple(ids[:250]))}
    known = Catalogue(channels=channels, bouquets=bouquets)
    world.publish(Draft(known, files={"a.yaml": b"# truth\n"}))
    yield world.client()
    world.database.close()


def channel(at: int) -> str:
    return f"channel-{at:03}-{'x' * 67}"


def test_of_five_hundred_channels_some_are_shown_a_page_and_all_are_found(many: Client) -> None:
    first = page(many, PAGE)
    assert len(boxes(first)) == 100
    assert [text_of(one) for one in elements(first, "summary")] == ["The first half 100"]
    third = page(many, f"{PAGE}?page=3&channel=&channel={channel(7)}")
    assert [text_of(one) for one in elements(third, "summary")] == [
        "The first half 50",
        "Other channels 50",
    ]
    assert boxes(third)[channel(7)]
    assert len(boxes(third)) == 101
    found = page(many, f"{PAGE}?q=CHAINE+499")
    assert list(boxes(found)) == [channel(499)]
    assert [one.get("open") for one in elements(found, "details")] == [""]
    assert "No channel has that in its name." in text_of(page(many, f"{PAGE}?q=nothing"))


def test_fifty_channels_can_be_chosen_and_no_more(many: Client) -> None:
    fifty = [channel(at) for at in range(50)]
    kept = cookie_of(post(many, {"channel": fifty, "do": "keep"}))
    # Of ids as long as can be, a cookie holds a little fewer.
    assert len(kept) <= LONGEST + len("guide=")
    assert kept.removeprefix("guide=c=").split(":") == fifty[: kept.count(":") + 1]
    assert kept.count(":") >= 45
    refused = post(many, {"channel": [*fifty, channel(50)], "do": "keep"})
    assert (refused.status_code, "Set-Cookie" in refused.headers) == (400, False)
    document = parsed(refused.text)
    assert "Choose at most 50 channels." in text_of(document)
    assert sum(boxes(document).values()) == 51
    query = "&".join(f"channel={one}" for one in fifty)
    assert "That is too long for a link" in text_of(page(many, f"{PAGE}?{query}&do=link"))
    assert "A link to keep" in text_of(page(many, f"{PAGE}?{query[:1200]}&do=link"))


def test_many_chosen_channels_are_named_in_a_line(many: Client) -> None:
    short = ",".join(channel(at) for at in range(9))
    assert (
        "Shown first: Chaîne 0, Chaîne 1, Chaîne 2, Chaîne 3, Chaîne 4, Chaîne 5 and 3 more."
        in text_of(page(many, f"/en/now?channels={short}"))
    )


def test_the_privacy_page_tells_of_the_cookie(client: Client) -> None:
    for language, said in (("en", "keep a cookie with these"), ("fr", "garde un cookie avec ces")):
        assert said in re.sub(r"\s+", " ", text_of(page(client, f"/{language}/privacy")))
