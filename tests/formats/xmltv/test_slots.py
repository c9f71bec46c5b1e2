import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from guide.formats.xmltv.slots import slots
from guide.model.airing import Status
from guide.model.listing import Listing
from tests.formats.builders import PREMIERE, film

MINUTE = dt.timedelta(minutes=1)


def one(starts: float, ends: float, name: str = "", **fields: object) -> Listing:
    at = PREMIERE + starts * MINUTE
    return film(
        name or f"{starts}", at, id=name or f"{starts}", ends=PREMIERE + ends * MINUTE, **fields
    )


def settled(*listings: Listing) -> list[tuple[str, int, int]]:
    return [
        (
            slot.listing.airing.id,
            (slot.starts - PREMIERE) // MINUTE,
            (slot.ends - PREMIERE) // MINUTE,
        )
        for slot in slots(listings)
    ]


def test_gaps_stay_and_what_meets_stays() -> None:
    assert settled(one(60, 90, "c"), one(0, 30, "a"), one(30, 50, "b")) == [
        ("a", 0, 30),
        ("b", 30, 50),
        ("c", 60, 90),
    ]


def test_what_runs_on_is_cut_where_the_next_one_starts() -> None:
    assert settled(one(0, 60, "a"), one(20, 40, "b"), one(30, 50, "c")) == [
        ("a", 0, 20),
        ("b", 20, 30),
        ("c", 30, 50),
    ]


def test_of_two_that_start_together_the_confirmed_one_stays() -> None:
    unsure = one(0, 30, "a", status=Status.TENTATIVE)
    assert settled(unsure, one(0, 60, "b")) == [("b", 0, 60)]


def test_of_two_that_start_together_the_one_that_is_not_gone_stays() -> None:
    dropped = one(0, 30, "a", gone=True)
    assert settled(dropped, one(0, 60, "b", status=Status.TENTATIVE)) == [("b", 0, 60)]


def test_seconds_are_cut_and_what_is_then_nothing_is_left_out() -> None:
    assert settled(one(0.2, 10.9, "a"), one(10.9, 10.95, "b"), one(11, 12.5, "c")) == [
        ("a", 0, 10),
        ("c", 11, 12),
    ]


TIMES = st.tuples(st.integers(0, 500), st.integers(-5, 120))


@given(st.lists(TIMES, max_size=12))
def test_no_two_overlap_and_every_start_is_kept(times: list[tuple[int, int]]) -> None:
    given_ = [one(starts, starts + long, f"{n}") for n, (starts, long) in enumerate(times)]
    found = settled(*given_)
    assert all(starts < ends for _, starts, ends in found)
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(found))
    assert {starts for _, starts, _ in found} == {at for at, long in times if long > 0}
