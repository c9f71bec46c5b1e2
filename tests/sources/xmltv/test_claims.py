import pytest

from guide.model.airing import ShowingKind
from guide.sources.xmltv.claims import clump
from tests.sources.xmltv.telling import START, odd, said

FIRST_RUN, REPEAT, UNKNOWN = ShowingKind.FIRST_RUN, ShowingKind.REPEAT, ShowingKind.UNKNOWN
AIRED = '<episode-num system="original-air-date">'


@pytest.mark.parametrize(
    ("within", "showing"),
    [
        ("", None),
        ("<new/>", FIRST_RUN),
        ("<premiere>First time on British TV</premiere>", FIRST_RUN),
        ("<previously-shown/>", REPEAT),
        ("<previously-shown/><new/>", FIRST_RUN),
        ('<previously-shown start="20160601" channel="b"/>', REPEAT),
        ('<previously-shown start="20170601194000 +0200"/>', REPEAT),
        (f'<previously-shown start="{START}"/>', None),
        ('<previously-shown start="20170601184000 +0000"/>', None),
        (f'<previously-shown start="{START}"/><previously-shown/>', REPEAT),
        ("<date>2017</date>", None),
        ("<date>20170601</date>", FIRST_RUN),
        ("<date>20170531</date>", None),
        ("<date>20170601</date><previously-shown/>", REPEAT),
        (f"{AIRED}2017-06-01</episode-num>", FIRST_RUN),
        (f"{AIRED}2017-06-01 00:00:00</episode-num>", FIRST_RUN),
        (f"{AIRED}20170601000000 +0000</episode-num>", FIRST_RUN),
        (f"{AIRED}2016-06-01</episode-num>", None),
        ('<episode-num system="xmltv_ns">0.4.0/2</episode-num>', None),
        ('<episode-num system="xmltv_ns">0.4.1/2</episode-num>', UNKNOWN),
        ('<episode-num system="xmltv_ns">0.4.1/2</episode-num><previously-shown/>', REPEAT),
    ],
)
def test_only_what_a_guide_says_is_claimed(within: str, showing: ShowingKind | None) -> None:
    assert said(f"<title>A</title>{within}").showing == showing


def test_today_is_the_date_where_the_channel_is() -> None:
    late = "20170601223000 +0000"
    assert said("<title>A</title><date>20170602</date>", start=late).showing is FIRST_RUN
    assert said("<title>A</title><date>20170601</date>", start=late).showing is None


def test_flags_are_flags() -> None:
    programme = said("<title>A</title><premiere/><live/><last-chance>Adieu</last-chance>")
    assert (programme.premiere, programme.live, programme.last_chance) == (True, True, True)
    programme = said("<title>A</title><new/>")
    assert (programme.premiere, programme.live, programme.last_chance) == (False, False, False)


@pytest.mark.parametrize(
    ("told", "read"), [("0/2", (0, 2)), (" 1 / 2 ", (1, 2)), ("0/1", None), ("2/3", (2, 3))]
)
def test_programmes_may_share_a_slot(told: str, read: tuple[int, int] | None) -> None:
    assert clump(told) == read
    assert said("<title>A</title>", more=f'clumpidx="{told}"').clump == read


@pytest.mark.parametrize("told", ["2/2", "clumpidx", "1", "0/0", "-1/2", "0/99999"])
def test_a_share_that_is_none_is_left_out_and_noted(told: str) -> None:
    assert said("<title>A</title>", more=f'clumpidx="{told}"').clump is None
    assert odd("<title>A</title>", more=f'clumpidx="{told}"') == ["bad-clump"]
