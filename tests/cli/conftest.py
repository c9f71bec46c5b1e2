"""What every test of a command needs."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def no_word_to_the_tests() -> Iterator[None]:
    """Hide what is said to the tests alone: a command takes it for a setting it does not know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GUIDE_REQUIRE_ALL", raising=False)
        yield
