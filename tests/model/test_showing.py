from dataclasses import replace

import pytest

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Bouquet, Catalogue
from guide.model.showing import derive, showing_of
from tests.releases.builders import FILM, MARS, airing, catalogue, some_day

FIRST, REPEAT, UNKNOWN = ShowingKind.FIRST_RUN, ShowingKind.REPEAT, ShowingKind.UNKNOWN


def shown(*airings: Airing, trade: Catalogue | None = None) -> list[Showing]:
    named = [replace(one, id=str(at)) for at, one in enumerate(airings)]
    showings = derive(named, trade or catalogue())
    return [showings[one.id] for one in named]


def kinds(*airings: Airing, trade: Catalogue | None = None) -> list[ShowingKind]:
    return [showing.kind for showing in shown(*airings, trade=trade)]


def premieres(*airings: Airing) -> list[str | None]:
    return [showing.premiere for showing in shown(*airings)]


def test_the_earliest_airing_is_the_first_run_wherever_it_stands_in_the_files() -> None:
    assert kinds(airing("2017-06-02 20:40"), airing("2017-06-01 20:40")) == [REPEAT, FIRST]


def test_a_bouquet_is_one_scope_and_each_channel_another() -> None:
    assert shown(airing(of=MARS), airing("2017-06-02 10:00", on="max", of=MARS)) == [
        Showing(),
        Showing(kind=REPEAT, channel_kind=FIRST),
    ]


def test_a_channel_in_no_bouquet_is_a_scope_of_its_own() -> None:
    assert kinds(airing(), airing("2017-06-02 10:00", on="far")) == [FIRST, FIRST]
    assert kinds(airing(on="far"), airing("2017-06-02 10:00", on="far")) == [FIRST, REPEAT]


def test_a_channel_in_two_bouquets_repeats_what_either_has_shown() -> None:
    trade = catalogue()
    trade.bouquets["other"] = Bouquet("other", "Other", ("far", "max"))
    airings = (airing(on="far"), airing("2017-06-02 10:00", on="max"))
    assert kinds(*airings, trade=trade) == [FIRST, REPEAT]
    assert kinds(airings[0], airing("2017-06-02 10:00"), trade=trade) == [FIRST, FIRST]


def test_a_simulcast_is_a_first_run_on_both_channels() -> None:
    assert kinds(airing(), airing(on="max")) == [FIRST, FIRST]


def test_a_day_counts_as_its_morning_at_six() -> None:
    night_before = airing("2017-06-01 05:59", of=MARS)
    same_morning = airing("2017-06-01 06:01", of=MARS)
    day = some_day("2017-06-01")
    assert kinds(night_before, day) == [FIRST, REPEAT]
    assert kinds(same_morning, day) == [REPEAT, FIRST]


def test_a_cancelled_premiere_makes_the_repeat_the_premiere() -> None:
    cancelled = airing("2017-06-01 20:40", status=Status.CANCELLED)
    assert premieres(cancelled, airing("2017-06-02 10:00"), airing("2017-06-03 10:00")) == [
        "series",
        "series",
        None,
    ]


def test_what_was_aired_and_then_dropped_stays_the_first_run() -> None:
    assert kinds(airing(gone=True), airing("2017-06-08 20:40")) == [FIRST, REPEAT]


def test_a_day_that_was_dropped_undated_never_was_a_first_run() -> None:
    dropped = some_day("2017-06-01", gone=True)
    assert kinds(dropped, airing("2017-06-08 20:40", of=MARS)) == [FIRST, FIRST]


@pytest.mark.parametrize(
    ("of", "premiere"),
    [
        ("missions/season-1/episode-1", "series"),
        ("missions/season-2/episode-1", "season"),
        ("missions/season-1/episode-2", None),
        (FILM, None),
    ],
)
def test_a_premiere_is_the_first_run_of_a_first_episode(of: str, premiere: str | None) -> None:
    assert premieres(airing(of=of), airing("2017-06-02 20:40", of=of)) == [premiere, None]


def test_a_later_season_never_opens_the_series_though_it_is_the_first_we_know() -> None:
    known = catalogue()
    seasons = {"missions/season-0": replace(known.seasons["missions/season-2"], number=0)}
    trade = replace(known, seasons=seasons)
    (showing,) = shown(airing(of="missions/season-2/episode-1"), trade=trade)
    assert showing.premiere == "season"


def test_specials_have_neither_premiere_nor_finale() -> None:
    known = catalogue()
    special = replace(known.episodes[MARS], season=0, number=1)
    specials = replace(known.seasons["missions/season-1"], number=0, count=1)
    trade = replace(known, seasons={specials.id: specials}, episodes={MARS: special})
    assert shown(airing(of=MARS), trade=trade) == [Showing()]


def test_a_finale_is_the_first_run_of_the_last_episode_of_a_known_count() -> None:
    last = "missions/season-1/episode-10"
    airings = airing(of=last), airing("2017-06-02 20:40", of=last)
    assert [showing.finale for showing in shown(*airings)] == [True, False]
    season = replace(catalogue().seasons["missions/season-1"], count=None)
    trade = replace(catalogue(), seasons={season.id: season})
    assert [showing.finale for showing in shown(*airings, trade=trade)] == [False, False]


def test_the_editor_has_the_last_word() -> None:
    repeat = airing(showing_override=REPEAT)
    assert shown(repeat) == [Showing(REPEAT, REPEAT)]
    assert premieres(airing(premiere_override="none")) == [None]
    assert premieres(airing(of=FILM, premiere_override="series")) == ["series"]
    again = airing("2017-06-02 20:40", of=MARS, showing_override=FIRST)
    assert shown(airing(of=MARS), again) == [Showing(), Showing()]


def test_airings_of_imports_are_not_judged_and_judge_nobody() -> None:
    stranger = airing("2017-06-01 08:00", of="nobody/knows", source="epg")
    earlier = airing("2017-06-01 08:00", source="epg")
    assert kinds(stranger, earlier, airing("2017-06-01 20:40")) == [UNKNOWN, UNKNOWN, FIRST]


def imported(
    claim: ShowingKind | None = None,
    *,
    repeated: bool = False,
    part: tuple[int | None, int | None] = (None, None),
    finale: bool = False,
) -> Showing:
    season, number = part
    return showing_of(claim, repeated=repeated, season=season, number=number, finale=finale)


def test_what_a_source_claims_counts_more_than_what_is_known() -> None:
    assert imported(FIRST, repeated=True) == Showing(FIRST, FIRST)
    assert imported(REPEAT) == Showing(REPEAT, REPEAT)


def test_of_what_a_source_is_silent_only_a_repeat_is_evident() -> None:
    assert imported(repeated=True) == Showing(REPEAT, REPEAT)
    assert imported() == Showing(UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("part", "premiere"),
    [((1, 1), "series"), ((2, 1), "season"), ((1, 2), None), ((0, 1), None), ((None, 1), None)],
)
def test_an_imported_premiere_is_a_claimed_first_run_of_a_first_episode(
    part: tuple[int | None, int | None], premiere: str | None
) -> None:
    assert imported(FIRST, part=part).premiere == premiere
    assert imported(REPEAT, part=part).premiere is None
    assert imported(part=part).premiere is None


def test_an_imported_finale_is_a_claimed_first_run_within_a_season() -> None:
    assert imported(FIRST, part=(1, 10), finale=True).finale
    assert not imported(FIRST, part=(0, 10), finale=True).finale
    assert not imported(REPEAT, part=(1, 10), finale=True).finale
    assert not imported(part=(1, 10), finale=True).finale
