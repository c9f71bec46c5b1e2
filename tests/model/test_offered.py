import datetime as dt

from guide.model.offered import Offered, offered
from guide.model.precision import Precision, When
from guide.model.window import Window
from tests.releases.builders import paris

FIRST, SECOND = (f"missions/season-1/episode-{number}" for number in (1, 2))
ZONES = {"go": "Europe/Paris"}


def day(date: str, *, confirmed: bool = True) -> When:
    return When(Precision.DAY, dt.date.fromisoformat(date), confirmed=confirmed)


def moment(text: str) -> When:
    at = paris(text)
    return When(Precision.TIME, at.date(), at)


def window(target: str, opens: When | None, closes: When | None = None, on: str = "go") -> Window:
    return Window(target, on, opens, closes, id=f"{target}-{on}")


def test_episodes_of_a_season_that_come_and_go_together_are_one_offer() -> None:
    opens, closes, later = day("2017-06-01"), moment("2017-07-01 20:40"), day("2017-06-08")
    windows = [
        window(FIRST, opens, closes),
        window(SECOND, opens, closes),
        window("missions/season-1/episode-3", later, closes),
        window("film", opens, closes),
    ]
    starts, ends = paris("2017-06-01 00:00"), paris("2017-07-01 20:40")
    assert offered(windows, ZONES) == (
        Offered("missions/season-1", "go", opens, closes, starts, ends, count=2),
        Offered("missions/season-1/episode-3", "go", later, closes,
                paris("2017-06-08 00:00"), ends),
        Offered("film", "go", opens, closes, starts, ends),
    )  # fmt: skip


def test_an_offer_is_there_from_its_first_moment_until_its_last() -> None:
    (one,) = offered([window(FIRST, moment("2017-06-01 20:40"), day("2017-06-08"))], ZONES)
    minute = dt.timedelta(minutes=1)
    opens, closes = paris("2017-06-01 20:40"), paris("2017-06-08 00:00")
    moments = (opens - minute, opens, closes - minute, closes)
    assert [one.is_open(at) for at in moments] == [False, True, True, False]
    assert [one.is_over(at) for at in moments] == [False, False, False, True]


def test_what_is_vague_or_not_confirmed_is_not_there_and_is_over_after_all_it_may_mean() -> None:
    year = When(Precision.YEAR, dt.date(2017, 1, 1))
    vague = (year, None, When(Precision.ORDERED), day("2017-06-01", confirmed=False))
    for opens in vague:
        (one,) = offered([window(FIRST, opens, year)], ZONES)
        assert (one.starts, one.ends) == (None, paris("2018-01-01 00:00"))


def test_days_of_an_unknown_platform_are_those_of_utc() -> None:
    (one,) = offered([window(FIRST, day("2017-06-01"), on="nowhere")], ZONES)
    assert one.starts == dt.datetime(2017, 6, 1, tzinfo=dt.UTC)
