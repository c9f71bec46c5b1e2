"""What may be said of an unexpected exception where its own text could hold an address."""

import traceback


def described(bug: BaseException) -> str:
    """Return its type and place: "KeyError in render:12"."""
    frames = traceback.extract_tb(bug.__traceback__)
    place = f" in {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(bug).__name__}{place}"
