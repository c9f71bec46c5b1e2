"""The reference says what is true, and the founding example only what sources give."""

import datetime as dt
import re
from pathlib import Path

import pytest

from guide.model.airing import Airing, Status
from guide.model.catalogue import Credit, Episode, Period, Season
from guide.model.draft import Draft
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.texts import Text
from guide.model.window import Window
from guide.sources.yaml_files import collect, read
from guide.sources.yaml_files.file import File

SCHEDULES = Path(__file__).parents[3] / "schedules"
README = (SCHEDULES / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def ocs() -> Draft:
    return read(collect(SCHEDULES / "ocs"))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_of_the_reference_is_read_without_a_problem(block: str) -> None:
    assert [str(problem) for problem in read({"README.md": block.encode()}).problems] == []


def test_the_examples_of_the_reference_are_one_schedule_and_show_every_top_level_key() -> None:
    shown = {line.partition(":")[0] for block in BLOCKS for line in block.splitlines()}
    assert set(File.model_fields) <= shown


def test_the_founding_example_has_no_problem(ocs: Draft) -> None:
    assert [str(problem) for problem in ocs.problems] == []


def test_the_bouquet_is_that_of_june_2017(ocs: Draft) -> None:
    since_2008 = When(Precision.MONTH, dt.date(2008, 11, 1))
    about_2013 = When(Precision.YEAR, dt.date(2013, 1, 1), confirmed=False)
    january_2023 = When(Precision.MONTH, dt.date(2023, 1, 1))
    channels = ocs.catalogue.channels
    assert {c.name: c.active for c in channels.values()} == {
        "OCS Max": Period(since_2008),
        "OCS City": Period(about_2013, january_2023),
        "OCS Choc": Period(since_2008, january_2023),
        "OCS Géants": Period(since_2008),
    }
    assert {channel.zone for channel in channels.values()} == {"Europe/Paris"}
    bouquet = ocs.catalogue.bouquets["ocs"]
    assert (bouquet.channels, bouquet.platforms) == (
        ("ocs-max", "ocs-city", "ocs-choc", "ocs-geants"),
        ("ocs-go",),
    )
    aliases = [alias for channel in channels.values() for alias in channel.aliases]
    assert len(aliases) == len(set(aliases)) == 32
    assert {"OCSCity.fr", "C733.api.telerama.fr", "OrangeCineHappy.fr"} < set(aliases)


def test_ten_episodes_have_the_titles_and_writers_that_sources_give(ocs: Draft) -> None:
    def episode(number: int, title: str | None, *writers: str) -> Episode:
        return Episode(
            id=f"missions/season-1/episode-{number}",
            series="missions",
            season=1,
            number=number,
            title=Text((("fr", title),)) if title else None,
            credits=tuple(Credit("writer", writer) for writer in writers),
        )

    assert list(ocs.catalogue.episodes.values()) == [
        episode(1, "Ulysse", "Julien Lacombe"),
        episode(2, "Mars", "Julien Lacombe"),
        episode(3, "Survivant"),
        *(episode(number, None) for number in range(4, 11)),
    ]


def test_the_second_season_is_ordered_and_has_no_date(ocs: Draft) -> None:
    first, second = ocs.catalogue.seasons.values()
    assert (first.count, first.running) == (10, dt.timedelta(minutes=26))
    assert Credit("actor", "Hélène Viviès", "Jeanne Renoir") in first.credits
    assert second == Season("missions", 2, count=10, announced=NOT_DATED, note=second.note)


def test_one_airing_is_known_and_nine_are_supposed_and_say_so(ocs: Draft) -> None:
    note = Text(
        (
            (
                "fr",
                (
                    "Pour les épisodes 2 à 10, aucune source ne donne de date."
                    " Deux épisodes chaque jeudi de juin 2017 sont une supposition."
                ),
            ),
            (
                "en",
                (
                    "For episodes 2 to 10, no source gives a date."
                    " Two episodes each Thursday of June 2017 are a supposition."
                ),
            ),
        )
    )

    def supposed(number: int, day: int) -> Airing:
        return Airing(
            channel="ocs-city",
            episode=f"missions/season-1/episode-{number}",
            date=dt.date(2017, 6, day),
            status=Status.TENTATIVE,
            note=note,
        )

    assert ocs.airings == (
        Airing(
            channel="ocs-city",
            episode="missions/season-1/episode-1",
            date=dt.date(2017, 6, 1),
            starts=dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC),
            ends=dt.datetime(2017, 6, 1, 19, 6, tzinfo=dt.UTC),
            ends_derived=True,
        ),
        *(supposed(number, 1 + 7 * ((number - 1) // 2)) for number in range(2, 11)),
    )


def test_the_whole_season_opens_on_ocs_go_that_day_without_an_invented_hour_or_end(
    ocs: Draft,
) -> None:
    opens = When(Precision.DAY, dt.date(2017, 6, 1))
    assert ocs.windows == (Window("missions/season-1", "ocs-go", opens),)
