import datetime as dt
from dataclasses import replace

from guide.model.airing import Airing, ShowingKind, Status
from guide.model.availability import resolve_windows
from guide.model.catalogue import Catalogue
from guide.model.precision import Precision, When
from guide.model.window import Window, WindowRule
from tests.releases.builders import MARS, ULYSSE, airing, catalogue, paris, some_day

MONTH = WindowRule(lasts=dt.timedelta(days=30))
DAY = dt.timedelta(days=1)
SEASON = Window("missions/season-1", "go", rule=MONTH)
JUNE_1 = When(Precision.DAY, dt.date(2017, 6, 1))


def at(text: str, *, confirmed: bool = True) -> When:
    date = dt.date.fromisoformat(text[:10])
    return When(Precision.TIME, date, paris(text), confirmed=confirmed)


def resolve(
    *airings: Airing, rule: Window = SEASON, trade: Catalogue | None = None
) -> list[Window]:
    return list(resolve_windows([rule], airings, trade or catalogue()))


def opens(*airings: Airing, rule: Window = SEASON, trade: Catalogue | None = None) -> list[When]:
    return [one.opens for one in resolve(*airings, rule=rule, trade=trade) if one.opens]


def test_a_window_with_dates_passes_as_it_is() -> None:
    window = Window("missions/season-1", "go", opens=JUNE_1)
    (resolved,) = resolve_windows([window], [], catalogue())
    assert replace(resolved, id="") == window
    assert resolved.id


def test_a_rule_gives_one_window_for_each_episode_that_has_a_first_run_with_a_time() -> None:
    windows = resolve(
        airing(of=ULYSSE), airing("2017-06-08 20:40", of=ULYSSE), some_day("2017-06-01")
    )
    assert [replace(one, id="") for one in windows] == [
        Window(ULYSSE, "go", at("2017-06-01 20:40"), at("2017-07-01 20:40"))
    ]


def test_a_window_follows_the_airing_and_keeps_its_id() -> None:
    (before,), (after,) = resolve(airing()), resolve(airing("2017-06-01 20:55"))
    assert after == replace(before, opens=at("2017-06-01 20:55"), closes=at("2017-07-01 20:55"))


def test_a_cancelled_first_run_hands_the_window_to_the_next() -> None:
    cancelled = airing(status=Status.CANCELLED)
    assert opens(cancelled, airing("2017-06-08 20:40")) == [at("2017-06-08 20:40")]


def test_days_are_counted_on_the_clock_of_the_channel_over_a_clock_change() -> None:
    (window,) = resolve(airing("2017-10-15 20:40"))
    assert window.closes == at("2017-11-14 20:40")
    assert paris("2017-11-14 20:40") - paris("2017-10-15 20:40") == dt.timedelta(days=30, hours=1)


def test_a_delay_may_count_from_the_end() -> None:
    rule = WindowRule(delay=dt.timedelta(hours=1), from_end=True)
    (window,) = resolve(airing(minutes=30), rule=replace(SEASON, rule=rule))
    assert (window.opens, window.closes) == (at("2017-06-01 22:10"), None)
    (window,) = resolve(airing(minutes=30), rule=replace(SEASON, rule=replace(rule, lasts=DAY)))
    assert window.closes == at("2017-06-02 22:10")


def test_a_tentative_first_run_opens_a_tentative_window() -> None:
    assert opens(airing(status=Status.TENTATIVE)) == [at("2017-06-01 20:40", confirmed=False)]


def test_only_the_channels_of_the_platforms_bouquets_count() -> None:
    airings = airing(on="far"), airing("2017-06-08 20:40")
    assert opens(*airings) == [at("2017-06-08 20:40")]
    trade = catalogue()
    trade.bouquets.clear()
    assert opens(*airings, trade=trade) == [at("2017-06-01 20:40")]


def test_the_editors_word_on_first_run_and_repeat_counts() -> None:
    repeat = airing(showing_override=ShowingKind.REPEAT)
    plain = airing("2017-06-08 20:40")
    first = airing("2017-06-15 20:40", showing_override=ShowingKind.FIRST_RUN)
    assert opens(repeat, plain) == [at("2017-06-08 20:40")]
    assert opens(repeat, plain, first) == [at("2017-06-15 20:40")]


def test_a_rule_may_speak_of_a_series_or_of_one_episode() -> None:
    airings = airing(), airing("2017-06-08 20:40", of=MARS)
    series = replace(SEASON, target="missions")
    assert [one.target for one in resolve(*airings, rule=series)] == [ULYSSE, MARS]
    assert [one.target for one in resolve(*airings, rule=replace(SEASON, target=MARS))] == [MARS]


def test_ids_differ_and_do_not_depend_on_other_windows() -> None:
    trade, airings = catalogue(), [airing(), airing("2017-06-08 20:40", of=MARS)]
    again = Window("missions/season-1", "go", opens=JUNE_1)
    alone = resolve_windows([SEASON], airings, trade)
    other = Window("missions/season-2", "go", opens=JUNE_1)
    both = resolve_windows([other, SEASON, again], airings, trade)
    assert both[1:3] == alone
    assert len({window.id for window in both}) == 4
