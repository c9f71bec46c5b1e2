import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from guide.model.reminders import Kind, Subscriber, Subscription
from guide.state import subscribers, tables
from guide.state.database import StateError
from guide.state.faults import Reason
from tests.web.looking import elements, links, main_of, parsed, text_of
from tests.web.world import BASE, TOKENS, World

SEASON = "series/missions/season-1"
FORM = {"email": "viewer@example.org", "lead": ["30m", "evening"], "kind": "airing", "zone": "UTC"}


def get(client: Client, path: str) -> TestResponse:
    return client.get(path, base_url=BASE)


def post(client: Client, path: str, data: dict[str, Any], **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, base_url=BASE, data=data, headers=named)


def hidden(client: Client, path: str, name: str) -> str:
    """Return the value of a field of the page's form that nobody sees."""
    page = parsed(get(client, path).text)
    return next(one.get("value", "") for one in elements(page, "input") if one.get("name") == name)


def token_of(client: Client, target: str = SEASON) -> str:
    return hidden(client, f"/en/subscribe?target={target}", "token")


def say_yes(client: Client, path: str) -> TestResponse:
    """Confirm what the page at `path` lists."""
    return post(client, path, {"seen": hidden(client, path, "seen")})


def ask(client: Client, target: str = SEASON, language: str = "en", **fields: Any) -> TestResponse:
    form = FORM | {"target": target, "token": token_of(client, target)} | fields
    return post(client, f"/{language}/subscribe", form)


def rows(world: World, table: str) -> list[Any]:
    with world.database.reading() as tx:
        return list(tx.execute(select(tables.metadata.tables[table])))


def confirm_address(world: World, number: int = 0) -> str:
    return f"/en/confirm/{TOKENS.derive('confirm', rows(world, 'sign_up')[number].id)}"


def subscriber(world: World, client: Client) -> Subscriber:
    ask(client)
    assert say_yes(client, confirm_address(world)).status_code == 200
    with world.database.reading() as tx:
        person = subscribers.subscriber(tx, rows(world, "subscriber")[0].id)
    assert person is not None
    return person


def address(purpose: str, person: Subscriber, language: str = "en") -> str:
    return f"/{language}/{purpose}/{TOKENS.derive(purpose, person.id, person.epoch)}"


def held(world: World) -> list[tuple[str, str, str]]:
    return sorted((one.target, one.kind, one.lead) for one in rows(world, "subscription"))


def state(world: World) -> dict[str, list[Any]]:
    return {name: [tuple(row) for row in rows(world, name)] for name in tables.metadata.tables}


def test_the_form_offers_leads_and_kinds_and_the_zone_of_the_channel(client: Client) -> None:
    page = parsed(get(client, f"/en/subscribe?target={SEASON}").text)
    fields = [
        (one.get("name"), one.get("value"), one.get("checked") is not None)
        for one in elements(main_of(page), "input")
        if one.get("name") not in {"token", "website"}
    ]
    assert fields == [
        ("target", SEASON, False),
        ("email", "", False),
        ("lead", "15m", False),
        ("lead", "30m", True),
        ("lead", "1h", False),
        ("lead", "1d", False),
        ("lead", "evening", False),
        ("kind", "airing", True),
        ("kind", "first_run", False),
        ("zone", "Europe/Paris", False),
    ]
    assert "Missions, season 1" in text_of(elements(page, "main")[0])
    assert f"/fr/subscribe?target={SEASON}" in links(page)


def test_without_a_target_the_form_asks_for_one(client: Client) -> None:
    found = links(parsed(get(client, "/en/subscribe").text))
    assert "/en/subscribe?target=series/missions" in found
    assert get(client, "/en/subscribe?target=nothing").status_code == 404
    assert get(client, "/en/subscribe?target=airings/ulysse").status_code == 404


def test_a_viewer_asks_confirms_changes_and_leaves(world: World) -> None:
    client = world.client()
    assert "Look into your mailbox" in ask(client).text
    shown = get(client, confirm_address(world))
    assert "viewer@example.org" in shown.text
    assert (
        "Missions, season 1: every broadcast, 30 minutes before and the evening before"
        in shown.text
    )
    confirmed = say_yes(client, confirm_address(world))
    assert "You will be reminded" in confirmed.text
    assert held(world) == [(SEASON, "airing", "30m"), (SEASON, "airing", "evening")]
    manage = next(one for one in links(parsed(confirmed.text)) if one.startswith("/en/manage/"))
    removed = post(
        client, manage, {"do": "remove", "target": SEASON, "kind": "airing", "lead": "evening"}
    )
    assert "Removed." in removed.text
    assert held(world) == [(SEASON, "airing", "30m")]
    post(client, manage, {"do": "settings", "zone": "Asia/Tokyo", "language": "fr"})
    person = rows(world, "subscriber")[0]
    assert (person.zone, person.language) == ("Asia/Tokyo", "fr")
    assert "Your reminders have ended" in post(client, manage, {"do": "leave"}).text
    assert rows(world, "subscriber") == rows(world, "subscription") == []
    assert get(client, manage).status_code == 404


def test_confirming_plans_the_reminders_at_once(world: World) -> None:
    subscriber(world, world.client())
    planned = {(one.airing, one.lead) for one in rows(world, "reminder_job")}
    assert {("ulysse", "30m"), ("ulysse", "evening")} <= planned


def test_a_new_zone_has_its_own_evening_at_once(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    post(
        client,
        address("manage", person),
        {"do": "settings", "zone": "Asia/Tokyo", "language": "fr"},
    )
    evenings = {one.zone for one in rows(world, "reminder_job") if one.lead == "evening"}
    assert "Asia/Tokyo" in evenings


def test_a_confirmation_holds_once_and_for_48_hours(world: World) -> None:
    client = world.client()
    ask(client)
    used = confirm_address(world)
    say_yes(client, used)
    assert post(client, used, {}).status_code == 404
    world.machine_now.at += dt.timedelta(days=2)
    ask(client, email="other@example.org")
    late = confirm_address(world)
    world.machine_now.at += dt.timedelta(hours=48)
    for answer in (get(client, late), post(client, late, {})):
        assert answer.status_code == 404
        assert "older than 48 hours" in answer.text
    assert len(rows(world, "subscriber")) == 1


def test_known_and_unknown_addresses_get_the_same_answer(world: World) -> None:
    client = world.client()
    subscriber(world, client)
    known, unknown = ask(client), ask(client, email="unknown@example.org")
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert known.headers == unknown.headers


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("email", "", "That is no e-mail address"),
        ("email", "viewer", "That is no e-mail address"),
        ("email", "a@b\r\nBcc: c@d.org", "That is no e-mail address"),
        ("email", "a" * 10_000 + "@example.org", "That is no e-mail address"),
        ("email", "viewer@exa\0mple.org", "That is no e-mail address"),
        ("lead", [], "Choose when you want to be reminded."),
        ("lead", ["soon"], "Choose one of the times offered."),
        ("lead", ["digest-daily"], "Choose one of the times offered."),
        ("lead", ["9" * 5000 + "m"], "Choose one of the times offered."),
        ("lead", [f"{n}m" for n in range(1, 30)], "Choose when you want to be reminded."),
        ("kind", [], "Choose what to be told of."),
        ("kind", ["streaming"], "Choose what to be told of."),
        ("zone", "Europe", "There is no time zone of that name"),
        ("zone", "../etc", "There is no time zone of that name"),
        ("zone", "", "There is no time zone of that name"),
        ("token", "none", "The form was open for too long"),
        ("token", "", "The form was open for too long"),
        ("token", TOKENS.derive("form", "9" * 400), "The form was open for too long"),
        ("token", TOKENS.derive("manage", "1772366400"), "The form was open for too long"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    world: World, field: str, value: Any, text: str
) -> None:
    answer = ask(world.client(), **{field: value})
    assert answer.status_code == 400
    document = parsed(answer.text)
    assert text in text_of(elements(document, "main")[0])
    assert [one.get("href") for one in elements(document, "a") if one.get("href") == f"#{field}"]
    assert [one for one in document.iter() if one.get("id") == field]
    assert rows(world, "sign_up") == []


def test_what_was_written_is_still_there(client: Client) -> None:
    answer = ask(client, email="<b>viewer", lead=["1h", "1d"], kind="first_run")
    page = parsed(answer.text)
    values = {one.get("value") for one in elements(page, "input")}
    checked = {one.get("value") for one in elements(page, "input") if "checked" in one.attrib}
    assert "<b>viewer" in values
    assert checked == {"1h", "1d", "first_run"}


def test_a_target_that_is_none_is_a_bad_request(client: Client) -> None:
    for target in ("", "nothing", "series/none", "airings/ulysse", "x" * 5000):
        assert ask_for(client, target).status_code == 400


def ask_for(client: Client, target: str) -> TestResponse:
    return post(client, "/en/subscribe", FORM | {"target": target, "token": token_of(client)})


def test_a_form_that_is_too_large_is_refused(client: Client) -> None:
    assert ask(client, email="a" * 20_000).status_code == 413


def test_a_form_token_lives_for_a_day(world: World) -> None:
    client = world.client()
    token = token_of(client)
    world.machine_now.at += dt.timedelta(hours=24)
    late = post(client, "/en/subscribe", FORM | {"target": SEASON, "token": token})
    assert late.status_code == 400
    assert rows(world, "sign_up") == []


def test_a_form_token_of_no_time_is_none_of_ours(client: Client) -> None:
    for token in ("OTk5OTk5OTk5OTk5.x", "MjUzNDAyMzAwODAw.x", "2aE.x", "MA.x"):
        data = FORM | {"target": SEASON, "token": token}
        assert post(client, "/en/subscribe", data).status_code == 400


def test_no_other_form_stands_where_it_would_lose_ours(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    for path in (f"/en/subscribe?target={SEASON}", address("manage", person)):
        shown = parsed(get(client, path).text)
        own = elements(main_of(shown), "form")
        assert not [one for one in own if one.get("method") == "get"], path
        assert len(elements(shown, "datalist")) == 1


def test_the_field_nobody_sees_is_a_trap(world: World) -> None:
    client = world.client()
    trapped = ask(client, website="http://spam.test")
    assert rows(world, "sign_up") == []
    assert trapped.data == ask(client).data
    assert len(rows(world, "sign_up")) == 1


def test_one_network_may_ask_ten_times_an_hour(world: World) -> None:
    client = world.client()
    answers = [ask(client, email=f"viewer{n}@example.org").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_network_is_the_visitors_behind_the_proxies_we_trust(world: World) -> None:
    def asked(count: int, forwarded: str) -> list[int]:
        client = world.client()
        form = FORM | {"target": SEASON, "token": token_of(client)}
        return [
            post(
                client,
                "/en/subscribe",
                form | {"email": f"v{forwarded[-1]}{n}@example.org"},
                X_Forwarded_For=forwarded,
            ).status_code
            for n in range(count)
        ]

    world.trusted_proxies = 1
    assert asked(10, "198.51.100.1") == [200] * 10
    assert asked(1, "203.0.113.2") == [200]
    # What the visitor writes into the header comes before what our proxy adds.
    assert asked(1, "203.0.113.9, 198.51.100.7") == [429]


def test_looking_at_any_link_changes_nothing(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    world.machine_now.at += dt.timedelta(days=2)
    ask(client, target="premieres")
    before = state(world)
    for path in (
        confirm_address(world),
        address("manage", person),
        address("unsubscribe", person),
        "/en/subscribe?target=premieres",
    ):
        for _ in range(5):
            assert get(client, path).status_code == 200
            assert client.head(path, base_url=BASE).status_code == 200
    assert state(world) == before


def test_one_click_of_a_mail_program_ends_it(world: World) -> None:
    client = world.client()
    path = address("unsubscribe", subscriber(world, client))
    click = {"List-Unsubscribe": "One-Click"}
    first = post(client, path, click, Sec_Fetch_Site="cross-site", Origin="https://mail.test")
    assert first.status_code == 200
    assert rows(world, "subscriber") == rows(world, "subscription") == []
    assert post(client, path, click).status_code == 200


def test_the_page_to_leave_has_a_button_and_a_way_to_keep_some(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    page = parsed(get(client, address("unsubscribe", person)).text)
    assert [one.get("action") for one in elements(main_of(page), "form")] == [
        address("unsubscribe", person)
    ]
    assert address("manage", person) in links(page)
    assert post(client, address("unsubscribe", person), {}).status_code == 200
    assert rows(world, "subscriber") == []


def test_no_token_opens_another_door(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    before = state(world)
    for purpose in ("manage", "unsubscribe", "confirm"):
        for other in ("manage", "unsubscribe", "confirm", "form"):
            if purpose == other:
                continue
            path = f"/en/{purpose}/{TOKENS.derive(other, person.id, person.epoch)}"
            assert get(client, path).status_code == post(client, path, {}).status_code == 404
        stale = f"/en/{purpose}/{TOKENS.derive(purpose, person.id, person.epoch + 1)}"
        assert get(client, stale).status_code == post(client, stale, {}).status_code == 404
    assert state(world) == before


def test_nothing_is_confirmed_that_was_not_shown(world: World) -> None:
    client = world.client()
    ask(client)
    path = confirm_address(world)
    seen = hidden(client, path, "seen")
    ask(client, target="series/missions")
    for stale in ({}, {"seen": seen}):
        answer = post(client, path, stale)
        assert (answer.status_code, answer.text.count("Missions") > 1) == (200, True)
        assert rows(world, "subscriber") == []
    say_yes(client, path)
    assert {target for target, *_ in held(world)} == {SEASON, "series/missions"}


def test_only_the_mailed_link_confirms(world: World) -> None:
    client = world.client()
    ask(client)
    request = rows(world, "sign_up")[0].id
    forged = TOKENS.derive("manage", request)
    unsigned = TOKENS.derive("confirm", request).partition(".")[0] + ".AAAA"
    for token in (forged, unsigned, request):
        path = f"/en/confirm/{token}"
        assert get(client, path).status_code == post(client, path, {}).status_code == 404
    assert rows(world, "subscriber") == []


def test_forms_of_other_sites_are_refused(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    before = state(world)
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"},
                    {"Origin": "https://evil.test"}, {"Origin": "http://["}):  # fmt: skip
        for path in ("/en/subscribe", address("manage", person)):
            assert post(client, path, {"do": "leave"}, **headers).status_code == 403
    assert state(world) == before


def test_our_own_forms_are_taken_however_a_browser_names_their_origin(world: World) -> None:
    client = world.client()
    path = address("manage", subscriber(world, client))
    for headers in ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, {"Origin": "null"},
                    {"Origin": BASE}, {"Sec_Fetch_Site": "none"}):  # fmt: skip
        assert post(client, path, {"do": "none"}, **headers).status_code == 200


def test_a_bad_zone_is_said_on_the_page_that_manages(world: World) -> None:
    client = world.client()
    path = address("manage", subscriber(world, client))
    answer = post(client, path, {"do": "settings", "zone": "Europe", "language": "fr"})
    assert answer.status_code == 400
    assert "There is no time zone of that name" in answer.text


def test_what_is_followed_can_outlive_the_guide(world: World) -> None:
    client = world.client()
    person = subscriber(world, client)
    gone = Subscription("series/gone/season-9", Kind.AIRING, "1h")
    with world.database.writing() as tx:
        subscribers.set_subscriptions(tx, person.id, [gone])
    assert "series/gone/season-9" in get(client, address("manage", person)).text


def test_a_database_that_cannot_be_written_is_a_503(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    form = FORM | {"target": SEASON, "token": token_of(client)}

    def full() -> None:
        raise StateError(Reason.FULL)

    monkeypatch.setattr(world.database, "writing", full)
    answer = post(client, "/en/subscribe", form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "try again in a minute" in answer.text
