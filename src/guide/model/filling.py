"""Fields that one source leaves empty, filled from another that speaks of the same episode."""

from dataclasses import fields, replace
from typing import Any

from guide.model.catalogue import Episode

# Who it is and where it came from are not for another to say.
FILLED = tuple(
    field.name
    for field in fields(Episode)
    if field.name not in {"id", "series", "season", "number", "provenance", "place"}
)


def fill(upper: Episode, lower: Episode, source: str) -> Episode:
    """Return `upper` with its empty fields filled from `lower`, which speaks of the same episode;
    `provenance` then pairs each of them with `source`, the id of the import that `lower` is of.
    """
    taken = {
        name: value
        for name in FILLED
        if (value := getattr(lower, name)) and not getattr(upper, name)
    }
    if not taken:
        return upper
    noted = tuple((name, source) for name in taken)
    return replace(upper, provenance=(*upper.provenance, *noted), **taken)


def bare(one: Episode) -> Episode:
    """Return an episode without what was filled in."""
    plain: dict[str, Any] = {field.name: field.default for field in fields(Episode)}
    return replace(one, provenance=(), **{name: plain[name] for name, _ in one.provenance})
