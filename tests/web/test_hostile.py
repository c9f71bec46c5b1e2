"""Requests that nobody sends by accident."""

import pytest
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from tests.web.looking import links, parsed
from tests.web.world import BASE, World

STRANGE = (
    "..", "..%2f..%2fetc%2fpasswd", "%252e%252e", "%00", "a%00b", "%ff%fe", "%", "%zz", "\\",
    "CON", "-", "a" * 300, "é", "%E2%80%AE", "'; DROP TABLE airing; --", "<script>", "{{7*7}}",
    "%0d%0aSet-Cookie:a=b", "2017-06-01", "2017-13-45", "0", "-1", "1e9", "９",
)  # fmt: skip
PLACES = (
    "/fr/channels/{}/", "/fr/channels/{}/2017-06-01", "/fr/channels/city/{}", "/fr/tonight/{}",
    "/fr/channels/city/week/{}", "/fr/channels/{}/week/2017-W22",
    "/fr/series/{}/", "/fr/series/missions/season-{}/", "/fr/series/missions/season-1/episode-{}",
    "/fr/episodes/{}", "/fr/airings/{}", "/fr/changes/{}", "/fr/confirm/{}", "/fr/manage/{}",
    "/fr/unsubscribe/{}", "/fr/mailbox/{}", "/fr/mailbox/{}/html", "/{}/", "/feeds/{}.ics",
    "/feeds/{}.atom", "/feeds/channels/{}.json", "/embed/channels/{}", "/embed/series/{}",
    "/oembed?url={}", "/feeds/channels/{}.ics", "/airings/{}.ics", "/static/{}", "/fr/{}",
    "/operator/{}",
)  # fmt: skip
ZONES = (
    "Europe", "../../etc/passwd", "Factory", "localtime", "posixrules", "europe/paris",
    "Europe/Paris\0", "Europe/Paris ", "posix/Europe/Paris", "x" * 1000, "/etc/localtime", "é",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_strange_names_are_no_pages_and_no_failures(client: Client, place: str) -> None:
    for strange in STRANGE:
        address = place.format(strange)
        status = client.get(address, base_url=BASE).status_code
        assert status in {200, 301, 302, 308, 404}, (address, status)
        if status == 200:
            assert strange in {"2017-06-01", "..", "-", "0"} or place == "/fr/{}", address


def test_raw_bytes_of_a_path_are_no_failure(client: Client) -> None:
    for raw in ("/fr/channels/\xff\xfe/", "/\xc3\x28", "/fr/\x00", "//evil.test/", "/fr//", ""):
        environ = EnvironBuilder("/", base_url=BASE).get_environ()
        environ["PATH_INFO"] = raw
        _, status, headers = run_wsgi_app(client.application, environ)
        assert int(status[:3]) in {302, 308, 404}, raw
        assert "evil" not in headers.get("Location", "")


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_no_zone_is_named_as_such(client: Client, zone: str) -> None:
    answer = client.get("/en/", base_url=BASE, query_string={"zone": zone})
    assert answer.status_code == 400
    assert "time zone" in answer.text


def test_only_our_own_hosts_are_answered(client: Client) -> None:
    # Bytes that are ready are for our own hosts, too.
    client.get("/fr/", base_url=BASE)
    client.get("/feeds/all.ics", base_url=BASE)
    for host in ("evil.test", "guide.test.evil.test", "guide.test@evil.test", "guide.test:99999",
                 "a b", "", "guide.test/../x", "[::1]"):  # fmt: skip
        for path in ("/fr/", "/", "/feeds/all.ics", "/readyz", "/fr/subscribe"):
            environ = EnvironBuilder(path, base_url=BASE).get_environ()
            environ["HTTP_HOST"] = host
            body, status, _ = run_wsgi_app(client.application, environ)
            assert status == "400 BAD REQUEST", (host, path)
            assert b"evil" not in b"".join(body)


def test_the_allowed_hosts_are_answered_with_any_port(client: Client) -> None:
    for host in ("guide.test", "guide.test:8000", "localhost:1"):
        assert client.get("/fr/", headers={"Host": host}).status_code == 200


def test_a_very_long_address_is_refused_at_once(client: Client) -> None:
    for address in (
        "/fr/" + "a" * 10_000,
        "/fr/?zone=" + "a" * 10_000,
        "/x?" + "a&" * 9999,
    ):
        assert client.get(address, base_url=BASE).status_code == 414


def test_other_methods_are_named_as_such(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        answer = client.open("/fr/tonight", method=method, base_url=BASE)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_no_address_redirects_away(client: Client) -> None:
    for address in ("/?next=//evil.test", "/fr?url=https://evil.test", "/fr/channels?x=//evil.test",
                    "/fr/channels/city?next=/\t/evil.test", "//evil.test/fr/channels",
                    "/fr/series/missions?zone=//evil"):  # fmt: skip
        location = client.get(address, base_url=BASE).headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\", "/\t"))


def test_problems_are_told_in_the_language_of_the_page(client: Client) -> None:
    assert client.get("/fr/x", base_url=BASE).text.count("Retour à l’accueil") == 1
    assert "To the home page" in client.get("/en/x", base_url=BASE).text
    plain = client.get("/x", base_url=BASE, headers={"Accept-Language": "en"})
    assert "To the home page" in plain.text
    assert plain.headers["Vary"] == "Accept-Language"
    assert "/en/" in links(parsed(plain.text))


def test_a_failure_is_a_page_of_ours_and_names_no_token(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    release = world.library.current()
    monkeypatch.setattr(world.library, "current", lambda: release)
    monkeypatch.setattr(world.database, "reading", broken)
    answer = world.client().get("/en/manage/secret-token", base_url=BASE)
    assert answer.status_code == 500
    assert "boom" not in answer.text
    parsed(answer.text)
    assert "answering show_manage failed" in caplog.text
    assert "secret-token" not in caplog.messages[0]
