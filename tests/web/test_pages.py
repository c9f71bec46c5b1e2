import datetime as dt
import re
from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Episode
from guide.model.draft import Draft
from guide.model.texts import Text
from tests.releases.builders import FILM, airing, paris, some_day
from tests.web.looking import elements, links, parsed, text_of
from tests.web.world import BASE, NOTE, World, evening_draft, trade


def page(client: Client, address: str) -> str:
    response = client.get(address, base_url=BASE)
    assert response.status_code == 200
    return response.text


def section(text: str, name: str) -> str:
    """Return the text of the section that the heading with this id names."""
    found = [one for one in parsed(text).iter() if one.get("aria-labelledby") == name]
    assert len(found) == 1
    return text_of(found[0])


def lines(text: str) -> list[str]:
    return [
        text_of(one)
        for one in elements(parsed(text), "li")
        if "line" in one.get("class", "").split()
    ]


def test_home_has_tonights_premiere_as_its_hero(client: Client) -> None:
    assert section(page(client, "/en/"), "hero").startswith(
        "Tonight · Series premiere Missions S1 E1 “Ulysse” 20:40 OCS City OCS Go "
        "from Thursday 1 June 2017"
    )


def test_home_tells_the_time_in_french(client: Client) -> None:
    french = page(client, "/fr/")
    assert "20h40" in section(french, "hero")
    assert "jeudi 1er juin 2017" in french


def test_home_has_now_and_both_parts_of_the_evening(client: Client) -> None:
    text = page(client, "/en/")
    assert section(text, "now").startswith("On now 19:50 until 21:30 The Invented Film OCS Max")
    assert "20:40" in section(text, "first")
    assert "22:30" in section(text, "second")
    assert "19:50" not in section(text, "first")


def test_home_has_no_hero_twice(client: Client) -> None:
    assert section(page(client, "/en/"), "ahead").startswith(
        "Premieres ahead 20:40 until 21:06 Thursday 8 June 2017 Missions S2 E1"
    )


def test_home_says_that_the_schedule_has_ended_and_what_to_do(world: World) -> None:
    world.now.at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    text = section(page(world.client(), "/en/"), "ended")
    assert "The last airing of this guide was on Thursday 8 June 2017" in text
    assert "guide publish" in text
    assert "GUIDE_NOW" in text


def test_an_empty_guide_has_its_pages(world: World) -> None:
    world.publish(Draft(trade(), (), (), files={"a.yaml": b"# none\n"}))
    # The earlier airings stay as cancelled: the future is empty of all others.
    for address in ("/en/", "/en/now", "/en/tonight", "/en/channels/city/", "/en/premieres"):
        page(world.client(), address)


def test_now_shows_each_channel_with_what_is_on_and_what_is_next(client: Client) -> None:
    text = text_of(elements(parsed(page(client, "/en/now")), "main")[0])
    assert "It is 20:00, Paris time" in text
    assert (
        "OCS Max on for 10 min, 1 h 30 min left 19:50 until 21:30 The Invented Film on now "
        "First run 22:30 until 23:30"
    ) in text
    assert "Tokyo One Tokyo time Nothing is listed now or next." in text


def test_progress_is_shown_as_it_is_told(client: Client) -> None:
    document = parsed(page(client, "/en/now"))
    (bar,) = elements(document, "progress")
    (label,) = [one for one in elements(document, "label") if one.get("for") == bar.get("id")]
    assert (bar.get("value"), bar.get("max")) == ("10", "100")
    assert text_of(label) == "on for 10 min, 1 h 30 min left"


def test_home_tells_what_is_new_on_the_platforms(client: Client) -> None:
    text = section(page(client, "/en/"), "streaming")
    assert text.startswith(
        "Streaming New on the platforms Thu 1 June Missions season 1 "
        "OCS Go · Available since Thursday 1 June 2017"
    )


def test_tonight_of_a_date_has_its_neighbours(client: Client) -> None:
    text = page(client, "/en/tonight/2017-06-08")
    assert "Evening of Thursday 8 June 2017" in text
    assert section(text, "untimed").startswith(
        "That day, at a time not known yet time to be confirmed Missions S1 E2 OCS City "
        "To be confirmed"
    )
    assert {"/en/tonight/2017-06-07", "/en/tonight/2017-06-09"} <= set(links(parsed(text)))


def test_a_channel_day_says_its_gaps_and_where_it_knows_nothing(client: Client) -> None:
    text = page(client, "/en/channels/max/2017-06-01")
    items = [
        text_of(one)
        for day in elements(parsed(text), "ol")
        if day.get("class") == "lines"
        for one in day
    ]
    assert [one.partition(" First run")[0].partition(" Repeat")[0] for one in items] == [
        "06:00 until 19:50 No information",
        "19:50 until 21:30 The Invented Film on now",
        "21:30 until 22:30 No information",
        "22:30 until 23:30 Night Talk",
        "23:30 until 01:15 No information",
        "01:15 until 02:50 The Invented Film",
        "02:50 until 05:30 No information",
        "05:30 until 06:30 Night Talk",
    ]


def test_what_crosses_the_start_of_the_day_is_on_both_days(client: Client) -> None:
    first = page(client, "/en/channels/max/2017-06-01")
    after = page(client, "/en/channels/max/2017-06-02")
    assert "/en/airings/morning-talk" in links(parsed(first))
    assert [one for one in lines(after) if "since the day before" in one]


def test_a_day_in_which_the_channel_is_complete_says_that_nothing_is_on(world: World) -> None:
    known = trade()
    whole = (dt.date(2017, 6, 1), dt.date(2017, 6, 2))
    complete = replace(known.channels["max"], complete=whole)
    world.publish(evening_draft(of=replace(known, channels=known.channels | {"max": complete})))
    assert "No programme" in page(world.client(), "/en/channels/max/2017-06-01")


def test_another_zone_is_shown_and_named(client: Client) -> None:
    text = page(client, "/en/airings/ulysse?zone=America/Montreal")
    assert "Thursday 1 June 2017, 14:40" in text
    assert 'datetime="2017-06-01T14:40-04:00"' in text
    others = [
        link
        for link in links(parsed(text))
        if link.startswith("/en/") and not link.endswith("?zone=America%2FMontreal")
    ]
    assert [one for one in others if "subscribe" not in one] == ["/en/airings/ulysse"]
    assert "Times are shown in" in text


def test_a_date_of_another_zone_is_told_where_it_differs(client: Client) -> None:
    text = page(client, "/en/tonight/2017-06-01?zone=Asia/Tokyo")
    assert "03:40 until 04:06 Friday 2 June 2017 Missions" in section(text, "first")


def test_a_season_page_tells_all_that_is_known(client: Client) -> None:
    text = text_of(elements(parsed(page(client, "/en/series/missions/season-1/")), "main")[0])
    assert "Streaming OCS Go from Thursday 1 June 2017" in text
    assert "S1 E1 “Ulysse” 20:40 until 21:06 Thursday 1 June 2017 OCS City" in text
    assert "A supposed double bill; no source gives it." in text
    assert "S1 E10 No airing is listed yet." in text


def test_a_season_page_leads_to_calendar_and_reminders(client: Client) -> None:
    found = links(parsed(page(client, "/en/series/missions/season-1/")))
    feed = "guide.test/feeds/series/missions/season-1.ics?lang=en"
    assert {f"webcal://{feed}", f"http://{feed}"} <= set(found)
    assert "/en/subscribe?target=series/missions/season-1" in found


def test_a_film_has_its_page_with_credits_and_a_hidden_synopsis(client: Client) -> None:
    document = parsed(page(client, f"/en/episodes/{FILM}"))
    text = text_of(elements(document, "main")[0])
    assert "Directed byA. N. Other CastSome Body (The Hero)" in text
    assert "They all live." in text_of(elements(document, "details")[0])
    assert "https://example.org/film" in links(document)


def test_a_foreign_title_is_marked_as_such(client: Client) -> None:
    [name] = elements(parsed(page(client, "/fr/episodes/talk")), "h1")[0]
    assert (name.get("lang"), text_of(name)) == ("en", "Night Talk")


def test_a_cancelled_airing_says_so_and_why(client: Client) -> None:
    text = text_of(elements(parsed(page(client, "/en/airings/off")), "main")[0])
    assert "Cancelled" in text
    assert "Strike" in text


def test_a_moved_airing_says_where_it_was(world: World) -> None:
    moved = [
        airing("2017-06-01 20:55", id="ulysse") if one.id == "ulysse" else one
        for one in evening_draft().airings
    ]
    world.publish(Draft(trade(), tuple(moved), files={"a.yaml": b"# moved\n"}), note="Later")
    client = world.client()
    assert "Moved. Before: OCS City, Thursday 1 June 2017, 20:40" in page(
        client, "/en/airings/ulysse"
    )
    assert "Later" in page(client, "/en/changes")
    changes = page(client, "/en/changes/2")
    assert "/en/airings/ulysse" in links(parsed(changes))
    assert "20:55" in changes


def test_what_is_gone_says_that_it_is_gone(world: World) -> None:
    kept = [one for one in evening_draft().airings if one.id != "second"]
    world.publish(Draft(trade(), tuple(kept), files={"a.yaml": b"# gone\n"}))
    text = page(world.client(), "/en/airings/second")
    assert "This airing is no longer on the schedule." in text
    assert "Cancelled" in text


def test_dates_of_addresses_are_read_strictly(client: Client) -> None:
    for date in (
        "2017-02-30",
        "20170601",
        "2017-W22-4",
        "2017-6-1",
        "２０１７-06-01",
        "9999-12-31",
    ):
        for where in ("/en/tonight/", "/en/channels/city/"):
            response = client.get(where + date, base_url=BASE)
            assert response.status_code == 404
            assert "There is no such date" in response.text


@pytest.mark.parametrize(("near", "far"), [("07-05", "07-08"), ("03-31", "03-28")])
def test_a_date_far_from_all_data_has_no_page_but_help(client: Client, near: str, far: str) -> None:
    for where in ("/en/tonight/2017-", "/en/channels/city/2017-"):
        assert client.get(where + near, base_url=BASE).status_code == 200
        answer = client.get(where + far, base_url=BASE)
        assert answer.status_code == 404
        assert "nothing near it" in answer.text


def test_no_link_leads_to_a_date_without_a_page(client: Client) -> None:
    for start in ("/en/tonight/2017-07-03", "/en/channels/city/2017-07-03"):
        asked, seen = {start}, set[str]()
        while asked:
            path = asked.pop()
            answer = client.get(path, base_url=BASE)
            assert answer.status_code == 200, path
            seen.add(path)
            dated = (one for one in links(parsed(answer.text)) if re.search(r"2017-07", one))
            asked |= {one for one in dated if one.startswith("/en/")} - seen


def test_the_old_evening_of_a_guide_that_has_ended_stays(world: World) -> None:
    world.now.at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert "Missions" in page(world.client(), "/en/tonight/2017-06-01")


def test_the_home_page_negotiates_the_language(client: Client) -> None:
    cases = {
        "en-GB,en;q=0.9": "/en/",
        "fr-CA": "/fr/",
        "de": "/fr/",
        "": "/fr/",
        "de,en;q=0.1": "/en/",
    }
    for accepted, address in cases.items():
        response = client.get("/", base_url=BASE, headers={"Accept-Language": accepted})
        assert response.status_code == 302
        assert (response.headers["Location"], response.headers["Vary"]) == (
            address,
            "Accept-Language",
        )


def test_a_slash_that_is_missing_is_added_on_this_site(client: Client) -> None:
    response = client.get("/fr/channels", base_url="http://localhost:8000")
    assert response.status_code == 308
    assert response.headers["Location"] == "/fr/channels/"


def test_the_hour_that_comes_twice_shows_its_offsets(world: World) -> None:
    first = paris("2017-10-29 01:00") + dt.timedelta(hours=1)
    night, half = dt.date(2017, 10, 28), dt.timedelta(minutes=30)
    placed = [
        replace(airing(id=f"fold{n}", date=night), starts=at, ends=at + half)
        for n, at in enumerate((first, first + dt.timedelta(hours=1)))
    ]
    world.publish(evening_draft(*placed))
    client = world.client()
    assert 'datetime="2017-10-29T02:00+02:00"' in page(client, "/en/airings/fold0")
    assert 'datetime="2017-10-29T02:00+01:00"' in page(client, "/en/airings/fold1")
    assert len(lines(page(client, "/en/channels/city/2017-10-28"))) == 2


def test_titles_are_sorted_as_people_look_for_them(world: World) -> None:
    known = trade()
    names = ("Zoé", "Élise", "eau", "Été", "Fin")
    films = {name: Episode(name.lower(), title=Text.of({"fr": name})) for name in names}
    episodes = {**known.episodes, **{one.id: one for one in films.values()}}
    world.publish(evening_draft(of=replace(known, episodes=episodes)))
    listed = section(page(world.client(), "/fr/series/"), "films")
    assert [one for one in listed.split() if one in names] == ["eau", "Élise", "Été", "Fin", "Zoé"]


def test_a_note_that_many_airings_share_is_said_once(world: World) -> None:
    more = [
        some_day(f"2017-06-{15 + n}", of=f"missions/season-1/episode-{3 + n}", note=NOTE)
        for n in range(3)
    ]
    world.publish(evening_draft(*more))
    for address in ("/en/series/missions/season-1/", "/en/series/missions/"):
        assert page(world.client(), address).count("no source gives it") == 1


def test_a_day_with_dated_and_timed_airings_has_the_timed_first(client: Client) -> None:
    text = page(client, "/en/series/missions/")
    found = [one for one in lines(text) if "Thursday 8 June" in one]
    assert [one[:5] for one in found] == ["20:40", "time "]
