import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.model.overlay import Laid, overlay

EXAMPLES = settings(max_examples=max(500, settings().max_examples), deadline=None)
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Span:
    episode: str
    title: str
    starts: int
    ends: int


def span(slot: str, episode: str = "film", title: str = "") -> Span:
    starts, ends = (
        60 * (60 * int(hour) + int(minute))
        for hour, minute in (time.split(":") for time in slot.split("-"))
    )
    return Span(episode, title, starts, ends)


FILM = span("20:00-22:00", "film", "The Film")
NEWS = span("20:00-20:30", "news/episode", "News")


def laid(upper: list[Span], lower: Span, **options: tuple[int, ...]) -> Laid:
    (one,) = overlay(upper, [lower], **options)
    return one


def test_what_nothing_lies_over_stays_as_it_is() -> None:
    assert overlay([], [FILM]) == [Laid(0, FILM.starts, FILM.ends)]
    around = [span("19:00-20:00", "a"), span("22:00-23:00", "b")]
    assert overlay(around, [FILM]) == [Laid(0, FILM.starts, FILM.ends)]


def test_what_is_covered_by_half_is_not_on_at_all() -> None:
    half = span("21:00-22:00", "show")
    assert laid([half], FILM) == Laid(0, FILM.starts, FILM.ends, covered=True)


@pytest.mark.parametrize(
    ("over", "left"),
    [
        ("19:00-20:30", "20:30-22:00"),
        ("21:30-23:00", "20:00-21:30"),
        ("20:10-20:20", "20:20-22:00"),
        ("21:30-21:40", "20:00-21:30"),
    ],
)
def test_of_what_is_covered_less_the_longest_part_stays(over: str, left: str) -> None:
    expected = span(left)
    assert laid([span(over, "show")], FILM) == Laid(0, expected.starts, expected.ends)


def test_what_several_cover_together_is_covered() -> None:
    upper = [span("20:00-20:40", "a"), span("20:30-20:50", "b"), span("21:45-22:15", "c")]
    assert laid(upper, FILM).covered
    assert not laid(upper[:2], FILM).covered


def test_the_same_episode_fills_however_little_it_overlaps() -> None:
    shorter = span("19:50-20:10")
    assert laid([shorter], FILM) == Laid(0, FILM.starts, FILM.ends, covered=True, fills=0)


def test_an_akin_title_fills_if_it_starts_within_a_quarter_of_an_hour() -> None:
    own = span("20:15-22:00", "own", "The film (2017)")
    assert laid([own], FILM).fills == 0
    assert laid([span("20:16-22:00", "own", "The film (2017)")], FILM).fills is None
    assert laid([span("20:15-22:00", "own", "Another")], FILM).fills is None
    assert laid([span("20:15-22:00", "own", "")], span("20:00-22:00")).fills is None


def test_the_same_episode_fills_before_an_akin_title_and_the_nearest_before_others() -> None:
    lower = [span("20:00-20:20", "other", "The Film"), span("20:20-20:40"), span("20:40-21:00")]
    upper = [span("20:05-21:00", "film", "The Film")]
    assert [one.fills for one in overlay(upper, lower)] == [None, 0, None]
    assert [one.covered for one in overlay(upper, lower)] == [True, True, True]


def test_each_upper_one_is_filled_once_and_each_lower_one_fills_one() -> None:
    upper = [span("20:00-20:55"), span("21:00-21:55")]
    assert [one.fills for one in overlay(upper, [FILM])] == [0]
    lower = [span("20:00-21:00"), span("21:00-22:00")]
    assert [one.fills for one in overlay(upper, lower)] == [0, 1]


def test_what_is_called_off_covers_only_what_speaks_of_the_same() -> None:
    assert laid([FILM], NEWS, called_off=(0,)) == Laid(0, NEWS.starts, NEWS.ends)
    assert laid([FILM], FILM, called_off=(0,)) == Laid(
        0, FILM.starts, FILM.ends, covered=True, fills=0
    )


def layer(drawn: list[tuple[int, int]]) -> list[Span]:
    """Return a row of spans of some lengths in tens of minutes, "d" for none."""
    ends = list(itertools.accumulate((length * 10 * MINUTE for length, _ in drawn), initial=0))
    slots = zip(drawn, itertools.pairwise(ends), strict=True)
    return [Span("abc"[n], "ABC"[n] * 9, *slot) for (_, n), slot in slots if n < 3]


LAYERS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=15).map(layer)


@EXAMPLES
@given(LAYERS, LAYERS)
def test_what_is_left_never_overlaps_and_is_part_of_what_was(
    upper: list[Span], lower: list[Span]
) -> None:
    result = overlay(upper, lower)
    assert [one.at for one in result] == list(range(len(lower)))
    for one in result:
        was = lower[one.at]
        assert was.starts <= one.starts < one.ends <= was.ends
        if one.covered:
            assert (one.starts, one.ends) == (was.starts, was.ends)
        else:
            assert one.fills is None
            assert all(up.ends <= one.starts or up.starts >= one.ends for up in upper)
    filled = [one.fills for one in result if one.fills is not None]
    assert len(set(filled)) == len(filled)
