"""A grid's rows: every string as the page shows it."""

import datetime as dt
from collections.abc import Sequence

import pytest

from guide.formats import grid
from guide.formats.grid import Block, Lane, Row
from guide.formats.slots import Hours
from guide.formats.words import words
from guide.model import cell as flags
from guide.model.cell import Cell, packed
from guide.model.texts import Text
from tests.formats.cells import HOURS, cell, minute
from tests.releases.builders import paris

CITY = Lane("city", "OCS City", "/fr/channels/city/", "Europe/Paris", "", complete=False)
TOKYO = Lane("tokyo", "Tokyo", "/fr/channels/tokyo/", "Asia/Tokyo", "heure de Tokyo", complete=True)
MISSIONS = cell(
    "ulysse",
    160,
    186,
    title=packed(Text.of({"fr": "Missions"})),
    season=1,
    number=1,
    sub_title=packed(Text.of({"fr": "Ulysse"})),
    genre="drama",
    flags=flags.FIRST_RUN + flags.PREMIERE,
)


def rows(
    cells: Sequence[Cell],
    *lanes: Lane,
    hours: Hours = HOURS,
    language: str = "fr",
    now: int | None = None,
) -> tuple[Row, ...]:
    return grid.rows(
        cells,
        lanes or (CITY,),
        hours,
        words=words(language),
        now=now,
        address=lambda one: f"/fr/airings/{one}",
    )


def test_a_block_says_when_what_and_which_part() -> None:
    [row] = rows([MISSIONS])
    assert row == Row(
        "OCS City",
        "/fr/channels/city/",
        "",
        (
            Block(160, "hole", "", "2017-06-01T18:00+02:00", "18h00", "Pas d’information"),
            Block(
                26,
                "series first",
                "/fr/airings/ulysse",
                "2017-06-01T20:40+02:00",
                "20h40",
                "Missions",
                "",
                "Première · S1 É1 «\N{NO-BREAK SPACE}Ulysse\N{NO-BREAK SPACE}» · Drame",
            ),
            Block(54, "hole", "", "2017-06-01T21:06+02:00", "21h06", "Pas d’information"),
        ),
    )


def test_in_another_language_the_title_says_which_it_is_in() -> None:
    [row] = rows([MISSIONS], language="en")
    block = row.blocks[1]
    assert (block.time, block.title, block.lang) == ("20:40", "Missions", "fr")
    assert block.more == "Premiere · S1 E1 “Ulysse” · Drama"


def test_what_began_before_the_hours_shows_its_true_start_and_is_on_now() -> None:
    [row] = rows([cell("film", -30, 60), cell("late", 60, 240)], now=minute(10))
    assert [(one.minutes, one.kind, one.time, one.on) for one in row.blocks] == [
        (60, "on began", "17h30", True),
        (180, "", "19h00", False),
    ]
    assert row.blocks[0].at == "2017-06-01T17:30+02:00"


@pytest.mark.parametrize(("now", "on"), [(59, 0), (60, 1), (119, 1), (120, 2)])
def test_now_is_half_open(now: int, on: int) -> None:
    cells = [cell("a", 0, 60), cell("b", 60, 120), cell("c", 120, 240)]
    [row] = rows(cells, now=minute(now))
    assert [one.on for one in row.blocks] == [at == on for at in range(3)]


def test_what_is_cancelled_is_never_on_and_says_so() -> None:
    [row] = rows([cell("off", 0, 240, flags=flags.CANCELLED)], now=minute(10))
    [block] = row.blocks
    assert (block.kind, block.more, block.on) == ("off", "Annulé", False)


def test_a_channel_without_data_says_that_nothing_is_known() -> None:
    _, other = rows([MISSIONS], CITY, replace_lane(complete=False))
    assert [one.title for one in other.blocks] == ["Pas d’information"]


def test_a_channel_that_lists_everything_says_that_nothing_is_on() -> None:
    [row] = rows([], TOKYO)
    [block] = row.blocks
    assert (block.title, block.time, block.at) == (
        "Pas de programme", "1h00", "2017-06-02T01:00+09:00"
    )  # fmt: skip
    assert row.zone_name == "heure de Tokyo"


def replace_lane(*, complete: bool) -> Lane:
    return TOKYO._replace(complete=complete)


def test_after_midnight_the_date_is_the_next() -> None:
    night = Hours(minute(240), minute(480))
    [row] = rows([cell("late", 230, 390), cell("night", 390, 480)], hours=night)
    assert [(one.at, one.time) for one in row.blocks] == [
        ("2017-06-01T21:50+02:00", "21h50"),
        ("2017-06-02T00:30+02:00", "0h30"),
    ]


def test_short_programmes_together_lead_to_the_channels_day() -> None:
    cells = [cell("weather", 0, 5), cell("lottery", 5, 9), cell("film", 9, 240)]
    [row] = rows(cells)
    short = row.blocks[0]
    assert (short.address, short.title, short.more) == (
        "/fr/channels/city/",
        "Weather · Lottery",
        "2 programmes",
    )
    assert (short.minutes, short.kind) == (9, "few slim")


def test_of_many_short_ones_four_are_named() -> None:
    [row] = rows([cell(f"s{at}", at * 4, at * 4 + 4) for at in range(7)])
    assert row.blocks[0].title == "S0 · S1 · S2 · S3 · …"
    assert row.blocks[0].more == "7 programmes"


def test_a_title_of_any_length_is_cut() -> None:
    [row] = rows([cell("a", 0, 240, title="W" * 500)])
    assert row.blocks[0].title == f"{'W' * 120}…"


def test_a_time_that_comes_twice_names_which_it_is() -> None:
    night = paris("2017-10-29 00:00")
    hours = Hours(int(night.timestamp()) + 2 * 3_600, int(night.timestamp()) + 7 * 3_600)
    twice = [
        replace_times(at, night + dt.timedelta(hours=2 + at, minutes=30)) for at in range(3)
    ]  # 02:30 twice, then 03:30
    [row] = rows(twice, hours=hours)
    shown = [one.time for one in row.blocks if one.address]
    assert shown == [
        "2h30 (heure d’été de Paris)",
        "2h30 (heure d’hiver de Paris)",
        "3h30",
    ]
    assert sum(one.minutes for one in row.blocks) == 300


def replace_times(number: int, at: dt.datetime) -> Cell:
    begins = int(at.timestamp())
    return cell(f"n{number}", 0, 1)._replace(begins=begins, finishes=begins + 3_600)


def test_a_row_is_the_same_whatever_else_is_on_the_page() -> None:
    alone = rows([MISSIONS])
    beside = rows([MISSIONS, replace_channel("tokyo")], CITY, TOKYO)
    assert beside[0] == alone[0]
    assert beside[1].blocks[1].time == "3h40"


def replace_channel(channel: str) -> Cell:
    return MISSIONS._replace(channel=channel)
