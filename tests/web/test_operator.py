import datetime as dt
import json
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from guide.formats.source_report import source_json
from guide.model.source import ImportSource
from guide.publishing.source_states import source_states
from guide.releases.importing.imported import imported_sources
from guide.sources.listed import listed_in
from guide.state import import_checks
from guide.state.database import StateError
from guide.state.faults import Reason
from guide.web.operator_session import COOKIE, LIFE
from tests.web.imports import (
    GUIDE,
    SHOWN,
    SHOWN_IMPORTED,
    check,
    publish_listed,
    take,
)
from tests.web.looking import elements, links, main_of, parsed, text_of
from tests.web.test_forms import post, rows, state
from tests.web.world import ADMIN_TOKEN, BASE, SITE, World, evening_draft

ADDRESSES = ("/operator/", "/operator/imports.json")
POSTED = ("/operator/sign-in", "/operator/sign-out")
WRONG = "another-token-altogether"


def get(client: Client, path: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, base_url=BASE, headers=named)


def form_token(client: Client) -> str:
    page = parsed(get(client, "/operator/?lang=en").text)
    found = (one for one in elements(page, "input") if one.get("name") == "token")
    return next(found).get("value", "")


def sign_in(
    client: Client, password: str = ADMIN_TOKEN, lang: str = "en", **headers: str
) -> TestResponse:
    form = {"password": password, "token": form_token(client)}
    return post(client, f"/operator/sign-in?lang={lang}", form, **headers)


def signed_in(client: Client) -> str:
    """Sign in; return the cookie as a browser sends it."""
    return sign_in(client).headers["Set-Cookie"].partition(";")[0]


def page_of(client: Client, lang: str = "en") -> str:
    answer = get(client, f"/operator/?lang={lang}", Cookie=signed_in(client))
    assert answer.status_code == 200
    return answer.text


def imports_of(client: Client) -> Any:
    return get(client, "/operator/imports.json", Authorization=f"Bearer {ADMIN_TOKEN}").json


def facts(text: str) -> dict[str, str]:
    page = parsed(text)
    terms, told = elements(page, "dt"), elements(page, "dd")
    return {text_of(a): text_of(b) for a, b in zip(terms, told, strict=True)}


@pytest.mark.parametrize("admin_token", [None, ""])
def test_without_an_admin_token_there_is_no_such_page(tmp_path: Path, admin_token: str) -> None:
    world = World(tmp_path, admin_token=admin_token)
    world.publish(evening_draft())
    client = world.client()
    unknown = get(client, "/nothing/").text
    authorised = {"Authorization": "Bearer ", "Cookie": f"{COOKIE}=x"}
    for address in (*ADDRESSES, *POSTED, "/operator", "/operator/else"):
        for answer in (get(client, address), get(client, address, **authorised)):
            assert (answer.status_code, answer.text) == (404, unknown)
        assert post(client, address, {"password": ""}).status_code == 404
    world.database.close()


def test_before_signing_in_there_is_one_field_and_nothing_else(world: World) -> None:
    take(world)
    page = parsed(get(world.client(), "/operator/?lang=en").text)
    fields = [
        {name: one.get(name) for name in ("type", "name", "autocomplete")}
        for one in elements(main_of(page), "input")
    ]
    assert fields == [
        {"type": "hidden", "name": "token", "autocomplete": None},
        {"type": "password", "name": "password", "autocomplete": "current-password"},
    ]
    assert elements(page, "article") == elements(page, "dl") == []
    assert "/operator/imports.json" not in links(page)


def test_the_token_signs_in_and_out_and_nothing_is_kept_of_it(world: World) -> None:
    client, before = world.client(), state(world)
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/operator/?lang=en")
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert "Imports" in get(client, "/operator/?lang=en", Cookie=cookie).text
    assert get(client, "/operator/imports.json", Cookie=cookie).json == []
    left = post(client, "/operator/sign-out?lang=fr", {}, Cookie=cookie)
    assert (left.status_code, left.headers["Location"]) == (303, "/operator/?lang=fr")
    assert left.headers["Set-Cookie"].startswith(f"{COOKIE}=; ")
    assert "Max-Age=0" in left.headers["Set-Cookie"]
    assert state(world) == before


def test_the_cookie_is_of_https_alone_where_the_guide_is(world: World) -> None:
    for base, secure in (("https://guide.test", True), ("http://guide.test", False)):
        world.site = replace(SITE, base_url=base)
        cookie = sign_in(world.client()).headers["Set-Cookie"]
        assert "HttpOnly; Path=/operator; SameSite=Strict" in cookie
        assert ("; Secure" in cookie) is secure


def test_a_wrong_token_is_told_so_and_signs_nobody_in(client: Client) -> None:
    answer = sign_in(client, WRONG)
    assert answer.status_code == 403
    assert "That is not the admin token of this guide." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert WRONG not in answer.text
    assert "Ce n’est pas le jeton" in sign_in(client, "", lang="fr").text


def test_guessing_is_slow_and_then_even_the_right_token_waits(world: World) -> None:
    client = world.client()
    assert [sign_in(client, WRONG).status_code for _ in range(10)] == [403] * 10
    bearer = {"Authorization": f"Bearer {WRONG}"}
    assert sign_in(client).status_code == 429
    refused = get(client, "/operator/imports.json", **bearer)
    assert (refused.status_code, refused.mimetype) == (429, "text/plain")
    assert len(rows(world, "sign_up_event")) == 10
    world.machine_now.at += dt.timedelta(hours=1)
    assert sign_in(client).status_code == 303


def test_the_right_token_is_never_counted_and_bearers_guess_no_more(world: World) -> None:
    client = world.client()
    assert {sign_in(client).status_code for _ in range(12)} == {303}
    told = [
        get(client, "/operator/imports.json", Authorization=f"Bearer {WRONG}").status_code
        for _ in range(11)
    ]
    assert told == [401] * 10 + [429]


def test_an_old_or_changed_cookie_shows_the_form(world: World) -> None:
    client = world.client()
    cookie = signed_in(client)
    for other in (f"{cookie}x", f"{COOKIE}=", f"{COOKIE}=\xff", "other=\xff\xfe"):
        assert "current-password" in get(client, "/operator/", Cookie=other).text
        assert get(client, "/operator/imports.json", Cookie=other).status_code == 401
    world.machine_now.at += LIFE
    assert "current-password" in get(client, "/operator/", Cookie=cookie).text


def test_another_admin_token_ends_every_session(world: World) -> None:
    cookie = signed_in(world.client())
    assert get(world.client(), "/operator/imports.json", Cookie=cookie).status_code == 200
    world.admin_token = WRONG
    assert get(world.client(), "/operator/imports.json", Cookie=cookie).status_code == 401


@pytest.mark.parametrize(
    "sent",
    [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.test"}],
)
def test_another_site_signs_nobody_in_or_out(client: Client, sent: dict[str, str]) -> None:
    for answer in (sign_in(client, **sent), post(client, "/operator/sign-out", {}, **sent)):
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


def test_a_form_of_yesterday_is_sent_once_more(world: World) -> None:
    client = world.client()
    form = {"password": ADMIN_TOKEN, "token": form_token(client)}
    world.machine_now.at += dt.timedelta(hours=24)
    for stale in (form, {"password": ADMIN_TOKEN}, form | {"token": "x"}):
        answer = post(client, "/operator/sign-in?lang=en", stale)
        assert answer.status_code == 400
        assert "The form was open for too long" in answer.text
    # It was no guess, whatever was in it.
    assert rows(world, "sign_up_event") == []


def test_every_answer_is_stored_by_nobody_and_found_by_no_search(world: World) -> None:
    client = world.client()
    take(world)
    cookie = signed_in(client)
    for answer in (
        *(get(client, one) for one in ADDRESSES),
        *(get(client, one, Cookie=cookie) for one in ADDRESSES),
        sign_in(client),
        sign_in(client, WRONG),
        post(client, "/operator/sign-in", {}),
        post(client, "/operator/sign-out", {}),
    ):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    for answer in (get(client, "/operator/x"), get(client, "/operator"), get(client, POSTED[0])):
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_import_is_shown_with_all_that_is_known_of_it(world: World) -> None:
    take(world)
    check(world, "tele")
    shown = facts(page_of(world.client()))
    assert shown == {
        "Where from": SHOWN_IMPORTED,
        "Priority": "7",
        "Last good import": "1 h ago (Thursday 1 June 2017, 19:00, Paris time)",
        "Last found in order": "2 h ago (Sunday 1 March 2026, 11:00, Paris time)",
        "Period": (
            "Thursday 1 June 2017, 20:00, Paris time to Thursday 1 June 2017, 22:00, Paris time"
        ),
        "Holds": "3 programmes, 2 airings and 1 channel",
    }


def test_its_findings_have_code_sentence_count_and_lines(world: World) -> None:
    take(world)
    text = page_of(world.client())
    findings = [text_of(one) for one in elements(parsed(text), "li") if elements(one, "code")]
    once = "1 time, for example in lines:"
    assert findings == [
        f"no-offset start has no offset: read in the zone of the source {once} 4",
        f"no-title programme has neither title nor sub-title: skipped {once} 10",
    ]
    french = page_of(world.client(), "fr")
    assert '<span lang="en">start has no offset: read in the zone of the source</span>' in french
    assert "2 sortes d’anomalies" in french


def test_a_later_import_says_how_much_it_looked_at(world: World) -> None:
    take(world)
    term = "Oddities looked for in"
    assert term not in facts(page_of(world.client()))
    take(world, guide=GUIDE.replace(b"</title>", b"</title><category>News</category>", 1))
    assert facts(page_of(world.client()))[term] == "2 programmes read anew"
    french = facts(page_of(world.client(), "fr"))
    assert french["Anomalies cherchées dans"] == "2 programmes relus"


def test_what_fails_or_has_ended_is_said(world: World) -> None:
    publish_listed(world)
    check(world, "radio", "https://***@epg.example: it answers 404 <b>")
    take(world, ImportSource("hand", "By hand", zone="Europe/Paris"))
    world.now.at += dt.timedelta(days=3)
    page = parsed(page_of(world.client()))
    told = [
        [text_of(one) for one in elements(article, "p") if one.get("class") == "fault"]
        for article in elements(page, "article")
    ]
    assert told == [
        [
            "The last check failed 2 h ago: https://***@epg.example: it answers 404 <b>",
            "It is listed and not imported yet.",
        ],
        ["Nothing of it lies ahead."],
    ]
    assert "a file imported by hand" in text_of(page)
    assert "3 days ago" in text_of(page)


def test_no_credential_is_shown_anywhere(world: World) -> None:
    publish_listed(world)
    take(world)
    client = world.client()
    everything = page_of(client) + page_of(client, "fr") + json.dumps(imports_of(client))
    assert "sesame" not in everything
    assert [one["address"] for one in imports_of(client)] == [SHOWN, SHOWN_IMPORTED]


def test_titles_and_notes_are_text(world: World) -> None:
    publish_listed(world)
    take(world)
    text = page_of(world.client())
    for one in ("Télé <b>Une</b>", "<i>Ours</i> & yours"):
        assert one not in text
        assert escape(one) in text


def test_json_is_what_the_terminal_tells(world: World) -> None:
    publish_listed(world)
    check(world, "radio", "it answers 404")
    take(world)
    check(world, "tele")
    client = world.client()
    release = world.library.current()
    assert release
    with world.database.reading() as tx:
        checks = import_checks.checks(tx)
    listed = {one.id: one for one in listed_in(release.files())}
    states = source_states(listed, imported_sources(release), checks)
    now, machine_now = world.now(), world.machine_now()
    told = [source_json(one, now=now, machine_now=machine_now) for one in states]
    assert imports_of(client) == json.loads(json.dumps(told))
    assert [one["source"] for one in told] == ["radio", "tele"]
    with_cookie = get(client, "/operator/imports.json", Cookie=signed_in(client))
    assert with_cookie.mimetype == "application/json"
    assert with_cookie.json == imports_of(client)


def test_json_is_for_who_is_signed_in_or_brings_the_token(client: Client) -> None:
    for sent in ({}, {"Authorization": "Basic bWU6c2VzYW1l"}, {"Authorization": "Bearer"}):
        refused = get(client, "/operator/imports.json", **sent)
        assert (refused.status_code, refused.mimetype) == (401, "text/plain")
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    lower = get(client, "/operator/imports.json", Authorization=f"bearer {ADMIN_TOKEN}")
    assert lower.json == []
    # The page itself is for people: a token in a header does not open it.
    shown = get(client, "/operator/", Authorization=f"Bearer {ADMIN_TOKEN}")
    assert "current-password" in shown.text


def test_the_last_twenty_releases_are_told_with_their_counts(world: World) -> None:
    for number in range(2, 24):
        draft = evening_draft()
        truth = {"a.yaml": f"# truth {number}\n".encode()}
        moved = replace(draft.airings[0], id=f"new-{number}")
        world.publish(replace(draft, airings=(*draft.airings[1:], moved), files=truth))
    take(world)
    page = parsed(page_of(world.client()))
    told = [text_of(one) for one in elements(page, "li") if one.get("class") == "line"]
    assert len(told) == 20
    assert told[0] == (
        "Release 24 Thursday 1 June 2017, 20:00, Paris time 0 changes and 2 new airings import tele"
    )
    assert "/en/changes/24" in links(page)


def test_the_page_is_whole_html_in_both_languages_that_names_itself(world: World) -> None:
    publish_listed(world)
    take(world)
    client = world.client()
    for lang, other in (("fr", "en"), ("en", "fr")):
        for text in (page_of(client, lang), get(client, f"/operator/?lang={lang}").text):
            page = parsed(text)
            assert elements(page, "html")[0].get("lang") == lang
            assert len(elements(page, "h1")) == 1
            assert f"/operator/?lang={other}" in links(page)
            assert not [one for one in elements(page, "link") if one.get("hreflang")]
    french = get(client, "/operator/", Accept_Language="fr;q=0.9, en;q=0.5")
    assert elements(parsed(french.text), "html")[0].get("lang") == "fr"


def test_before_the_first_release_there_is_little_to_see(tmp_path: Path) -> None:
    world = World(tmp_path)
    text = page_of(world.client(), "en")
    assert "No guide of others is imported or listed." in text
    assert "This guide has published nothing yet." in text
    assert imports_of(world.client()) == []
    world.database.close()


def test_without_the_database_it_is_away_for_a_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    form = {"password": ADMIN_TOKEN, "token": form_token(client)}

    def away() -> None:
        raise StateError(Reason.AWAY, "away")

    monkeypatch.setattr(world.database, "writing", away)
    assert post(client, "/operator/sign-in", form).status_code == 503
