from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import icalendar
import pytest
from werkzeug.test import Client, TestResponse

from tests.web.looking import elements, links, main_of, parsed, text_of
from tests.web.qr import decoded
from tests.web.test_forms import state
from tests.web.world import BASE, World

SEASON = "series/missions/season-1"
OPTIONS = "kind=first_run&alarm=30m,1d&title={code} {channel}"


def get(client: Client, query: str = "", language: str = "en") -> TestResponse:
    return client.get(f"/{language}/calendar?{query}", base_url=BASE)


def page(client: Client, query: str = "", language: str = "en") -> Element:
    return parsed(get(client, query, language).text)


def previewed(document: Element) -> list[str]:
    shown = [one for one in elements(document, "span") if one.get("class") == "work"]
    return ["".join(one.itertext()) for one in shown]


def said(client: Client, address: str) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(
        client.get(address.removeprefix(BASE), base_url=BASE).text
    )
    return sorted(calendar.walk("VEVENT"), key=lambda event: str(event["DTSTART"].to_ical()))


def copied(document: Element) -> str:
    """Return the address the page gives to be copied."""
    found = (
        one.get("value", "") for one in elements(document, "input") if one.get("id") == "address"
    )
    return next(found)


def checked(document: Element) -> set[tuple[str, str]]:
    boxes = [one for one in elements(document, "input") if "checked" in one.attrib]
    return {(one.get("name", ""), one.get("value", "")) for one in boxes}


def test_the_first_step_offers_all_there_is(client: Client) -> None:
    document = page(client)
    offered = [
        one.get("value") for one in elements(document, "input") if one.get("name") == "target"
    ]
    assert offered == [
        "all", "premieres", "streaming", "bouquets/ocs", "channels/city", "channels/max",
        "channels/far", "channels/tokyo", "series/missions", "series/missions/season-1",
        "series/missions/season-2",
    ]  # fmt: skip
    assert [one.get("method") for one in elements(document, "form")][:1] == ["get"]
    assert checked(document) == {("streaming", "no")}


def test_a_state_of_the_page_is_an_address(client: Client) -> None:
    query = f"target={SEASON}&{OPTIONS}&spoilers=no&cancelled=hide&past=7&lang=fr"
    document = page(client, query)
    assert checked(document) == {
        ("target", SEASON), ("kind", "first_run"), ("alarm", "30m"), ("alarm", "1d"),
        ("streaming", "no"), ("spoilers", "no"), ("cancelled", "hide"),
    }  # fmt: skip
    values = {one.get("name"): one.get("value") for one in elements(document, "input")}
    assert (values["past"], values["title"]) == ("7", "{code} {channel}")
    french = next(one for one in links(document) if one.startswith("/fr/calendar"))
    assert checked(parsed(client.get(french, base_url=BASE).text)) == checked(document)


def test_repeated_fields_of_the_form_mean_the_same_as_one_with_commas(client: Client) -> None:
    form = get(client, f"target={SEASON}&alarm=30m&alarm=1d&title=&past=&q=")
    address = get(client, f"target={SEASON}&alarm=30m,1d")
    assert copied(parsed(form.text)) == copied(parsed(address.text))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("options", ["", OPTIONS, "spoilers=no", "streaming=only", "lang=en"])
def test_the_preview_says_what_the_feed_says(client: Client, language: str, options: str) -> None:
    document = page(client, f"target={SEASON}&{options}", language)
    events = said(client, copied(document))
    assert previewed(document) == [str(one["SUMMARY"]) for one in events if _is_ahead(one)][:5]
    assert previewed(document)
    told = [one for one in elements(document, "p") if one.get("class") == "said"]
    descriptions = [" ".join(str(one["DESCRIPTION"]).split()) for one in events if _is_ahead(one)]
    assert [text_of(one) for one in told] == descriptions[:5]


def _is_ahead(event: Any) -> bool:
    return str(event["DTEND"].to_ical().decode()) > "20170601T180000Z"


def test_of_one_thing_the_calendar_has_a_public_address(client: Client) -> None:
    document = page(client, f"target={SEASON}&alarm=30m")
    https = f"{BASE}/feeds/{SEASON}.ics?lang=en&alarm=30m"
    assert copied(document) == https
    found = links(document)
    assert https.replace("http://", "webcal://") in found
    assert https in found
    for host in ("calendar.google.com", "outlook.live.com", "outlook.office.com"):
        assert [one for one in found if one.startswith(f"https://{host}/")]


def test_of_several_there_is_none_before_it_is_made(client: Client) -> None:
    document = page(client, f"target={SEASON}&target=channels/max")
    assert elements(document, "img") == []
    assert [one.get("method") for one in elements(main_of(document), "form")] == ["get", "post"]
    assert len(previewed(document)) == 5


def test_the_picture_decodes_to_the_address(client: Client, tmp_path: Path) -> None:
    document = page(client, f"target={SEASON}&{OPTIONS}")
    (picture,) = elements(document, "img")
    answer = client.get(picture.get("src", ""), base_url=BASE)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert decoded(answer.data, tmp_path) == copied(document)


@pytest.mark.parametrize(
    "query", ["", "target=airings/ulysse", f"target={SEASON}&target=all", "target=all&past=x"]
)
def test_there_is_no_picture_of_what_has_no_address(client: Client, query: str) -> None:
    assert client.get(f"/en/calendar/qr.svg?{query}", base_url=BASE).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("past", "many", "A number of days from 0 to 3650."),
        ("ahead", "731", "A number of days from 0 to 730."),
        ("alarm", "soon", "At most 5 reminders"),
        ("title", "nothing", "at least one of {title} {series}"),
        ("kind", "best", "Choose one of what is offered."),
        ("lang", "xx", "Choose one of what is offered."),
        ("streaming", "maybe", "Choose one of what is offered."),
        ("spoilers", "please", "Choose one of what is offered."),
        ("target", "series/gone", "no longer has all"),
        ("target", "airings/ulysse", "no longer has all"),
    ],
)
def test_what_is_wrong_is_said_with_a_link_to_its_field(
    client: Client, field: str, value: str, text: str
) -> None:
    answer = get(client, f"target={SEASON}&{field}={value}")
    document = parsed(answer.text)
    assert answer.status_code == 400
    assert text in text_of(elements(document, "main")[0])
    assert f"#{field}" in links(document)
    assert [one for one in document.iter() if one.get("id") == field]


@pytest.mark.parametrize(
    ("field", "value"), [("past", "many"), ("ahead", "731"), ("title", "nothing")]
)
def test_a_field_is_told_what_is_wrong_with_it(client: Client, field: str, value: str) -> None:
    document = page(client, f"target={SEASON}&{field}={value}")
    (wrong,) = (one for one in document.iter() if one.get("aria-invalid"))
    named = {one.get("id"): text_of(one) for one in document.iter()}
    fault, hint = (named[one] for one in wrong.get("aria-describedby", "").split())
    (listed,) = (one for one in elements(document, "a") if one.get("href") == f"#{field}")
    assert (wrong.get("id"), fault) == (field, text_of(listed))
    assert hint


def test_fifty_things_and_no_more(client: Client) -> None:
    def asked(stems: Sequence[str]) -> int:
        return get(client, "&".join(f"target={one}" for one in stems)).status_code

    assert asked([SEASON] * 51) == 200
    long = "x" * 9000
    assert asked([long]) == 414


def test_a_search_narrows_the_choices_and_keeps_what_was_chosen(client: Client) -> None:
    document = page(client, "target=channels/max&q=tokyo")
    offered = [
        one.get("value") for one in elements(document, "input") if one.get("name") == "target"
    ]
    assert [one for one in offered if one and one.startswith("channels/")] == [
        "channels/max", "channels/tokyo", "channels/max",
    ]  # fmt: skip
    assert "find them by their names" in text_of(document)


def test_it_is_the_second_step_of_adding(client: Client) -> None:
    for path in ("/en/series/missions/", "/en/series/missions/season-1/", "/en/channels/city/"):
        found = links(parsed(client.get(path, base_url=BASE).text))
        stem = path.removeprefix("/en/").rstrip("/")
        assert f"/en/calendar?target={stem}" in found
        assert [one for one in found if one.startswith("webcal://")]


def test_the_table_of_programs_names_its_sources(client: Client) -> None:
    document = page(client, "target=all")
    rows = [one for one in elements(document, "tr") if elements(one, "td")]
    assert len(rows) == 6
    assert all(links(row) for row in rows)


def test_looking_changes_nothing(world: World) -> None:
    client, before = world.client(), state(world)
    for query in ("", f"target={SEASON}", "target=all&target=premieres", "past=x"):
        for _ in range(3):
            get(client, query)
            client.head(f"/fr/calendar?{query}", base_url=BASE)
    assert state(world) == before
