import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.airing import Airing, Status
from guide.model.changes import slot_of
from guide.model.identity import identify
from tests.effort import growth
from tests.releases.builders import EVENING, MARS, ULYSSE, Mint, airing, paris, some_day

MIDDAY = paris("2017-06-01 12:00")


def identified(
    drafted: Sequence[Airing], previous: Sequence[Airing], now: dt.datetime = MIDDAY
) -> list[Airing]:
    return list(identify(drafted, previous, now=now, mint=Mint()))


def ids(
    drafted: Sequence[Airing], previous: Sequence[Airing], now: dt.datetime = MIDDAY
) -> list[str]:
    return [one.id for one in identified(drafted, previous, now) if not one.gone]


def test_at_first_sight_each_airing_gets_a_new_id_or_the_one_it_gives() -> None:
    given_id = airing("2017-06-02 20:40", id="given")
    assert ids([airing(), given_id, airing(of=MARS)], []) == ["a1", "given", "a2"]


def test_a_minted_id_is_never_one_in_use() -> None:
    used = [airing(of=MARS, id="a1"), airing(of=MARS, on="max", id="a3", gone=True)]
    assert ids([airing(), airing(id="a2", on="max"), used[0]], used) == ["a4", "a2", "a1"]


def test_two_new_airings_never_share_an_id() -> None:
    mint = iter(["same", "same", "other"])
    drafted = [airing(), airing(of=MARS)]
    named = identify(drafted, [], now=MIDDAY, mint=lambda: next(mint))
    assert [one.id for one in named] == ["same", "other"]


def test_an_id_that_is_given_counts_whatever_else_has_changed() -> None:
    before = airing(id="x")
    after = airing("2018-01-01 10:00", on="max", of=MARS, id="x")
    assert identified([after], [before]) == [after]


def test_the_same_slot_is_the_same_airing_in_any_order_of_the_files() -> None:
    before = [airing(id="x"), airing("2017-06-02 10:00", id="y"), airing(on="max", id="z")]
    nameless = [replace(one, id="") for one in before]
    assert ids(nameless, before) == ["x", "y", "z"]
    assert ids(nameless[::-1], before) == ["z", "y", "x"]


@pytest.mark.parametrize(
    "moved",
    [
        airing("2017-06-01 20:55"),
        airing("2017-06-03 20:40"),
        airing("2017-07-30 20:40"),
        airing(on="max"),
        airing("2017-06-02 22:00", on="max"),
        some_day("2017-06-01", of=ULYSSE),
    ],
)
def test_a_move_within_sixty_days_keeps_the_id(moved: Airing) -> None:
    assert ids([moved], [airing(id="x")]) == ["x"]


def test_a_longer_way_is_another_airing() -> None:
    assert ids([airing("2017-07-31 20:40")], [airing(id="x")]) == ["x"]
    assert ids([airing("2017-07-31 20:41")], [airing(id="x")]) == ["a1"]


def test_another_episode_is_another_airing() -> None:
    assert ids([airing(of=MARS)], [airing(id="x")]) == ["a1"]


def test_the_nearest_two_belong_together() -> None:
    before = [airing("2017-06-01 20:40", id="x"), airing("2017-06-05 20:40", id="y")]
    after = [airing("2017-06-05 21:00"), airing("2017-06-01 20:00")]
    assert ids(after, before) == ["y", "x"]


def test_what_stands_around_a_nearest_pair_belongs_together_in_turn() -> None:
    before = [airing(f"2017-06-{day:02} 20:40", id=f"p{day}") for day in (3, 6, 9)]
    after = [airing(f"2017-06-{day} 20:40") for day in (25, 18, 11)]
    assert ids(after, before) == ["p3", "p6", "p9"]


def test_a_shift_on_the_channel_explains_more_than_another_channel_at_that_hour() -> None:
    before = [airing("2017-06-01 20:40", id="x"), airing("2017-06-01 21:00", on="max", id="y")]
    assert ids([airing("2017-06-01 21:00")], before) == ["x"]


def test_another_channel_at_the_same_hour_explains_more_than_another_week() -> None:
    before = [airing(id="x"), airing("2017-06-08 20:40", on="max", id="y")]
    assert ids([airing(on="max")], before) == ["x"]


def test_a_day_that_gets_its_time_keeps_its_id() -> None:
    before = [some_day("2017-06-01", id="x"), some_day("2017-06-08", id="y")]
    after = [some_day("2017-06-08"), airing("2017-06-01 21:05", of=MARS)]
    assert ids(after, before) == ["y", "x"]
    assert ids([airing("2017-06-10 21:05", of=MARS)], before) == ["y"]


def test_a_time_on_a_known_day_is_that_day_however_near_another_airing_stands() -> None:
    day = some_day("2017-06-01", id="x")
    night = airing("2017-06-02 00:30", of=MARS, id="y")
    assert ids([airing("2017-06-02 05:00", of=MARS)], [day, night]) == ["x"]


def test_a_day_that_passed_undated_may_still_be_dated_or_moved() -> None:
    before = [some_day("2017-06-01", id="x")]
    later = paris("2017-06-10 12:00")
    assert ids([airing("2017-06-01 21:05", of=MARS)], before, later) == ["x"]
    assert ids([some_day("2017-06-15")], before, later) == ["x"]


def test_what_has_begun_is_corrected_on_its_channel_within_three_hours() -> None:
    now = paris("2017-06-01 21:00")
    assert ids([airing("2017-06-01 20:55")], [airing(id="x")], now) == ["x"]
    assert ids([airing("2017-06-01 23:40")], [airing(id="x")], now) == ["x"]
    assert ids([airing("2017-06-01 23:41")], [airing(id="x")], now) == ["a1"]
    assert ids([airing("2017-06-01 20:55", on="max")], [airing(id="x")], now) == ["a1"]


def test_what_is_gone_ahead_of_now_is_cancelled_and_what_has_begun_is_history() -> None:
    ahead, begun = airing("2017-06-01 20:01", id="x"), airing("2017-06-01 20:00", id="y")
    assert identified([], [ahead, begun], EVENING) == [
        replace(ahead, gone=True, status=Status.CANCELLED),
        replace(begun, gone=True),
    ]


def test_a_day_that_is_gone_is_history_only_when_it_is_over_everywhere() -> None:
    day = some_day("2017-06-01", id="x")
    (today,) = identified([], [day], paris("2017-06-02 05:00"))
    (later,) = identified([], [day], paris("2017-06-04 05:00"))
    assert (today.status, later.status) == (Status.CANCELLED, Status.TENTATIVE)
    assert (today.gone, later.gone) == (True, True)


def test_what_is_gone_stays_as_it_is() -> None:
    gone = [
        airing(id="x", gone=True, status=Status.CANCELLED),
        airing("2017-05-01 20:40", id="y", gone=True),
    ]
    assert identified([], gone, paris("2019-01-01 00:00")) == gone


def test_what_was_cancelled_as_gone_comes_back_with_its_id() -> None:
    gone = airing(id="x", gone=True, status=Status.CANCELLED)
    assert identified([airing()], [gone]) == [airing(id="x")]
    assert identified([airing("2017-06-01 22:00")], [gone]) == [airing("2017-06-01 22:00", id="x")]


def test_what_is_still_there_is_matched_before_what_is_gone() -> None:
    there = airing("2017-06-02 20:40", id="x")
    gone = airing("2017-06-03 20:00", id="y", gone=True, status=Status.CANCELLED)
    assert ids([airing("2017-06-03 20:40")], [gone, there]) == ["x"]


def test_the_slot_of_what_is_gone_says_more_than_nearness() -> None:
    there = airing("2017-06-02 20:40", id="x")
    gone = airing("2017-06-03 20:40", id="y", gone=True, status=Status.CANCELLED)
    assert ids([airing("2017-06-03 20:40")], [there, gone]) == ["y"]


def test_history_is_not_taken_for_a_later_airing() -> None:
    history = airing(id="x", gone=True)
    assert ids([airing("2017-06-08 20:40")], [history], paris("2017-06-02 12:00")) == ["a1"]
    assert ids([airing("2017-06-01 20:40")], [history], paris("2017-06-02 12:00")) == ["x"]


def week(episodes: int, repeats: int) -> list[Airing]:
    """Return a schedule in which each episode comes every two days, on alternating channels."""
    return [
        airing(
            f"2017-06-{2 + 2 * turn:02} {10 + number:02}:00",
            on=("city", "max")[turn % 2],
            of=f"missions/season-1/episode-{number + 1}",
            id=f"e{number}t{turn}",
        )
        for number in range(episodes)
        for turn in range(repeats)
    ]


SCHEDULE = week(episodes=5, repeats=4)
Edits = st.lists(st.sampled_from(["keep", "remove", "shift", "channel"]), min_size=20, max_size=20)


def edited(one: Airing, edit: str, minutes: int) -> Airing | None:
    if edit == "remove":
        return None
    if edit == "channel":
        return replace(one, channel="far")
    if edit == "shift" and one.starts and one.ends:
        by = dt.timedelta(minutes=minutes)
        return replace(one, starts=one.starts + by, ends=one.ends + by)
    return one


@given(edits=Edits, minutes=st.integers(-600, 600), order=st.randoms())
def test_random_edits_keep_the_right_identities(
    edits: list[str], minutes: int, order: Random
) -> None:
    after = [edited(one, edit, minutes) for one, edit in zip(SCHEDULE, edits, strict=True)]
    expected = {one.id: one for one in after if one}
    inserted = airing("2017-06-20 23:00", of="the-invented-film")
    drafted = [replace(one, id="") for one in expected.values()] + [inserted]
    order.shuffle(drafted)
    result = identified(drafted, SCHEDULE)
    assert {one.id: one for one in result if not one.gone} == {
        **expected,
        "a1": replace(inserted, id="a1"),
    }
    assert {one.id for one in result if one.gone} == {one.id for one in SCHEDULE} - set(expected)


@given(
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 90), st.sampled_from(["city", "max"])), max_size=12
    ),
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 90), st.sampled_from(["city", "max"])), max_size=12
    ),
    st.integers(0, 60 * 24 * 90),
)
def test_whatever_is_edited_nobody_is_lost_doubled_or_confused(
    old: list[tuple[int, str]], new: list[tuple[int, str]], minute: int
) -> None:
    start = paris("2017-06-01 06:00")

    def at(minutes: int, channel: str, name: str = "") -> Airing:
        starts = start + dt.timedelta(minutes=minutes)
        return Airing(channel, ULYSSE, starts.date(), starts, starts, id=name)

    previous = [at(*slot, f"p{n}") for n, slot in enumerate(old)]
    drafted = [at(*slot) for slot in new]
    now = start + dt.timedelta(minutes=minute)
    result = identified(drafted, previous, now)
    named = [one for one in result if not one.gone]
    assert [replace(one, id="") for one in named] == drafted
    assert len({one.id for one in result}) == len(result)
    assert {one.id for one in previous} <= {one.id for one in result}
    again = identified([replace(one, id="") for one in named], result, now)
    assert {(one.id, one.channel, one.starts, one.gone) for one in again} == {
        (one.id, one.channel, one.starts, one.gone) for one in result
    }


def test_airings_of_one_episode_that_all_shift_cost_as_much_as_they_are_many() -> None:
    start = paris("2017-06-01 06:00")
    hour = dt.timedelta(hours=1)
    late = dt.timedelta(minutes=10)

    def airings(count: int, *, after: dt.timedelta, prefix: str) -> list[Airing]:
        starts = [start + hour * n + after for n in range(count)]
        return [
            Airing("city", ULYSSE, start.date(), at, at + hour, id=prefix and f"{prefix}{n}")
            for n, at in enumerate(starts)
        ]

    def shifted(count: int) -> Callable[[], None]:
        previous = airings(count, after=dt.timedelta(0), prefix="p")
        drafted = airings(count, after=late, prefix="")

        def identifying() -> None:
            assert ids(drafted, previous, start - hour) == [one.id for one in previous]

        return identifying

    assert growth(shifted, 4_000) < 8


def test_a_slip_into_the_past_is_forgotten_when_it_is_taken_back() -> None:
    slipped = airing("2017-05-30 20:40", id="x")
    mended = airing("2017-06-02 20:40")
    [named] = identify(
        [mended], [slipped], now=MIDDAY, mint=Mint(), left={"x": slot_of(replace(mended, id="x"))}
    )
    assert named == replace(mended, id="x")


def test_what_was_on_the_air_stays_history_when_it_comes_again_elsewhere() -> None:
    aired = airing("2017-05-30 20:40", id="x")
    left = {"x": slot_of(airing("2017-05-29 20:40"))}
    again = identify([airing("2017-06-02 20:40")], [aired], now=MIDDAY, mint=Mint(), left=left)
    assert [(one.id, one.gone) for one in again] == [("a1", False), ("x", True)]
