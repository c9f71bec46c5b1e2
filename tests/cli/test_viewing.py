"""The guide in a terminal, as a viewer types it."""

import json
from typing import Any

import pytest

from tests.service import ROOT, Service


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """Return an installation on the evening of the premiere, published once for all tests."""
    home = tmp_path_factory.mktemp("viewing")
    evening = {"GUIDE_NOW": "2017-06-01T20:41+02:00"}
    service = Service(home=home / "home", schedules=ROOT / "schedules", settings=evening)
    service.guide("publish")
    return service


def shown(guide: Service, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(guide.guide(*arguments, "--json").stdout)
    return found


def test_now_is_what_is_on_each_channel(guide: Service) -> None:
    on = {one["channel"]: one["title"] for one in shown(guide, "now", "--lang", "en")}
    assert on["ocs-city"] == "Missions – S1 E1 “Ulysse”"
    assert set(on) == {"ocs-city", "lanterne", "petit-large"}
    assert [one["channel"] for one in shown(guide, "now", "--channel", "ocs-city")] == ["ocs-city"]


def test_tonight_is_from_eight_to_midnight_and_what_has_no_hour_yet(guide: Service) -> None:
    tonight = shown(guide, "tonight", "--channel", "lanterne")
    hours = [one["starts"][11:16] for one in tonight]
    assert hours == sorted(hours)
    assert hours[0] >= "20:00"
    assert hours[-1] < "24:00"
    assert len(hours) < len(shown(guide, "day", "--channel", "lanterne"))
    city = shown(guide, "tonight", "--channel", "ocs-city")
    assert [(one["starts"], one["status"]) for one in city] == [
        ("2017-06-01T20:40:00+02:00", "confirmed"),
        (None, "tentative"),
    ]


def test_a_day_can_be_named(guide: Service) -> None:
    assert {one["date"] for one in shown(guide, "day", "2017-06-08", "--channel", "ocs-city")} == {
        "2017-06-08"
    }


def test_next_tells_the_coming_airings_of_a_series(guide: Service) -> None:
    coming = [one["episode"] for one in shown(guide, "next", "missions")]
    assert coming == [2, 1, 3, 4, 5, 6, 7, 8, 9, 10]


def test_reminders_lists_the_plan_of_a_season(guide: Service) -> None:
    before = {"GUIDE_NOW": "2017-06-01T20:00+02:00"}
    early = Service(guide.home.parent / "early", guide.schedules, settings=before)
    early.guide("publish")
    [job] = shown(early, "reminders", "--series", "missions", "--season", "1")
    assert (job["due"], job["kind"], job["lead"], job["people"]) == (
        "2017-06-01T18:10:00Z",
        "airing",
        "30m",
        "0",
    )


def test_a_pipe_gets_one_line_a_programme(guide: Service) -> None:
    lines = guide.guide("now").stdout.splitlines()
    assert len(lines) == 3
    assert all(line.count("\t") == 4 for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("now", "--channel", "nowhere"), "there is no channel 'nowhere'"),
        (("next", "nothing"), "there is no series 'nothing'"),
        (("day", "2017-02-30"), "'2017-02-30' is no date: write it as 2017-06-01"),
        (("reminders", "--season", "1"), "--season goes with --series"),
        (("tomorrow",), "No such command 'tomorrow'"),
    ],
)
def test_wrong_usage_is_one_line_and_ends_with_2(
    guide: Service, arguments: tuple[str, ...], said: str
) -> None:
    [line] = guide.guide(*arguments, code=2).stderr.splitlines()
    assert line.startswith("guide: ")
    assert said in line
