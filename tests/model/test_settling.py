from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.model.programme import Finding
from guide.model.settling import TEXTS, settle
from tests.effort import growth

EXAMPLES = settings(max_examples=max(500, settings().max_examples), deadline=None)
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Claim:
    starts: int
    ends: int | None
    episode_id: str = "film"
    clump: tuple[int, int] | None = None
    running: int | None = None
    line: int = 0


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def claim(slot: str, episode: str, **more: int | tuple[int, int]) -> Claim:
    """Return what claims "20:00-22:00", or "20:00" where it claims no end."""
    starts, dash, ends = slot.partition("-")
    plain = Claim(at(starts), at(ends) if dash else None, episode)
    return replace(plain, **more)  # type: ignore[arg-type] # each under its name


def clock(instant: int) -> str:
    return f"{instant // HOUR:02}:{instant % HOUR // MINUTE:02}"


def told(claimed: list[Claim]) -> list[str]:
    """Return the slots as "20:00-22:00 film", a "~" before a derived end."""
    return [
        f"{clock(one.starts)}-{'~' * one.ends_derived}{clock(one.ends)} "
        f"{claimed[one.at].episode_id}"
        for one in settle(claimed)[0]
    ]


def counts(claimed: list[Claim]) -> dict[str, int]:
    return {finding.code: finding.count for finding in settle(claimed)[1]}


def test_what_is_in_order_stays_as_it_is() -> None:
    claimed = [claim("21:00-22:00", "b"), claim("20:00-20:50", "a")]
    assert told(claimed) == ["20:00-20:50 a", "21:00-22:00 b"]
    assert counts(claimed) == {}
    assert settle([]) == ([], [])


def test_a_missing_end_is_the_next_start() -> None:
    claimed = [claim("20:00", "a", running=90 * MINUTE), claim("22:00-23:00", "b")]
    assert told(claimed) == ["20:00-~22:00 a", "22:00-23:00 b"]
    assert counts(claimed) == {"no-end": 1}


@pytest.mark.parametrize(
    ("running", "slot"),
    [(90 * MINUTE, "01:00-~02:30 a"), (0, "01:00-~02:00 a"), (30 * HOUR, "01:00-~02:00 a")],
)
def test_more_than_six_hours_are_never_bridged(running: int, slot: str) -> None:
    first = claim("01:00", "a", running=running)
    assert told([first, claim("07:01-08:00", "b")])[0] == slot
    assert told([first, claim("07:00-08:00", "b")])[0] == "01:00-~07:00 a"
    assert told([first]) == [slot]


def test_a_running_time_does_not_run_into_the_next_programme() -> None:
    first = claim("01:00", "a", running=10 * HOUR)
    assert told([first, claim("08:00-09:00", "b")])[0] == "01:00-~08:00 a"


@pytest.mark.parametrize("slot", ["20:00-20:00", "20:00-19:30"])
def test_an_end_that_is_not_after_the_start_is_missing(slot: str) -> None:
    claimed = [claim(slot, "a"), claim("20:30-21:00", "b")]
    assert told(claimed) == ["20:00-~20:30 a", "20:30-21:00 b"]
    assert counts(claimed) == {"end-not-after-start": 1}


def test_of_two_with_the_same_start_the_one_with_an_end_stays() -> None:
    claimed = [claim("19:30-19:30", "news"), claim("19:30-20:00", "quiz")]
    assert told(claimed) == ["19:30-20:00 quiz"]
    assert counts(claimed) == {"same-start": 1}


def test_of_two_with_the_same_start_the_one_that_fits_stays() -> None:
    film, news = claim("20:00-22:00", "film"), claim("20:00-20:05", "advert")
    assert told([film, news, claim("22:00-23:00", "b")])[0] == "20:00-22:00 film"
    evening, part = claim("20:00-23:00", "evening"), claim("20:00-21:00", "part")
    assert told([evening, part, claim("21:00-23:00", "b")])[0] == "20:00-21:00 part"


def test_the_same_once_more_is_a_duplicate() -> None:
    claimed = [claim("20:00-21:00", "a", line=7), claim("20:00-21:00", "a", line=9)]
    assert settle(claimed)[1] == [Finding("duplicate", TEXTS["duplicate"], 1, (9,))]
    assert told(claimed) == ["20:00-21:00 a"]


def test_a_clump_shares_its_slot() -> None:
    claimed = [
        claim("09:00-10:00", "weather", clump=(2, 3)),
        claim("09:00-10:00", "kilroy", clump=(0, 3)),
        claim("09:00-10:00", "news", clump=(1, 3)),
    ]
    assert told(claimed) == [
        "09:00-~09:20 kilroy",
        "09:20-~09:40 news",
        "09:40-~10:00 weather",
    ]
    assert counts(claimed) == {"clump": 3}


def test_a_clump_without_an_end_goes_on_to_the_next_programme() -> None:
    clump = [claim("09:00", "a", clump=(0, 2)), claim("09:00", "b", clump=(1, 2))]
    assert told([*clump, claim("09:31-10:00", "c")]) == [
        "09:00-~09:15 a",
        "09:15-~09:31 b",
        "09:31-10:00 c",
    ]
    assert told(clump) == ["09:00-~09:30 a", "09:30-~10:00 b"]
    timed = [replace(one, running=45 * MINUTE) for one in clump]
    assert told(timed) == ["09:00-~09:45 a", "09:45-~10:30 b"]


def test_a_clump_ends_where_another_programme_starts() -> None:
    claimed = [
        claim("09:00-10:00", "a", clump=(0, 2)),
        claim("09:00-10:00", "b", clump=(1, 2)),
        claim("09:20-11:00", "c"),
    ]
    assert told(claimed) == ["09:00-~09:10 a", "09:10-~09:20 b", "09:20-11:00 c"]


def test_a_clump_of_which_one_is_left_or_too_many_are_told_is_none() -> None:
    assert told([claim("09:00-10:00", "a", clump=(1, 2))]) == ["09:00-10:00 a"]
    crowd = [claim("09:00-09:02", f"{n}", clump=(n, 3)) for n in range(3)]
    assert told(crowd) == ["09:00-09:02 0"]
    assert counts(crowd) == {"same-start": 2}


def test_a_part_of_a_clump_told_twice_has_one_part() -> None:
    twice = [claim("09:00-10:00", "a", clump=(0, 2)) for _ in range(2)]
    claimed = [*twice, claim("09:00-10:00", "b", clump=(1, 2))]
    assert told(claimed) == ["09:00-~09:30 a", "09:30-~10:00 b"]
    assert counts(claimed) == {"clump": 2, "duplicate": 1}


def test_an_overlap_cuts_the_earlier_one() -> None:
    claimed = [claim("20:00-21:05", "a"), claim("21:00-22:00", "b")]
    assert told(claimed) == ["20:00-21:00 a", "21:00-22:00 b"]
    assert counts(claimed) == {"overlap": 1}


def test_an_end_at_which_another_one_starts_is_believed() -> None:
    claimed = [claim("20:00-21:00", "a"), claim("20:55-21:10", "b"), claim("21:00-22:00", "c")]
    assert told(claimed) == ["20:00-21:00 a", "21:00-22:00 c"]
    assert counts(claimed) == {"told-twice": 1}


def test_a_row_is_believed_to_its_end() -> None:
    row = [claim(f"20:{n}0-20:{n + 1}0", f"{n}") for n in range(4)]
    assert told([*row, claim("20:05-20:38", "b")]) == told(row)


def test_a_long_programme_is_not_dropped_for_a_short_one_that_fits() -> None:
    claimed = [claim("20:00-21:00", "a"), claim("20:55-23:00", "film"), claim("21:00-21:10", "c")]
    assert "20:55-23:00 film" in told(claimed)


def test_a_file_that_tells_a_channel_twice_shows_each_programme_once() -> None:
    once = [
        claim("07:50-07:56", "vida/season-1/episode-36"),
        claim("07:56-08:10", "vida/season-1/episode-37"),
        claim("08:10-08:16", "pompon/season-2/episode-1"),
        claim("08:16-08:30", "pompon/season-2/episode-2"),
        claim("08:30-09:00", "trains/episode"),
    ]
    again = [
        claim("07:52-08:01", "vida/season-2/episode-36"),
        claim("08:01-08:14", "vida/season-1/episode-37"),
        claim("08:14-08:21", "pompon/s2-e1"),
        claim("08:21-08:29", "pompon/s2-e2"),
        claim("08:29-09:00", "trains/autriche"),
    ]
    assert told([*once, *again]) == told([*again, *once]) == told(once)
    assert counts([*once, *again]) == {"told-twice": 5}


def test_the_same_episode_within_its_own_slot_is_told_twice() -> None:
    claimed = [claim("11:35-13:20", "film"), claim("11:45-13:25", "film")]
    assert told(claimed) == ["11:35-13:20 film"]
    assert counts(claimed) == {"told-twice": 1}
    loop = [claim("12:00-12:31", "news/episode"), claim("12:30-13:00", "news/episode")]
    assert told(loop) == ["12:00-12:30 news/episode", "12:30-13:00 news/episode"]


def test_two_in_a_row_are_parts_of_what_they_lie_in() -> None:
    claimed = [
        claim("20:00-23:00", "evening"),
        claim("20:30-21:30", "a"),
        claim("21:30-23:00", "b"),
        claim("23:00-23:30", "c"),
    ]
    assert told(claimed)[:2] == ["20:00-20:30 evening", "20:30-21:30 a"]
    assert counts(claimed) == {"overlap": 1}


def test_an_item_within_a_film_does_not_end_the_film() -> None:
    claimed = [claim("20:00-22:00", "film"), claim("21:00-21:05", "news")]
    assert told(claimed) == ["20:00-22:00 film"]
    assert counts(claimed) == {"inside": 1}
    point = [claim("20:00-22:00", "film"), claim("21:00-21:00", "news")]
    assert (told(point), counts(point)) == (["20:00-22:00 film"], {"inside": 1})


def test_what_fills_most_of_what_it_lies_in_ends_it() -> None:
    claimed = [claim("20:00-23:00", "evening"), claim("20:30-22:45", "film")]
    assert told(claimed) == ["20:00-20:30 evening", "20:30-22:45 film"]


def test_findings_give_the_lines_of_the_first_few() -> None:
    claimed = [claim(f"{hour:02}:00-{hour:02}:00", f"{hour}", line=hour) for hour in range(9)]
    (finding,) = settle(claimed)[1]
    assert (finding.count, finding.lines) == (9, (0, 1, 2, 3, 4))
    assert finding.text == TEXTS["end-not-after-start"]


NAMES = ("a", "b", "c", "d/episode")


def decoded(drawn: tuple[int, int, int, int]) -> Claim:
    """Return a claim of small numbers: plain tuples are drawn ten times as fast."""
    start, length, name, extra = drawn
    starts = start * 10 * MINUTE
    return Claim(
        starts,
        None if length == -4 else starts + length * 10 * MINUTE + 30 * (extra % 2),
        NAMES[name],
        clump=(extra % 4, 1 + extra % 3) if extra > 12 else None,
        running=(extra - 3) * 20 * MINUTE if extra < 8 else None,
        line=extra,
    )


DRAWN = st.tuples(st.integers(0, 40), st.integers(-4, 30), st.integers(0, 3), st.integers(0, 20))
CLAIMS = st.lists(DRAWN, max_size=12).map(lambda drawn: [decoded(one) for one in drawn])


@EXAMPLES
@given(CLAIMS)
def test_whatever_is_claimed_slots_are_sound_in_order_and_apart(claimed: list[Claim]) -> None:
    slots, findings = settle(claimed)
    assert all(one.starts < one.ends for one in slots)
    assert all(one.ends <= other.starts for one, other in pairwise(slots))
    assert len({one.at for one in slots}) == len(slots)
    left_out = {"duplicate", "same-start", "told-twice", "inside"}
    lost = sum(finding.count for finding in findings if finding.code in left_out)
    assert len(slots) + lost == len(claimed)
    for one in slots:
        if claimed[one.at].clump is None:
            assert one.starts == claimed[one.at].starts
            assert one.ends_derived or one.ends <= (claimed[one.at].ends or 0)


@EXAMPLES
@given(CLAIMS, st.integers(0, 99))
def test_the_order_of_the_file_makes_no_difference(claimed: list[Claim], seed: int) -> None:
    unlike = list({(one.starts, one.episode_id): one for one in claimed}.values())
    shuffled = Random(seed).sample(unlike, len(unlike))
    assert told(shuffled) == told(unlike)


@EXAMPLES
@given(CLAIMS)
def test_what_is_settled_stays_settled(claimed: list[Claim]) -> None:
    slots = settle(claimed)[0]
    again = [Claim(one.starts, one.ends, claimed[one.at].episode_id) for one in slots]
    assert told(again) == [one.replace("~", "") for one in told(claimed)]
    assert counts(again) == {}


def settling(claims: list[Claim], slots: int) -> Callable[[], None]:
    def work() -> None:
        assert len(settle(claims)[0]) == slots

    return work


def test_crowds_are_settled_in_linear_time() -> None:
    def crowd(count: int) -> Callable[[], None]:
        claims = [Claim(0, HOUR, f"{n}", clump=(n, count)) for n in range(count)]
        return settling(claims, 1)

    def nested(count: int) -> Callable[[], None]:
        claims = [Claim(n, 10 * count - n, f"{n}") for n in range(count)]
        return settling(claims, count)

    assert growth(crowd, 10_000) < 8
    assert growth(nested, 10_000) < 8
