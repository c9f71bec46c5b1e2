import datetime as dt

from guide.model.occasions import Occasion, OccasionKind, occasions
from guide.model.precision import Precision, When
from guide.model.window import Window
from tests.releases.builders import FILM, catalogue, paris

FIRST = dt.date(2017, 6, 1)
DAY = When(Precision.DAY, FIRST)


def episode(number: int) -> str:
    return f"missions/season-1/episode-{number}"


def of(*windows: Window) -> list[Occasion]:
    return list(occasions(windows, catalogue()))


def test_a_whole_season_on_one_day_is_one_occasion() -> None:
    assert of(Window("missions/season-1", "go", DAY, id="w")) == [
        Occasion("window-w-opens", OccasionKind.OPENS, "missions/season-1", "go", FIRST)
    ]


def test_ten_episodes_on_one_day_are_one_occasion_too() -> None:
    drop = [
        Window(episode(n), "go", DAY, id=f"w{n}", url="https://x.example") for n in range(1, 11)
    ]
    late = Window(episode(3), "go", When(Precision.DAY, dt.date(2017, 6, 9)), id="late")
    (whole, alone) = of(*drop, late)
    assert whole == Occasion("window-w1-opens", OccasionKind.OPENS, "missions/season-1", "go",
                             FIRST, count=10, url="https://x.example")  # fmt: skip
    assert (alone.target, alone.count) == (episode(3), None)


def test_what_closes_has_its_last_day_the_day_before() -> None:
    window = Window(FILM, "go", DAY, When(Precision.DAY, dt.date(2017, 7, 1)), id="w")
    assert [(one.kind, one.date) for one in of(window)] == [
        (OccasionKind.OPENS, FIRST),
        (OccasionKind.CLOSES, dt.date(2017, 6, 30)),
    ]


def test_an_instant_is_on_the_date_of_the_platform() -> None:
    midnight, night = paris("2017-06-05 00:00"), paris("2017-07-05 00:30")
    opens = When(Precision.TIME, dt.date(2017, 6, 5), midnight)
    closes = When(Precision.TIME, dt.date(2017, 7, 5), night)
    opening, closing = of(Window(FILM, "go", opens, closes, id="w"))
    assert (opening.date, opening.span) == (
        dt.date(2017, 6, 5),
        (midnight, midnight + dt.timedelta(minutes=15)),
    )
    assert (closing.date, closing.at, closing.span) == (dt.date(2017, 7, 5), night, None)
    (_, closing) = of(Window(FILM, "go", opens, When(Precision.TIME, FIRST, midnight), id="w"))
    assert closing.date == dt.date(2017, 6, 4)


def test_what_has_no_day_is_no_occasion() -> None:
    month = When(Precision.MONTH, FIRST, confirmed=False)
    assert of(Window(FILM, "go", month, id="w"), Window(FILM, "go", None, id="x")) == []


def test_what_is_not_sure_says_so() -> None:
    (maybe,) = of(Window(FILM, "go", When(Precision.DAY, FIRST, confirmed=False), id="w"))
    assert not maybe.confirmed
