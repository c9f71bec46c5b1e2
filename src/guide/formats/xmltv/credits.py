"""The people of a programme, as the DTD orders them."""

from collections.abc import Iterator

from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.writer import holding, often
from guide.model.catalogue import Credit
from guide.model.listing import Listing

# The DTD's order. Who created a series is nearest to its writers, a voice is heard of an actor.
_ORDER = ("director", "actor", "writer", "adapter", "producer", "composer", "editor", "presenter",
          "commentator", "guest")  # fmt: skip
_ELEMENTS = {role: role for role in _ORDER} | {"creator": "writer", "voice": "actor"}


def credits_of(listing: Listing) -> str:
    """Return the <credits> of an episode, its season and its series together, "" without any.

    Nobody is named twice for the same thing.
    """
    found: dict[str, dict[str, str]] = {}
    for credit in _people(listing):
        name = _ELEMENTS.get(credit.role)
        if name is not None:
            found.setdefault(name, {}).setdefault(credit.name, _person(name, credit))
    lines = [line for name in _ORDER if name in found for line in found[name].values()]
    return holding("credits", "".join(lines))


def _people(listing: Listing) -> Iterator[Credit]:
    yield from listing.episode.credits
    if listing.season is not None:
        yield from listing.season.credits
    if listing.series is not None:
        yield from listing.series.credits


def _person(name: str, credit: Credit) -> str:
    played = credit.character if name == "actor" else None
    role = (("role", played),) if played and clean(played) else ()
    return often(name, credit.name, role, 3)
