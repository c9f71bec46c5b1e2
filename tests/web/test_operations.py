import datetime as dt
from pathlib import Path

from werkzeug.test import Client

from guide.delivery.mailbox import MailboxTransport
from guide.delivery.transport import Mail
from guide.web.operations import Readiness
from tests.web.looking import elements, parsed, text_of
from tests.web.world import BASE, SITE, World

EML = (
    b"From: guide@guide.test\r\nTo: viewer@example.org\r\n"
    b"Subject: =?utf-8?q?20h40_=C3=A0_venir?=\r\n"
    b"Date: Thu, 01 Jun 2017 20:10:00 +0200\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"See http://guide.test/fr/airings/ulysse <script>alert(1)</script>\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<!doctype html><title>m</title><p style='color:red'>Hello<script>alert(1)</script>\r\n"
    b"--b--\r\n"
)


def test_alive_is_alive(client: Client) -> None:
    answer = client.get("/healthz", base_url=BASE)
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_says_release_ages_and_trouble(world: World) -> None:
    told = {
        "ready": True,
        "release": 1,
        "published_at": "2017-06-01T18:00:00Z",
        "clock_age": 1.5,
        "mail_waiting": 3,
        "mail_oldest": 60.0,
        "trouble": ["mail waits: refused"],
    }
    at = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
    for ready, status in ((True, 200), (False, 503)):
        shown = Readiness(ready, 1, at, 1.5, 3, 60.0, ("mail waits: refused",))
        world.readiness = lambda shown=shown: shown  # type: ignore[misc]  # a fake that answers as told
        answer = world.client().get("/readyz", base_url=BASE)
        assert answer.status_code == status
        assert answer.json == told | {"ready": ready}
        assert answer.headers["Cache-Control"] == "no-store"


def keep(folder: Path) -> str:
    at = dt.datetime(2017, 6, 1, 18, 10, tzinfo=dt.UTC)
    connection = MailboxTransport(folder, lambda: at).open()
    connection.send(Mail("guide@guide.test", "viewer@example.org", EML))
    return next(folder.glob("*.eml")).name


def test_the_mailbox_of_a_demo_shows_its_mails(world: World) -> None:
    client = world.client()
    assert "Pas encore de message." in client.get("/fr/mailbox/", base_url=BASE).text
    name = keep(world.mailbox)
    listed = parsed(client.get("/fr/mailbox/", base_url=BASE).text)
    assert "20h40 à venir" in text_of(elements(listed, "main")[0])
    shown = client.get(f"/fr/mailbox/{name}", base_url=BASE)
    document = parsed(shown.text)
    assert all(one.get("src", "").startswith("/static/") for one in elements(document, "script"))
    assert elements(document, "iframe")[0].get("sandbox") == ""
    assert "http://guide.test/fr/airings/ulysse" in shown.text
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]


def test_the_html_of_a_mail_can_do_nothing(world: World) -> None:
    client, name = world.client(), keep(world.mailbox)
    answer = client.get(f"/fr/mailbox/{name}/html", base_url=BASE)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_only_a_demo_shows_its_mailbox(world: World) -> None:
    world.site = type(SITE)(SITE.name, SITE.base_url, SITE.instance)
    client = world.client()
    name = keep(world.mailbox)
    for path in ("/fr/mailbox/", f"/fr/mailbox/{name}"):
        assert client.get(path, base_url=BASE).status_code == 404


def test_the_style_sheet_is_small_and_kept_for_ever(client: Client) -> None:
    page = parsed(client.get("/fr/", base_url=BASE).text)
    href = next(
        one.get("href", "") for one in elements(page, "link") if one.get("rel") == "stylesheet"
    )
    answer = client.get(href, base_url=BASE)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(answer.data) <= 10_000
    assert b"http" not in answer.data
    assert client.get("/static/guide-000000000000.css", base_url=BASE).status_code == 404


def test_the_icons_and_robots_are_ours(client: Client) -> None:
    assert client.get("/favicon.ico", base_url=BASE).data.startswith(b"\0\0\1\0")
    assert client.get("/favicon.svg", base_url=BASE).mimetype == "image/svg+xml"
    robots = client.get("/robots.txt", base_url=BASE)
    assert robots.mimetype == "text/plain"
    assert "Disallow: /feeds" not in robots.text
