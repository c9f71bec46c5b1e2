import datetime as dt
import logging
from pathlib import Path
from typing import Any

import icalendar
import pytest
from werkzeug.test import Client, TestResponse

from guide.state import personal_feeds
from guide.state.database import StateError
from guide.state.faults import Reason
from tests.web.looking import elements, links, parsed, text_of
from tests.web.qr import decoded
from tests.web.test_forms import post, rows, state
from tests.web.world import BASE, TOKENS, World

SEASON = "series/missions/season-1"
TARGETS = [SEASON, "channels/max"]
MINUTE = dt.timedelta(minutes=1)


def get(client: Client, path: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, base_url=BASE, headers=named)


def form_token(client: Client) -> str:
    page = parsed(get(client, f"/en/calendar?target={SEASON}").text)
    found = (one for one in elements(page, "input") if one.get("name") == "token")
    return next(found).get("value", "")


def make(client: Client, **fields: Any) -> TestResponse:
    form = {"target": TARGETS, "token": form_token(client), "lang": "en"} | fields
    return post(client, "/en/calendar", form)


def made(client: Client, **fields: Any) -> str:
    """Make a calendar and return the path of its page."""
    answer = make(client, **fields)
    assert answer.status_code == 303
    return answer.headers["Location"]


def address(client: Client, page: str) -> str:
    """Return the path of the feed that a page gives."""
    document = parsed(get(client, page).text)
    found = (one for one in elements(document, "input") if one.get("id") == "address")
    return next(found).get("value", "").removeprefix(BASE)


def events(client: Client, feed: str) -> list[str]:
    calendar = icalendar.Calendar.from_ical(get(client, feed).text)
    return sorted(str(one["UID"]).partition("@")[0] for one in calendar.walk("VEVENT"))


def test_24_a_calendar_is_made_subscribed_changed_renewed_and_gone(world: World) -> None:
    client = world.client()
    page = made(client, name="Evenings")
    first = address(client, page)
    assert events(client, first) == ["film", "mars", "morning-talk", "night-film", "talk", "ulysse"]
    assert "X-WR-CALNAME:Evenings" in get(client, first).text
    kept = post(client, page, {"do": "change", "target": "premieres", "lang": "fr"})
    assert "Kept." in kept.text
    assert events(client, first) == ["second", "ulysse"]
    assert "PRODID:-//guide//broadcast schedule//FR" in get(client, first).text
    renewed = post(client, page, {"do": "rotate"})
    second = address(client, page)
    assert second in renewed.text
    assert (get(client, first).status_code, get(client, second).status_code) == (410, 200)
    moved = post(client, page, {"do": "rotate-all"}).headers["Location"]
    third = address(client, moved)
    answers = [get(client, one).status_code for one in (page, second, moved, third)]
    assert answers == [410, 410, 200, 200]
    assert post(client, page, {"do": "revoke"}).status_code == 410
    assert "has ended" in post(client, moved, {"do": "revoke"}).text
    assert [get(client, one).status_code for one in (moved, third, first)] == [410, 410, 410]
    assert get(client, f"{moved}/qr.svg").status_code == 410


def test_a_person_has_as_many_as_they_like(world: World) -> None:
    client = world.client()
    pages = [made(client, target=[SEASON], name=f"{n}") for n in range(3)]
    feeds = {address(client, page) for page in pages}
    assert len(set(pages)) == len(feeds) == 3
    post(client, pages[0], {"do": "revoke"})
    assert [get(client, page).status_code for page in pages] == [410, 200, 200]


def test_each_airing_stands_once_whatever_names_it(world: World) -> None:
    client = world.client()
    targets = ["all", SEASON, "channels/city", "channels/max", "bouquets/ocs", "premieres"]
    found = events(client, address(client, made(client, target=targets)))
    assert len(found) == len(set(found)) == 8
    assert found == events(client, "/feeds/all.ics")


def test_streaming_can_be_part_of_it(world: World) -> None:
    client = world.client()
    found = events(client, address(client, made(client, target=["streaming", "channels/far"])))
    assert set(found) == {"off", *events(client, "/feeds/streaming.ics")}


def test_options_count_as_in_any_feed(world: World) -> None:
    client = world.client()
    feed = address(client, made(client, target=[SEASON], alarm=["15m", "1d"], title="{code}!"))
    (timed,) = [
        one
        for one in icalendar.Calendar.from_ical(get(client, feed).text).walk("VEVENT")
        if str(one["UID"]).startswith("ulysse@")
    ]
    assert str(timed["SUMMARY"]) == "S1 E1!"
    assert len(timed.walk("VALARM")) == 2


def test_24_a_feed_is_private_and_says_nothing_of_its_address(world: World) -> None:
    client = world.client()
    page = made(client)
    feed = address(client, page)
    answer = get(client, feed)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "SOURCE" not in answer.text
    for token in (feed, page):
        assert token.rpartition("/")[2].removesuffix(".ics").rpartition(".")[2] not in answer.text
    assert rows(world, "personal_feed")[0].id not in answer.text


def test_an_unchanged_feed_is_a_304_in_either_coding(world: World) -> None:
    client = world.client()
    feed = address(client, made(client))
    plain, packed = get(client, feed), get(client, feed, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    tags = {plain.headers["ETag"], packed.headers["ETag"]}
    assert len(tags) == 2
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        again = get(client, feed, If_None_Match=answer.headers["ETag"], Accept_Encoding=coding)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Cache-Control"] == "private, no-cache"


def test_the_etag_changes_with_what_the_feed_says_and_not_otherwise(world: World) -> None:
    client = world.client()
    page = made(client, target=[SEASON])
    feed = address(client, page)

    def tag() -> str:
        return get(client, feed).headers["ETag"]

    first = tag()
    world.now.at += MINUTE
    assert tag() == first
    post(client, page, {"do": "preview", "target": "all", "lang": "en"})
    assert tag() == first
    post(client, page, {"do": "change", "target": "all", "lang": "en"})
    second = tag()
    assert second != first
    world.now.at += dt.timedelta(days=1)
    assert tag() not in {first, second}


def test_a_head_is_a_get_without_a_body(world: World) -> None:
    client = world.client()
    feed = address(client, made(client))
    head, whole = client.head(feed, base_url=BASE), get(client, feed)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_unknown_tokens_are_404(world: World) -> None:
    client = world.client()
    page = made(client)
    row = rows(world, "personal_feed")[0].id
    forged = [
        "none", "a.b", "AAAA.BBBB", "AAA\0.B", f"{'A' * 300}.B",
        TOKENS.derive("feed", "nobody"), TOKENS.derive("feed", "no\0body"),
        TOKENS.derive("manage", row), TOKENS.derive("feed", row, 1),
        TOKENS.derive("feed", row).partition(".")[0] + ".AAAA",
    ]  # fmt: skip
    for token in [*forged, TOKENS.derive("calendar", row)]:
        assert get(client, f"/feeds/my/{token}.ics").status_code == 404, token
    for token in [*forged, TOKENS.derive("feed", row)]:
        path = f"/en/calendar/{token}"
        assert get(client, path).status_code == 404, token
        assert post(client, path, {"do": "revoke"}).status_code == 404, token
    assert get(client, page).status_code == 200


def test_looking_changes_nothing(world: World) -> None:
    client = world.client()
    page = made(client)
    feed, before = address(client, page), state(world)
    for path in (page, f"{page}?do=revoke", f"{page}/qr.svg", feed, f"{feed}?do=rotate"):
        for _ in range(3):
            assert get(client, path).status_code == 200
            assert client.head(path, base_url=BASE).status_code == 200
    assert post(client, page, {"do": "preview", "target": "all"}).status_code == 200
    assert state(world) == before


def test_what_is_tried_is_shown_and_not_kept(world: World) -> None:
    client = world.client()
    page = made(client)
    tried = parsed(post(client, page, {"do": "preview", "target": "premieres"}).text)
    checked = [one.get("value") for one in elements(tried, "input") if "checked" in one.attrib]
    assert checked == ["premieres", "no"]
    assert rows(world, "personal_feed")[0].targets.split() == TARGETS


def test_secret_pages_are_secret(world: World) -> None:
    client = world.client()
    page = made(client)
    answers = [make(client), get(client, page), get(client, f"{page}/qr.svg")]
    answers.append(post(client, page, {"do": "rotate"}))
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_picture_decodes_to_the_secret_address(world: World, tmp_path: Path) -> None:
    client = world.client()
    page = made(client)
    picture = get(client, f"{page}/qr.svg").data
    assert decoded(picture, tmp_path) == BASE + address(client, page)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"target": []}, "Choose what your calendar is to hold."),
        ({"target": ["airings/ulysse"]}, "no longer has all"),
        ({"token": "none"}, "The form was open for too long"),
        ({"past": "many"}, "A number of days"),
        ({"title": "{nothing}"}, "at least one of"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    world: World, fields: dict[str, Any], text: str
) -> None:
    answer = make(world.client(), **fields)
    assert answer.status_code == 400
    assert text in text_of(parsed(answer.text))
    assert rows(world, "personal_feed") == []


def test_a_change_that_is_wrong_keeps_the_calendar_as_it_was(world: World) -> None:
    client = world.client()
    page = made(client)
    wrong: tuple[dict[str, Any], ...] = ({"target": []}, {"target": "all", "past": "-1"})
    for fields in wrong:
        assert post(client, page, {"do": "change"} | fields).status_code == 400
    assert rows(world, "personal_feed")[0].targets.split() == TARGETS


def test_ten_an_hour_from_one_network(world: World) -> None:
    client = world.client()
    statuses = [make(client).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
    world.machine_now.at += dt.timedelta(hours=1)
    assert make(client).status_code == 303


def test_forms_of_other_sites_are_refused(world: World) -> None:
    client = world.client()
    page = made(client)
    before = state(world)
    for path in (page, "/en/calendar"):
        answer = post(client, path, {"do": "revoke"}, Sec_Fetch_Site="cross-site")
        assert answer.status_code == 403
    assert state(world) == before


def test_a_form_too_large_is_refused(world: World) -> None:
    assert make(world.client(), name="x" * 20_000).status_code == 413
    assert rows(world, "personal_feed") == []


def test_no_token_is_logged_whatever_happens(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    client = world.client()
    page = made(client)
    feed = address(client, page)
    tokens = [page.rpartition("/")[2], feed.rpartition("/")[2].removesuffix(".ics")]
    post(client, page, {"do": "rotate-all"})
    for path in (page, feed):
        assert get(client, path).status_code == 410

    def away() -> None:
        raise StateError(Reason.AWAY)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    page = made(client)
    feed = address(client, page)
    tokens += [page.rpartition("/")[2], feed.rpartition("/")[2].removesuffix(".ics")]
    with monkeypatch.context() as patch:
        patch.setattr(personal_feeds, "find", broken)
        assert (get(client, page).status_code, get(client, feed).status_code) == (500, 503)
    monkeypatch.setattr(world.database, "reading", away)
    assert (get(client, page).status_code, get(client, feed).status_code) == (503, 503)
    assert not [token for token in tokens if token in caplog.text]
    assert not [token for token in tokens if token.rpartition(".")[2] in caplog.text]


def test_what_the_guide_no_longer_has_is_left_out(world: World) -> None:
    client = world.client()
    page = made(client)
    feed = address(client, page)
    with world.database.writing() as tx:
        tx.exec_driver_sql("UPDATE personal_feed SET targets = 'series/gone', language = 'xx'")
    assert events(client, feed) == ["nothing"]
    assert get(client, page).status_code == 200


def test_a_calendar_without_a_name_is_called_by_what_it_holds(world: World) -> None:
    client = world.client()
    page = made(client)
    assert text_of(elements(parsed(get(client, page).text), "h1")[0]) == (
        "Missions, season 1, OCS Max"
    )
    assert f"/fr{page.removeprefix('/en')}" in links(parsed(get(client, page).text))
