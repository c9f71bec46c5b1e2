"""The guide in a terminal, as a viewer types it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from guide.cli.installation import installed
from guide.model.target import Target, TargetKind
from tests.service import ROOT, Service
from tests.state.builders import World


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


CITY = """
channels: {ocs-city: {name: OCS City, zone: Europe/Paris}}
series: {missions: {title: Missions, seasons: {1: {count: 10, episodes: {1: {running: 26m}}}}}}
"""
PREMIERE = f"{CITY}airings: [{{at: 2017-06-01 20:40, channel: ocs-city, episode: missions/s1e1}}]"


def test_reminders_of_a_series_have_the_notices_of_what_is_cancelled(tmp_path: Path) -> None:
    settings = {"GUIDE_NOW": "2017-06-01T18:00+02:00"}
    service = Service(tmp_path / "home", tmp_path / "schedules", settings=settings)
    service.schedules.mkdir()
    (service.schedules / "a.yaml").write_text(PREMIERE)
    service.guide("publish")
    with installed(service.environment) as installation:
        with installation.current_release() as release:
            (coming,) = release.listings(Target(TargetKind.ALL))
        at = installation.clock.now()
        world = World(installation.database, at, number=1, seen=1, listings=[coming])
        world.subscribe(leads=["1h"])
        world.later(dt.timedelta(hours=2))
        assert [kind for kind, *_ in world.send()] == ["airing"]
    (service.schedules / "a.yaml").write_text(CITY)
    service.settings["GUIDE_NOW"] = "2017-06-01T20:00+02:00"
    service.guide("publish")
    (job,) = shown(service, "reminders", "--series", "missions")
    assert (job["airing"], job["kind"], job["people"]) == (coming.airing.id, "changed", "1")
    assert shown(service, "reminders", "--series", "missions", "--season", "1") == [job]
    assert shown(service, "reminders", "--series", "missions", "--season", "2") == []


@pytest.mark.parametrize("name", ["ocs-city", "OCS City", "ocs city", " Ocs  CITY ", "OCSCity.fr"])
def test_a_channel_goes_by_its_id_its_name_and_what_other_guides_call_it(
    guide: Service, name: str
) -> None:
    assert {one["channel"] for one in shown(guide, "now", "--channel", name)} == {"ocs-city"}


@pytest.mark.parametrize("command", [("tonight",), ("day",), ("next", "missions")])
def test_every_command_knows_channels_by_name(guide: Service, command: tuple[str, ...]) -> None:
    there = {one["channel"] for one in shown(guide, *command, "--channel", "OCS City")}
    assert there == {"ocs-city"}


TWINS = """
channels:
  canal: {name: Canal, zone: Europe/Paris, aliases: [c.example, d.example]}
  canal-plus: {name: Canal+, zone: Europe/Paris, aliases: [d.example]}
"""


def test_a_name_counts_letter_for_letter_before_it_counts_about(tmp_path: Path) -> None:
    service = Service(tmp_path / "home", tmp_path / "schedules")
    service.schedules.mkdir()
    (service.schedules / "a.yaml").write_text(TWINS)
    service.guide("publish")
    assert shown(service, "now", "--channel", "CANAL+") == []
    said = service.guide("now", "--channel", "çanal", code=2).stderr
    assert "2 channels are called 'çanal': canal, canal-plus" in said


def test_a_time_after_midnight_stands_with_both_dates_of_its_night(guide: Service) -> None:
    day = guide.guide("day", "2017-06-01", "--channel", "lanterne", "--lang", "en").stdout
    dates = [line.split("\t")[0] for line in day.splitlines()]
    late = "night of Thursday 1 to Friday 2 June 2017"
    assert list(dict.fromkeys(dates)) == ["Thu 1 June", late]


def test_a_pipe_gets_one_line_a_programme(guide: Service) -> None:
    lines = guide.guide("now").stdout.splitlines()
    assert len(lines) == 3
    assert all(line.count("\t") == 4 for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("now", "--channel", "nowhere"),
            "there is no channel 'nowhere': the guide knows ocs-max, ocs-city, ",
        ),
        (("find", "a", "--channel", " "), "there is no channel ' '"),
        (("next", "nothing"), "there is no series 'nothing': the guide knows "),
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


def test_tonight_tells_the_same_of_all_channels_as_of_each(guide: Service) -> None:
    together = {one["id"] for one in shown(guide, "tonight")}
    each = [
        one["id"]
        for channel in {one["channel"] for one in shown(guide, "tonight")}
        for one in shown(guide, "tonight", "--channel", channel)
    ]
    assert sorted(each) == sorted(together)
