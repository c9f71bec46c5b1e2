"""Every rule of the application's map, in every language."""

import itertools
from typing import cast

import pytest
from werkzeug.test import Client, TestResponse

from guide.web.ready import ReadyBytes
from tests.web.looking import elements, links, parsed, text_of
from tests.web.world import BASE, TOKENS, World

SAMPLES = {
    "date": "2017-06-01",
    "week": "2017-W22",
    "hour": "18",
    "sheet": "pages",
    "size": "192",
    "channel_id": "city",
    "series_id": "missions",
    "number": "1",
    "part": "1",
    "episode_id": "talk",
    "airing_id": "ulysse",
    "stem": "series/missions/season-1",
    "document": "bouquets/ocs",
    "token": "none",
    "name": "none",
}
# A rule with a secret or a file name in it has nothing to show for the sample.
MISSING = {
    "/confirm/",
    "/manage/",
    "/unsubscribe/",
    "/static/",
    "/mailbox/none",
    "/calendar/",
    "/feeds/my/",
}
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# These alone are shown in the frames of other sites.
EMBEDDED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors *"
    )
}


def addresses(client: Client) -> list[str]:
    layer = cast("ReadyBytes", client.application)
    found = set()
    for rule in layer._urls.map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        if "language" in rule.arguments:
            for language in ("fr", "en"):
                found.add(layer._urls.build(rule.endpoint, filled(rule.arguments, language)))
        elif rule.endpoint == "icon":
            found |= {"/favicon.ico", "/favicon.svg"}
        else:
            found.add(layer._urls.build(rule.endpoint, filled(rule.arguments, "")))
    return sorted(found)


def filled(arguments: set[str], language: str) -> dict[str, str]:
    return {name: SAMPLES.get(name, language) for name in arguments}


def pages(client: Client) -> list[str]:
    return [
        address
        for address in addresses(client)
        if address.startswith(("/fr/", "/en/"))
        and not any(missing in address for missing in MISSING)
    ]


def get(client: Client, address: str) -> TestResponse:
    return client.get(address, base_url=BASE)


def test_every_rule_answers_and_nothing_fails(client: Client) -> None:
    statuses = {address: get(client, address).status_code for address in addresses(client)}
    expected = {
        address: 302
        if address == "/"
        else 404
        if any(missing in address for missing in MISSING)
        else 401
        if address == "/operator/imports.json"
        else 400
        if address == "/oembed"
        else 200
        for address in statuses
    }
    assert statuses == expected
    assert len(statuses) > 50


def test_every_answer_has_the_security_headers(client: Client) -> None:
    for address in [*addresses(client), "/fr/nothing", "/nothing", "/feeds/nothing.ics"]:
        headers = get(client, address).headers
        expected = SECURITY | (EMBEDDED if address.startswith("/embed/") else {})
        assert {name: headers.get(name) for name in SECURITY} == expected, address
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("base", ["http://guide.test", "http://localhost:8000"])
def test_every_page_is_whole_html_without_inline_code(client: Client, base: str) -> None:
    for address in [*pages(client), "/fr/nothing", "/en/nothing"]:
        text = client.get(address, base_url=base).text
        document = parsed(text)
        language = address[1:3]
        assert elements(document, "html")[0].get("lang") == language, address
        assert len(elements(document, "h1")) == 1, address
        assert elements(document, "style") == [], address
        for script in elements(document, "script"):
            if script.get("type") != "application/ld+json":
                assert (script.get("src", "")[:8], text_of(script)) == ("/static/", ""), address
        ids = [one.get("id") for one in document.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), address
        for one in document.iter():
            assert not any(name == "style" or name.startswith("on") for name in one.attrib)


def test_every_heading_follows_one_of_its_own_or_the_next_rank(client: Client) -> None:
    for address in pages(client):
        ranks = [
            int(one.tag[-1])
            for one in parsed(get(client, address).text).iter()
            if one.tag[-2:] in {"h1", "h2", "h3", "h4"}
        ]
        assert ranks[0] == 1, address
        steps = itertools.pairwise(ranks)
        assert all(after - before <= 1 for before, after in steps), address


def test_every_link_within_the_site_leads_somewhere(client: Client) -> None:
    seen: set[str] = set()
    waiting = ["/fr/", "/en/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = get(client, address)
        assert response.status_code == 200, address
        if response.mimetype == "text/html":
            found = [link.removeprefix(BASE) for link in links(parsed(response.text))]
            waiting += [one for one in found if one.startswith("/") and is_near(one)]
    assert len(seen) > 80


def is_near(address: str) -> bool:
    """Keep the walk over days within the fortnight of the sample."""
    day = address.partition("?")[0].rpartition("/")[2]
    return not day.startswith("20") or day == "2017-W22" or "2017-05-30" < day < "2017-06-05"


def test_both_languages_have_the_same_addresses(client: Client) -> None:
    found = pages(client)
    french = {one.removeprefix("/fr") for one in found if one.startswith("/fr/")}
    assert french == {one.removeprefix("/en") for one in found if one.startswith("/en/")}


def test_a_page_names_itself_in_every_language(client: Client) -> None:
    head = parsed(get(client, "/fr/tonight?zone=Asia/Tokyo").text)
    named = [
        (one.get("hreflang"), one.get("href"))
        for one in elements(head, "link")
        if one.get("hreflang")
    ]
    expected = {"fr": "/fr/tonight", "en": "/en/tonight", "x-default": "/fr/tonight"}
    assert named == [(one, f"{BASE}{path}") for one, path in expected.items()]


def test_secret_pages_are_kept_by_nobody(world: World) -> None:
    client = world.client()
    shown = ("/fr/calendar", "/fr/my-guide", "/fr/subscribe", "/fr/subscribe?target=premieres",
             "/fr/mailbox/", "/operator/", "/operator/imports.json")  # fmt: skip
    for address in shown:
        headers = get(client, address).headers
        assert headers["Cache-Control"] == "private, no-store", address
        assert headers["X-Robots-Tag"] == "noindex"
    for purpose in ("confirm", "manage", "unsubscribe"):
        missing = get(client, f"/fr/{purpose}/{TOKENS.derive(purpose, 'nobody')}")
        assert missing.status_code == 404
        assert missing.headers["Cache-Control"] == "no-store"
