"""What a test needs from outside: a skip that says how to get it, or a failure in CI."""

import os

import pytest


def require(*, present: bool, piece: str, get: str) -> None:
    """Go on if `present`; else skip, or fail where GUIDE_REQUIRE_ALL=1, naming the command."""
    if present:
        return
    message = f"{piece} is missing; get it with: {get}"
    if os.environ.get("GUIDE_REQUIRE_ALL") == "1":  # noqa: TID251 - it governs the tests alone
        pytest.fail(message)
    pytest.skip(message)
