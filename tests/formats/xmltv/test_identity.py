import re

import pytest

from guide.formats.xmltv.identity import Identity, own_id, progid
from guide.formats.xmltv.numbers import episode_nums

SPACE = "https://guide.example/"


def nums(who: Identity, count: int | None = None) -> list[tuple[str, str]]:
    return re.findall(r'system="([^"]*)">([^<]*)<', episode_nums(who, count, SPACE))


@pytest.mark.parametrize(
    ("season", "number", "count", "expected"),
    [
        (1, 4, 10, [("xmltv_ns", "0.3/10."), ("onscreen", "S01E04")]),
        (1, 4, None, [("xmltv_ns", "0.3."), ("onscreen", "S01E04")]),
        (1, 12, 10, [("xmltv_ns", "0.11."), ("onscreen", "S01E12")]),
        (12, 1056, None, [("xmltv_ns", "11.1055."), ("onscreen", "S12E1056")]),
        (2017, 5, None, [("xmltv_ns", "2016.4."), ("onscreen", "S2017E05")]),
        (3, None, 10, [("xmltv_ns", "2..")]),
        (None, 7, None, [("xmltv_ns", ".6."), ("onscreen", "E7")]),
        (0, 2, None, [("onscreen", "S00E02"), ("SxxExx", "S00E02")]),
        (1, 0, 10, [("onscreen", "S01E00"), ("SxxExx", "S01E00")]),
        (None, 0, None, [("onscreen", "E0")]),
        (0, None, None, []),
        (None, None, None, []),
    ],
)
def test_numbers_start_at_one_but_in_xmltv_ns(
    season: int | None, number: int | None, count: int | None, expected: list[tuple[str, str]]
) -> None:
    told = nums(Identity("Missions", "", season, number), count)
    assert [one for one in told if one[0] not in {"dd_progid", SPACE}] == expected
    assert told[0][0] == "dd_progid"


@pytest.mark.parametrize(
    ("season", "number", "digits"),
    [
        (1, 4, "0104"),
        (0, 2, "0002"),
        (None, 7, "0007"),
        (None, 1234, "1234"),
        (2017, 5, "1705"),
        (12, 1056, "1056"),
        (1, 112, "0112"),
    ],
)
def test_the_last_four_digits_are_the_season_and_the_number(
    season: int | None, number: int, digits: str
) -> None:
    assert progid(Identity("Missions", "", season, number)).endswith(f".{digits}")


def test_an_episode_has_the_digits_of_its_series() -> None:
    ids = [progid(Identity("Missions", "", season, 1)) for season in (1, 2)]
    assert [one[:10] for one in ids] == ["EP82292187", "EP82292187"]
    assert progid(Identity("missions", "", 1, 1)) == ids[0]
    assert progid(Identity("Mission", "", 1, 1)) != ids[0]


def test_all_are_shaped_like_a_dd_progid() -> None:
    some = [Identity(f"t{n}", "", n % 3 or None, n % 7 or None, n % 5 == 0, n) for n in range(200)]
    shape = re.compile(r"(EP|SH|MV)[0-9]{8}\.[0-9]{4}")
    assert [one for one in map(progid, some) if not shape.fullmatch(one)] == []


def test_what_is_not_numbered_is_the_series_alone() -> None:
    """Jellyfin drops doubles by this id unless it ends in 0000, Tvheadend by one in EP or MV."""
    ids = {progid(Identity("Journal", part)) for part in ("", "Lundi", "Mardi")}
    assert len(ids) == 1
    (one,) = ids
    assert (one[:2], one[-5:]) == ("SH", ".0000")


def test_a_film_is_itself_and_its_year() -> None:
    ids = [progid(Identity("Solaris", film=True, year=year)) for year in (1972, 2002, None)]
    assert len(set(ids)) == 3
    assert {one[:2] for one in ids} == {"MV"}


def test_our_own_ids_tell_every_part_apart_and_claim_nothing_of_the_rest() -> None:
    some = [
        Identity("Missions", "", 1, 1),
        Identity("Missions", "", 2, 1),
        Identity("Missions", "", None, 1),
        Identity("Missions", "Ulysse"),
        Identity("Missions", "Mars"),
        Identity("Missions", "Mars", 1),
        Identity("Missions", film=True),
        Identity("Missions", film=True, year=2017),
    ]
    ids = [own_id(one) for one in some]
    assert len(set(ids)) == len(some)
    assert all(one and re.fullmatch("[0-9a-f]{16}", one) for one in ids)
    assert own_id(Identity("Missions")) is None
    assert own_id(Identity("Missions", "Ulysse", 1, 1)) == ids[0]
