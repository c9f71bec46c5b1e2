import gc
from collections.abc import Iterator

import pytest

from guide.publishing.collector import paused


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    if was_on:
        gc.enable()
    else:
        gc.disable()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_rests_meanwhile_and_is_then_as_it_was(*, was_on: bool) -> None:
    if was_on:
        gc.enable()
    else:
        gc.disable()
    with paused():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_it_comes_back_after_a_failure() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="cut off"), paused():
        raise ValueError("cut off")
    assert gc.isenabled()
