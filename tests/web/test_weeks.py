"""A channel's week as a table, its days in parts, and their outlines."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from xml.etree.ElementTree import Element

from werkzeug.test import Client

from guide.model.airing import Status
from guide.model.draft import Draft
from tests.releases.builders import airing, some_day
from tests.web.looking import HTML, elements, links, parsed, text_of
from tests.web.world import BASE, World, evening_draft, trade

WEEK = "/en/channels/max/week/2017-W22"
DAY = "/en/channels/max/2017-06-01"


def page(client: Client, address: str) -> Element:
    response = client.get(address, base_url=BASE)
    assert response.status_code == 200, address
    return parsed(response.text)


def table(document: Element) -> list[list[str]]:
    """Return what the cells of a week say, by rows, headers and all."""
    return [
        [text_of(cell) for cell in row if cell.tag in {f"{HTML}th", f"{HTML}td"}]
        for row in elements(document, "tr")
    ]


def outline(document: Element) -> list[str]:
    """Return headings and the names of links to airings, as a screen reader goes through them."""
    main = elements(document, "main")[0]
    told = []
    for one in main.iter():
        tag = one.tag.removeprefix(HTML)
        if tag in {"h1", "h2", "h3"}:
            told.append(f"{tag} {text_of(one)}")
        elif tag == "a" and "/airings/" in one.get("href", ""):
            told.append(one.get("aria-label") or text_of(one))
    return told


def test_a_week_is_a_table_of_days_and_their_parts(client: Client) -> None:
    document = page(client, WEEK)
    heads = elements(document, "th")
    assert [one.get("scope") for one in heads] == ["col"] * 7 + ["row"] * 4
    assert text_of(elements(document, "caption")[0]) == (
        "OCS Max: what begins on each day from Monday 29 May to Sunday 4 June 2017, "
        "by parts of the day"
    )
    assert table(document) == [
        ["", "Mon 29 May", "Tue 30 May", "Wed 31 May", "Thu 1 June", "Fri 2 June", "Sat 3 June",
         "Sun 4 June"],
        ["Morning from 06:00", *[""] * 7],
        ["Afternoon from 12:00", *[""] * 7],
        ["Evening from 18:00", *[""] * 3, "19:50 The Invented Film 22:30 Night Talk", *[""] * 3],
        ["Night from 00:00", *[""] * 3, "01:15 The Invented Film 05:30 Night Talk", *[""] * 3],
    ]  # fmt: skip


def test_a_week_leads_to_its_days_the_grid_and_the_weeks_that_have_something(
    world: World,
) -> None:
    client = world.client()
    assert {
        "/en/channels/city/2017-05-29",
        "/en/channels/city/2017-06-04",
        "/en/channels/city/week/2017-W23",
        "/en/guide/2017-05-29/18",
    } <= set(links(page(client, "/en/channels/city/week/2017-W22")))
    found = links(page(client, "/en/channels/city/week/2017-W23"))
    assert "/en/channels/city/week/2017-W22" in found
    assert "/en/channels/city/week/2017-W24" not in found
    for address in (DAY, "/en/channels/max/"):
        assert WEEK in links(page(client, address)), address


def test_a_week_of_a_phone_is_a_list_of_days(client: Client) -> None:
    document = page(client, WEEK)
    days = [one for one in elements(document, "ol") if one.get("class") == "lines short"]
    assert [text_of(one) for one in days[0]][2:5] == [
        "Wednesday 31 May 2017 0 programmes",
        "Thursday 1 June 2017 4 programmes",
        "Friday 2 June 2017 0 programmes",
    ]


def test_a_week_tells_every_airing_once_and_those_of_the_night_before_it(world: World) -> None:
    more = airing("2017-05-29 05:30", on="max", of="talk", minutes=60, id="crossing")
    world.publish(evening_draft(more))
    document = page(world.client(), WEEK)
    told = Counter(link for link in links(document) if "/airings/" in link)
    assert set(told.values()) == {1}
    assert table(document)[1][1] == "05:30 Night Talk"
    before = page(world.client(), "/en/channels/max/week/2017-W21")
    assert table(before)[4][7] == "05:30 Night Talk"


def test_a_week_tells_what_has_a_day_and_no_time(client: Client) -> None:
    rows = table(page(client, "/en/channels/city/week/2017-W23"))
    assert rows[1] == ["Time to be confirmed", *[""] * 3, "Missions S1 E2", *[""] * 3]


def test_a_week_without_anything_says_so(client: Client) -> None:
    document = page(client, "/en/channels/city/week/2017-W20")
    assert elements(document, "table") == []
    assert "Nothing is listed for this week." in text_of(elements(document, "main")[0])


def test_a_week_marks_what_is_on_now_and_what_is_cancelled(world: World) -> None:
    off = airing("2017-06-01 18:00", on="max", of="talk", id="gone", status=Status.CANCELLED)
    world.publish(evening_draft(off))
    document = page(world.client(), WEEK)
    assert [
        text_of(one) for one in elements(document, "a") if one.get("aria-current") == "time"
    ] == ["19:50 The Invented Film"]
    [cancelled] = [one for one in elements(document, "li") if one.get("class") == "cancelled"]
    assert text_of(cancelled) == "18:00 Night Talk"


def test_a_full_week_stays_light_and_leads_to_the_rest(world: World) -> None:
    start = dt.datetime(2017, 5, 29, 4, tzinfo=dt.UTC)
    ten = dt.timedelta(minutes=10)
    more = [
        replace(airing(on="far", of="talk", id=f"n{at}"), starts=start + at * ten,
                ends=start + (at + 1) * ten, date=dt.date(2017, 5, 29) + at // 144 * 6 * ten * 24)
        for at in range(7 * 144)
    ]  # fmt: skip
    known = trade()
    world.publish(Draft(known, tuple(more), files={"a.yaml": b"# full\n"}))
    document = page(world.client(), "/en/channels/far/week/2017-W22")
    assert len(list(document.iter())) <= 1_500
    assert table(document)[1][1].endswith("07:30 Night Talk 26 more")
    assert "/en/channels/far/2017-05-29#h06" in links(document)
    day = page(world.client(), "/en/channels/far/2017-05-29")
    assert len([one for one in elements(day, "h2") if one.get("id") == "h06"]) == 1


def test_a_week_at_the_change_of_clocks_has_its_longer_night(world: World) -> None:
    night = dt.date(2017, 10, 28)
    two = dt.datetime(2017, 10, 29, 0, tzinfo=dt.UTC)
    twice = [
        replace(airing(of="talk", id=f"fold{n}", date=night), starts=at,
                ends=at + dt.timedelta(minutes=60))
        for n, at in enumerate((two, two + dt.timedelta(hours=1)))
    ]  # fmt: skip
    world.publish(evening_draft(*twice))
    rows = table(page(world.client(), "/en/channels/city/week/2017-W43"))
    assert rows[4][6] == "02:00 Night Talk 02:00 Night Talk"
    day = text_of(elements(page(world.client(), f"/en/channels/city/{night}"), "main")[0])
    assert "The clocks change: this day has 25 hours." in day
    spring = replace(twice[0], starts=dt.datetime(2017, 3, 25, 22, tzinfo=dt.UTC),
                     ends=dt.datetime(2017, 3, 25, 23, tzinfo=dt.UTC),
                     date=dt.date(2017, 3, 25), id="spring")  # fmt: skip
    world.publish(evening_draft(spring))
    short = text_of(elements(page(world.client(), "/en/channels/city/2017-03-25"), "main")[0])
    assert "The clocks change: this day has 23 hours." in short


def test_bad_weeks_and_days_are_told_in_the_language_of_the_page(client: Client) -> None:
    weeks = ("2017-W54", "2017-W53", "0001-W01", "9999-W52", "2017-22", "x", "%ff", "%zz", "%00")
    for week in weeks:
        french = client.get(f"/fr/channels/city/week/{week}", base_url=BASE)
        assert (french.status_code, french.mimetype) == (404, "text/html"), week
        assert "Cette semaine n’existe pas" in french.text, week
        assert elements(parsed(french.text), "h1")[0] is not None
    far = client.get("/en/channels/city/week/2019-W01", base_url=BASE)
    assert (far.status_code, "lists nothing on that date" in far.text) == (404, True)
    for date in ("2017-02-30", "0001-01-01", "9999-12-31"):
        french = client.get(f"/fr/channels/city/{date}", base_url=BASE)
        assert (french.status_code, "Cette date n’existe pas" in french.text) == (404, True), date
    unknown = client.get("/en/channels/nowhere/week/2017-W22", base_url=BASE)
    assert (unknown.status_code, "no such channel" in unknown.text) == (404, True)


def test_a_week_has_no_link_to_where_there_is_no_page(client: Client) -> None:
    for week in ("2017-W13", "2017-W31", "2017-W32"):
        answer = client.get(f"/en/channels/city/week/{week}", base_url=BASE)
        if answer.status_code == 200:
            asked = {one for one in links(parsed(answer.text)) if one.startswith("/en/")}
            for address in asked:
                assert client.get(address, base_url=BASE).status_code == 200, (week, address)


def test_a_day_reads_as_parts_with_a_link_a_programme(client: Client) -> None:
    assert outline(page(client, DAY)) == [
        "h1 OCS Max Thursday 1 June 2017",
        "h2 Morning from 06:00",
        "h2 Evening from 18:00",
        "19:50 The Invented Film",
        "22:30 Night Talk",
        "h2 night of Thursday to Friday from 00:00",
        "01:15 The Invented Film",
        "05:30 Night Talk",
    ]


def test_the_grid_reads_as_channels_with_a_link_a_programme(client: Client) -> None:
    told = outline(page(client, "/en/guide/2017-06-01/18"))
    assert told == [
        "h1 Thursday 1 June 2017 from 18:00 to 22:00",
        "h2 OCS City",
        "20:40 Missions Premiere · S1 E1 “Ulysse”",
        "h2 OCS Max",
        "19:50 The Invented Film",
        "h2 OCS Far",
        "h2 Tokyo One Tokyo time",
    ]


def test_a_day_leads_to_its_parts_and_to_what_is_on_now(world: World) -> None:
    client = world.client()
    document = page(client, DAY)
    ids = {one.get("id") for one in document.iter()}
    jumps = [one for one in links(document) if one.startswith(("#now", "#h"))]
    assert jumps == ["#now", "#h06", "#h18", "#h00"]
    assert {one.removeprefix("#") for one in jumps} <= ids
    assert "#now" not in links(page(client, "/en/channels/max/2017-06-02"))


def test_of_what_crosses_six_only_the_day_that_is_on_says_that_it_is_on(world: World) -> None:
    world.now.at = dt.datetime(2017, 6, 2, 4, 10, tzinfo=dt.UTC)
    client = world.client()
    assert "#now" not in links(page(client, DAY))
    document = page(client, "/en/channels/max/2017-06-02")
    assert "#now" in links(document)
    [on] = [one for one in elements(document, "li") if one.get("id") == "now"]
    assert text_of(on).startswith("05:30 until 06:30 since the day before Night Talk")


def test_half_past_one_is_in_the_list_of_the_day_before_alone(client: Client) -> None:
    assert "/en/airings/night-film" in links(page(client, DAY))
    assert "/en/airings/night-film" not in links(page(client, "/en/channels/max/2017-06-02"))


def test_a_day_of_two_at_once_says_that_the_later_one_is_on(world: World) -> None:
    late = airing("2017-06-01 19:55", on="max", of="talk", minutes=30, id="late")
    world.publish(evening_draft(late))
    document = page(world.client(), DAY)
    [on] = [one for one in elements(document, "li") if one.get("id") == "now"]
    assert "/en/airings/late" in [one.get("href") for one in on.iter(f"{HTML}a")]


def test_a_day_without_a_time_has_no_part(world: World) -> None:
    world.publish(evening_draft(some_day("2017-06-20", of="talk", id="some")))
    assert outline(page(world.client(), "/en/channels/city/2017-06-20")) == [
        "h1 OCS City Tuesday 20 June 2017",
        "h2 That day, at a time not known yet",
        "Night Talk",
    ]
