"""How publishing fails."""

from collections.abc import Sequence

from guide.model.problems import Problem, Severity


class PublishingError(Exception):
    """A publish that could not be; the sentence says what to do."""


class OvertakenError(PublishingError):
    """Another publish came first: the same again will do."""


def refuse_errors(problems: Sequence[Problem]) -> None:
    """Raise PublishingError if what was published once has errors now."""
    first = next((one for one in problems if one.severity is Severity.ERROR), None)
    if first:
        raise PublishingError(
            f"the schedule files of the last release are no longer right ({first}): mend them "
            "and run `guide publish` before anything is imported"
        )
