"""Whatever happens to a guide, who is who stays so, wherever there is a truth."""

from dataclasses import replace
from itertools import accumulate, pairwise
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guide.model.matching import Known, match
from tests.model.test_matching import DAY, HOUR, MINUTE, NEWS, matched, moved

EXAMPLES = settings(max_examples=max(500, settings().max_examples), deadline=None)


def schedule(lengths: list[int]) -> list[Known]:
    """Return airings of as many episodes, one after the other, with titles far from akin."""
    bounds = list(accumulate((length * MINUTE for length in lengths), initial=0))
    return [
        Known(n, f"show-{n}/season-1/episode-{n}", chr(97 + n % 26) * (3 + n), *slot)
        for n, slot in enumerate(pairwise(bounds))
    ]


LENGTHS = st.lists(st.integers(1, 180), min_size=1, max_size=24)
MINUTES = st.integers(-180, 180)


@EXAMPLES
@given(LENGTHS, st.integers(0, 23), st.integers(1, 24), st.integers(-1440, 1440))
def test_any_shift_of_any_stretch_keeps_who_is_who(
    lengths: list[int], first: int, count: int, minutes: int
) -> None:
    old = schedule(lengths)
    stretch = range(first, first + count)
    new = [moved(one, minutes) if at in stretch else one for at, one in enumerate(old)]
    assert matched(new, old) == list(range(len(old)))


@EXAMPLES
@given(LENGTHS, MINUTES, st.sets(st.integers(0, 23)), st.sets(st.integers(0, 23)), st.integers())
def test_any_removals_insertions_and_retitlings_in_a_shift_keep_who_is_who(
    lengths: list[int], minutes: int, out: set[int], changed: set[int], seed: int
) -> None:
    old = schedule(lengths)
    truth: list[tuple[Known, int | None]] = []
    for at, one in enumerate(old):
        then = moved(one, minutes)
        if at in out:
            guest = replace(then, episode=f"guest-{at}", title=f"{at} {seed} {at}")
            truth += [(guest, None)] if at in changed else []
        elif at in changed and {at - 1, at + 1} & set(range(len(old))) - out - changed:
            truth.append((replace(then, episode=f"retitled/{at}"), at))
        else:
            truth.append((then, at))
    Random(seed).shuffle(truth)
    assert matched([one for one, _ in truth], old) == [who for _, who in truth]


@EXAMPLES
@given(st.lists(st.integers(1, 90), min_size=2, max_size=12), st.integers(5, 60), MINUTES)
@example([30] * 12, 30, 60)
@example([5] * 12, 5, 10)
def test_a_regular_programme_moves_with_the_others_by_any_time(
    lengths: list[int], news: int, minutes: int
) -> None:
    between = schedule([part for length in lengths for part in (news, length)])
    old = [replace(one, episode=NEWS, title="News") if one.key % 2 == 0 else one for one in between]
    assert matched([moved(one, minutes) for one in old], old) == list(range(len(old)))


ANY = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.booleans()), max_size=14)
EPISODES = ("a/season-1/episode-1", "a/episode", "b-2017", "tba/episode")
TITLES = ("Alpha", "Alpha", "Beta", "TBA")


def drawn(some: list[tuple[int, int, bool]]) -> list[Known]:
    return [
        Known(0, EPISODES[n], TITLES[n], at * 15 * MINUTE, (at + 2) * 15 * MINUTE, gone)
        for at, n, gone in some
    ]


@EXAMPLES
@given(ANY, ANY, st.integers(0, 200))
def test_whatever_comes_nobody_is_doubled_or_moves_too_far(
    old_ones: list[tuple[int, int, bool]], new_ones: list[tuple[int, int, bool]], quarter: int
) -> None:
    old, new, now = drawn(old_ones), drawn(new_ones), quarter * 15 * MINUTE
    for one, at in zip(new, matched(new, old, now), strict=True):
        if at is not None:
            way, first = abs(one.starts - old[at].starts), min(one.starts, old[at].starts)
            assert way <= (DAY if first > now else 3 * HOUR)


@EXAMPLES
@given(ANY, ANY, st.integers(0, 200), st.integers(0, 99))
def test_the_order_in_which_they_are_given_makes_no_difference(
    old_ones: list[tuple[int, int, bool]],
    new_ones: list[tuple[int, int, bool]],
    quarter: int,
    seed: int,
) -> None:
    old = drawn(list({one[:2]: one for one in old_ones}.values()))
    new = drawn(list({one[0]: one for one in new_ones}.values()))
    now = quarter * 15 * MINUTE

    def pairs(some: list[Known], others: list[Known]) -> set[tuple[int, str, int, str]]:
        return {
            (some[n].starts, some[n].episode, others[o].starts, others[o].episode)
            for n, o in match(some, others, now=now).items()
        }

    dice = Random(seed)
    shuffled = dice.sample(new, len(new)), dice.sample(old, len(old))
    assert pairs(*shuffled) == pairs(new, old)


@EXAMPLES
@given(ANY, ANY, st.integers(0, 200))
def test_the_same_import_again_changes_nothing(
    old_ones: list[tuple[int, int, bool]], new_ones: list[tuple[int, int, bool]], quarter: int
) -> None:
    old = drawn(old_ones)
    new = drawn(list({one[0]: one for one in new_ones}.values()))
    now = quarter * 15 * MINUTE
    taken = set(match(new, old, now=now).values())
    then = [replace(one, gone=False) for one in new]
    gone = [replace(one, gone=True) for at, one in enumerate(old) if at not in taken]
    assert matched(new, [*then, *gone], now) == list(range(len(new)))
